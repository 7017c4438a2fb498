//! A rate limiter with a token bucket for each key (GCRA, by governor).
//!
//! The number of buckets is bounded: when all are in use, a new key has to wait, and no known key is evicted for it. A token
//! that was taken can be given back.

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

/// The shortest interval between evictions of full buckets.
pub(super) const MAKE_ROOM_EVERY: Duration = Duration::from_secs(1);
/// One token.
pub(super) const ONE: NonZeroU32 = NonZeroU32::MIN;

/// A burst, then one token every `every`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quota {
    pub(super) burst: NonZeroU32,
    pub(super) every: Duration,
}

/// A rate limiter with a bucket for each key, at most `most` keys.
pub(super) struct KeyedLimiter<K: Clone + Eq + Hash, C: Clock = MonotonicClock> {
    limiter: RateLimiter<K, Table<K>, C, NoOpMiddleware<C::Instant>>,
    table: Table<K>,
    quota: Quota,
    most: usize,
    made_room: Mutex<Option<C::Instant>>,
}

/// Governor's state store, shared so that buckets can be inspected and refilled.
struct Table<K>(Arc<DashMap<K, InMemoryState>>);

impl<K: Clone + Eq + Hash> KeyedLimiter<K> {
    /// A limiter without buckets.
    pub(super) fn new(quota: Quota, most: usize) -> Self {
        Self::by(MonotonicClock, quota, most)
    }
}

impl<K: Clone + Eq + Hash, C: Clock> KeyedLimiter<K, C> {
    /// The same with another clock.
    fn by(clock: C, quota: Quota, most: usize) -> Self {
        let table = Table(Arc::default());
        let period = GovernorQuota::with_period(quota.every);
        let governed = period.map_or_else(|| GovernorQuota::per_second(quota.burst), |period| period.allow_burst(quota.burst));
        let limiter = RateLimiter::new(governed, Table(table.0.clone()), clock);
        Self { limiter, table, quota, most, made_room: Mutex::default() }
    }

    /// Takes `places` tokens from a key's bucket, which is created if necessary; a request for more than its size takes a
    /// full one. The error is the time to wait.
    pub(super) fn take(&self, key: &K, places: NonZeroU32) -> Result<(), Duration> {
        if !self.knows(key) && !self.has_room() {
            return Err(MAKE_ROOM_EVERY);
        }
        match self.limiter.check_key_n(key, places.min(self.quota.burst)) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(not_until)) => Err(not_until.wait_time_from(self.limiter.clock().now()).max(Duration::from_nanos(1))),
            Err(_never) => Err(self.quota.every),
        }
    }

    /// Gives back one token.
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
    pub(super) fn knows(&self, key: &K) -> bool {
        self.table.0.contains_key(key)
    }

    /// Whether one more bucket may be created; evicts full ones if not, at most once per [`MAKE_ROOM_EVERY`].
    pub(super) fn has_room(&self) -> bool {
        if self.len() < self.most {
            return true;
        }
        let now = self.limiter.clock().now();
        let Some(mut made_room) = self.made_room.try_lock() else { return false };
        if made_room.is_some_and(|last| Duration::from(now.duration_since(last)) < MAKE_ROOM_EVERY) {
            return false;
        }
        *made_room = Some(now);
        self.evict_full();
        self.len() < self.most
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

    const PACE: Quota = Quota { burst: NonZeroU32::new(3).unwrap(), every: Duration::from_secs(10) };

    fn buckets<K: Clone + Eq + Hash>(most: usize) -> (KeyedLimiter<K, FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        clock.advance(Duration::from_hours(1));
        (KeyedLimiter::by(clock.clone(), PACE, most), clock)
    }

    #[test]
    fn three_at_once_and_then_one_every_ten_seconds() {
        let (buckets, clock) = buckets(10);
        let after = |seconds| {
            clock.advance(Duration::from_secs(seconds));
            buckets.take(&"phone", ONE)
        };
        assert_eq!([after(0), after(0), after(0)], [Ok(()); 3]);
        assert_eq!(after(4), Err(Duration::from_secs(6)));
        assert_eq!([after(6), after(10)], [Ok(()); 2]);
        assert_eq!(after(0), Err(Duration::from_secs(10)));
        assert_eq!([after(1_000), after(0), after(0)], [Ok(()); 3]);
        assert!(after(0).is_err(), "a long rest fills the bucket, and no more than that");
    }

    #[test]
    fn a_dear_question_takes_several_places_and_the_dearest_a_whole_bucket() {
        let (buckets, clock) = buckets(10);
        let take = |places| buckets.take(&"phone", NonZeroU32::new(places).unwrap());
        assert_eq!((take(2), take(2)), (Ok(()), Err(Duration::from_secs(10))));
        clock.advance(Duration::from_secs(30));
        assert_eq!((take(99), take(1)), (Ok(()), Err(Duration::from_secs(10))));
    }

    #[test]
    fn a_refunded_token_can_be_taken_again_and_never_more_than_the_burst() {
        let (buckets, _clock) = buckets(10);
        assert!((0..3).all(|_| buckets.take(&"phone", ONE).is_ok()));
        buckets.give_back(&"phone");
        assert_eq!((buckets.take(&"phone", ONE).is_ok(), buckets.take(&"phone", ONE).is_ok()), (true, false));
        (0..100).for_each(|_| buckets.give_back(&"phone"));
        buckets.give_back(&"nobody");
        assert_eq!((0..10).filter(|_| buckets.take(&"phone", ONE).is_ok()).count(), 3);
    }

    #[test]
    fn there_are_never_more_than_so_many_and_the_known_keep_theirs() {
        let (buckets, _clock) = buckets(100);
        let taken = (0..5_000).filter(|key| buckets.take(key, ONE).is_ok()).count();
        assert_eq!((taken, buckets.len()), (100, 100));
        assert_eq!(buckets.take(&7, ONE), Ok(()), "one who is known goes on");
    }

    #[test]
    fn room_is_made_as_soon_as_buckets_are_full_again() {
        let (buckets, clock) = buckets(100);
        assert!((0..100).all(|key| buckets.take(&key, ONE).is_ok()));
        clock.advance(Duration::from_secs(9));
        assert_eq!(buckets.take(&100, ONE), Err(MAKE_ROOM_EVERY));
        clock.advance(Duration::from_secs(12));
        assert_eq!(buckets.take(&100, ONE), Ok(()));
        assert_eq!(buckets.len(), 1);
    }
}
