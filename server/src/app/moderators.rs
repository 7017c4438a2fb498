//! Moderators: who has a meeting's link may decide what is shown of its words, open answers and questions, and nothing else.

use super::App;
use super::error::AppError;
use super::polls::PollError;
use crate::domain::{JoinCode, MeetingChange, ModeratorChange, ModeratorNonce, PollState, Refusal};
use crate::entropy;
use crate::wire::{BoardShown, ModeratedPoll, ModerationShown};

impl App {
    /// The meeting that this token lets its bearer moderate; `None` for another one, after a new link was made, and once the
    /// meeting has ended.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub(crate) async fn meeting_of_moderator(&self, token: &str) -> Result<Option<JoinCode>, AppError> {
        let Some((code, nonce)) = self.keys.read_moderator_token(token) else { return Ok(None) };
        let meeting = match self.meetings.find(&code).await {
            Ok(meeting) => meeting,
            Err(PollError::Refused(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        Ok((meeting.moderator_nonce == Some(nonce) && meeting.ended_at.is_none()).then_some(code))
    }

    /// The path of the link for a meeting's moderators; with `renew`, or without a link so far, a new one. The token is in the
    /// fragment, which browsers do not send.
    ///
    /// # Errors
    /// A refusal for an unknown meeting, or one that has ended; [`AppError::Storage`].
    pub(crate) async fn moderator_path(&self, code: &JoinCode, renew: bool) -> Result<String, AppError> {
        let nonce = entropy::bytes();
        let change = if renew { ModeratorChange::Renew(nonce) } else { ModeratorChange::Make(nonce) };
        let nonce = self.set_moderator(code, change).await?.ok_or(Refusal::MeetingEnded)?;
        Ok(format!("/m/{code}/moderate#key={}", self.keys.moderator_token(code, &nonce)))
    }

    /// Makes the link of a meeting's moderators invalid.
    ///
    /// # Errors
    /// As [`moderator_path`](Self::moderator_path).
    pub(crate) async fn end_moderation(&self, code: &JoinCode) -> Result<(), AppError> {
        self.set_moderator(code, ModeratorChange::End).await.map(|_| ())
    }

    async fn set_moderator(&self, code: &JoinCode, change: ModeratorChange) -> Result<Option<ModeratorNonce>, AppError> {
        let change = MeetingChange { moderator: Some(change), ..MeetingChange::default() };
        Ok(self.meetings.change(code, change).await?.moderator_nonce)
    }

    /// What moderators of a meeting decide about: its board, and its polls of words and open answers.
    ///
    /// # Errors
    /// A refusal for an unknown meeting; [`AppError::Storage`].
    pub(crate) async fn moderation(&self, code: &JoinCode) -> Result<ModerationShown, AppError> {
        let meeting = self.meetings.find(code).await?;
        let board = self.boards.read(code).await?;
        let polls = self.meetings.polls_of(code).await?;
        let polls = polls.iter().filter(|poll| poll.kind().takes_texts() && poll.state != PollState::Draft);
        Ok(ModerationShown {
            join_code: code.to_string(),
            name: meeting.name.clone(),
            polls: polls.map(ModeratedPoll::of).collect(),
            board: BoardShown::of(code, &board),
        })
    }
}
