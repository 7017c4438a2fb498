//! Which address goes into the QR code. Pure: what the operating system says comes in, addresses come out, best first.

use super::Medium;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network interface, as far as the choice of an address needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Interface {
    /// The system's name, as in `wlan0`; on Windows a GUID.
    pub(crate) name: String,
    /// The name people know it by, where there is one, as in `Wi-Fi`.
    pub(crate) friendly: Option<String>,
    /// Switched on and connected.
    pub(crate) up: bool,
    /// What carries it.
    pub(crate) kind: Medium,
    /// The router that its default route leads to, if it has one.
    pub(crate) gateway: Option<IpAddr>,
    /// Its addresses with their networks, in the system's order.
    pub(crate) addresses: Vec<IpNet>,
}

/// An address that may lead phones here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// What the QR code would carry.
    pub(crate) address: IpAddr,
    /// The interface's name, as people know it.
    pub(crate) interface: String,
    /// What the network behind it is known by, from one day to the next: see [`network`].
    pub(crate) network: String,
    /// Why it stands where it stands.
    pub(crate) reason: Reason,
    /// The interface is switched on and connected.
    pub(crate) up: bool,
    /// Whether phones can be expected to get through: not when the interface is down, the network handed out no address, or
    /// it leads elsewhere than into the room. The host may choose it all the same.
    pub(crate) usable: bool,
}

/// Why an address stands where it stands in the list; the best reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reason {
    /// Private, on Wi-Fi or a cable with the default gateway: where the phones are.
    DefaultNetwork,
    /// Private, but not the way to the internet: a router without internet, a second card, this computer's own hotspot.
    OtherPrivate,
    /// A public IPv4 address: the phones may be behind another one, and browsers warn about http there.
    Public,
    /// 100.64.0.0/10: behind the provider's translation, not the room's.
    CarrierGradeNat,
    /// IPv6, when the network gives nothing else: too long to type, and not every phone has it.
    Ipv6,
    /// Through a VPN: reaches its members, not the room.
    Tunnel,
    /// Of containers or virtual machines inside this computer.
    VirtualNetwork,
    /// 169.254.0.0/16: the network handed out no address, and phones have the same trouble.
    LinkLocal,
}

impl Reason {
    /// Whether it leads elsewhere than into the room: into this computer, or to the members of a VPN.
    #[must_use]
    pub(crate) fn is_inward(self) -> bool {
        matches!(self, Self::Tunnel | Self::VirtualNetwork)
    }

    /// The word for it in the API and the logs.
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

/// Every address a phone could be sent to, the best first: what is usable before what is not, then by [`Reason`], Wi-Fi
/// before cable (phones have no cable), with a gateway before without. Loopback is never among them.
#[must_use]
pub(crate) fn rank(interfaces: &[Interface]) -> Vec<Candidate> {
    let mut found: Vec<_> = interfaces
        .iter()
        .flat_map(|interface| interface.addresses.iter().map(move |address| (interface, *address)))
        .filter_map(|(interface, address)| {
            let candidate = candidate(interface, address)?;
            let place = (!candidate.usable, candidate.reason, interface.kind, interface.gateway.is_none(), !is_local_v6(address.addr()));
            Some((place, candidate))
        })
        .collect();
    found.sort_by_key(|(place, _)| *place);
    let mut ranked: Vec<Candidate> = Vec::with_capacity(found.len());
    for (_, candidate) in found {
        if ranked.iter().all(|better| better.address != candidate.address) {
            ranked.push(candidate);
        }
    }
    ranked
}

/// The IPv4 addresses on which the `.local` name is announced: not inside this computer or into a VPN, unless there is nothing
/// else. IPv6 is left out because the QR code carries IPv4, and one kind of answer is enough for a name.
#[must_use]
pub(crate) fn announceable(ranked: &[Candidate]) -> Vec<IpAddr> {
    let inward = |candidate: &&Candidate| candidate.reason.is_inward();
    let (inward, outward): (Vec<_>, Vec<_>) = ranked.iter().filter(|candidate| candidate.address.is_ipv4()).partition(inward);
    let told = if outward.is_empty() { inward } else { outward };
    told.into_iter().map(|candidate| candidate.address).collect()
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
        usable: interface.up && can_be_expected(reason, interface),
    })
}

/// A virtual interface with the way to the internet is a real card in disguise, as under Hyper-V; other virtual ones and
/// tunnels lead phones to a blank page.
fn can_be_expected(reason: Reason, interface: &Interface) -> bool {
    match reason {
        Reason::LinkLocal | Reason::Tunnel => false,
        Reason::VirtualNetwork => interface.gateway.is_some(),
        _ => true,
    }
}

/// Interface, subnet and router: what stays the same when this computer comes back to a network, though it is handed
/// another address there. The name of a Wi-Fi would tell more, but systems give it away only with rights to its location;
/// the router's hardware address is not known until somebody has spoken with it, and a key must not change meanwhile.
/// Two homes may look the same by it, and then one choice holds in both: it still names an interface that is there.
fn network(interface: &Interface, address: IpNet) -> String {
    let router = interface.gateway.filter(|router| router.is_ipv4() == address.addr().is_ipv4());
    let router = router.map(|router| format!(" via {router}")).unwrap_or_default();
    format!("{} {}{router}", interface.name, address.trunc())
}

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

/// Only what a link can carry without a zone, and only where phones are: a computer has dozens of others.
fn reason_v6(interface: &Interface, address: Ipv6Addr) -> Option<Reason> {
    let outward = matches!(interface.kind, Medium::Wifi | Medium::Ethernet | Medium::Other);
    let global = address.segments()[0] & 0xe000 == 0x2000;
    (outward && (address.is_unique_local() || global)).then_some(Reason::Ipv6)
}

/// Unique local addresses stay when the provider renumbers the global ones.
fn is_local_v6(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.is_unique_local())
}

#[cfg(test)]
mod tests;
