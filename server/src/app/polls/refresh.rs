//! Changes that other instances have made to polls and meetings: read from the database, and broadcast here.

use crate::app::polls::{PollError, Polls};
use crate::domain::{JoinCode, Poll, PollCode};
use crate::storage::Latest;
use std::sync::Arc;

impl Polls {
    /// Reads a poll anew, if it is known here, and tells its room what is new. `at_once`: as what must not be missed.
    pub(crate) async fn refresh(&self, code: &PollCode, at_once: bool) -> Result<(), PollError> {
        let Some(before) = self.live.rooms.newest(code) else { return Ok(()) };
        let Some(now) = self.storage.find_poll(code).await? else {
            self.live.replication.remove_poll(&Arc::new((*before).clone().closed_for_good()));
            return Ok(());
        };
        if now.seq > before.seq {
            let now = Arc::new(now);
            self.live.replication.apply_poll(now.clone(), at_once || stands_otherwise(&before, &now));
            if now.closes_at.is_some() && now.closes_at != before.closes_at {
                self.wait_for_end_of(&now);
            }
        }
        Ok(())
    }

    /// At which number these polls and meetings are in the database.
    pub(crate) async fn latest(&self, polls: Vec<String>, meetings: Vec<String>) -> Result<Latest, PollError> {
        Ok(self.storage.latest(polls, meetings).await?)
    }

    /// Reads a meeting anew, if it is known here, and tells who follows it what its stage shows now.
    pub(crate) async fn refresh_stage(&self, code: &JoinCode) -> Result<(), PollError> {
        if self.live.stages.meeting(code).is_none() {
            return Ok(());
        }
        match self.storage.find_meeting(code).await? {
            Some(meeting) => self.live.replication.apply_stage(Arc::new(meeting)),
            None => self.live.stages.forget(code),
        }
        Ok(())
    }
}

/// Whether more than the counts has changed.
fn stands_otherwise(before: &Poll, now: &Poll) -> bool {
    let standing = |poll: &Poll| (poll.state, poll.revealed, poll.answer_shown, poll.round, poll.closes_at, poll.fairness, poll.results);
    standing(before) != standing(now)
}
