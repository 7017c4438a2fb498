//! The dependencies that the use cases of polls and meetings share.

use super::list_announcements::ListAnnouncements;
use crate::clock::Clock;
use crate::domain::{JoinCode, Poll, PollCode};
use crate::live::Live;
use crate::storage::Storage;
use std::sync::Arc;
use tokio::sync::mpsc;

/// The database, the connected devices, the clock, the sender of changed lists, and the channel of
/// deadlines.
pub(crate) struct Core {
    pub(super) storage: Arc<dyn Storage>,
    pub(super) live: Arc<Live>,
    pub(super) clock: Clock,
    lists: ListAnnouncements,
    deadlines: mpsc::UnboundedSender<Deadline>,
}

/// A poll's deadline.
pub(super) struct Deadline {
    /// The poll's code.
    pub(super) code: PollCode,
    /// In milliseconds since 1970.
    pub(super) at: i64,
}

impl Core {
    /// Also returns the receiver of deadlines, from which [`Timers`](super::timers::Timers) takes
    /// them.
    pub(super) fn new(
        storage: Arc<dyn Storage>,
        live: Arc<Live>,
        clock: Clock,
        lists: ListAnnouncements,
    ) -> (Arc<Self>, mpsc::UnboundedReceiver<Deadline>) {
        let (deadlines, receiver) = mpsc::unbounded_channel();
        (Arc::new(Self { storage, live, clock, lists, deadlines }), receiver)
    }

    /// The time by this server's clock, in milliseconds since 1970.
    pub(super) fn now(&self) -> i64 {
        self.clock.now_millis()
    }

    /// Announces a meeting's changed list to the consoles of every instance.
    pub(super) fn announce_list(&self, code: &JoinCode) {
        self.live.events.list(code);
        self.lists.announce_locally(code);
    }

    /// Schedules the close of a poll if it has a deadline.
    pub(super) fn schedule_close(&self, poll: &Poll) {
        if let Some(at) = poll.closes_at {
            // Fails only at shutdown; the next start schedules the close again.
            let _sent = self.deadlines.send(Deadline { code: poll.code.clone(), at });
        }
    }
}
