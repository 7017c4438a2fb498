//! Ranks the addresses for the QR code. Pure: takes interfaces, returns candidates, best first.

use super::Medium;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network interface, with the properties that the ranking needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Interface {
    /// The system's name, as in `wlan0`; on Windows a GUID.
    pub(crate) name: String,
    /// The name that the system shows to users, where there is one, as in `Wi-Fi`.
    pub(crate) friendly: Option<String>,
    /// Whether it is switched on and connected.
    pub(crate) up: bool,
    /// Its medium.
    pub(crate) kind: Medium,
    /// The router that its default route leads to, if it has one.
    pub(crate) gateway: Option<IpAddr>,
    /// Its addresses with their networks, in the system's order.
    pub(crate) addresses: Vec<IpNet>,
}

/// An address at which phones may reach this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// The address.
    pub(crate) address: IpAddr,
    /// The interface's name, as the system shows it to users.
    pub(crate) interface: String,
    /// A key that identifies its network later: see [`network`].
    pub(crate) network: String,
    /// The reason for its rank.
    pub(crate) reason: Reason,
    /// Whether the interface is switched on and connected.
    pub(crate) up: bool,
    /// Whether phones can be expected to reach it: not when the interface is down, the network has assigned no address, or the
    /// address is of a VPN, or of a virtual network without the default route. The host may still choose it.
    pub(crate) usable: bool,
}

/// The reason for an address's rank; the best reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reason {
    /// Private, on Wi-Fi or a cable with the default gateway: where the phones are.
    DefaultNetwork,
    /// Private, without a default gateway or of another medium: a router without internet, a second card, this computer's own
    /// hotspot.
    OtherPrivate,
    /// A public IPv4 address: the phones may be in another network, and browsers warn about http to it.
    Public,
    /// 100.64.0.0/10: behind the provider's address translation, not in the room's network.
    CarrierGradeNat,
    /// IPv6, where the network has no IPv4: too long to type, and not supported by every phone.
    Ipv6,
    /// Of a VPN: its members can reach it, phones in the room cannot.
    Tunnel,
    /// Of containers or virtual machines inside this computer.
    VirtualNetwork,
    /// 169.254.0.0/16: the network has assigned no address, and phones have the same problem.
    LinkLocal,
}

impl Reason {
    /// Whether the address is not in the room's network: inside this computer, or in a VPN.
    #[must_use]
    pub(crate) fn is_vpn_or_virtual(self) -> bool {
        matches!(self, Self::Tunnel | Self::VirtualNetwork)
    }

    /// Its name in the API.
    #[must_use]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::DefaultNetwork => "default_network",
            Self::OtherPrivate => "other_private",
            Self::Public => "public",
            Self::CarrierGradeNat => "carrier_grade_nat",
            Self::Ipv6 => "ipv6",
            Self::Tunnel => "tunnel",
            Self::VirtualNetwork => "virtual_network",
            Self::LinkLocal => "link_local",
        }
    }
}

/// Every candidate, the best first: usable before unusable, then by [`Reason`], Wi-Fi before cable (phones have no cable), with a
/// gateway before without. Loopback is no candidate.
#[must_use]
pub(crate) fn rank(interfaces: &[Interface]) -> Vec<Candidate> {
    let mut candidates: Vec<_> = interfaces
        .iter()
        .flat_map(|interface| interface.addresses.iter().map(move |address| (interface, *address)))
        .filter_map(|(interface, address)| {
            let candidate = candidate(interface, address)?;
            let sort_key = (!candidate.usable, candidate.reason, interface.kind, interface.gateway.is_none(), !is_local_v6(address.addr()));
            Some((sort_key, candidate))
        })
        .collect();
    candidates.sort_by_key(|(sort_key, _)| *sort_key);
    let mut ranked: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for (_, candidate) in candidates {
        if ranked.iter().all(|better| better.address != candidate.address) {
            ranked.push(candidate);
        }
    }
    ranked
}

/// The IPv4 addresses on which the `.local` name is announced: those of virtual or VPN interfaces only where there are no
/// others. IPv6 is left out, because the QR code nearly always carries IPv4 and a name needs addresses of one kind only.
#[must_use]
pub(crate) fn announceable(ranked: &[Candidate]) -> Vec<IpAddr> {
    let ipv4 = ranked.iter().filter(|candidate| candidate.address.is_ipv4());
    let (vpn_or_virtual, others): (Vec<_>, Vec<_>) = ipv4.partition(|candidate| candidate.reason.is_vpn_or_virtual());
    let chosen = if others.is_empty() { vpn_or_virtual } else { others };
    chosen.into_iter().map(|candidate| candidate.address).collect()
}

fn candidate(interface: &Interface, address: IpNet) -> Option<Candidate> {
    let reason = match address.addr() {
        IpAddr::V4(address) => reason_v4(interface, address)?,
        IpAddr::V6(address) => reason_v6(interface, address)?,
    };
    Some(Candidate {
        address: address.addr(),
        interface: interface.friendly.clone().unwrap_or_else(|| interface.name.clone()),
        network: network(interface, address),
        reason,
        up: interface.up,
        usable: interface.up && is_reachable(reason, interface),
    })
}

/// Whether phones can be expected to reach an address: not of a tunnel or link-local, and of a virtual interface only with the
/// default route, which then is a physical card behind a virtual switch, as with Hyper-V.
fn is_reachable(reason: Reason, interface: &Interface) -> bool {
    match reason {
        Reason::LinkLocal | Reason::Tunnel => false,
        Reason::VirtualNetwork => interface.gateway.is_some(),
        _ => true,
    }
}

/// A key of a network: interface, subnet and router, which stay the same when this computer returns to a network and is
/// assigned another address there. The name of a Wi-Fi would be more specific, but needs the location permission; the
/// router's hardware address is unknown before the first packet, and the key must not change. Two networks may have the same
/// key; one choice then applies in both, and still names an existing interface.
fn network(interface: &Interface, address: IpNet) -> String {
    let router = interface.gateway.filter(|router| router.is_ipv4() == address.addr().is_ipv4());
    let router = router.map(|router| format!(" via {router}")).unwrap_or_default();
    format!("{} {}{router}", interface.name, address.trunc())
}

/// The reason of an IPv4 address; `None` for loopback and for addresses that are no host's.
fn reason_v4(interface: &Interface, address: Ipv4Addr) -> Option<Reason> {
    if address.is_loopback() || address.is_unspecified() || address.is_multicast() || address.is_broadcast() {
        return None;
    }
    let [first, second, ..] = address.octets();
    match interface.kind {
        Medium::Loopback => None,
        _ if address.is_link_local() => Some(Reason::LinkLocal),
        Medium::Tunnel => Some(Reason::Tunnel),
        Medium::Virtual => Some(Reason::VirtualNetwork),
        _ if first == 100 && (64..128).contains(&second) => Some(Reason::CarrierGradeNat),
        Medium::Wifi | Medium::Ethernet if address.is_private() && interface.gateway.is_some() => Some(Reason::DefaultNetwork),
        _ if address.is_private() => Some(Reason::OtherPrivate),
        _ => Some(Reason::Public),
    }
}

/// The reason of a unique local or global IPv6 address on a physical interface; `None` for the dozens of others that a computer
/// may have.
fn reason_v6(interface: &Interface, address: Ipv6Addr) -> Option<Reason> {
    let is_physical = matches!(interface.kind, Medium::Wifi | Medium::Ethernet | Medium::Other);
    let is_global = address.segments()[0] & 0xe000 == 0x2000;
    (is_physical && (address.is_unique_local() || is_global)).then_some(Reason::Ipv6)
}

/// Whether an address is unique local: such addresses rank first, because they stay when the provider renumbers the global ones.
fn is_local_v6(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.is_unique_local())
}

#[cfg(test)]
mod tests;
