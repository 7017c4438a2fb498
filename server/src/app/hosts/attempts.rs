//! Back-off after wrong host keys: an address waits longer each time, and a flood from many addresses waits as one.
//!
//! A session does not come this way, so a host who is in stays in; an address that has shown a right key waits for no other
//! else's wrong ones; and a key of 128 bits, which is no guess, waits for none at all.

use crate::domain::AddressGroup;
use dashmap::DashMap;
use governor::{DefaultDirectRateLimiter, Quota};
use parking_lot::Mutex;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// Wrong keys that an address may offer before it waits: people mistype.
const FREE: u32 = 10;
/// The longest wait after one more, and how long a wrong key is held against its address.
const LONGEST: Duration = Duration::from_mins(5);
const FORGOTTEN: Duration = Duration::from_hours(1);
/// Wrong keys in all: so many at once, and so many a second.
const IN_ALL: (NonZeroU32, NonZeroU32) = (NonZeroU32::new(300).unwrap(), NonZeroU32::new(5).unwrap());
/// Addresses that are remembered at most.
const MOST: usize = 10_000;

/// What one address has offered.
struct Offers {
    wrong: u32,
    last: Instant,
    /// A right key came from here.
    known: bool,
}

/// Wrong keys, by address and in all.
pub(crate) struct Attempts {
    by_address: DashMap<AddressGroup, Offers>,
    in_all: DefaultDirectRateLimiter,
    flooded_until: Mutex<Option<Instant>>,
}

impl Attempts {
    /// None yet.
    pub(crate) fn new() -> Self {
        let (burst, per_second) = IN_ALL;
        let in_all = DefaultDirectRateLimiter::direct(Quota::per_second(per_second).allow_burst(burst));
        Self { by_address: DashMap::new(), in_all, flooded_until: Mutex::default() }
    }

    /// Whether a key from this address is looked at now; an error says how long to wait first.
    pub(crate) fn may_offer(&self, address: AddressGroup, now: Instant) -> Result<(), Duration> {
        let (wait, known) = self.by_address.get(&address).map_or((None, false), |offers| (offers.wait(now), offers.known));
        if let Some(wait) = wait {
            return Err(wait);
        }
        let flooded = self.flooded_until.lock().filter(|until| *until > now);
        match flooded {
            Some(until) if !known => Err(until - now),
            _ => Ok(()),
        }
    }

    /// The key was right.
    pub(crate) fn right(&self, address: AddressGroup, now: Instant) {
        if self.has_room_for(address, now) {
            self.by_address.insert(address, Offers { wrong: 0, last: now, known: true });
        }
    }

    /// The key was wrong.
    pub(crate) fn wrong(&self, address: AddressGroup, now: Instant) {
        if self.in_all.check().is_err() {
            *self.flooded_until.lock() = Some(now + Duration::from_secs(1));
        }
        if !self.has_room_for(address, now) {
            return;
        }
        let mut offers = self.by_address.entry(address).or_insert(Offers { wrong: 0, last: now, known: false });
        if now.saturating_duration_since(offers.last) > FORGOTTEN {
            offers.wrong = 0;
        }
        (offers.wrong, offers.last) = (offers.wrong.saturating_add(1), now);
    }

    fn has_room_for(&self, address: AddressGroup, now: Instant) -> bool {
        if self.by_address.len() >= MOST && !self.by_address.contains_key(&address) {
            self.by_address.retain(|_, offers| now.saturating_duration_since(offers.last) <= FORGOTTEN);
        }
        self.by_address.len() < MOST || self.by_address.contains_key(&address)
    }
}

impl Offers {
    /// One second after the tenth wrong key, two after the eleventh, and so on.
    fn wait(&self, now: Instant) -> Option<Duration> {
        let doublings = self.wrong.checked_sub(FREE)?.min(16);
        let wait = Duration::from_secs(1 << doublings).min(LONGEST);
        (self.last + wait).checked_duration_since(now).filter(|wait| !wait.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HERE: AddressGroup = AddressGroup::Ipv4(Ipv4Addr::new(10, 0, 0, 1));

    fn offers_wrong(attempts: &Attempts, times: u32, now: Instant) {
        (0..times).for_each(|_| attempts.wrong(HERE, now));
    }

    #[test]
    fn each_wrong_key_doubles_the_wait_of_its_group_alone() {
        let (attempts, start) = (Attempts::new(), Instant::now());
        offers_wrong(&attempts, FREE - 1, start);
        assert_eq!(attempts.may_offer(HERE, start), Ok(()));
        for seconds in [1, 2, 4, 8] {
            attempts.wrong(HERE, start);
            assert_eq!(attempts.may_offer(HERE, start), Err(Duration::from_secs(seconds)));
            assert_eq!(attempts.may_offer(HERE, start + Duration::from_secs(seconds)), Ok(()));
        }
        offers_wrong(&attempts, 30, start);
        assert_eq!(attempts.may_offer(HERE, start), Err(LONGEST));
        assert_eq!(attempts.may_offer(AddressGroup::Ipv4(Ipv4Addr::new(10, 0, 0, 2)), start), Ok(()));
    }

    #[test]
    fn a_right_key_and_a_quiet_hour_are_a_fresh_start() {
        let (attempts, start) = (Attempts::new(), Instant::now());
        offers_wrong(&attempts, FREE, start);
        attempts.right(HERE, start);
        assert_eq!(attempts.may_offer(HERE, start), Ok(()));
        offers_wrong(&attempts, 20, start);
        attempts.wrong(HERE, start + FORGOTTEN + Duration::from_secs(1));
        assert_eq!(attempts.may_offer(HERE, start + FORGOTTEN + Duration::from_secs(1)), Ok(()));
    }

    #[test]
    fn a_flood_from_everywhere_waits_and_a_host_who_was_here_does_not() {
        let (attempts, now) = (Attempts::new(), Instant::now());
        attempts.right(HERE, now);
        for n in 0..400u32 {
            attempts.wrong(AddressGroup::Ipv4(Ipv4Addr::from_bits(n)), now);
        }
        assert!(attempts.may_offer(AddressGroup::Ipv4(Ipv4Addr::new(10, 9, 9, 9)), now).is_err());
        assert_eq!(attempts.may_offer(HERE, now), Ok(()));
    }
}
