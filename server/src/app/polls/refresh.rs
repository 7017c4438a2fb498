//! Reads polls again that other instances have changed, and broadcasts the changes to this
//! instance's sockets.

use super::error::PollError;
use super::poll::Polls;
use crate::domain::{Poll, PollCode};
use std::sync::Arc;

impl Polls {
    /// Reads a poll again if it is cached, and broadcasts the stored one if it is newer: as a state
    /// change that is sent immediately if `at_once` or if anything but wording and counts has
    /// changed, else as a throttled update. If the poll is no longer stored, broadcasts its
    /// deletion.
    pub(crate) async fn refresh(&self, code: &PollCode, at_once: bool) -> Result<(), PollError> {
        let live = &self.core.live;
        let Some(cached) = live.polls.newest(code) else { return Ok(()) };
        let Some(stored) = self.core.storage.find_poll(code).await? else {
            live.replication.remove_poll(&Arc::new((*cached).clone().after_deletion()));
            return Ok(());
        };
        if stored.seq > cached.seq {
            let stored = Arc::new(stored);
            live.replication.apply_poll(stored.clone(), at_once || settings_differ(&cached, &stored));
            if stored.closes_at != cached.closes_at {
                self.core.schedule_close(&stored);
            }
        }
        Ok(())
    }
}

/// Whether anything but wording and counts differs: state, round, timer, rules, or what is
/// revealed.
fn settings_differ(left: &Poll, right: &Poll) -> bool {
    let settings = |poll: &Poll| (poll.state, poll.revealed, poll.answer_shown, poll.round, poll.closes_at, poll.rules);
    settings(left) != settings(right)
}
