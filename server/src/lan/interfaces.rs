//! Reads the operating system's interfaces, and converts them into [`Interface`]s.

use super::{Interface, Medium};
use ipnet::IpNet;
use netdev::interface::state::OperState;
use netdev::interface::types::InterfaceType;
use std::net::IpAddr;

/// Every interface of this computer, now, in the system's order. Takes a few milliseconds: reads from the system, sends nothing.
#[must_use]
pub(crate) fn interfaces() -> Vec<Interface> {
    let mut interfaces = netdev::get_interfaces();
    // netdev returns them in random order, and the QR code must not alternate between two cards of equal rank.
    interfaces.sort_by_key(|interface| interface.index);
    interfaces.into_iter().map(interface).collect()
}

/// This computer's host name without its domain; `a computer` where it has none.
#[must_use]
pub(crate) fn computer_name() -> String {
    let name = whoami::hostname().unwrap_or_default();
    let short = name.split('.').next().filter(|name| !name.is_empty());
    short.unwrap_or("a computer").to_owned()
}

fn interface(raw: netdev::Interface) -> Interface {
    Interface {
        up: raw.is_up() && matches!(raw.oper_state, OperState::Up | OperState::Unknown),
        kind: medium(&raw),
        gateway: router(&raw),
        addresses: addresses(&raw),
        name: raw.name,
        friendly: raw.friendly_name,
    }
}

/// The router of the default route, its IPv4 address if there is one.
fn router(raw: &netdev::Interface) -> Option<IpAddr> {
    let gateway = raw.gateway.as_ref()?;
    let v4 = gateway.ipv4.first().map(|address| IpAddr::V4(*address));
    v4.or_else(|| gateway.ipv6.first().map(|address| IpAddr::V6(*address)))
}

fn medium(raw: &netdev::Interface) -> Medium {
    let reported = match raw.if_type {
        _ if raw.is_loopback() => Medium::Loopback,
        InterfaceType::Loopback => Medium::Loopback,
        InterfaceType::Wireless80211 => Medium::Wifi,
        InterfaceType::Tunnel | InterfaceType::Ppp | InterfaceType::Slip => Medium::Tunnel,
        InterfaceType::ProprietaryVirtual | InterfaceType::PeerToPeerWireless => Medium::Virtual,
        InterfaceType::Ethernet
        | InterfaceType::FastEthernetT
        | InterfaceType::FastEthernetFx
        | InterfaceType::GigabitEthernet
        | InterfaceType::Bridge => Medium::Ethernet,
        // A point-to-point interface of an unknown type that is no modem: a program's tunnel.
        InterfaceType::Unknown | InterfaceType::UnknownWithValue(_) if raw.is_tun() => Medium::Tunnel,
        _ => Medium::Other,
    };
    let names = [Some(&raw.name), raw.friendly_name.as_ref(), raw.description.as_ref()];
    Medium::recognise(names.into_iter().flatten().map(String::as_str), reported)
}

/// The addresses, IPv4 first; of IPv6 only those that stay valid for the duration of a poll.
fn addresses(raw: &netdev::Interface) -> Vec<IpNet> {
    let is_short_lived = |index: usize| {
        raw.ipv6_addr_flags.get(index).is_some_and(|flags| flags.deprecated || flags.temporary || flags.tentative || flags.duplicated)
    };
    let v6 = raw.ipv6.iter().enumerate().filter(|(index, _)| !is_short_lived(*index)).map(|(_, network)| IpNet::V6(*network));
    raw.ipv4.iter().map(|network| IpNet::V4(*network)).chain(v6).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interfaces_are_returned_in_the_same_order_each_time() {
        let names = || interfaces().into_iter().map(|interface| interface.name).collect::<Vec<_>>();
        let first = names();
        assert!((0..20).all(|_| names() == first));
    }

    #[test]
    fn loopback_is_found_and_is_no_candidate() {
        let all = interfaces();
        let loopback = all.iter().find(|interface| interface.kind == Medium::Loopback).expect("a loopback interface");
        assert!(loopback.addresses.iter().all(|address| !address.addr().is_unspecified()));
        assert!(super::super::rank(&all).iter().all(|candidate| !candidate.address.is_loopback()));
    }
}
