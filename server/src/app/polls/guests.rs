//! Meetings and polls that guests create (`CREATE_ACCESS=open`): their creation, and their deletion
//! after 30 days.

use super::core::Core;
use super::error::PollError;
use super::meetings::Meetings;
use super::poll::Polls;
use super::retention::Retention;
use crate::domain::{AddressGroup, AddressKey, JoinCode, MeetingChange, NewPoll, Poll};
use crate::storage::{MeetingTarget, PollCreation};
use std::sync::Arc;

/// The age at which guests' meetings are deleted, in milliseconds: 30 days.
const LIFETIME: i64 = 30 * 24 * 60 * 60 * 1000;
/// The most meetings that one query returns for deletion.
const MEETINGS_PER_QUERY: u32 = 100;

/// The use cases of guests that create polls.
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

    /// Creates a poll for a guest of this address group; refused when the group has too many polls,
    /// or all guests together have.
    pub(crate) async fn create(&self, new: NewPoll, target: MeetingTarget, group: AddressGroup) -> Result<Arc<Poll>, PollError> {
        let guest = AddressKey::of_guest(&self.secret, group);
        self.polls.create_with(new, PollCreation { guest: Some(guest), ..self.polls.draw_keys(target) }).await
    }

    /// Whether a guest has made this meeting, and no host has opened it again: then the owners of
    /// its polls may change its stage.
    pub(crate) async fn is_guests_meeting(&self, meeting: &JoinCode) -> Result<bool, PollError> {
        Ok(self.core.storage.is_guests_meeting(meeting).await?)
    }

    /// Marks guests' meetings older than 30 days as deleted, with their polls; returns the number
    /// of meetings. The purge removes them later.
    ///
    /// # Errors
    /// When a deletion fails; the next call deletes the rest.
    pub(crate) async fn delete_old_meetings(&self) -> Result<usize, PollError> {
        let mut count = 0;
        loop {
            let old =
                self.core.storage.guests_meetings_before(self.retention.age_reference().await? - LIFETIME, MEETINGS_PER_QUERY).await?;
            if old.is_empty() {
                return Ok(count);
            }
            for meeting in &old {
                self.delete_meeting(meeting).await?;
                count += 1;
            }
        }
    }

    async fn delete_meeting(&self, meeting: &JoinCode) -> Result<(), PollError> {
        for poll in self.core.storage.polls_of(meeting).await? {
            self.polls.delete(&poll.code).await?;
        }
        self.meetings.change(meeting, MeetingChange { deleted: Some(true), ..MeetingChange::default() }).await?;
        Ok(())
    }
}
