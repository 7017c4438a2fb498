//! A poll's room: its newest snapshot, the votes that were refused, who asks for more time, and which updates are pending.

use super::changes::Changes;
use super::paper::have_same_paper;
use super::refusals::Refusals;
use super::results_cache::ResultsCache;
use super::time_requests::TimeRequests;
use super::unsent_changes::UnsentChanges;
use crate::domain::{BrowserToken, Poll, PollCode};
use crate::live::room::{self, Topic};
use crate::wire::Refused;
use parking_lot::Mutex;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// A poll's room. Any task may mark it dirty; the throttle tasks broadcast the updates.
pub(in crate::live) type Room = room::Room<Poll>;

impl Topic for Poll {
    type Code = PollCode;
    type Updates = PollUpdates;

    fn seq(&self) -> u64 {
        self.seq
    }

    fn has_same_paper(&self, earlier: &Self) -> bool {
        have_same_paper(self, earlier)
    }
}

/// The pending updates of a poll's room.
pub(in crate::live) struct PollUpdates {
    refused: Mutex<Refusals>,
    time_requests: Mutex<TimeRequests>,
    closing: CancellationToken,
    /// The pending update of consoles and projectors.
    pub(super) for_screens: Changes,
    /// The pending update of phones.
    pub(super) for_phones: Changes,
    /// The pending event for the other instances.
    pub(super) for_instances: Changes,
    /// What that event will contain.
    pub(in crate::live) unsent: UnsentChanges,
    pub(super) results_cache: ResultsCache,
}

impl PollUpdates {
    /// Nothing pending: followers have the snapshot with this `seq`.
    fn since(seq: u64, closing: CancellationToken) -> Self {
        Self {
            refused: Mutex::default(),
            time_requests: Mutex::default(),
            closing,
            for_screens: Changes::since(seq),
            for_phones: Changes::since(seq),
            for_instances: Changes::since(seq),
            unsent: UnsentChanges::since(seq),
            results_cache: ResultsCache::default(),
        }
    }
}

impl Room {
    /// A poll's room whose updates end when `closing` is cancelled.
    pub(super) fn open(poll: Arc<Poll>, closing: CancellationToken) -> Self {
        let updates = PollUpdates::since(poll.seq, closing);
        Self::new(poll, updates)
    }

    /// Marks an urgent change: results or refusals.
    pub(in crate::live) fn mark_dirty(&self) {
        self.updates.for_screens.mark_urgent();
        self.updates.for_phones.mark_urgent();
        self.updates.for_instances.mark_urgent();
    }

    /// Marks a change of presence, which may wait longer.
    pub(in crate::live) fn mark_count_dirty(&self) {
        self.updates.for_screens.mark();
        self.updates.for_phones.mark();
    }

    /// Runs a future until the room is closed; `None` once it is.
    pub(super) async fn until_closed<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        self.updates.closing.run_until_cancelled(future).await
    }

    /// Ends the room's updates.
    pub(super) fn close(&self) {
        self.updates.closing.cancel();
    }

    /// Counts refusals, which only consoles see.
    pub(super) fn count_refusal(&self, count: impl FnOnce(&mut Refusals)) {
        count(&mut self.updates.refused.lock());
        self.updates.for_screens.mark_urgent();
    }

    /// Counts a device that asks for more time, which only consoles see.
    pub(super) fn add_time_request(&self, browser: BrowserToken) {
        if self.updates.time_requests.lock().add(&self.newest(), browser) {
            self.updates.for_screens.mark_urgent();
        }
    }

    /// How many devices have asked for more time since this poll's timer was set.
    pub(in crate::live) fn time_requests(&self, poll: &Poll) -> u32 {
        self.updates.time_requests.lock().unanswered(poll)
    }

    /// The refusals so far.
    pub(in crate::live) fn refusals(&self) -> Refused {
        self.updates.refused.lock().counts()
    }
}
