//! Finds the poll or the meeting behind a code, as far as the visitor may know of it. Codes tried in vain are limited.

use super::App;
use super::error::AppError;
use super::guest_limits::{Seeker, end_look};
use super::polls::PollError;
use crate::domain::{JoinCode, Meeting, Poll, PollCode, PollState, Refusal};
use crate::wire::PollSummary;
use std::sync::Arc;

/// How many open polls a guest without a code is offered.
const OFFERED: usize = 10;

impl App {
    /// The poll behind a code.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPoll`] also for a guest who asks for a draft; [`AppError::TooFast`] after too many wrong codes.
    pub(crate) async fn poll_for(&self, seeker: Seeker, code: &PollCode) -> Result<Arc<Poll>, AppError> {
        let look = self.begin_look(seeker, code.as_str())?;
        let found = self.visible_poll(seeker, code).await;
        end_look(look, &found);
        Ok(found?)
    }

    /// The same without the limit, for a code that was looked up before. Drafts are hidden from guests by
    /// [`PollState::is_visible_to_guests`], which the stage and the writer of ballots ask too.
    pub(crate) async fn visible_poll(&self, seeker: Seeker, code: &PollCode) -> Result<Arc<Poll>, PollError> {
        let poll = self.polls.find(code).await?;
        if seeker.is_host || poll.state.is_visible_to_guests() { Ok(poll) } else { Err(Refusal::NoSuchPoll.into()) }
    }

    /// The meeting behind a code.
    ///
    /// # Errors
    /// [`Refusal::NoSuchMeeting`]; [`AppError::TooFast`] after too many wrong codes.
    pub(crate) async fn meeting_for(&self, seeker: Seeker, code: &JoinCode) -> Result<Arc<Meeting>, AppError> {
        let look = self.begin_look(seeker, code.as_str())?;
        let found = self.meetings.find(code).await;
        end_look(look, &found);
        Ok(found?)
    }

    /// The newest polls that are open or about to be, for guests without a code; none where the database does not answer.
    pub(crate) async fn live_polls(&self) -> Vec<PollSummary> {
        let polls = self.polls.newest(50).await.unwrap_or_default();
        let live = polls.iter().filter(|poll| matches!(poll.state, PollState::Open | PollState::Ready));
        live.take(OFFERED).map(PollSummary::of).collect()
    }
}
