//! The client's address and address group, which the middleware `origin` resolves once per request.

use crate::domain::AddressGroup;
use crate::lan::Behind;
use std::net::{IpAddr, SocketAddr};

/// The address at the other end of the TCP connection; the accept loop puts it on every request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The address of this computer that a connection was made to; the accept loop puts it on every
/// request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrived(pub(crate) IpAddr);

/// A visitor's address: the peer's, or the one that a trusted proxy names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ClientIp {
    /// The visitor's own address.
    pub(crate) address: IpAddr,
    group: AddressGroup,
    /// Whether the group identifies one device.
    identifies: bool,
    /// See [`is_near`](Self::is_near).
    near: bool,
}

impl ClientIp {
    /// A visitor at this address, with the result of its lookup in the neighbour table.
    ///
    /// In the local network a device can use any number of IPv6 addresses and networks, and shares
    /// each network with other devices, so its IPv6 address identifies it only if its network card
    /// is known.
    #[must_use]
    pub(crate) fn new(address: IpAddr, behind: Behind) -> Self {
        let by_address = AddressGroup::of(address);
        let (group, identifies) = match behind {
            Behind::Card(card) => (AddressGroup::Card(card), true),
            Behind::Elsewhere => (by_address, true),
            Behind::Unknown => (by_address, matches!(by_address, AddressGroup::Ipv4(_))),
        };
        let near = address.is_loopback() || behind != Behind::Elsewhere;
        Self { address, group, identifies, near }
    }

    /// A visitor outside of the local network, at this address.
    #[must_use]
    pub(crate) fn elsewhere(address: IpAddr) -> Self {
        Self::new(address, Behind::Elsewhere)
    }

    /// The same visitor, whose request a proxy has forwarded: does not count as near, because the
    /// request may come from anywhere.
    #[must_use]
    pub(crate) fn forwarded(self) -> Self {
        Self { near: false, ..self }
    }

    /// Whether the visitor is on this computer or in its local network, without a proxy in between.
    #[must_use]
    pub(crate) fn is_near(self) -> bool {
        self.near
    }

    /// The address group, by which limits are counted.
    #[must_use]
    pub(crate) fn group(self) -> AddressGroup {
        self.group
    }

    /// The address group as a voter's identity, in addition to the browser's token; `None` if
    /// several devices may share it.
    #[must_use]
    pub(crate) fn voter(self) -> Option<AddressGroup> {
        self.identifies.then_some(self.group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: [u8; 6] = [2, 0, 0, 0, 0, 1];

    fn voter(address: &str, behind: Behind) -> Option<AddressGroup> {
        ClientIp::new(address.parse().unwrap(), behind).voter()
    }

    #[test]
    fn a_card_is_one_voter_over_ipv4_and_ipv6() {
        for address in ["192.168.1.20", "fd00::1", "fe80::1", "2001:db8::1"] {
            assert_eq!(voter(address, Behind::Card(CARD)), Some(AddressGroup::Card(CARD)));
        }
    }

    #[test]
    fn on_the_internet_an_ipv4_address_and_an_ipv6_network_are_one_voter_each() {
        assert_eq!(voter("203.0.113.7", Behind::Elsewhere), Some(AddressGroup::of("203.0.113.7".parse().unwrap())));
        assert_eq!(voter("2001:db8::1", Behind::Elsewhere), voter("2001:db8::2", Behind::Elsewhere));
        assert_ne!(voter("2001:db8::1", Behind::Elsewhere), voter("2001:db8:0:1::1", Behind::Elsewhere));
    }

    #[test]
    fn clients_in_the_local_network_are_near_and_remote_or_forwarded_ones_are_not() {
        let near = |address: &str, behind: Behind| ClientIp::new(address.parse().unwrap(), behind).is_near();
        assert!(near("192.168.1.20", Behind::Card(CARD)) && near("192.168.1.20", Behind::Unknown) && near("::1", Behind::Elsewhere));
        assert!(!near("203.0.113.7", Behind::Elsewhere) && !near("10.9.9.9", Behind::Elsewhere));
        assert!(!ClientIp::new("127.0.0.1".parse().unwrap(), Behind::Elsewhere).forwarded().is_near());
    }

    #[test]
    fn without_its_card_a_local_ipv4_address_is_a_voter_and_an_ipv6_address_is_not() {
        assert!(voter("192.168.1.20", Behind::Unknown).is_some());
        assert_eq!(voter("fd00::1", Behind::Unknown), None);
        let groups = ["fd00::1", "fd00::2"].map(|address| ClientIp::new(address.parse().unwrap(), Behind::Unknown).group());
        assert_eq!(groups[0], groups[1], "they share the limits of one group");
    }
}
