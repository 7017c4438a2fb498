//! Whether a group of a room's sockets has an update pending.

use parking_lot::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Notify;
use tokio::time::Instant;

/// The pending update of a room's screens or of its phones. Any task may mark a change; the group's throttle task broadcasts it.
pub(super) struct Changes {
    changed: Notify,
    /// When the oldest pending urgent change was made.
    urgent_since: Mutex<Option<Instant>>,
    /// The revision of the paper that was sent last.
    revision: AtomicU64,
}

impl Changes {
    /// Nothing pending: the sockets have the paper of this revision, since they joined later.
    pub(super) fn since(revision: u64) -> Self {
        Self { changed: Notify::new(), urgent_since: Mutex::default(), revision: AtomicU64::new(revision) }
    }

    /// Records that the paper of this revision is sent; returns whether it is a newer one.
    pub(super) fn take_paper(&self, revision: u64) -> bool {
        self.revision.fetch_max(revision, Ordering::Relaxed) < revision
    }

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
