//! Back-off after wrong host keys: an address group waits longer each time, and a flood from many
//! groups delays them together.
//!
//! Requests with a session are not checked, so a host stays logged in. A group that has shown a
//! right key is not delayed by the wrong keys of other groups. A right key of 128 bits or more
//! cannot be guessed, and is not delayed at all (see `authority.rs`).

use crate::domain::AddressGroup;
use dashmap::DashMap;
use governor::{DefaultDirectRateLimiter, Quota};
use parking_lot::Mutex;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// The wrong key of a group, counted from one, after which the group has to wait for the first
/// time; earlier ones are taken for typing errors.
const FIRST_DELAYED: u32 = 10;
/// The longest wait after a wrong key.
const MAX_WAIT: Duration = Duration::from_mins(5);
/// A group's count of wrong keys starts again after this long without one.
const FORGET_AFTER: Duration = Duration::from_hours(1);
/// How many wrong keys all groups together may offer before new groups are delayed: at once, and
/// per second.
const TOTAL: (NonZeroU32, NonZeroU32) = (NonZeroU32::new(300).unwrap(), NonZeroU32::new(5).unwrap());
/// The most groups that are stored.
const MAX_GROUPS: usize = 10_000;

/// The keys that one group has offered.
struct Offers {
    /// Wrong keys since the last right one; reset when no wrong key came for [`FORGET_AFTER`].
    wrong: u32,
    /// When the last key was offered.
    last: Instant,
    /// Whether the group has offered a right key.
    proven: bool,
}

/// Wrong keys, by address group and in total.
pub(crate) struct Attempts {
    by_group: DashMap<AddressGroup, Offers>,
    total: DefaultDirectRateLimiter,
    /// Until when groups that have not offered a right key are delayed.
    flooded_until: Mutex<Option<Instant>>,
}

impl Attempts {
    /// Starts without wrong keys.
    pub(crate) fn new() -> Self {
        let (burst, per_second) = TOTAL;
        let total = DefaultDirectRateLimiter::direct(Quota::per_second(per_second).allow_burst(burst));
        Self { by_group: DashMap::new(), total, flooded_until: Mutex::default() }
    }

    /// Checks whether a key that this group offers may be accepted now; the error is the time to
    /// wait.
    pub(crate) fn check(&self, group: AddressGroup, now: Instant) -> Result<(), Duration> {
        let (wait, proven) = self.by_group.get(&group).map_or((None, false), |offers| (offers.wait(now), offers.proven));
        if let Some(wait) = wait {
            return Err(wait);
        }
        let flooded = self.flooded_until.lock().filter(|until| *until > now);
        match flooded {
            Some(until) if !proven => Err(until - now),
            _ => Ok(()),
        }
    }

    /// Records a right key, which clears the group's wrong ones.
    pub(crate) fn record_right(&self, group: AddressGroup, now: Instant) {
        if self.has_room_for(group, now) {
            self.by_group.insert(group, Offers { wrong: 0, last: now, proven: true });
        }
    }

    /// Records a wrong key.
    pub(crate) fn record_wrong(&self, group: AddressGroup, now: Instant) {
        if self.total.check().is_err() {
            *self.flooded_until.lock() = Some(now + Duration::from_secs(1));
        }
        if !self.has_room_for(group, now) {
            return;
        }
        let mut offers = self.by_group.entry(group).or_insert(Offers { wrong: 0, last: now, proven: false });
        if now.saturating_duration_since(offers.last) > FORGET_AFTER {
            offers.wrong = 0;
        }
        (offers.wrong, offers.last) = (offers.wrong.saturating_add(1), now);
    }

    /// Whether this group is stored or can be added; drops old groups if there are too many.
    fn has_room_for(&self, group: AddressGroup, now: Instant) -> bool {
        if self.by_group.len() >= MAX_GROUPS && !self.by_group.contains_key(&group) {
            self.by_group.retain(|_, offers| now.saturating_duration_since(offers.last) <= FORGET_AFTER);
        }
        self.by_group.len() < MAX_GROUPS || self.by_group.contains_key(&group)
    }
}

impl Offers {
    /// The remaining wait: one second after the tenth wrong key, two after the eleventh, doubled up
    /// to [`MAX_WAIT`].
    fn wait(&self, now: Instant) -> Option<Duration> {
        // At most 16, so that the shift does not overflow; `MAX_WAIT` is reached long before.
        let doublings = self.wrong.checked_sub(FIRST_DELAYED)?.min(16);
        let wait = Duration::from_secs(1 << doublings).min(MAX_WAIT);
        (self.last + wait).checked_duration_since(now).filter(|wait| !wait.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const GROUP: AddressGroup = AddressGroup::Ipv4(Ipv4Addr::new(10, 0, 0, 1));

    fn offer_wrong_keys(attempts: &Attempts, times: u32, now: Instant) {
        (0..times).for_each(|_| attempts.record_wrong(GROUP, now));
    }

    #[test]
    fn each_wrong_key_doubles_the_wait_of_its_own_group() {
        let (attempts, start) = (Attempts::new(), Instant::now());
        offer_wrong_keys(&attempts, FIRST_DELAYED - 1, start);
        assert_eq!(attempts.check(GROUP, start), Ok(()));
        for seconds in [1, 2, 4, 8] {
            attempts.record_wrong(GROUP, start);
            assert_eq!(attempts.check(GROUP, start), Err(Duration::from_secs(seconds)));
            assert_eq!(attempts.check(GROUP, start + Duration::from_secs(seconds)), Ok(()));
        }
        offer_wrong_keys(&attempts, 30, start);
        assert_eq!(attempts.check(GROUP, start), Err(MAX_WAIT));
        assert_eq!(attempts.check(AddressGroup::Ipv4(Ipv4Addr::new(10, 0, 0, 2)), start), Ok(()));
    }

    #[test]
    fn a_right_key_or_an_hour_without_wrong_ones_resets_the_wait() {
        let (attempts, start) = (Attempts::new(), Instant::now());
        offer_wrong_keys(&attempts, FIRST_DELAYED, start);
        attempts.record_right(GROUP, start);
        assert_eq!(attempts.check(GROUP, start), Ok(()));
        offer_wrong_keys(&attempts, 20, start);
        attempts.record_wrong(GROUP, start + FORGET_AFTER + Duration::from_secs(1));
        assert_eq!(attempts.check(GROUP, start + FORGET_AFTER + Duration::from_secs(1)), Ok(()));
    }

    #[test]
    fn a_flood_from_many_groups_delays_new_groups_and_not_one_with_a_right_key() {
        let (attempts, now) = (Attempts::new(), Instant::now());
        attempts.record_right(GROUP, now);
        for n in 0..400u32 {
            attempts.record_wrong(AddressGroup::Ipv4(Ipv4Addr::from_bits(n)), now);
        }
        assert!(attempts.check(AddressGroup::Ipv4(Ipv4Addr::new(10, 9, 9, 9)), now).is_err());
        assert_eq!(attempts.check(GROUP, now), Ok(()));
    }
}
