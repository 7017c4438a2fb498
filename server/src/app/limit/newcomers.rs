//! Limits new devices of each address group: `base` at once, plus one for each connected phone of
//! the group. New devices add to the group's level, and a full level drains to zero within a
//! minute.
//!
//! A [`KeyedLimiter`](crate::app::limit::keyed_limiter::KeyedLimiter) does not fit, because its
//! quota is fixed: this limit grows while phones connect. Phones that connect and then vote one by
//! one stay within it at any pace; a program that opens no sockets gets `base`.

use crate::app::limit::Group;
use crate::app::limit::known_devices::KNOWN_FOR;
use dashmap::DashMap;
use std::time::{Duration, Instant};

/// How long a full level takes to drain.
const DRAINS_IN: Duration = Duration::from_mins(1);

/// The level of new devices of each group.
pub(super) struct Newcomers {
    levels: DashMap<Group, Level>,
    base: u32,
    max_groups: usize,
}

/// How many new devices a group has had, less what had drained at `updated_at`.
#[derive(Clone, Copy)]
struct Level {
    devices: f64,
    updated_at: Instant,
}

impl Newcomers {
    /// Allows `base` new devices of a group without phones; stores at most `max_groups` groups.
    pub(super) fn new(base: u32, max_groups: usize) -> Self {
        Self { levels: DashMap::new(), base, max_groups }
    }

    /// The limit for a group without phones.
    pub(super) fn base(&self) -> u32 {
        self.base
    }

    /// Adds one new device of a group with `phones` connected phones. The error is the time to
    /// wait.
    pub(super) fn take(&self, group: Group, phones: u32, now: Instant) -> Result<(), Duration> {
        if self.levels.len() >= self.max_groups && !self.levels.contains_key(&group) {
            return Err(Duration::from_secs(1));
        }
        let limit = f64::from(self.base.saturating_add(phones));
        let mut level = self.levels.entry(group).or_insert(Level { devices: 0.0, updated_at: now });
        let drained = now.saturating_duration_since(level.updated_at).div_duration_f64(DRAINS_IN) * limit;
        *level = Level { devices: (level.devices - drained).max(0.0), updated_at: now };
        let excess = level.devices + 1.0 - limit;
        if excess > 0.0 {
            return Err(DRAINS_IN.mul_f64(excess / limit));
        }
        level.devices += 1.0;
        Ok(())
    }

    /// Drops the groups whose level has drained, and every group after [`KNOWN_FOR`]. How many
    /// phones a group has is not known then, so levels are taken to drain at the rate of a group
    /// without phones.
    pub(super) fn evict_drained(&self, now: Instant) {
        let base = f64::from(self.base);
        // The quotient is capped, because its product has to fit a `Duration`.
        let drains_in = |devices: f64| DRAINS_IN.mul_f64((devices / base).min(1e6)).min(KNOWN_FOR);
        self.levels.retain(|_, level| now.saturating_duration_since(level.updated_at) < drains_in(level.devices));
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

    const GROUP: Group = Group::Ipv4(Ipv4Addr::new(192, 168, 1, 7));

    #[test]
    fn a_group_without_phones_admits_the_base_and_then_drains_within_a_minute() {
        let (newcomers, start) = (Newcomers::new(30, 100), Instant::now());
        assert_eq!((0..300).filter(|_| newcomers.take(GROUP, 0, start).is_ok()).count(), 30);
        let wait = newcomers.take(GROUP, 0, start).unwrap_err();
        assert!(wait > Duration::from_millis(1_990) && wait < Duration::from_millis(2_010), "{wait:?}");
        let later = start + Duration::from_secs(11);
        assert_eq!((0..300).filter(|_| newcomers.take(GROUP, 0, later).is_ok()).count(), 5);
    }

    #[test]
    fn phones_that_connect_and_vote_one_by_one_are_all_admitted() {
        let (newcomers, now) = (Newcomers::new(30, 100), Instant::now());
        assert!((1..=1_000).all(|phones| newcomers.take(GROUP, phones, now).is_ok()), "each votes right after it has connected");
        assert_eq!((0..300).filter(|_| newcomers.take(GROUP, 1_000, now).is_ok()).count(), 30);
    }

    #[test]
    fn a_group_with_any_level_is_dropped_after_six_hours() {
        let (newcomers, now) = (Newcomers::new(30, 100), Instant::now());
        assert!((0..20_000).all(|_| newcomers.take(GROUP, 20_000, now).is_ok()));
        newcomers.evict_drained(now + KNOWN_FOR / 2);
        assert_eq!(newcomers.len(), 1);
        newcomers.evict_drained(now + KNOWN_FOR);
        assert_eq!(newcomers.len(), 0);
    }

    #[test]
    fn each_group_has_its_own_level_and_the_number_of_groups_is_bounded() {
        let (newcomers, now) = (Newcomers::new(30, 5), Instant::now());
        let group = |last| Group::Ipv4(Ipv4Addr::new(192, 168, 1, last));
        let groups = (0..=255).filter(|last| newcomers.take(group(*last), 0, now).is_ok()).count();
        assert_eq!((groups, newcomers.len()), (5, 5));
        newcomers.evict_drained(now + Duration::from_secs(3));
        assert_eq!(newcomers.len(), 0);
    }
}
