//! What the limits take from a guest before a use case, and what they give back by how it ended. A host is not limited.

use super::App;
use super::client::ClientIp;
use super::error::AppError;
use super::limit::{Look, Taken};
use super::polls::PollError;
use crate::domain::{JoinCode, Refusal, View};

/// The visitor that looks for a code, votes or creates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seeker {
    /// From where.
    pub(crate) client: ClientIp,
    /// Whether with the host's authority.
    pub(crate) is_host: bool,
}

impl App {
    /// Begins a look behind a code; [`end_look`] ends it. `None` for the host.
    pub(super) fn begin_look(&self, seeker: Seeker, code: &str) -> Result<Option<Look>, AppError> {
        if seeker.is_host { Ok(None) } else { Ok(self.limits.look(seeker.client, code, |open| self.is_staged_by(open, code))?) }
    }

    /// Whether this code is of the poll that a meeting shows: a follower of the meeting has not guessed it.
    fn is_staged_by(&self, meeting: &str, code: &str) -> bool {
        let meeting = JoinCode::parse(meeting).and_then(|meeting| self.live.stages.meeting(&meeting));
        let shown = meeting.as_ref().filter(|meeting| meeting.stage.view == View::Poll);
        shown.and_then(|meeting| meeting.stage.poll.as_ref()).is_some_and(|poll| poll.as_str() == code)
    }

    /// Takes one new poll from the limits of a guest's address group.
    pub(crate) async fn take_creation(&self, seeker: Seeker) -> Result<Option<Taken>, AppError> {
        if seeker.is_host { Ok(None) } else { Ok(Some(self.limits.create(seeker.client).await?)) }
    }
}

/// Ends a look. Only a proof that something is there makes its code free to the group: a failing database proves neither, and
/// the attempt is given back.
pub(super) fn end_look<T>(look: Option<Look>, found: &Result<T, PollError>) {
    let Some(look) = look else { return };
    match found {
        Err(PollError::Refused(Refusal::NoSuchPoll | Refusal::NoSuchMeeting)) => {}
        Err(PollError::Storage(_)) => look.was_not_made(),
        Ok(_) | Err(PollError::Refused(_)) => look.found(),
    }
}

/// Gives back what the limits had taken for something that the database did not store.
pub(super) async fn refund<T>(taken: Option<Taken>, done: &Result<T, PollError>) {
    if let (Err(PollError::Storage(_)), Some(taken)) = (done, taken) {
        taken.give_back().await;
    }
}

/// The same, and returns the outcome.
pub(super) async fn settle<T>(taken: Option<Taken>, done: Result<T, PollError>) -> Result<T, AppError> {
    refund(taken, &done).await;
    Ok(done?)
}
