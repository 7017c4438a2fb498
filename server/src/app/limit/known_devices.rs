//! Tracks the known devices of each address group: those with a socket that follows a poll or a
//! meeting, and those that have voted.
//!
//! A device is identified by its group and its browser's token. A socket counts for the first
//! device that it names, and for no other.

use crate::app::limit::Group;
use crate::domain::BrowserToken;
use dashmap::DashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a device that has voted stays known after its last activity: longer than an evening.
pub(super) const KNOWN_FOR: Duration = Duration::from_hours(6);

/// An address group and a browser behind it.
pub(super) type Device = (Group, BrowserToken);

/// The register of known devices. Clones share it.
#[derive(Clone)]
pub(super) struct KnownDevices(Arc<Lists>);

struct Lists {
    /// The number of each device's sockets.
    sockets: DashMap<Device, u32>,
    /// The number of each group's devices with a socket.
    connected: DashMap<Group, u32>,
    /// Devices that have voted, and when each last voted or was checked.
    voted: DashMap<Device, Instant>,
    max_voted: usize,
}

/// A socket's entry in the register, removed when dropped.
pub(crate) struct RegisteredSocket {
    register: KnownDevices,
    device: Device,
}

impl KnownDevices {
    /// An empty register, for at most `max_voted` devices that have voted.
    pub(super) fn new(max_voted: usize) -> Self {
        Self(Arc::new(Lists { sockets: DashMap::new(), connected: DashMap::new(), voted: DashMap::new(), max_voted }))
    }

    /// Registers a socket of this device, until the returned value is dropped.
    pub(super) fn register_socket(&self, device: Device) -> RegisteredSocket {
        let mut sockets = self.0.sockets.entry(device).or_default();
        *sockets += 1;
        if *sockets == 1 {
            *self.0.connected.entry(device.0).or_default() += 1;
        }
        RegisteredSocket { register: self.clone(), device }
    }

    /// Whether a device has a socket, or has recently voted from this group.
    pub(super) fn is_known(&self, device: Device, now: Instant) -> bool {
        self.0.sockets.contains_key(&device) || self.has_voted(device, now)
    }

    /// The number of a group's devices with a socket.
    pub(super) fn connected(&self, group: Group) -> u32 {
        self.0.connected.get(&group).map_or(0, |count| *count)
    }

    /// The number of each group's devices with a socket.
    pub(super) fn groups(&self) -> Vec<(Group, u32)> {
        self.0.connected.iter().map(|entry| (*entry.key(), *entry.value())).collect()
    }

    /// Whether a device has voted from this group and is still known. The check counts as activity:
    /// the device stays known for another [`KNOWN_FOR`].
    pub(super) fn has_voted(&self, device: Device, now: Instant) -> bool {
        let Some(mut last) = self.0.voted.get_mut(&device) else { return false };
        let known = now.saturating_duration_since(*last) < KNOWN_FOR;
        if known {
            *last = now;
        }
        known
    }

    /// Records that a device has voted, so that it is not counted as new again; ignored when the
    /// register is full.
    pub(super) fn record_vote(&self, device: Device, now: Instant) {
        if self.0.voted.len() < self.0.max_voted {
            self.0.voted.insert(device, now);
        }
    }

    /// Drops devices that have voted and were inactive for [`KNOWN_FOR`].
    pub(super) fn evict_old(&self, now: Instant) {
        self.0.voted.retain(|_, last| now.saturating_duration_since(*last) < KNOWN_FOR);
        self.0.voted.shrink_to_fit();
    }

    /// The number of devices that have voted.
    pub(super) fn len(&self) -> usize {
        self.0.voted.len()
    }
}

impl RegisteredSocket {
    /// The browser token of the socket's device.
    pub(crate) fn device(&self) -> BrowserToken {
        let (_group, browser) = self.device;
        browser
    }
}

impl Drop for RegisteredSocket {
    fn drop(&mut self) {
        let (lists, device) = (&self.register.0, self.device);
        let last_socket = lists.sockets.remove_if_mut(&device, |_, sockets| {
            *sockets -= 1;
            *sockets == 0
        });
        if last_socket.is_some() {
            lists.connected.remove_if_mut(&device.0, |_, count| {
                *count -= 1;
                *count == 0
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
    fn a_device_with_several_sockets_counts_once_until_the_last_is_dropped() {
        let known_devices = KnownDevices::new(10);
        let mut sockets: Vec<_> = [1, 1, 1, 2].into_iter().map(|n| known_devices.register_socket(device(n))).collect();
        assert_eq!((known_devices.connected(GROUP), known_devices.groups()), (2, vec![(GROUP, 2)]));
        sockets.truncate(1);
        assert_eq!(known_devices.connected(GROUP), 1);
        drop(sockets);
        assert_eq!((known_devices.connected(GROUP), known_devices.groups()), (0, Vec::new()));
    }

    #[test]
    fn a_device_that_has_voted_is_known_for_six_hours_after_its_last_activity() {
        let (known_devices, now) = (KnownDevices::new(1), Instant::now());
        known_devices.record_vote(device(1), now);
        known_devices.record_vote(device(2), now);
        assert_eq!((known_devices.has_voted(device(1), now + KNOWN_FOR / 2), known_devices.has_voted(device(2), now)), (true, false));
        known_devices.evict_old(now + KNOWN_FOR);
        assert_eq!(known_devices.len(), 1, "the check has extended the time");
        known_devices.evict_old(now + 2 * KNOWN_FOR);
        assert_eq!(known_devices.len(), 0);
    }
}
