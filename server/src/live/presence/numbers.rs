//! Numbers the changes of presence, so that a client that receives an older count late can ignore it.
//!
//! Counts of phones change without a new `seq` of their poll or stage, and reach a page by two ways: over its socket, and in
//! answers over HTTP, perhaps from another instance. The numbers are milliseconds since 1970 where changes are further apart, so
//! that they grow across restarts and can be compared between instances; an instance whose clock is behind catches up with the
//! highest number that another one reports.

use crate::clock::Clock;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The number of the last change. Clones share it.
#[derive(Clone)]
pub(super) struct Numbers {
    last: Arc<AtomicU64>,
    clock: Clock,
}

impl Numbers {
    pub(super) fn new(clock: Clock) -> Self {
        let numbers = Self { last: Arc::default(), clock };
        numbers.advance();
        numbers
    }

    /// The number of the last change. To be read before the counts that it is sent with: if a change comes between, the number is
    /// too small, and the update about the change has a larger one.
    pub(super) fn last(&self) -> u64 {
        self.last.load(Ordering::SeqCst)
    }

    /// Counts a change. To be called after it.
    pub(super) fn advance(&self) {
        let now = u64::try_from(self.clock.now_millis()).unwrap_or(0);
        // Never fails, because the function always returns a number.
        let _last = self.last.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(now.max(last + 1)));
    }

    /// Continues after a number of another instance.
    pub(super) fn catch_up(&self, reported: u64) {
        self.last.fetch_max(reported, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_grow_at_every_change_and_after_those_of_other_instances() {
        let numbers = Numbers::new(Clock::system());
        let mut last = numbers.last();
        for _ in 0..1_000 {
            numbers.advance();
            assert!(numbers.last() > last);
            last = numbers.last();
        }
        numbers.catch_up(last - 1);
        assert_eq!(numbers.last(), last, "an earlier number changes nothing");
        numbers.catch_up(last + 60_000);
        assert_eq!(numbers.last(), last + 60_000);
        numbers.advance();
        assert_eq!(numbers.last(), last + 60_001);
    }

    #[test]
    fn numbers_grow_across_restarts() {
        let before = Numbers::new(Clock::system());
        let after = Numbers::new(Clock::system());
        after.advance();
        assert!(after.last() > before.last());
    }
}
