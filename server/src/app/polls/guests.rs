//! Meetings and polls that guests have made (`CREATE_ACCESS=open`): their creation, and their deletion after 30 days.

use super::core::Core;
use super::error::PollError;
use super::meetings::Meetings;
use super::poll::Polls;
use super::retention::Retention;
use crate::domain::{AddressGroup, AddressKey, JoinCode, MeetingChange, NewPoll, Poll};
use crate::storage::{MeetingTarget, PollKeys};
use std::sync::Arc;

/// How long guests' meetings are kept, in milliseconds: 30 days.
const LIFETIME: i64 = 30 * 24 * 60 * 60 * 1000;
/// How many meetings one query returns for deletion.
const AT_ONCE: u32 = 100;
/// Keys the hashes of guests' address groups, which belong to no poll.
const SALT: &[u8; 32] = b"whose guest has made this meetin";

/// The use cases of guests that make polls.
pub(crate) struct Guests {
    core: Arc<Core>,
    polls: Polls,
    meetings: Meetings,
    retention: Retention,
    secret: Arc<[u8]>,
}

impl Guests {
    /// `secret` keys the hashes of addresses.
    pub(super) fn new(core: Arc<Core>, polls: Polls, meetings: Meetings, retention: Retention, secret: Arc<[u8]>) -> Self {
        Self { core, polls, meetings, retention, secret }
    }

    /// Creates a poll for a guest of this address group; the number of polls of a group is limited.
    pub(crate) async fn create(&self, new: NewPoll, place: MeetingTarget, group: AddressGroup) -> Result<Arc<Poll>, PollError> {
        let guest = AddressKey::new(&self.secret, SALT, group);
        self.polls.create_with(new, PollKeys { guest: Some(guest), ..self.polls.keys(place) }).await
    }

    /// Whether a guest has made this meeting, in which case the owners of its polls may change its stage too.
    pub(crate) async fn have_made(&self, meeting: &JoinCode) -> Result<bool, PollError> {
        Ok(self.core.storage.is_guests(meeting).await?)
    }

    /// Deletes what guests have made, once it is old enough; returns the number of meetings.
    ///
    /// # Errors
    /// When the database fails; the next call deletes the rest.
    pub(crate) async fn retire(&self) -> Result<usize, PollError> {
        let mut retired = 0;
        loop {
            let old = self.core.storage.guests_before(self.retention.believed_now().await? - LIFETIME, AT_ONCE).await?;
            if old.is_empty() {
                return Ok(retired);
            }
            for meeting in &old {
                self.retire_meeting(meeting).await?;
                retired += 1;
            }
        }
    }

    async fn retire_meeting(&self, meeting: &JoinCode) -> Result<(), PollError> {
        for poll in self.core.storage.polls_of(meeting).await? {
            self.polls.delete(&poll.code).await?;
        }
        self.meetings.change(meeting, MeetingChange { deleted: Some(true), ..MeetingChange::default() }).await?;
        Ok(())
    }
}
