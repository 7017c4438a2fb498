//! Moderators: who has a meeting's link, or a phone that leads the meeting, may decide what is shown of its words, open answers and
//! questions, and as a moderator nothing else.

use super::App;
use super::error::AppError;
use super::polls::PollError;
use crate::domain::{BoardState, JoinCode, MeetingChange, ModeratorChange, ModeratorNonce, Poll, PollState, Refusal, Remote};
use crate::entropy;
use crate::wire::{BoardShown, ModeratedPoll, ModerationShown, TermList};

/// What lets somebody moderate a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ModeratorKey {
    /// The token in the link of the meeting's moderators.
    Link(String),
    /// The token in the cookie of a phone that leads the meeting, and the secret of its page.
    Remote([u8; 32], String),
}

impl App {
    /// The meeting that this key lets its bearer moderate; `None` for a key that is none, or has ended.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub(crate) async fn meeting_of_moderator(&self, key: &ModeratorKey) -> Result<Option<JoinCode>, AppError> {
        match key {
            ModeratorKey::Link(token) => self.meeting_of_link(token).await,
            ModeratorKey::Remote(token, secret) => {
                let remote = self.remote(token, secret).await?.filter(Remote::is_confirmed);
                Ok(remote.map(|remote| remote.meeting))
            }
        }
    }

    /// The meeting of the link with this token; `None` after a new link was made, and once the meeting has ended.
    async fn meeting_of_link(&self, token: &str) -> Result<Option<JoinCode>, AppError> {
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

    /// How many questions and texts of a meeting wait; `None` where there is nothing to moderate.
    ///
    /// # Errors
    /// As [`moderation`](Self::moderation).
    pub(crate) async fn held(&self, code: &JoinCode) -> Result<Option<u64>, AppError> {
        let board = self.boards.read(code).await?;
        let polls = self.meetings.polls_of(code).await?;
        let held_in_polls: Vec<u64> = polls.iter().filter(|poll| is_moderated(poll)).map(TermList::held_in).collect();
        let is_empty = board.rules.state == BoardState::Off && board.questions.is_empty() && held_in_polls.is_empty();
        Ok((!is_empty).then(|| board.account().held + held_in_polls.iter().sum::<u64>()))
    }

    /// What moderators of a meeting decide about: its board, and its polls of words and open answers.
    ///
    /// # Errors
    /// A refusal for an unknown meeting; [`AppError::Storage`].
    pub(crate) async fn moderation(&self, code: &JoinCode) -> Result<ModerationShown, AppError> {
        let meeting = self.meetings.find(code).await?;
        let board = self.boards.read(code).await?;
        let polls = self.meetings.polls_of(code).await?;
        let polls = polls.iter().filter(|poll| is_moderated(poll));
        Ok(ModerationShown {
            join_code: code.to_string(),
            name: meeting.name.clone(),
            polls: polls.map(ModeratedPoll::of).collect(),
            board: BoardShown::of(code, &board),
        })
    }
}

/// Whether voters have written, or may write, texts to this poll.
fn is_moderated(poll: &Poll) -> bool {
    poll.kind().takes_texts() && poll.state != PollState::Draft
}
