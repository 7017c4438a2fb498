//! Reads polls again that other instances have changed, and broadcasts the changes to this
//! instance's sockets.

use super::error::PollError;
use super::poll::Polls;
use crate::domain::{Poll, PollCode};
use std::sync::Arc;

impl Polls {
    /// Reads a poll again if it is cached, and broadcasts a newer one: as a state change that is
    /// sent immediately if `at_once` or if anything but wording and counts has changed, else as a
    /// throttled update.
    pub(crate) async fn refresh(&self, code: &PollCode, at_once: bool) -> Result<(), PollError> {
        let live = &self.core.live;
        let Some(before) = live.rooms.newest(code) else { return Ok(()) };
        let Some(now) = self.core.storage.find_poll(code).await? else {
            live.replication.remove_poll(&Arc::new((*before).clone().after_deletion()));
            return Ok(());
        };
        if now.seq > before.seq {
            let now = Arc::new(now);
            live.replication.apply_poll(now.clone(), at_once || settings_differ(&before, &now));
            if now.closes_at != before.closes_at {
                self.core.schedule_close(&now);
            }
        }
        Ok(())
    }
}

/// Whether anything but wording and counts differs: state, round, timer, rules, or what is
/// revealed.
fn settings_differ(before: &Poll, now: &Poll) -> bool {
    let settings = |poll: &Poll| (poll.state, poll.revealed, poll.answer_shown, poll.round, poll.closes_at, poll.rules);
    settings(before) != settings(now)
}
