//! A poll's room: its newest snapshot, and whether updates are pending.

use super::changes::Changes;
use super::paper::Newest;
use super::refusals::Refusals;
use super::results_cache::ResultsCache;
use super::unsent_changes::UnsentChanges;
use crate::domain::Poll;
use crate::wire::Refused;
use parking_lot::Mutex;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// A poll's newest snapshot and pending updates. Any task may mark it dirty; the throttle tasks broadcast the updates.
pub(crate) struct Room {
    newest: Mutex<Newest>,
    refused: Mutex<Refusals>,
    closing: CancellationToken,
    /// The pending update of consoles and projectors.
    pub(super) for_screens: Changes,
    /// The pending update of phones.
    pub(super) for_phones: Changes,
    /// The pending event for the other instances.
    pub(super) for_instances: Changes,
    pub(crate) unsent: UnsentChanges,
    pub(super) results_cache: ResultsCache,
}

impl Room {
    /// A room whose updates end when `closing` is cancelled.
    pub(super) fn new(poll: Arc<Poll>, closing: CancellationToken) -> Self {
        Self {
            unsent: UnsentChanges::since(poll.seq),
            for_screens: Changes::since(poll.seq),
            for_phones: Changes::since(poll.seq),
            for_instances: Changes::since(poll.seq),
            newest: Mutex::new(Newest::first(poll)),
            refused: Mutex::default(),
            closing,
            results_cache: ResultsCache::default(),
        }
    }

    pub(crate) fn newest(&self) -> Arc<Poll> {
        self.newest.lock().poll.clone()
    }

    /// Stores a snapshot if its `seq` is newer; returns the newest. Batches may finish out of order.
    pub(super) fn store_if_newer(&self, poll: Arc<Poll>) -> Arc<Poll> {
        let mut newest = self.newest.lock();
        newest.store_if_newer(poll);
        newest.poll.clone()
    }

    /// Since which `seq` a snapshot's texts and rules are the same.
    pub(super) fn revision_of(&self, poll: &Poll) -> u64 {
        self.newest.lock().revision_of(poll)
    }

    /// Marks an urgent change: results or refusals.
    pub(crate) fn mark_dirty(&self) {
        self.for_screens.mark_urgent();
        self.for_phones.mark_urgent();
        self.for_instances.mark_urgent();
    }

    /// Marks a change of presence, which may wait longer.
    pub(crate) fn mark_count_dirty(&self) {
        self.for_screens.mark();
        self.for_phones.mark();
    }

    /// Runs a future until the room is closed; `None` once it is.
    pub(super) async fn until_closed<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        self.closing.run_until_cancelled(future).await
    }

    /// Ends the room's updates.
    pub(super) fn close(&self) {
        self.closing.cancel();
    }

    /// Counts refusals, which only consoles see.
    pub(super) fn count_refusal(&self, count: impl FnOnce(&mut Refusals)) {
        count(&mut self.refused.lock());
        self.for_screens.mark_urgent();
    }

    pub(crate) fn refusals(&self) -> Refused {
        self.refused.lock().counts()
    }
}
