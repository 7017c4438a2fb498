//! Groups of addresses that count as one, for rate limits and for one vote per address.

use std::net::{IpAddr, Ipv4Addr};

/// Addresses that one device can choose between, so that they count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AddressGroup {
    /// One IPv4 address.
    Ipv4(Ipv4Addr),
    /// An IPv6 network of 64 bits, by its upper half: a device in it can use any number of its addresses.
    Ipv6(u64),
    /// A network card in a local network of this computer, by its hardware address, whatever IP
    /// addresses it uses.
    Card([u8; 6]),
}

impl AddressGroup {
    /// The group of an address whose network card is unknown. IPv4-mapped IPv6 counts as the IPv4
    /// address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self::Ipv4(v4),
            IpAddr::V6(v6) => Self::Ipv6(v6.segments()[..4].iter().fold(0, |network, segment| network << 16 | u64::from(*segment))),
        }
    }

    /// An unambiguous encoding of the group, as input for hashes.
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        match self {
            Self::Ipv4(v4) => v4.octets().to_vec(),
            Self::Ipv6(network) => network.to_be_bytes().to_vec(),
            Self::Card(card) => card.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(address: &str) -> AddressGroup {
        AddressGroup::of(address.parse().unwrap())
    }

    #[test]
    fn an_ipv4_address_and_its_ipv4_mapped_form_are_one_group() {
        assert_eq!(group("192.168.1.9"), group("::ffff:192.168.1.9"));
        assert_ne!(group("192.168.1.9"), group("192.168.1.10"));
    }

    #[test]
    fn ipv6_addresses_are_grouped_by_their_upper_64_bits() {
        for (one, other) in [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), ("fd00::5", "fd00::6"), ("fe80::1", "fe80::2")] {
            assert_eq!(group(one), group(other), "{one} {other}");
        }
        assert_ne!(group("2001:db8:1:2::1"), group("2001:db8:1:3::1"));
        assert_ne!(group("fd00::5"), group("fe80::5"));
    }

    #[test]
    fn no_two_groups_have_the_same_bytes() {
        let addresses = ["0.0.0.0", "::1", "1.2.3.4", "102:304::", "102:304:506::", "2001:db8::"].map(group);
        let cards = [[0; 6], [1, 2, 3, 4, 5, 6]].map(AddressGroup::Card);
        let groups: Vec<_> = addresses.into_iter().chain(cards).map(AddressGroup::to_bytes).collect();
        for (at, one) in groups.iter().enumerate() {
            assert!(groups.iter().skip(at + 1).all(|other| one != other));
        }
    }
}
