//! Looks up polls and meetings by code. Drafts are hidden from guests, and lookups of wrong codes
//! are rate-limited.

use super::App;
use super::error::AppError;
use super::guest_limits::{Requester, end_lookup};
use super::polls::PollError;
use crate::domain::{JoinCode, Meeting, Poll, PollCode, PollState, Refusal};
use crate::wire::PollSummary;
use std::sync::Arc;

/// The most polls that a guest without a code is offered.
const MAX_OFFERED: usize = 10;
/// How many of the newest polls are searched for those to offer.
const SEARCHED: u32 = 50;

impl App {
    /// The poll behind a code.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPoll`] also for a guest who asks for a draft; [`AppError::TooFast`] after
    /// too many wrong codes.
    pub(crate) async fn poll_for(&self, requester: Requester, code: &PollCode) -> Result<Arc<Poll>, AppError> {
        let lookup = self.begin_lookup(requester, code.as_str())?;
        let result = self.visible_poll(requester, code).await;
        end_lookup(lookup, &result);
        Ok(result?)
    }

    /// As [`poll_for`](Self::poll_for) without the rate limit, for a code that was looked up
    /// before.
    pub(crate) async fn visible_poll(&self, requester: Requester, code: &PollCode) -> Result<Arc<Poll>, PollError> {
        let poll = self.polls.find(code).await?;
        if requester.is_host || poll.state.is_visible_to_guests() { Ok(poll) } else { Err(Refusal::NoSuchPoll.into()) }
    }

    /// The meeting behind a code.
    ///
    /// # Errors
    /// [`Refusal::NoSuchMeeting`]; [`AppError::TooFast`] after too many wrong codes.
    pub(crate) async fn meeting_for(&self, requester: Requester, code: &JoinCode) -> Result<Arc<Meeting>, AppError> {
        let lookup = self.begin_lookup(requester, code.as_str())?;
        let result = self.meetings.find(code).await;
        end_lookup(lookup, &result);
        Ok(result?)
    }

    /// The newest polls that are open or ready to open, for guests without a code; empty if the
    /// database fails.
    pub(crate) async fn live_polls(&self) -> Vec<PollSummary> {
        let polls = self.polls.newest(SEARCHED).await.unwrap_or_default();
        let live = polls.iter().filter(|poll| matches!(poll.state, PollState::Open | PollState::Ready));
        live.take(MAX_OFFERED).map(PollSummary::of).collect()
    }
}
