//! Whether a group of a room's sockets has an update pending.

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::Instant;

/// The pending update of a room's screens or of its phones. Any task may mark a change; the group's throttle task broadcasts it.
#[derive(Default)]
pub(super) struct Changes {
    changed: Notify,
    /// When the oldest pending urgent change was made.
    urgent_since: Mutex<Option<Instant>>,
}

impl Changes {
    /// Marks an urgent change: results or refusals.
    pub(super) fn mark_urgent(&self) {
        self.urgent_since.lock().get_or_insert_with(Instant::now);
        self.changed.notify_one();
    }

    /// Marks a change of presence, which may wait longer.
    pub(super) fn mark(&self) {
        self.changed.notify_one();
    }

    /// Waits for any change; several at once count as one.
    pub(super) async fn wait(&self) {
        self.changed.notified().await;
    }

    /// Waits for an urgent change.
    pub(super) async fn wait_for_urgent(&self) {
        while self.urgent_since.lock().is_none() {
            self.wait().await;
        }
    }

    /// Takes the pending urgent change; returns when it was made.
    pub(super) fn take_urgent(&self) -> Option<Instant> {
        self.urgent_since.lock().take()
    }
}
