//! Interfaces of typical computers, and the address that each must show.

use super::*;

/// An interface as Linux and macOS report it: the medium follows from the name. `gateway` is whether a default route leads
/// through it; so in the functions below.
fn nic(name: &str, reported: Medium, gateway: bool, addresses: &[&str]) -> Interface {
    let addresses = addresses.iter().map(|address| address.parse::<IpAddr>().expect("an address").into()).collect();
    let gateway = gateway.then(|| "192.0.2.1".parse().expect("an address"));
    Interface { name: name.into(), friendly: None, up: true, kind: Medium::recognise([name], reported), gateway, addresses }
}

fn wifi(name: &str, gateway: bool, addresses: &[&str]) -> Interface {
    nic(name, Medium::Wifi, gateway, addresses)
}

fn wired(name: &str, gateway: bool, addresses: &[&str]) -> Interface {
    nic(name, Medium::Ethernet, gateway, addresses)
}

/// An interface as Windows reports it: Ethernet, with a GUID as its name; the medium follows from the friendly name.
fn windows(friendly: &str, reported: Medium, gateway: bool, addresses: &[&str]) -> Interface {
    let kind = Medium::recognise([friendly], reported);
    Interface { friendly: Some(friendly.into()), kind, ..nic("{0F6B2C1E}", reported, gateway, addresses) }
}

fn down(interface: Interface) -> Interface {
    Interface { up: false, ..interface }
}

/// A line `address reason` for each candidate, with `!` in front of those that are not usable.
fn ranked(interfaces: &[Interface]) -> Vec<String> {
    let line =
        |candidate: &Candidate| format!("{}{} {}", if candidate.usable { "" } else { "!" }, candidate.address, candidate.reason.as_str());
    rank(interfaces).iter().map(line).collect()
}

/// Checks each case: a computer's interfaces, and the expected lines.
fn assert_ranked(cases: &[(&str, Vec<Interface>, &[&str])]) {
    for (case, interfaces, expected) in cases {
        assert_eq!(ranked(interfaces), *expected, "{case}");
    }
}

#[test]
fn containers_and_tunnels_rank_below_the_local_network() {
    assert_ranked(&[
        (
            "laptop on Wi-Fi with Docker",
            vec![
                wired("lo", false, &["127.0.0.1", "::1"]),
                wired("docker0", false, &["172.17.0.1"]),
                wired("br-3f2a9c1d7e55", false, &["172.18.0.1"]),
                wired("vethab12cd3", false, &["fe80::1"]),
                wifi("wlan0", true, &["192.168.1.23", "fe80::2"]),
            ],
            &["192.168.1.23 default_network", "!172.17.0.1 virtual_network", "!172.18.0.1 virtual_network"],
        ),
        (
            "full-tunnel VPN with the default route",
            vec![nic("tun0", Medium::Tunnel, true, &["10.8.0.6"]), wired("eth0", false, &["192.168.178.20"])],
            &["192.168.178.20 other_private", "!10.8.0.6 tunnel"],
        ),
        (
            "the same, where the cable has a default route too",
            vec![wired("tun0", true, &["10.8.0.6"]), wired("eth0", true, &["192.168.178.20"])],
            &["192.168.178.20 default_network", "!10.8.0.6 tunnel"],
        ),
        (
            "WireGuard and Tailscale",
            vec![
                wired("wg0", false, &["10.0.0.2"]),
                wired("tailscale0", false, &["100.101.102.103", "fd7a:115c:a1e0::1"]),
                wifi("wlp2s0", true, &["10.1.4.99"]),
            ],
            &["10.1.4.99 default_network", "!10.0.0.2 tunnel", "!100.101.102.103 tunnel"],
        ),
        (
            "a server whose cable is in a bridge, beside libvirt's",
            vec![wired("virbr0", false, &["192.168.122.1"]), wired("eno1", false, &[]), wired("br0", true, &["10.0.0.5"])],
            &["10.0.0.5 default_network", "!192.168.122.1 virtual_network"],
        ),
    ]);
}

#[test]
fn among_several_networks_the_likeliest_for_phones_ranks_first() {
    assert_ranked(&[
        (
            "cable and Wi-Fi, both with a gateway: phones have no cable",
            vec![wired("enp3s0", true, &["10.20.0.7"]), wifi("wlp2s0", true, &["192.168.1.23"])],
            &["192.168.1.23 default_network", "10.20.0.7 default_network"],
        ),
        (
            "cable with internet access, Wi-Fi as this computer's own hotspot",
            vec![wifi("wlan0", false, &["10.42.0.1"]), wired("eth0", true, &["192.168.1.9"])],
            &["192.168.1.9 default_network", "10.42.0.1 other_private"],
        ),
        (
            "a travel router without internet",
            vec![wifi("wlan0", false, &["192.168.8.100"]), wired("docker0", false, &["172.17.0.1"])],
            &["192.168.8.100 other_private", "!172.17.0.1 virtual_network"],
        ),
        (
            "the same, with internet access through a mobile modem",
            vec![nic("wwan0", Medium::Other, true, &["10.113.7.2"]), wifi("wlan0", false, &["192.168.8.100"])],
            &["192.168.8.100 other_private", "10.113.7.2 other_private"],
        ),
        (
            "a public address and a private one",
            vec![wired("eth0", true, &["203.0.113.7"]), wired("eth1", false, &["10.0.0.2"])],
            &["10.0.0.2 other_private", "203.0.113.7 public"],
        ),
    ]);
}

#[test]
fn interfaces_of_windows_and_macos_are_ranked() {
    assert_ranked(&[
        (
            "Windows with WSL, VirtualBox and a VPN",
            vec![
                windows("vEthernet (WSL)", Medium::Ethernet, false, &["172.29.16.1"]),
                windows("VirtualBox Host-Only Network", Medium::Ethernet, false, &["192.168.56.1"]),
                windows("Tailscale", Medium::Other, false, &["100.70.1.2"]),
                windows("Wi-Fi", Medium::Wifi, true, &["192.168.0.17"]),
            ],
            &["192.168.0.17 default_network", "!100.70.1.2 tunnel", "!172.29.16.1 virtual_network", "!192.168.56.1 virtual_network"],
        ),
        (
            "Windows as the hotspot, with internet access by cable",
            vec![
                windows("Local Area Connection* 10", Medium::Wifi, false, &["192.168.137.1"]),
                windows("Ethernet", Medium::Ethernet, true, &["10.20.0.7"]),
                windows("vEthernet (WSL (Hyper-V firewall))", Medium::Ethernet, false, &["172.29.16.1"]),
            ],
            &["10.20.0.7 default_network", "192.168.137.1 other_private", "!172.29.16.1 virtual_network"],
        ),
        (
            "Windows whose network card is in a Hyper-V switch: the only one with the gateway",
            vec![
                windows("vEthernet (Default Switch)", Medium::Ethernet, false, &["172.20.0.1"]),
                windows("vEthernet (External)", Medium::Ethernet, true, &["192.168.0.17"]),
            ],
            &["192.168.0.17 virtual_network", "!172.20.0.1 virtual_network"],
        ),
        (
            "macOS with AirDrop, a VPN and a bridge for virtual machines",
            vec![
                nic("lo0", Medium::Loopback, false, &["127.0.0.1", "::1", "fe80::1"]),
                wifi("en0", true, &["192.168.1.5", "2001:db8:1::5", "fd12::5"]),
                nic("awdl0", Medium::Other, false, &["fe80::4"]),
                nic("utun3", Medium::Other, false, &["10.9.0.2", "fd00::9"]),
                wired("bridge100", false, &["192.168.64.1"]),
            ],
            &["192.168.1.5 default_network", "fd12::5 ipv6", "2001:db8:1::5 ipv6", "!10.9.0.2 tunnel", "!192.168.64.1 virtual_network"],
        ),
    ]);
}

#[test]
fn unusual_networks_are_listed_with_their_reason() {
    assert_ranked(&[
        ("the network has assigned no address", vec![wired("eth0", false, &["169.254.13.37", "fe80::3"])], &["!169.254.13.37 link_local"]),
        ("only a public address", vec![wired("eth0", true, &["203.0.113.7"])], &["203.0.113.7 public"]),
        (
            "carrier-grade NAT, its borders, and a container",
            vec![
                wired("docker0", false, &["172.17.0.1"]),
                wifi("wlan0", true, &["100.64.0.1", "100.127.255.254", "100.128.0.1", "100.63.255.254"]),
            ],
            &[
                "100.128.0.1 public",
                "100.63.255.254 public",
                "100.64.0.1 carrier_grade_nat",
                "100.127.255.254 carrier_grade_nat",
                "!172.17.0.1 virtual_network",
            ],
        ),
        (
            "a network with IPv6 alone, beside Docker",
            vec![wifi("wlan0", true, &["2001:db8::7", "fe80::7"]), wired("docker0", false, &["172.17.0.1"])],
            &["2001:db8::7 ipv6", "!172.17.0.1 virtual_network"],
        ),
        (
            "a network namespace with only a virtual cable: listed, but not usable",
            vec![wired("lo", false, &["127.0.0.1"]), wired("veth-host", false, &["10.99.0.1", "fd99::1"])],
            &["!10.99.0.1 virtual_network"],
        ),
        (
            "an unplugged cable keeps its address, but is not usable",
            vec![down(wired("eth0", true, &["192.168.1.9"])), wired("docker0", false, &["172.17.0.1"])],
            &["!192.168.1.9 default_network", "!172.17.0.1 virtual_network"],
        ),
        (
            "only a VPN and virtual networks",
            vec![wired("tun0", true, &["10.8.0.6"]), wired("docker0", false, &["172.17.0.1"]), wired("virbr0", false, &["192.168.122.1"])],
            &["!10.8.0.6 tunnel", "!172.17.0.1 virtual_network", "!192.168.122.1 virtual_network"],
        ),
        (
            "Wi-Fi switched off, and a cable to a network without DHCP",
            vec![down(wifi("wlan0", false, &["192.168.1.23"])), wired("eth0", false, &["169.254.13.37"])],
            &["!192.168.1.23 other_private", "!169.254.13.37 link_local"],
        ),
        ("no network at all", vec![nic("lo", Medium::Loopback, false, &["127.0.0.1", "10.0.0.1"])], &[]),
        (
            "one address on two interfaces is listed once, unspecified and multicast addresses are not",
            vec![wired("eth0", false, &["10.0.0.2", "0.0.0.0", "224.0.0.1"]), wifi("wlan0", true, &["10.0.0.2"])],
            &["10.0.0.2 default_network"],
        ),
    ]);
}

#[test]
fn the_name_is_announced_on_virtual_interfaces_only_without_others() {
    let laptop = [
        wired("docker0", false, &["172.17.0.1"]),
        wired("tun0", true, &["10.8.0.6"]),
        wifi("wlan0", true, &["192.168.1.23", "2001:db8::7"]),
    ];
    assert_eq!(announceable(&rank(&laptop)), ["192.168.1.23".parse::<IpAddr>().expect("an address")]);
    assert_eq!(announceable(&rank(&laptop[..1])), ["172.17.0.1".parse::<IpAddr>().expect("an address")]);
    assert_eq!(announceable(&[]), Vec::<IpAddr>::new());
}

#[test]
fn a_candidate_has_the_friendly_name_of_its_interface() {
    let ranked = rank(&[windows("Wi-Fi", Medium::Wifi, true, &["192.168.0.17"]), wired("eth0", false, &["10.0.0.2"])]);
    let names: Vec<_> = ranked.iter().map(|candidate| candidate.interface.as_str()).collect();
    assert_eq!(names, ["Wi-Fi", "eth0"]);
}

#[test]
fn the_key_of_a_network_consists_of_interface_subnet_and_router() {
    let at = |address: &str, router: Option<&str>| {
        let addresses = vec![address.parse().expect("an address with its network")];
        let interface =
            Interface { addresses, gateway: router.map(|router| router.parse().expect("an address")), ..wifi("wlan0", false, &[]) };
        rank(&[interface]).remove(0).network
    };
    assert_eq!(at("192.168.1.23/24", Some("192.168.1.1")), "wlan0 192.168.1.0/24 via 192.168.1.1");
    assert_eq!(at("192.168.1.99/24", Some("192.168.1.1")), at("192.168.1.23/24", Some("192.168.1.1")));
    assert_ne!(at("192.168.1.23/24", Some("192.168.1.254")), at("192.168.1.23/24", Some("192.168.1.1")));
    assert_eq!(at("192.168.8.100/24", None), "wlan0 192.168.8.0/24");
    assert_eq!(at("fd12::5/64", Some("192.168.1.1")), "wlan0 fd12::/64");
}
