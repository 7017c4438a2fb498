//! Buckets that fill again: so many at once, then one every so often (GCRA, a leaky bucket counted in time).
//!
//! A bucket is the moment when it will be full again, and nothing else; a full one need not be kept. There are never more
//! than so many: who comes when all are in use has to wait, and nobody who is known is forgotten for it.

use dashmap::DashMap;
use std::hash::Hash;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How often, at most, room is made for somebody new.
const MAKE_ROOM_EVERY: Duration = Duration::from_secs(1);

/// So many at once, then one `every` so often.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) burst: u32,
    pub(super) every: Duration,
}

/// One bucket for each key, at most `most` of them.
pub(super) struct Buckets<K> {
    full_at: DashMap<K, Instant>,
    pace: Pace,
    most: usize,
    made_room: Mutex<Option<Instant>>,
}

impl<K: Eq + Hash> Buckets<K> {
    /// No bucket yet.
    pub(super) fn new(pace: Pace, most: usize) -> Self {
        Self { full_at: DashMap::new(), pace, most, made_room: Mutex::new(None) }
    }

    /// Takes from a bucket that is there; `None` when there is none with this key. An error says how long to wait.
    pub(super) fn take_known(&self, key: &K, now: Instant) -> Option<Result<(), Duration>> {
        Some(self.pace.take(&mut *self.full_at.get_mut(key)?, now))
    }

    /// Takes from a bucket, a new one if need be. An error says how long to wait.
    pub(super) fn take(&self, key: K, now: Instant) -> Result<(), Duration> {
        if let Some(taken) = self.take_known(&key, now) {
            return taken;
        }
        if !self.has_room(now) {
            return Err(MAKE_ROOM_EVERY);
        }
        self.pace.take(&mut self.full_at.entry(key).or_insert(now), now)
    }

    /// Whether there may be one more bucket; if not, the full ones are forgotten, but not at every call.
    pub(super) fn has_room(&self, now: Instant) -> bool {
        if self.full_at.len() < self.most {
            return true;
        }
        let Ok(mut made_room) = self.made_room.try_lock() else { return false };
        if made_room.is_some_and(|last| now.saturating_duration_since(last) < MAKE_ROOM_EVERY) {
            return false;
        }
        *made_room = Some(now);
        self.forget_the_full(now);
        self.full_at.len() < self.most
    }

    /// Forgets every bucket that is full: its owner could start afresh anyway.
    pub(super) fn forget_the_full(&self, now: Instant) {
        self.full_at.retain(|_, full_at| *full_at > now);
        self.full_at.shrink_to_fit();
    }

    /// How fast they empty and fill.
    pub(super) fn pace(&self) -> Pace {
        self.pace
    }

    /// How many are kept.
    pub(super) fn len(&self) -> usize {
        self.full_at.len()
    }
}

impl Pace {
    fn take(self, full_at: &mut Instant, now: Instant) -> Result<(), Duration> {
        let after = (*full_at).max(now) + self.every;
        match (after - now).checked_sub(self.every * self.burst) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => {
                *full_at = after;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace { burst: 3, every: Duration::from_secs(10) };

    #[test]
    fn three_at_once_and_then_one_every_ten_seconds() {
        let (buckets, start) = (Buckets::new(PACE, 10), Instant::now());
        let at = |seconds| buckets.take("phone", start + Duration::from_secs(seconds));
        assert_eq!([at(0), at(0), at(0)], [Ok(()); 3]);
        assert_eq!(at(4), Err(Duration::from_secs(6)));
        assert_eq!([at(10), at(20)], [Ok(()); 2]);
        assert_eq!(at(20), Err(Duration::from_secs(10)));
        assert_eq!([at(1_000), at(1_000), at(1_000)], [Ok(()); 3]);
        assert!(at(1_000).is_err(), "a long rest fills the bucket, and no more than that");
    }

    #[test]
    fn there_are_never_more_than_so_many_and_the_known_keep_theirs() {
        let (buckets, start) = (Buckets::new(PACE, 100), Instant::now());
        let taken = (0..5_000).filter(|key| buckets.take(*key, start).is_ok()).count();
        assert_eq!((taken, buckets.len()), (100, 100));
        assert_eq!(buckets.take(7, start), Ok(()), "one who is known goes on");
    }

    #[test]
    fn room_is_made_as_soon_as_buckets_are_full_again() {
        let (buckets, start) = (Buckets::new(PACE, 100), Instant::now());
        assert!((0..100).all(|key| buckets.take(key, start).is_ok()));
        assert_eq!(buckets.take(100, start + Duration::from_secs(9)), Err(MAKE_ROOM_EVERY));
        assert_eq!(buckets.take(100, start + Duration::from_secs(11)), Ok(()));
        assert_eq!(buckets.len(), 1);
    }
}
