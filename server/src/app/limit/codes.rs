//! Limits guesses of poll and join codes.
//!
//! A lookup takes one attempt of the client's address group; the attempt is given back if the code
//! exists, or if the lookup failed. A group without attempts is refused before the lookup, so that
//! the refusal does not show whether the code exists.
//!
//! Once a group has found a code, its lookups of that code are exempt: they take no attempt, so
//! that a guesser does not lock out the phones behind the same address. Lookups of the poll on the
//! stage of a meeting with an exempt code are exempt too. The caller reports the result of each
//! [`CodeLookup`].

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
/// How long a code stays exempt after its last lookup: longer than an evening.
const EXEMPT_FOR: Duration = Duration::from_hours(24);
/// The most exempt codes of one group; the least recently used is dropped first.
const MAX_EXEMPT_PER_GROUP: usize = 64;

/// The attempts and the exempt codes of each group. Clones share them.
#[derive(Clone)]
pub(super) struct Codes(Arc<Lists>);

struct Lists {
    attempts: KeyedLimiter<Group>,
    /// Pending lookups that have taken an attempt: concurrent ones of the same code by the same
    /// group take one, as when a whole room joins.
    pending: DashSet<(Group, String)>,
    /// The exempt codes of each group, and when each was last used.
    exempt: DashMap<Group, HashMap<String, Instant>>,
    /// The number of exempt codes of all groups.
    exempt_count: AtomicUsize,
    max_exempt: usize,
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
    /// Starts without exempt codes. `max` bounds the number of groups with a bucket, and the number
    /// of exempt codes.
    pub(super) fn new(max: usize) -> Self {
        let lists = Lists {
            attempts: KeyedLimiter::new(ATTEMPTS, max),
            pending: DashSet::new(),
            exempt: DashMap::new(),
            exempt_count: AtomicUsize::new(0),
            max_exempt: max,
        };
        Self(Arc::new(lists))
    }

    /// Begins the lookup of a code. The error is the time to wait.
    pub(super) fn begin(&self, group: Group, code: &str, now: Instant) -> Result<CodeLookup, Duration> {
        let key = (group, code.to_owned());
        let took_attempt = !self.is_exempt(group, code, now) && !self.0.pending.contains(&key);
        if took_attempt {
            self.0.attempts.take(&group, ONE)?;
            self.0.pending.insert(key);
        }
        Ok(CodeLookup { codes: self.clone(), group, code: code.to_owned(), took_attempt })
    }

    /// Begins a lookup that takes no attempt, if an exempt code of the group is the join code of a
    /// meeting that has the poll with this `code` on its stage, as `is_staged_by` decides. That
    /// join code counts as used.
    pub(super) fn begin_if_staged(
        &self,
        group: Group,
        code: &str,
        now: Instant,
        is_staged_by: impl Fn(&str) -> bool,
    ) -> Option<CodeLookup> {
        let mut exempt = self.0.exempt.get_mut(&group)?;
        let (_, last_used) = exempt.iter_mut().find(|(join_code, _)| is_staged_by(join_code))?;
        *last_used = now;
        Some(CodeLookup { codes: self.clone(), group, code: code.to_owned(), took_attempt: false })
    }

    /// Whether a code is exempt for a group; if so, it counts as used.
    fn is_exempt(&self, group: Group, code: &str, now: Instant) -> bool {
        let Some(mut exempt) = self.0.exempt.get_mut(&group) else { return false };
        let Some(last_used) = exempt.get_mut(code) else { return false };
        *last_used = now;
        true
    }

    /// Makes a code exempt for a group, unless there are too many exempt codes.
    fn add_exempt(&self, group: Group, code: &str, now: Instant) {
        let lists = &*self.0;
        if lists.exempt_count.load(Ordering::Relaxed) >= lists.max_exempt {
            return;
        }
        let mut exempt = lists.exempt.entry(group).or_default();
        if exempt.len() >= MAX_EXEMPT_PER_GROUP && !exempt.contains_key(code) {
            let oldest = exempt.iter().min_by_key(|(_, last_used)| **last_used).map(|(code, _)| code.clone());
            let removed = oldest.and_then(|oldest| exempt.remove(&oldest)).map_or(0, |_| 1);
            lists.exempt_count.fetch_sub(removed, Ordering::Relaxed);
        }
        if exempt.insert(code.to_owned(), now).is_none() {
            lists.exempt_count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Drops full buckets, and codes that were not used for [`EXEMPT_FOR`].
    pub(super) fn evict_old(&self, now: Instant) {
        let lists = &*self.0;
        lists.attempts.evict_full();
        lists.exempt.retain(|_, exempt| {
            let old_count = exempt.len();
            exempt.retain(|_, last_used| now.saturating_duration_since(*last_used) < EXEMPT_FOR);
            lists.exempt_count.fetch_sub(old_count - exempt.len(), Ordering::Relaxed);
            !exempt.is_empty()
        });
        lists.exempt.shrink_to_fit();
    }

    /// The number of entries: buckets and exempt codes.
    pub(super) fn len(&self) -> usize {
        self.0.attempts.len() + self.0.exempt_count.load(Ordering::Relaxed)
    }
}

impl CodeLookup {
    /// The code exists: it is exempt for the group from now on, and the attempt is given back.
    pub(crate) fn found(self) {
        self.codes.add_exempt(self.group, &self.code, Instant::now());
        self.cancel();
    }

    /// The lookup was not made, or failed: the attempt is given back, and the code does not become
    /// exempt.
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
    fn admitted_misses(codes: &Codes, group: Group, tried: impl Iterator<Item = u32>, now: Instant) -> usize {
        tried.filter(|code| codes.begin(group, &format!("wrong {code}"), now).is_ok()).count()
    }

    /// Looks up a code that exists; returns whether the lookup was admitted.
    fn finds(codes: &Codes, group: Group, code: &str, now: Instant) -> bool {
        codes.begin(group, code, now).map(CodeLookup::found).is_ok()
    }

    #[test]
    fn a_group_without_attempts_can_still_look_up_codes_that_it_has_found() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        assert!(finds(&codes, GROUP, "K7Q2M9", now));
        assert_eq!(admitted_misses(&codes, GROUP, 0..1_000, now), 30);
        assert!(codes.begin(GROUP, "AB3DE9", now).is_err(), "a code that the group has not found is refused");
        assert!((0..1_000).all(|_| finds(&codes, GROUP, "K7Q2M9", now)));
        assert!(codes.begin(GROUP, "K7Q2M9", now).is_ok(), "a lookup without a result does not end the exemption");
        assert!(finds(&codes, GROUP, "K7Q2M9", now));
        codes.evict_old(now + 2 * EXEMPT_FOR);
        assert!(codes.begin(GROUP, "K7Q2M9", now).is_err());
    }

    #[test]
    fn a_found_code_refunds_its_attempt() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        assert!((0..1_000).all(|n| finds(&codes, GROUP, &n.to_string(), now)));
        assert_eq!(admitted_misses(&codes, GROUP, 0..29, now), 29);
        let first = codes.begin(GROUP, "K7Q2M9", now).ok();
        let second = codes.begin(GROUP, "K7Q2M9", now).ok();
        assert!(codes.begin(GROUP, "AB3DE9", now).is_err());
        second.unwrap().found();
        assert!(codes.begin(GROUP, "AB3DE9", now).is_err(), "the second lookup has taken no attempt");
        first.unwrap().found();
        assert_eq!(admitted_misses(&codes, GROUP, 0..29, now), 1);
    }

    #[test]
    fn concurrent_lookups_of_a_code_take_one_attempt_and_do_not_exempt_it_without_a_result() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        let lookups: Vec<_> = (0..1_000).map(|_| codes.begin(GROUP, "K7Q2M9", now)).collect();
        assert!(lookups.iter().all(Result::is_ok));
        assert_eq!(admitted_misses(&codes, GROUP, 0..1_000, now), 29);
        drop(lookups);
        assert!(codes.begin(GROUP, "K7Q2M9", now).is_err());
        assert_eq!((codes.len(), codes.0.pending.len()), (1, 0), "only the empty bucket is left");
    }

    #[test]
    fn a_group_whose_code_is_not_stored_as_exempt_still_finds_it() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        for network in 0..100 {
            assert!((0..10).all(|n| finds(&codes, Group::Ipv6(network), &n.to_string(), now)));
        }
        assert!(
            (0..5_000).all(|_| finds(&codes, GROUP, "K7Q2M9", now)),
            "the code is not stored as exempt, but each found code refunds its attempt"
        );
        assert_eq!(codes.0.exempt_count.load(Ordering::Relaxed), 1_000);
    }

    #[test]
    fn the_least_recently_used_code_of_a_group_is_dropped() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        for n in 0..1_000 {
            assert!(finds(&codes, GROUP, "K7Q2M9", now + Duration::from_secs(n)));
            assert!(finds(&codes, GROUP, &n.to_string(), now + Duration::from_secs(n)));
        }
        assert_eq!(codes.0.exempt_count.load(Ordering::Relaxed), MAX_EXEMPT_PER_GROUP);
        assert_eq!(admitted_misses(&codes, GROUP, 0..1_000, now), 30);
        assert!(
            codes.begin(GROUP, "K7Q2M9", now).is_ok() && codes.begin(GROUP, "999", now).is_ok() && codes.begin(GROUP, "0", now).is_err()
        );
    }
}
