//! Limits guesses of poll and join codes. A code that does not exist takes one attempt of its address group; one that exists,
//! or that could not be looked up, gives the attempt back.
//!
//! A client without attempts left is refused before the lookup, so that a hit looks like a miss. Other phones behind the same
//! address go on with the codes they know: a code that was found is free to its group from then on, and so is the poll on the
//! stage of a meeting whose code is free. The handler that looked the code up reports the result; one that was answered
//! earlier does not.

use crate::app::limit::Group;
use crate::app::limit::keyed_limiter::{KeyedLimiter, ONE, Quota};
use dashmap::{DashMap, DashSet};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Attempts of a group.
const TRIES: Quota = Quota { burst: NonZeroU32::new(30).unwrap(), every: Duration::from_secs(6) };
/// How long a code stays free after its last use: longer than an evening.
const OPEN_FOR: Duration = Duration::from_hours(24);
/// The codes that are free to one group; the least recently used is dropped first.
const OF_A_GROUP: usize = 64;

/// The attempts of each group, and the codes that are free to it. Clones share it.
#[derive(Clone)]
pub(super) struct Codes(Arc<Lists>);

struct Lists {
    tries: KeyedLimiter<Group>,
    /// Pending lookups: concurrent ones of the same code by the same group count once, as when a hall joins.
    going_on: DashSet<(Group, String)>,
    /// The codes that were found, and when they were last used.
    open: DashMap<Group, HashMap<String, Instant>>,
    all_open: AtomicUsize,
    most: usize,
}

/// A pending lookup. Dropped without a result it counts as a miss.
#[must_use]
pub(crate) struct Look {
    codes: Codes,
    group: Group,
    code: String,
    has_paid: bool,
}

impl Codes {
    /// Without any free code; bounds for the number of groups and of free codes.
    pub(super) fn new(most: usize) -> Self {
        let lists = Lists {
            tries: KeyedLimiter::new(TRIES, most),
            going_on: DashSet::new(),
            open: DashMap::new(),
            all_open: AtomicUsize::new(0),
            most,
        };
        Self(Arc::new(lists))
    }

    /// Begins the lookup of a code. The error is the time to wait.
    pub(super) fn look(&self, group: Group, code: &str, now: Instant) -> Result<Look, Duration> {
        let key = (group, code.to_owned());
        let has_paid = !self.is_open(group, code, now) && !self.0.going_on.contains(&key);
        if has_paid {
            self.0.tries.take(&group, ONE)?;
            self.0.going_on.insert(key);
        }
        Ok(Look { codes: self.clone(), group, code: code.to_owned(), has_paid })
    }

    /// A lookup that takes no attempt: of a code that is reachable (`leads`) from one that is free to the group, which counts
    /// as a use of that one.
    pub(super) fn follow(&self, group: Group, code: &str, now: Instant, leads: impl Fn(&str) -> bool) -> Option<Look> {
        let mut open = self.0.open.get_mut(&group)?;
        let (_, last) = open.iter_mut().find(|(open, _)| leads(open))?;
        *last = now;
        Some(Look { codes: self.clone(), group, code: code.to_owned(), has_paid: false })
    }

    /// Whether a code is free to a group; counts as a use.
    fn is_open(&self, group: Group, code: &str, now: Instant) -> bool {
        let Some(mut open) = self.0.open.get_mut(&group) else { return false };
        let Some(last) = open.get_mut(code) else { return false };
        *last = now;
        true
    }

    /// Makes a code free, if there is room for it.
    fn opens(&self, group: Group, code: &str, now: Instant) {
        let lists = &*self.0;
        if lists.all_open.load(Ordering::Relaxed) >= lists.most {
            return;
        }
        let mut open = lists.open.entry(group).or_default();
        if open.len() >= OF_A_GROUP && !open.contains_key(code) {
            let oldest = open.iter().min_by_key(|(_, last)| **last).map(|(code, _)| code.clone());
            let removed = oldest.and_then(|oldest| open.remove(&oldest)).map_or(0, |_| 1);
            lists.all_open.fetch_sub(removed, Ordering::Relaxed);
        }
        if open.insert(code.to_owned(), now).is_none() {
            lists.all_open.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Drops full buckets.
    pub(super) fn evict_old(&self, now: Instant) {
        let lists = &*self.0;
        lists.tries.evict_full();
        lists.open.retain(|_, open| {
            let before = open.len();
            open.retain(|_, last| now.saturating_duration_since(*last) < OPEN_FOR);
            lists.all_open.fetch_sub(before - open.len(), Ordering::Relaxed);
            !open.is_empty()
        });
        lists.open.shrink_to_fit();
    }

    /// The number of groups, and of free codes.
    pub(super) fn len(&self) -> usize {
        self.0.tries.len() + self.0.all_open.load(Ordering::Relaxed)
    }
}

impl Look {
    /// The code exists: it is free to its group from now on, and the attempt is given back.
    pub(crate) fn found(self) {
        self.codes.opens(self.group, &self.code, Instant::now());
        self.was_not_made();
    }

    /// The lookup did not take place: the attempt is given back, and the code stays as it was.
    pub(crate) fn was_not_made(self) {
        if self.has_paid {
            self.codes.0.tries.give_back(&self.group);
        }
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        if self.has_paid {
            self.codes.0.going_on.remove(&(self.group, std::mem::take(&mut self.code)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const GROUP: Group = Group::Ipv4(Ipv4Addr::new(192, 168, 1, 7));

    /// How many of these codes may be looked up one after the other without a hit.
    fn misses(codes: &Codes, group: Group, tried: impl Iterator<Item = u32>, now: Instant) -> usize {
        tried.filter(|code| codes.look(group, &format!("wrong {code}"), now).is_ok()).count()
    }

    fn finds(codes: &Codes, group: Group, code: &str, now: Instant) -> bool {
        codes.look(group, code, now).map(Look::found).is_ok()
    }

    #[test]
    fn a_guesser_runs_dry_and_the_hall_goes_on_with_what_it_has_opened() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        assert!(finds(&codes, GROUP, "K7Q2M9", now));
        assert_eq!(misses(&codes, GROUP, 0..1_000, now), 30);
        assert!(codes.look(GROUP, "AB3DE9", now).is_err(), "a right code tells no more than a wrong one");
        assert!((0..1_000).all(|_| finds(&codes, GROUP, "K7Q2M9", now)));
        assert!(codes.look(GROUP, "K7Q2M9", now).is_ok(), "a look that ends otherwise closes nothing");
        assert!(finds(&codes, GROUP, "K7Q2M9", now));
        codes.evict_old(now + 2 * OPEN_FOR);
        assert!(codes.look(GROUP, "K7Q2M9", now).is_err());
    }

    #[test]
    fn a_right_code_takes_no_token_and_a_refund_returns_one() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        assert!((0..1_000).all(|n| finds(&codes, GROUP, &n.to_string(), now)));
        assert_eq!(misses(&codes, GROUP, 0..29, now), 29);
        let first = codes.look(GROUP, "K7Q2M9", now).ok();
        let second = codes.look(GROUP, "K7Q2M9", now).ok();
        assert!(codes.look(GROUP, "AB3DE9", now).is_err());
        second.unwrap().found();
        assert!(codes.look(GROUP, "AB3DE9", now).is_err(), "the second look took none");
        first.unwrap().found();
        assert_eq!(misses(&codes, GROUP, 0..29, now), 1);
    }

    #[test]
    fn a_hall_that_comes_in_at_once_is_one_look_and_a_code_that_was_left_unread_is_new_again() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        let hall: Vec<_> = (0..1_000).map(|_| codes.look(GROUP, "K7Q2M9", now)).collect();
        assert!(hall.iter().all(Result::is_ok));
        assert_eq!(misses(&codes, GROUP, 0..1_000, now), 29);
        drop(hall);
        assert!(codes.look(GROUP, "K7Q2M9", now).is_err());
        assert_eq!((codes.len(), codes.0.going_on.len()), (1, 0), "the empty bucket is all that is left");
    }

    #[test]
    fn groups_that_know_a_code_fill_the_memory_without_locking_others_out() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        for network in 0..100 {
            assert!((0..10).all(|n| finds(&codes, Group::Ipv6(network), &n.to_string(), now)));
        }
        assert!(
            (0..5_000).all(|_| finds(&codes, GROUP, "K7Q2M9", now)),
            "nothing is remembered of this hall, which finds its code each time"
        );
        assert_eq!(codes.0.all_open.load(Ordering::Relaxed), 1_000);
    }

    #[test]
    fn of_one_group_the_codes_that_are_used_stay() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        for n in 0..1_000 {
            assert!(finds(&codes, GROUP, "K7Q2M9", now + Duration::from_secs(n)));
            assert!(finds(&codes, GROUP, &n.to_string(), now + Duration::from_secs(n)));
        }
        assert_eq!(codes.0.all_open.load(Ordering::Relaxed), OF_A_GROUP);
        assert_eq!(misses(&codes, GROUP, 0..1_000, now), 30);
        assert!(codes.look(GROUP, "K7Q2M9", now).is_ok() && codes.look(GROUP, "999", now).is_ok() && codes.look(GROUP, "0", now).is_err());
    }
}
