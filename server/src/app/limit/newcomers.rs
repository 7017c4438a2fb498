//! Limits new devices of each address group: `base` at once, plus one for each phone of the group that is present; the level
//! drains to zero within a minute.
//!
//! This is no [`KeyedLimiter`](crate::app::limit::keyed_limiter::KeyedLimiter), whose quota is fixed: this limit grows while the hall fills.
//! Phones that arrive and vote one by one find it as large as their number, at any pace; a program without phones finds
//! `base`.

use crate::app::limit::Group;
use crate::app::limit::people::KNOWN_FOR;
use dashmap::DashMap;
use std::time::{Duration, Instant};

/// How long a full level takes to drain.
const DRAINS_IN: Duration = Duration::from_mins(1);

/// The level of new devices of each group.
pub(super) struct Newcomers {
    levels: DashMap<Group, Level>,
    base: u32,
    most: usize,
}

/// A number of devices at a point in time.
#[derive(Clone, Copy)]
struct Level {
    devices: f64,
    at: Instant,
}

impl Newcomers {
    /// Allows `base` new devices of a group without phones; stores at most `most` groups.
    pub(super) fn new(base: u32, most: usize) -> Self {
        Self { levels: DashMap::new(), base, most }
    }

    /// The limit for a group without phones.
    pub(super) fn base(&self) -> u32 {
        self.base
    }

    /// Adds one new device of a group with `here` phones. The error is the time to wait.
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

    /// Drops groups whose level has drained.
    pub(super) fn forget_the_empty(&self, now: Instant) {
        let base = f64::from(self.base);
        let drains = |devices: f64| DRAINS_IN.mul_f64((devices / base).min(1e6)).min(KNOWN_FOR);
        self.levels.retain(|_, level| now.saturating_duration_since(level.at) < drains(level.devices));
        self.levels.shrink_to_fit();
    }

    /// The number of groups with a level.
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
