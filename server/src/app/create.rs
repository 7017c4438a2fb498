//! Creates polls for hosts and guests, and checks what the token of a guest's poll allows.

use super::App;
use super::error::AppError;
use super::guest_limits::{Requester, settle};
use super::limit::ChargedToken;
use crate::domain::{JoinCode, NewPoll, Poll, PollCode, PollState, Refusal};
use crate::storage::MeetingTarget;
use crate::wire::PollPatch;
use std::sync::Arc;

impl App {
    /// The meeting that a new poll is added to. A host may name any meeting, and gets the current
    /// one otherwise. A guest gets a new meeting, or may name a meeting that a guest has made, with
    /// the `token` of a poll in it.
    ///
    /// # Errors
    /// [`Refusal::NoSuchMeeting`] for a host whose code is malformed. [`AppError::HostOnly`] for a
    /// guest, whatever is wrong, so that the answer does not show which meetings exist;
    /// [`AppError::Storage`].
    pub(crate) async fn target_for(&self, is_host: bool, token: Option<&str>, named: Option<&str>) -> Result<MeetingTarget, AppError> {
        let Some(named) = named else {
            return Ok(if is_host { MeetingTarget::Current } else { MeetingTarget::NewForGuest });
        };
        let code = JoinCode::parse(named);
        if is_host {
            return Ok(MeetingTarget::Named(code.ok_or(Refusal::NoSuchMeeting)?));
        }
        let (Some(code), Some(token)) = (code, token) else { return Err(AppError::HostOnly) };
        if !self.guests.is_guests_meeting(&code).await? {
            return Err(AppError::HostOnly);
        }
        let polls = self.meetings.polls_of(&code).await?;
        let owns_one = polls.iter().any(|poll| self.keys.owns(token, &poll.code));
        if owns_one { Ok(MeetingTarget::Guests(code)) } else { Err(AppError::HostOnly) }
    }

    /// Creates a poll; `charged` is given back to the guest's limits if the database fails.
    pub(crate) async fn create_poll(
        &self,
        requester: Requester,
        charged: Option<ChargedToken>,
        new: NewPoll,
        target: MeetingTarget,
    ) -> Result<Arc<Poll>, AppError> {
        let created = if requester.is_host {
            self.polls.create(new, target).await
        } else {
            self.guests.create(new, target, requester.client.group()).await
        };
        settle(charged, created).await
    }

    /// Checks a change by a poll's owner: a change that puts the poll on its meeting's stage is
    /// allowed only if a guest has made the meeting.
    ///
    /// # Errors
    /// [`AppError::HostOnly`] if the change is not allowed; [`AppError::Storage`].
    pub(crate) async fn check_owner_may_stage(&self, code: &PollCode, patch: &PollPatch) -> Result<(), AppError> {
        let stages = patch.run_again == Some(true) || patch.state.is_some_and(PollState::may_stage);
        if !stages {
            return Ok(());
        }
        let meeting = self.polls.find(code).await?.meeting.clone();
        if self.guests.is_guests_meeting(&meeting).await? { Ok(()) } else { Err(AppError::HostOnly) }
    }
}
