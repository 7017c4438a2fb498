//! What guests have made (`CREATE_ACCESS=open`): whose it is, and that it goes.

use crate::app::polls::{PollError, Polls};
use crate::domain::{AddressGroup, AddressKey, JoinCode, MeetingChange, NewPoll, Poll};
use crate::storage::{MeetingTarget, PollKeys};
use std::sync::Arc;

/// How long it stays, in milliseconds: 30 days.
const STAYS: i64 = 30 * 24 * 60 * 60 * 1000;
/// So many meetings go at a time.
const AT_ONCE: u32 = 100;
/// Keys the hashes of guests' address groups, which belong to no poll.
const SALT: &[u8; 32] = b"whose guest has made this meetin";

impl Polls {
    /// Makes a poll for a guest of this address group, of which there may be so many.
    pub(crate) async fn create_for_guest(&self, new: NewPoll, place: MeetingTarget, group: AddressGroup) -> Result<Arc<Poll>, PollError> {
        let guest = AddressKey::new(&self.secret, SALT, group);
        self.store(new, PollKeys { guest: Some(guest), ..self.keys(place) }).await
    }

    /// Takes what guests have made out of sight, once it is old enough; how many meetings it was comes back.
    ///
    /// # Errors
    /// When the database fails; the rest goes the next time.
    pub(crate) async fn retire_guests(&self) -> Result<usize, PollError> {
        let mut retired = 0;
        loop {
            let old = self.storage.guests_before(self.believed_now().await? - STAYS, AT_ONCE).await?;
            if old.is_empty() {
                return Ok(retired);
            }
            for meeting in &old {
                self.retire(meeting).await?;
                retired += 1;
            }
        }
    }

    async fn retire(&self, meeting: &JoinCode) -> Result<(), PollError> {
        for poll in self.storage.polls_of(meeting).await? {
            self.delete(&poll.code).await?;
        }
        self.change_meeting(meeting, MeetingChange { deleted: Some(true), ..MeetingChange::default() }).await?;
        Ok(())
    }
}
