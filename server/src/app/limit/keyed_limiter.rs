//! A rate limiter with a token bucket for each key (GCRA, by governor).
//!
//! The number of buckets is bounded. At the bound, full buckets are evicted for a new key; if none
//! is full, the key has to wait. A token that was taken can be given back.

use dashmap::DashMap;
use governor::clock::{Clock, MonotonicClock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::ShrinkableKeyedStateStore;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota as GovernorQuota, RateLimiter};
use parking_lot::Mutex;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// The shortest interval between evictions that make room for a new key.
const MIN_EVICTION_INTERVAL: Duration = Duration::from_secs(1);
/// One token.
pub(super) const ONE: NonZeroU32 = NonZeroU32::MIN;

/// A bucket's size in tokens, and the interval at which it gains one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quota {
    pub(super) burst: NonZeroU32,
    pub(super) every: Duration,
}

/// A rate limiter with a token bucket for each key.
pub(super) struct KeyedLimiter<K: Clone + Eq + Hash, C: Clock = MonotonicClock> {
    limiter: RateLimiter<K, Table<K>, C, NoOpMiddleware<C::Instant>>,
    table: Table<K>,
    quota: Quota,
    max_keys: usize,
    last_eviction: Mutex<Option<C::Instant>>,
}

/// Governor's state store, shared so that buckets can be inspected and refilled.
struct Table<K>(Arc<DashMap<K, InMemoryState>>);

impl<K: Clone + Eq + Hash> KeyedLimiter<K> {
    /// Starts without buckets.
    pub(super) fn new(quota: Quota, max_keys: usize) -> Self {
        Self::with_clock(MonotonicClock, quota, max_keys)
    }
}

impl<K: Clone + Eq + Hash, C: Clock> KeyedLimiter<K, C> {
    /// As [`new`](KeyedLimiter::new), with another clock.
    fn with_clock(clock: C, quota: Quota, max_keys: usize) -> Self {
        let table = Table(Arc::default());
        // `None` only for an interval of zero.
        let rate = GovernorQuota::with_period(quota.every);
        let governor_quota = rate.map_or_else(|| GovernorQuota::per_second(quota.burst), |rate| rate.allow_burst(quota.burst));
        let limiter = RateLimiter::new(governor_quota, Table(table.0.clone()), clock);
        Self { limiter, table, quota, max_keys, last_eviction: Mutex::default() }
    }

    /// Takes tokens from a key's bucket, which is created full if necessary; a request for more
    /// than the bucket's size takes a whole bucket. The error is the time to wait.
    pub(super) fn take(&self, key: &K, tokens: NonZeroU32) -> Result<(), Duration> {
        if !self.has_bucket(key) && !self.has_room() {
            return Err(MIN_EVICTION_INTERVAL);
        }
        match self.limiter.check_key_n(key, tokens.min(self.quota.burst)) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(not_until)) => Err(not_until.wait_time_from(self.limiter.clock().now()).max(Duration::from_nanos(1))),
            Err(_never) => Err(self.quota.every),
        }
    }

    /// Puts one token back into a key's bucket, up to the bucket's size.
    pub(super) fn give_back(&self, key: &K) {
        let one = Nanos::from(self.quota.every);
        if let Some(state) = self.table.0.get(key) {
            let _infallible = state.measure_and_replace(&NotKeyed::NonKey, |full_at| {
                let full_at = full_at.map_or(Nanos::from(0), |full_at| full_at.saturating_sub(one));
                Ok::<_, ()>(((), full_at))
            });
        }
    }

    /// Whether this key has a bucket.
    pub(super) fn has_bucket(&self, key: &K) -> bool {
        self.table.0.contains_key(key)
    }

    /// Whether one more bucket may be created; evicts full ones if not, at most once per
    /// [`MIN_EVICTION_INTERVAL`].
    pub(super) fn has_room(&self) -> bool {
        if self.len() < self.max_keys {
            return true;
        }
        let now = self.limiter.clock().now();
        let Some(mut last_eviction) = self.last_eviction.try_lock() else { return false };
        if last_eviction.is_some_and(|last| Duration::from(now.duration_since(last)) < MIN_EVICTION_INTERVAL) {
            return false;
        }
        *last_eviction = Some(now);
        self.evict_full();
        self.len() < self.max_keys
    }

    /// Evicts full buckets, which equal new ones.
    pub(super) fn evict_full(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }

    /// The buckets' quota.
    pub(super) fn quota(&self) -> Quota {
        self.quota
    }

    /// The number of buckets.
    pub(super) fn len(&self) -> usize {
        self.table.0.len()
    }
}

impl<K: Clone + Eq + Hash> StateStore for Table<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        (*self.0).measure_and_replace(key, f)
    }
}

impl<K: Clone + Eq + Hash> ShrinkableKeyedStateStore<K> for Table<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        (*self.0).retain_recent(drop_below);
    }

    fn shrink_to_fit(&self) {
        self.0.shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    const QUOTA: Quota = Quota { burst: NonZeroU32::new(3).unwrap(), every: Duration::from_secs(10) };

    fn buckets<K: Clone + Eq + Hash>(max_keys: usize) -> (KeyedLimiter<K, FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        clock.advance(Duration::from_hours(1));
        (KeyedLimiter::with_clock(clock.clone(), QUOTA, max_keys), clock)
    }

    #[test]
    fn a_bucket_admits_its_burst_and_then_one_token_per_interval() {
        let (buckets, clock) = buckets(10);
        let take_after = |seconds| {
            clock.advance(Duration::from_secs(seconds));
            buckets.take(&"phone", ONE)
        };
        assert_eq!([take_after(0), take_after(0), take_after(0)], [Ok(()); 3]);
        assert_eq!(take_after(4), Err(Duration::from_secs(6)));
        assert_eq!([take_after(6), take_after(10)], [Ok(()); 2]);
        assert_eq!(take_after(0), Err(Duration::from_secs(10)));
        assert_eq!([take_after(1_000), take_after(0), take_after(0)], [Ok(()); 3]);
        assert!(take_after(0).is_err(), "a long pause fills the bucket, and no more than that");
    }

    #[test]
    fn a_request_for_more_tokens_than_the_burst_takes_a_whole_bucket() {
        let (buckets, clock) = buckets(10);
        let take = |tokens| buckets.take(&"phone", NonZeroU32::new(tokens).unwrap());
        assert_eq!((take(2), take(2)), (Ok(()), Err(Duration::from_secs(10))));
        clock.advance(Duration::from_secs(30));
        assert_eq!((take(99), take(1)), (Ok(()), Err(Duration::from_secs(10))));
    }

    #[test]
    fn refunded_tokens_can_be_taken_again_up_to_the_burst() {
        let (buckets, _clock) = buckets(10);
        assert!((0..3).all(|_| buckets.take(&"phone", ONE).is_ok()));
        buckets.give_back(&"phone");
        assert_eq!((buckets.take(&"phone", ONE).is_ok(), buckets.take(&"phone", ONE).is_ok()), (true, false));
        (0..100).for_each(|_| buckets.give_back(&"phone"));
        buckets.give_back(&"unknown");
        assert_eq!((0..10).filter(|_| buckets.take(&"phone", ONE).is_ok()).count(), 3);
    }

    #[test]
    fn the_number_of_buckets_is_bounded_and_known_keys_keep_theirs() {
        let (buckets, _clock) = buckets(100);
        let admitted = (0..5_000).filter(|key| buckets.take(key, ONE).is_ok()).count();
        assert_eq!((admitted, buckets.len()), (100, 100));
        assert_eq!(buckets.take(&7, ONE), Ok(()), "a known key still has its bucket");
    }

    #[test]
    fn full_buckets_are_evicted_for_a_new_key() {
        let (buckets, clock) = buckets(100);
        assert!((0..100).all(|key| buckets.take(&key, ONE).is_ok()));
        clock.advance(Duration::from_secs(9));
        assert_eq!(buckets.take(&100, ONE), Err(MIN_EVICTION_INTERVAL));
        clock.advance(Duration::from_secs(12));
        assert_eq!(buckets.take(&100, ONE), Ok(()));
        assert_eq!(buckets.len(), 1);
    }
}
