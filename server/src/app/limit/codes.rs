//! Codes that are tried: one behind which nothing is takes a place of its address group; one that leads somewhere gives its
//! place back, and so does one that could not be looked up.
//!
//! A guesser that has used up its attempts is refused before anything is looked up: a hit tells it no more than a miss. The hall behind
//! the same address goes on with the codes that it came by, because a code that has led somewhere is free to its group from
//! then on, and so is the poll that a meeting shows whose code is free. The handler that looked the code up reports the hit; one that answered for another reason does not.

use crate::app::limit::Group;
use crate::app::limit::keyed_limiter::{KeyedLimiter, ONE, Quota};
use dashmap::{DashMap, DashSet};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Codes that a group may try in vain.
const TRIES: Quota = Quota { burst: NonZeroU32::new(30).unwrap(), every: Duration::from_secs(6) };
/// How long a code stays free after it was used last: longer than an evening.
const OPEN_FOR: Duration = Duration::from_hours(24);
/// Codes that are free to one group; the one that was used last stays longest.
const OF_A_GROUP: usize = 64;

/// What each group may still try, and which codes are free to it. Clones share it.
#[derive(Clone)]
pub(super) struct Codes(Arc<Lists>);

struct Lists {
    tries: KeyedLimiter<Group>,
    /// Looks that go on: all who look for the same meanwhile are one, as a hall is that comes in at once.
    going_on: DashSet<(Group, String)>,
    /// The codes that have led somewhere, and when they did last.
    open: DashMap<Group, HashMap<String, Instant>>,
    all_open: AtomicUsize,
    most: usize,
}

/// A look behind a code that goes on. Dropped without a word it has found nothing, and its place stays taken.
#[must_use]
pub(crate) struct Look {
    codes: Codes,
    group: Group,
    code: String,
    has_paid: bool,
}

impl Codes {
    /// Nothing is open yet; so many groups, and so many open codes, are remembered at most.
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

    /// Begins a look behind a code. An error says how long to wait.
    pub(super) fn look(&self, group: Group, code: &str, now: Instant) -> Result<Look, Duration> {
        let key = (group, code.to_owned());
        let has_paid = !self.is_open(group, code, now) && !self.0.going_on.contains(&key);
        if has_paid {
            self.0.tries.take(&group, ONE)?;
            self.0.going_on.insert(key);
        }
        Ok(Look { codes: self.clone(), group, code: code.to_owned(), has_paid })
    }

    /// A look that takes no place: behind a code to which one `leads` that is free to the group, which uses that one now.
    pub(super) fn follow(&self, group: Group, code: &str, now: Instant, leads: impl Fn(&str) -> bool) -> Option<Look> {
        let mut open = self.0.open.get_mut(&group)?;
        let (_, last) = open.iter_mut().find(|(open, _)| leads(open))?;
        *last = now;
        Some(Look { codes: self.clone(), group, code: code.to_owned(), has_paid: false })
    }

    /// Whether a code is free to a group, which uses it now.
    fn is_open(&self, group: Group, code: &str, now: Instant) -> bool {
        let Some(mut open) = self.0.open.get_mut(&group) else { return false };
        let Some(last) = open.get_mut(code) else { return false };
        *last = now;
        true
    }

    /// Keeps a code free from now on, where there is room for it.
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

    /// Removes buckets that are full again.
    pub(super) fn forget_the_old(&self, now: Instant) {
        let lists = &*self.0;
        lists.tries.forget_the_full();
        lists.open.retain(|_, open| {
            let before = open.len();
            open.retain(|_, last| now.saturating_duration_since(*last) < OPEN_FOR);
            lists.all_open.fetch_sub(before - open.len(), Ordering::Relaxed);
            !open.is_empty()
        });
        lists.open.shrink_to_fit();
    }

    /// How many groups, and how many codes, are remembered.
    pub(super) fn len(&self) -> usize {
        self.0.tries.len() + self.0.all_open.load(Ordering::Relaxed)
    }
}

impl Look {
    /// There was something: the code is free to its group from now on, and the place is free again.
    pub(crate) fn found(self) {
        self.codes.opens(self.group, &self.code, Instant::now());
        self.was_not_made();
    }

    /// Nothing was looked up after all: the place is free again, and the code is as it was.
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

    /// How many of these codes may be looked for one after the other, in vain.
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
        codes.forget_the_old(now + 2 * OPEN_FOR);
        assert!(codes.look(GROUP, "K7Q2M9", now).is_err());
    }

    #[test]
    fn what_leads_somewhere_takes_no_place_and_only_the_one_that_it_took_comes_back() {
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
    fn groups_that_know_a_code_fill_the_memory_and_keep_nobody_else_out() {
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
