//! Codes that are tried: what nobody of an address group has opened before takes a place, right or wrong; what somebody has
//! opened is free.
//!
//! So a guesser runs dry, and is told so before anything is looked up: a hit tells it no more than a miss. The hall behind the
//! same address goes on with the code it came by. Once a code is open to a group, asking again tells nothing new.

use super::Group;
use super::buckets::{Buckets, ONE, Pace};
use dashmap::DashMap;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// New codes that a group may try.
const TRIES: Pace = Pace { burst: NonZeroU32::new(30).unwrap(), every: Duration::from_secs(6) };
/// How long a code that was opened stays free: longer than an evening.
const OPEN_FOR: Duration = Duration::from_hours(24);

/// How long a look that was broken off counts as going on.
const LOOKS_FOR: Duration = Duration::from_mins(1);

/// Which group has opened what.
pub(super) struct Codes {
    tries: Buckets<Group>,
    looked: DashMap<(Group, String), Look>,
    most: usize,
}

/// A look behind a code.
enum Look {
    /// It has begun, for all who ask for the same meanwhile: a hall that comes in at once is one.
    GoesOn(Instant),
    /// There was something.
    Opened(Instant),
}

impl Codes {
    /// Nothing is open yet; so many groups and so many opened codes are remembered at most.
    pub(super) fn new(most: usize) -> Self {
        Self { tries: Buckets::new(TRIES, most), looked: DashMap::new(), most }
    }

    /// One look for what is behind a code. An error says how long to wait.
    pub(super) fn try_one(&self, group: Group, code: &str, now: Instant) -> Result<(), Duration> {
        let key = (group, code.to_owned());
        if self.looked.contains_key(&key) {
            return Ok(());
        }
        self.tries.take(&group, ONE)?;
        if self.looked.len() < self.most {
            self.looked.entry(key).or_insert(Look::GoesOn(now));
        }
        Ok(())
    }

    /// What came of it: whether there was something behind the code.
    pub(super) fn tried(&self, group: Group, code: &str, found: bool, now: Instant) {
        let key = (group, code.to_owned());
        if !found {
            self.looked.remove(&key);
        } else if let Some(mut look) = self.looked.get_mut(&key) {
            *look = Look::Opened(now);
        }
    }

    /// Forgets what nobody will miss.
    pub(super) fn forget_the_old(&self, now: Instant) {
        self.tries.forget_the_full();
        self.looked.retain(|_, look| match look {
            Look::GoesOn(since) => now.saturating_duration_since(*since) < LOOKS_FOR,
            Look::Opened(since) => now.saturating_duration_since(*since) < OPEN_FOR,
        });
        self.looked.shrink_to_fit();
    }

    /// How many groups, and how many codes, are remembered.
    pub(super) fn len(&self) -> usize {
        self.tries.len() + self.looked.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const GROUP: Group = Group::Ipv4(Ipv4Addr::new(192, 168, 1, 7));

    #[test]
    fn a_guesser_runs_dry_and_the_hall_goes_on_with_what_it_has_opened() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        let tries = |code: &str| codes.try_one(GROUP, code, now).is_ok();
        assert!(tries("K7Q2M9"));
        codes.tried(GROUP, "K7Q2M9", true, now);
        let misses = |code: String| {
            let passed = tries(&code);
            codes.tried(GROUP, &code, false, now);
            passed
        };
        assert_eq!((0..1_000).filter(|n| misses(n.to_string())).count(), 29);
        assert!(!tries("AB3DE9"), "a right code tells no more than a wrong one");
        assert!((0..1_000).all(|_| tries("K7Q2M9")));
        codes.forget_the_old(now + OPEN_FOR);
        assert!(!tries("K7Q2M9"));
    }

    #[test]
    fn a_hall_that_comes_in_at_once_looks_once_and_a_code_that_is_gone_is_new_again() {
        let (codes, now) = (Codes::new(1_000), Instant::now());
        assert!((0..1_000).all(|_| codes.try_one(GROUP, "K7Q2M9", now).is_ok()));
        assert_eq!((0..1_000).filter(|n| codes.try_one(GROUP, &n.to_string(), now).is_ok()).count(), 29);
        codes.tried(GROUP, "K7Q2M9", false, now);
        assert!(codes.try_one(GROUP, "K7Q2M9", now).is_err());
        codes.forget_the_old(now + LOOKS_FOR);
        assert_eq!(codes.len(), 1, "what was broken off is forgotten, and the empty bucket is not");
    }
}
