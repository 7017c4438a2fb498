//! Tracks which devices are present: those whose socket follows something, and those that have voted.
//!
//! Devices are told apart by the browser's token, within an address group. A socket counts for one device, the first that it
//! names, and cannot add others later.

use crate::app::limit::Group;
use crate::domain::BrowserToken;
use dashmap::DashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a device that has voted is known to its group: longer than an evening.
pub(super) const KNOWN_FOR: Duration = Duration::from_hours(6);

/// An address group and a browser behind it.
pub(super) type Device = (Group, BrowserToken);

/// The register of present devices. Clones share it.
#[derive(Clone)]
pub(super) struct People(Arc<Lists>);

struct Lists {
    /// Sockets of each device.
    sockets: DashMap<Device, u32>,
    /// Devices of each group that have a socket.
    here: DashMap<Group, u32>,
    /// Devices that have voted, and when they last did.
    voted: DashMap<Device, Instant>,
    most: usize,
}

/// A socket's entry in its group, removed when dropped.
pub(crate) struct Presence(People, Device);

impl People {
    /// An empty register, for at most so many devices that have voted.
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Lists { sockets: DashMap::new(), here: DashMap::new(), voted: DashMap::new(), most }))
    }

    /// Registers a socket of this device, until the presence is dropped.
    pub(super) fn comes(&self, device: Device) -> Presence {
        let mut sockets = self.0.sockets.entry(device).or_default();
        *sockets += 1;
        if *sockets == 1 {
            *self.0.here.entry(device.0).or_default() += 1;
        }
        Presence(self.clone(), device)
    }

    /// Whether a device has a socket, or has recently voted from this group.
    pub(super) fn knows(&self, device: Device, now: Instant) -> bool {
        self.0.sockets.contains_key(&device) || self.has_voted(device, now)
    }

    /// The number of a group's devices with a socket.
    pub(super) fn here(&self, group: Group) -> u32 {
        self.0.here.get(&group).map_or(0, |here| *here)
    }

    /// The number of each group's devices with a socket.
    pub(super) fn groups(&self) -> Vec<(Group, u32)> {
        self.0.here.iter().map(|here| (*here.key(), *here.value())).collect()
    }

    /// Whether a device has recently voted from this group.
    pub(super) fn has_voted(&self, device: Device, now: Instant) -> bool {
        let Some(mut last) = self.0.voted.get_mut(&device) else { return false };
        let known = now.saturating_duration_since(*last) < KNOWN_FOR;
        if known {
            *last = now;
        }
        known
    }

    /// Records that a device has voted, so that it is not counted as new again.
    pub(super) fn votes(&self, device: Device, now: Instant) {
        if self.0.voted.len() < self.0.most {
            self.0.voted.insert(device, now);
        }
    }

    /// Drops devices whose last vote is long ago.
    pub(super) fn evict_old(&self, now: Instant) {
        self.0.voted.retain(|_, last| now.saturating_duration_since(*last) < KNOWN_FOR);
        self.0.voted.shrink_to_fit();
    }

    /// The number of devices that have voted.
    pub(super) fn len(&self) -> usize {
        self.0.voted.len()
    }
}

impl Presence {
    /// The device of the socket.
    pub(crate) fn device(&self) -> BrowserToken {
        self.1.1
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        let (lists, device) = (&self.0.0, self.1);
        let gone = lists.sockets.remove_if_mut(&device, |_, sockets| {
            *sockets -= 1;
            *sockets == 0
        });
        if gone.is_some() {
            lists.here.remove_if_mut(&device.0, |_, here| {
                *here -= 1;
                *here == 0
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const GROUP: Group = Group::Ipv4(Ipv4Addr::new(192, 168, 1, 7));

    fn device(n: u8) -> Device {
        (GROUP, BrowserToken::from_entropy([n; 16]))
    }

    #[test]
    fn a_device_with_three_sockets_is_one_and_is_gone_with_the_last() {
        let people = People::new(10);
        let mut sockets: Vec<_> = [1, 1, 1, 2].into_iter().map(|n| people.comes(device(n))).collect();
        assert_eq!((people.here(GROUP), people.groups()), (2, vec![(GROUP, 2)]));
        sockets.truncate(1);
        assert_eq!(people.here(GROUP), 1);
        drop(sockets);
        assert_eq!((people.here(GROUP), people.groups()), (0, Vec::new()));
    }

    #[test]
    fn a_device_that_has_voted_stays_known_for_an_evening() {
        let (people, now) = (People::new(1), Instant::now());
        people.votes(device(1), now);
        people.votes(device(2), now);
        assert_eq!((people.has_voted(device(1), now + KNOWN_FOR / 2), people.has_voted(device(2), now)), (true, false));
        people.evict_old(now + KNOWN_FOR);
        assert_eq!(people.len(), 1, "it has voted meanwhile");
        people.evict_old(now + 2 * KNOWN_FOR);
        assert_eq!(people.len(), 0);
    }
}
