//! Devices that vote for the first time, counted for each address group: `base` at once, and one more for each phone that
//! is really there; as many drain away in a minute.
//!
//! No bucket of [`buckets`](crate::app::limit::buckets): its size would be fixed, and this one grows while the hall fills. Phones that
//! come and vote one by one find it as large as they are many, whatever their pace; a program that has no phones finds
//! `base`.

use crate::app::limit::Group;
use crate::app::limit::people::KNOWN_FOR;
use dashmap::DashMap;
use std::time::{Duration, Instant};

/// In which time as many drain away as there is room for.
const DRAINS_IN: Duration = Duration::from_mins(1);

/// How many new devices each group has had of late.
pub(super) struct Newcomers {
    levels: DashMap<Group, Level>,
    base: u32,
    most: usize,
}

/// So many devices, as of then.
#[derive(Clone, Copy)]
struct Level {
    devices: f64,
    at: Instant,
}

impl Newcomers {
    /// Room for `base` new devices of a group of which no phone is there; at most `most` groups are remembered.
    pub(super) fn new(base: u32, most: usize) -> Self {
        Self { levels: DashMap::new(), base, most }
    }

    /// How many have room where no phone is there.
    pub(super) fn base(&self) -> u32 {
        self.base
    }

    /// One new device of a group of which so many phones are `here`. An error says how long to wait.
    pub(super) fn take(&self, group: Group, here: u32, now: Instant) -> Result<(), Duration> {
        if self.levels.len() >= self.most && !self.levels.contains_key(&group) {
            return Err(Duration::from_secs(1));
        }
        let room = f64::from(self.base.saturating_add(here));
        let mut level = self.levels.entry(group).or_insert(Level { devices: 0.0, at: now });
        let drained = now.saturating_duration_since(level.at).div_duration_f64(DRAINS_IN) * room;
        *level = Level { devices: (level.devices - drained).max(0.0), at: now };
        let over = level.devices + 1.0 - room;
        if over > 0.0 {
            return Err(DRAINS_IN.mul_f64(over / room));
        }
        level.devices += 1.0;
        Ok(())
    }

    /// Forgets every group whose devices have all drained away, or would be new again by now.
    pub(super) fn forget_the_empty(&self, now: Instant) {
        let base = f64::from(self.base);
        let drains = |devices: f64| DRAINS_IN.mul_f64((devices / base).min(1e6)).min(KNOWN_FOR);
        self.levels.retain(|_, level| now.saturating_duration_since(level.at) < drains(level.devices));
        self.levels.shrink_to_fit();
    }

    /// How many groups are remembered.
    pub(super) fn len(&self) -> usize {
        self.levels.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HERE: Group = Group::Ipv4(Ipv4Addr::new(192, 168, 1, 7));

    #[test]
    fn without_phones_thirty_pass_and_then_one_every_two_seconds() {
        let (newcomers, start) = (Newcomers::new(30, 100), Instant::now());
        assert_eq!((0..300).filter(|_| newcomers.take(HERE, 0, start).is_ok()).count(), 30);
        let wait = newcomers.take(HERE, 0, start).unwrap_err();
        assert!(wait > Duration::from_millis(1_990) && wait < Duration::from_millis(2_010), "{wait:?}");
        let later = start + Duration::from_secs(11);
        assert_eq!((0..300).filter(|_| newcomers.take(HERE, 0, later).is_ok()).count(), 5);
    }

    #[test]
    fn a_hall_that_fills_while_it_votes_finds_room_for_all() {
        let (newcomers, now) = (Newcomers::new(30, 100), Instant::now());
        assert!((1..=1_000).all(|here| newcomers.take(HERE, here, now).is_ok()), "each votes as soon as it is there");
        assert_eq!((0..300).filter(|_| newcomers.take(HERE, 1_000, now).is_ok()).count(), 30);
    }

    #[test]
    fn a_group_is_forgotten_after_six_hours_however_many_have_come() {
        let (newcomers, now) = (Newcomers::new(30, 100), Instant::now());
        assert!((0..20_000).all(|_| newcomers.take(HERE, 20_000, now).is_ok()));
        newcomers.forget_the_empty(now + KNOWN_FOR / 2);
        assert_eq!(newcomers.len(), 1);
        newcomers.forget_the_empty(now + KNOWN_FOR);
        assert_eq!(newcomers.len(), 0);
    }

    #[test]
    fn another_group_has_its_own_room_and_groups_are_bounded() {
        let (newcomers, now) = (Newcomers::new(30, 5), Instant::now());
        let group = |last| Group::Ipv4(Ipv4Addr::new(192, 168, 1, last));
        let groups = (0..=255).filter(|last| newcomers.take(group(*last), 0, now).is_ok()).count();
        assert_eq!((groups, newcomers.len()), (5, 5));
        newcomers.forget_the_empty(now + Duration::from_secs(3));
        assert_eq!(newcomers.len(), 0);
    }
}
