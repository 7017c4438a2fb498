//! Moderators: who has a meeting's link may decide what is shown of its words, open answers and questions, and nothing else.

use super::App;
use super::error::AppError;
use crate::domain::{JoinCode, Meeting, MeetingChange, PollState, Refusal};
use crate::entropy;
use crate::wire::{BoardShown, ModeratedPoll, ModerationShown};

impl App {
    /// The meeting that this token lets its bearer moderate; `None` for another one, after a new link was made, and once the
    /// meeting has ended.
    pub(crate) async fn moderated_with(&self, token: &str) -> Option<JoinCode> {
        let (code, nonce) = self.keys.read_moderator_token(token)?;
        let meeting = self.meetings.find(&code).await.ok()?;
        (meeting.moderator == Some(nonce) && meeting.ended_at.is_none()).then_some(code)
    }

    /// The path of the link for a meeting's moderators; with `renew`, or without a link so far, a new one. The token is in the
    /// fragment, which browsers do not send.
    ///
    /// # Errors
    /// A refusal for an unknown meeting, or one that has ended; [`AppError::Storage`].
    pub(crate) async fn moderator_path(&self, code: &JoinCode, renew: bool) -> Result<String, AppError> {
        let meeting = self.meetings.find(code).await?;
        if meeting.ended_at.is_some() {
            return Err(Refusal::MeetingEnded.into());
        }
        let nonce = match meeting.moderator.filter(|_| !renew) {
            Some(nonce) => nonce,
            None => self.set_moderator(&meeting, Some(entropy::bytes())).await?.unwrap_or_default(),
        };
        Ok(format!("/m/{code}/moderate#key={}", self.keys.moderator_token(code, &nonce)))
    }

    /// Makes the link of a meeting's moderators invalid.
    ///
    /// # Errors
    /// As [`moderator_path`](Self::moderator_path).
    pub(crate) async fn end_moderation(&self, code: &JoinCode) -> Result<(), AppError> {
        let meeting = self.meetings.find(code).await?;
        self.set_moderator(&meeting, None).await.map(|_| ())
    }

    async fn set_moderator(&self, meeting: &Meeting, nonce: Option<[u8; 16]>) -> Result<Option<[u8; 16]>, AppError> {
        let change = MeetingChange { moderator: Some(nonce), ..MeetingChange::default() };
        Ok(self.meetings.change(&meeting.code, change).await?.moderator)
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
