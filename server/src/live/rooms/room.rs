//! A poll's room: its newest snapshot, and whether an update is pending.

use super::refusals::Refusals;
use super::results_cache::ResultsCache;
use super::unsent_changes::UnsentChanges;
use crate::domain::Poll;
use crate::wire::Refused;
use parking_lot::Mutex;
use std::sync::Arc;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// A poll's newest snapshot and pending update. Any task may mark it dirty; the throttle task broadcasts the update.
pub(crate) struct Room {
    newest: Mutex<Arc<Poll>>,
    refused: Mutex<Refusals>,
    changed: Notify,
    closing: CancellationToken,
    /// When the oldest pending urgent change was made.
    urgent_since: Mutex<Option<Instant>>,
    pub(crate) unsent: UnsentChanges,
    pub(super) results_cache: ResultsCache,
}

impl Room {
    /// A room whose updates end when `closing` is cancelled.
    pub(super) fn new(poll: Arc<Poll>, closing: CancellationToken) -> Self {
        Self {
            unsent: UnsentChanges::since(poll.seq),
            newest: Mutex::new(poll),
            refused: Mutex::default(),
            changed: Notify::new(),
            closing,
            urgent_since: Mutex::default(),
            results_cache: ResultsCache::default(),
        }
    }

    pub(crate) fn newest(&self) -> Arc<Poll> {
        self.newest.lock().clone()
    }

    /// Stores a snapshot if its `seq` is newer; returns the newest. Batches may finish out of order.
    pub(super) fn store_if_newer(&self, poll: Arc<Poll>) -> Arc<Poll> {
        let mut newest = self.newest.lock();
        if poll.seq > newest.seq {
            *newest = poll;
        }
        newest.clone()
    }

    /// Marks an urgent change: results or refusals.
    pub(crate) fn mark_dirty(&self) {
        self.urgent_since.lock().get_or_insert_with(Instant::now);
        self.changed.notify_one();
    }

    /// Marks a change of presence, which may wait longer.
    pub(crate) fn mark_count_dirty(&self) {
        self.changed.notify_one();
    }

    /// Waits for an urgent change. `None` once the room is closed.
    pub(super) async fn wait_for_urgent(&self) -> Option<()> {
        while self.urgent_since.lock().is_none() {
            self.wait_for_change().await?;
        }
        Some(())
    }

    /// Waits for any change; several at once count as one. `None` once the room is closed.
    pub(super) async fn wait_for_change(&self) -> Option<()> {
        self.closing.run_until_cancelled(self.changed.notified()).await
    }

    /// Ends the room's updates.
    pub(super) fn close(&self) {
        self.closing.cancel();
    }

    /// Takes the pending urgent change; returns when it was made.
    pub(super) fn take_pending(&self) -> Option<Instant> {
        self.urgent_since.lock().take()
    }

    pub(super) fn count_refusal(&self, count: impl FnOnce(&mut Refusals)) {
        count(&mut self.refused.lock());
        self.mark_dirty();
    }

    pub(crate) fn refusals(&self) -> Refused {
        self.refused.lock().counts()
    }
}
