//! Creates polls for hosts and for guests, and knows what the token of a guest's poll allows.

use super::App;
use super::error::AppError;
use super::guest_limits::{Seeker, settle};
use super::limit::Taken;
use crate::domain::{JoinCode, NewPoll, Poll, PollCode, PollState, Refusal};
use crate::storage::MeetingTarget;
use crate::wire::PollPatch;
use std::sync::Arc;

impl App {
    /// The meeting that a new poll goes to. A host may name any, and gets the current one otherwise. A guest gets a new one, or
    /// the one it names, if guests have made it and it holds a poll whose `token` the request carries.
    ///
    /// # Errors
    /// [`Refusal::NoSuchMeeting`] for a host. For a guest [`AppError::HostOnly`], whatever is wrong: a guess tells nothing.
    pub(crate) async fn target_for(&self, is_host: bool, token: Option<&str>, named: Option<&str>) -> Result<MeetingTarget, AppError> {
        let Some(named) = named else {
            return Ok(if is_host { MeetingTarget::Current } else { MeetingTarget::Fresh });
        };
        let code = JoinCode::parse(named);
        if is_host {
            return Ok(MeetingTarget::Named(code.ok_or(Refusal::NoSuchMeeting)?));
        }
        let (Some(code), Some(token)) = (code, token) else { return Err(AppError::HostOnly) };
        if !self.guests.have_made(&code).await? {
            return Err(AppError::HostOnly);
        }
        let polls = self.meetings.polls_of(&code).await?;
        let owns_one = polls.iter().any(|poll| self.keys.owns(token, &poll.code));
        if owns_one { Ok(MeetingTarget::Guests(code)) } else { Err(AppError::HostOnly) }
    }

    /// Creates a poll; `taken` is given back to a guest's limits where the database does not store it.
    pub(crate) async fn create_poll(
        &self,
        seeker: Seeker,
        taken: Option<Taken>,
        new: NewPoll,
        target: MeetingTarget,
    ) -> Result<Arc<Poll>, AppError> {
        let made = if seeker.is_host {
            self.polls.create(new, target).await
        } else {
            self.guests.create(new, target, seeker.client.group()).await
        };
        settle(taken, made).await
    }

    /// Checks whether the maker of a poll may do what puts it on its meeting's stage: only where the meeting is a guest's.
    ///
    /// # Errors
    /// [`AppError::HostOnly`] where it may not, or the database's.
    pub(crate) async fn check_maker_may_stage(&self, code: &PollCode, patch: &PollPatch) -> Result<(), AppError> {
        let stages = patch.run_again == Some(true) || patch.state.is_some_and(PollState::may_stage);
        if !stages {
            return Ok(());
        }
        let meeting = self.polls.find(code).await?.meeting.clone();
        if self.guests.have_made(&meeting).await? { Ok(()) } else { Err(AppError::HostOnly) }
    }
}
