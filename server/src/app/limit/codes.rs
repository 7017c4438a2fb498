//! Limits guesses of poll and join codes.
//!
//! A lookup takes one attempt of the client's address group; the attempt is given back if the code
//! exists, or if the lookup failed. A group without attempts is refused before the lookup, so that
//! the refusal does not show whether the code exists.
//!
//! A code that was found is free to its group from then on, so that a guesser does not lock out the
//! phones behind the same address; so is the poll on the stage of a meeting whose code is free. The
//! caller reports the result of each [`CodeLookup`].

use crate::app::limit::Group;
use crate::app::limit::keyed_limiter::{KeyedLimiter, ONE, Quota};
use dashmap::{DashMap, DashSet};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The attempts of a group.
const ATTEMPTS: Quota = Quota { burst: NonZeroU32::new(30).unwrap(), every: Duration::from_secs(6) };
/// How long a code stays free after its last use: longer than an evening.
const FREE_FOR: Duration = Duration::from_hours(24);
/// The most codes that are free to one group; the least recently used is dropped first.
const MAX_FREE_PER_GROUP: usize = 64;

/// The attempts of each group, and the codes that are free to it. Clones share them.
#[derive(Clone)]
pub(super) struct Codes(Arc<Lists>);

struct Lists {
    attempts: KeyedLimiter<Group>,
    /// Pending lookups that have taken an attempt: concurrent ones of the same code by the same
    /// group take one, as when a whole room joins.
    pending: DashSet<(Group, String)>,
    /// The free codes of each group, and when each was last used.
    free: DashMap<Group, HashMap<String, Instant>>,
    /// The number of free codes of all groups.
    free_count: AtomicUsize,
    max_free: usize,
}

/// A pending lookup. Dropped without a reported result, it counts as a miss.
#[must_use]
pub(crate) struct CodeLookup {
    codes: Codes,
    group: Group,
    code: String,
    /// Whether it has taken an attempt.
    took_attempt: bool,
}

impl Codes {
    /// Starts without free codes. `max` bounds the number of groups with a bucket, and the number
    /// of free codes.
    pub(super) fn new(max: usize) -> Self {
        let lists = Lists {
            attempts: KeyedLimiter::new(ATTEMPTS, max),
            pending: DashSet::new(),
            free: DashMap::new(),
            free_count: AtomicUsize::new(0),
            max_free: max,
        };
        Self(Arc::new(lists))
    }

    /// Begins the lookup of a code. The error is the time to wait.
    pub(super) fn look(&self, group: Group, code: &str, now: Instant) -> Result<CodeLookup, Duration> {
        let key = (group, code.to_owned());
        let took_attempt = !self.is_free(group, code, now) && !self.0.pending.contains(&key);
        if took_attempt {
            self.0.attempts.take(&group, ONE)?;
            self.0.pending.insert(key);
        }
        Ok(CodeLookup { codes: self.clone(), group, code: code.to_owned(), took_attempt })
    }

    /// Begins a lookup that takes no attempt, if a code that is free to the group leads to this
    /// one, as `leads` decides. That free code counts as used.
    pub(super) fn follow(&self, group: Group, code: &str, now: Instant, leads: impl Fn(&str) -> bool) -> Option<CodeLookup> {
        let mut free = self.0.free.get_mut(&group)?;
        let (_, last_used) = free.iter_mut().find(|(free, _)| leads(free))?;
        *last_used = now;
        Some(CodeLookup { codes: self.clone(), group, code: code.to_owned(), took_attempt: false })
    }

    /// Whether a code is free to a group; if so, it counts as used.
    fn is_free(&self, group: Group, code: &str, now: Instant) -> bool {
        let Some(mut free) = self.0.free.get_mut(&group) else { return false };
        let Some(last_used) = free.get_mut(code) else { return false };
        *last_used = now;
        true
    }

    /// Makes a code free to a group, unless there are too many free codes.
    fn make_free(&self, group: Group, code: &str, now: Instant) {
        let lists = &*self.0;
        if lists.free_count.load(Ordering::Relaxed) >= lists.max_free {
            return;
        }
        let mut free = lists.free.entry(group).or_default();
        if free.len() >= MAX_FREE_PER_GROUP && !free.contains_key(code) {
            let oldest = free.iter().min_by_key(|(_, last_used)| **last_used).map(|(code, _)| code.clone());
            let removed = oldest.and_then(|oldest| free.remove(&oldest)).map_or(0, |_| 1);
            lists.free_count.fetch_sub(removed, Ordering::Relaxed);
        }
        if free.insert(code.to_owned(), now).is_none() {
            lists.free_count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Drops full buckets, and codes that were not used for [`FREE_FOR`].
    pub(super) fn evict_old(&self, now: Instant) {
        let lists = &*self.0;
        lists.attempts.evict_full();
        lists.free.retain(|_, free| {
            let before = free.len();
            free.retain(|_, last_used| now.saturating_duration_since(*last_used) < FREE_FOR);
            lists.free_count.fetch_sub(before - free.len(), Ordering::Relaxed);
            !free.is_empty()
        });
        lists.free.shrink_to_fit();
    }

    /// The number of entries: buckets and free codes.
    pub(super) fn len(&self) -> usize {
        self.0.attempts.len() + self.0.free_count.load(Ordering::Relaxed)
    }
}

impl CodeLookup {
    /// The code exists: it is free to its group from now on, and the attempt is given back.
    pub(crate) fn found(self) {
        self.codes.make_free(self.group, &self.code, Instant::now());
        self.cancel();
    }

    /// The lookup was not made, or failed: the attempt is given back, and the code does not become
    /// free.
    pub(crate) fn cancel(self) {
        if self.took_attempt {
            self.codes.0.attempts.give_back(&self.group);
        }
    }
}

impl Drop for CodeLookup {
    fn drop(&mut self) {
        if self.took_attempt {
            self.codes.0.pending.remove(&(self.group, std::mem::take(&mut self.code)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const GROUP: Group = Group::Ipv4(Ipv4Addr::new(192, 168, 1, 7));

    /// How many of these lookups, none of which finds a code, are admitted.
    fn misses(codes: &Codes, group: Group, tried: impl Iterator<Item = u32>, now: Instant) -> usize {
        tried.filter(|code| codes.look(group, &format!("wrong {code}"), now).is_ok()).count()
    }

    /// Looks a code up that exists; returns whether the lookup was admitted.
    fn finds(codes: &Codes, group: Group, code: &str, now: Instant) -> bool {
        codes.look(group, code, now).map(CodeLookup::found).is_ok()
    }

    #[test]
    fn a_group_without_attempts_can_still_look_up_codes_that_it_has_found() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        assert!(finds(&codes, GROUP, "K7Q2M9", now));
        assert_eq!(misses(&codes, GROUP, 0..1_000, now), 30);
        assert!(codes.look(GROUP, "AB3DE9", now).is_err(), "a right code is refused like a wrong one");
        assert!((0..1_000).all(|_| finds(&codes, GROUP, "K7Q2M9", now)));
        assert!(codes.look(GROUP, "K7Q2M9", now).is_ok(), "a miss does not take the free code back");
        assert!(finds(&codes, GROUP, "K7Q2M9", now));
        codes.evict_old(now + 2 * FREE_FOR);
        assert!(codes.look(GROUP, "K7Q2M9", now).is_err());
    }

    #[test]
    fn a_found_code_refunds_its_attempt() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        assert!((0..1_000).all(|n| finds(&codes, GROUP, &n.to_string(), now)));
        assert_eq!(misses(&codes, GROUP, 0..29, now), 29);
        let first = codes.look(GROUP, "K7Q2M9", now).ok();
        let second = codes.look(GROUP, "K7Q2M9", now).ok();
        assert!(codes.look(GROUP, "AB3DE9", now).is_err());
        second.unwrap().found();
        assert!(codes.look(GROUP, "AB3DE9", now).is_err(), "the second lookup has taken no attempt");
        first.unwrap().found();
        assert_eq!(misses(&codes, GROUP, 0..29, now), 1);
    }

    #[test]
    fn concurrent_lookups_of_a_code_take_one_attempt_and_one_without_result_does_not_free_it() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        let hall: Vec<_> = (0..1_000).map(|_| codes.look(GROUP, "K7Q2M9", now)).collect();
        assert!(hall.iter().all(Result::is_ok));
        assert_eq!(misses(&codes, GROUP, 0..1_000, now), 29);
        drop(hall);
        assert!(codes.look(GROUP, "K7Q2M9", now).is_err());
        assert_eq!((codes.len(), codes.0.pending.len()), (1, 0), "only the empty bucket is left");
    }

    #[test]
    fn a_group_whose_code_is_not_stored_as_free_still_finds_it() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        for network in 0..100 {
            assert!((0..10).all(|n| finds(&codes, Group::Ipv6(network), &n.to_string(), now)));
        }
        assert!(
            (0..5_000).all(|_| finds(&codes, GROUP, "K7Q2M9", now)),
            "the code is not stored as free, and each hit refunds its attempt"
        );
        assert_eq!(codes.0.free_count.load(Ordering::Relaxed), 1_000);
    }

    #[test]
    fn the_least_recently_used_code_of_a_group_is_dropped() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        for n in 0..1_000 {
            assert!(finds(&codes, GROUP, "K7Q2M9", now + Duration::from_secs(n)));
            assert!(finds(&codes, GROUP, &n.to_string(), now + Duration::from_secs(n)));
        }
        assert_eq!(codes.0.free_count.load(Ordering::Relaxed), MAX_FREE_PER_GROUP);
        assert_eq!(misses(&codes, GROUP, 0..1_000, now), 30);
        assert!(codes.look(GROUP, "K7Q2M9", now).is_ok() && codes.look(GROUP, "999", now).is_ok() && codes.look(GROUP, "0", now).is_err());
    }
}
