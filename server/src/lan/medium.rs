//! The medium of an interface. Operating systems report almost everything as Ethernet, so the names decide first: otherwise the QR
//! code could carry the address of a container bridge or a VPN.

/// The medium of an interface, ordered by how likely phones are on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Medium {
    /// Wi-Fi, where the phones are.
    Wifi,
    /// A cable, mostly into the same network as the Wi-Fi; also a bridge, bond or VLAN on a cable.
    Ethernet,
    /// A modem, Bluetooth, anything unknown.
    Other,
    /// A VPN or another tunnel: phones in the room cannot reach its address.
    Tunnel,
    /// Inside this computer: containers, virtual machines, bridges between them.
    Virtual,
    /// The loopback interface.
    Loopback,
}

/// Prefixes of tunnels' names on Linux and macOS.
const TUNNELS: &[&str] = &["cscotun", "gpd", "ham", "ipsec", "nordlynx", "ppp", "proton", "tailscale", "tap", "tun", "utun", "wg", "zt"];

/// Prefixes of names of interfaces inside the computer on Linux and macOS (and `vEthernet (WSL)` on Windows).
const VIRTUAL: &[&str] = &[
    "anpi", "awdl", "br-", "bridge", "cali", "cilium", "cni", "docker", "dummy", "feth", "flannel", "ifb", "incusbr", "kube", "llw", "lxc",
    "lxd", "mpqemubr", "podman", "vboxnet", "veth", "virbr", "vmnet", "vnet",
];

/// Words in the names and descriptions that Windows and macOS give to tunnels.
const TUNNEL_WORDS: &[&str] = &[
    "anyconnect",
    "fortinet",
    "globalprotect",
    "hamachi",
    "nordlynx",
    "openvpn",
    "tailscale",
    "tap-windows",
    "teredo",
    "vpn",
    "wintun",
    "wireguard",
    "zerotier",
];

/// Words in the names and descriptions that Windows and macOS give to interfaces inside the computer.
const VIRTUAL_WORDS: &[&str] =
    &["docker", "host-only", "hyper-v virtual", "npcap", "parallels", "thunderbolt bridge", "vethernet", "virtualbox", "vmnet", "wsl"];

impl Medium {
    /// The medium of an interface by its `names` (system name first, then friendly name and description); where none is
    /// recognised, and for loopback, the medium `reported` by the operating system.
    #[must_use]
    pub(crate) fn recognise<'a>(names: impl IntoIterator<Item = &'a str>, reported: Self) -> Self {
        if reported == Self::Loopback {
            return reported;
        }
        names.into_iter().find_map(|name| by_name(&name.to_lowercase())).unwrap_or(reported)
    }
}

/// The medium that a name in lower case reveals, if any.
fn by_name(name: &str) -> Option<Medium> {
    let has_prefix = |list: &[&str]| list.iter().any(|prefix| name.starts_with(prefix));
    let has_word = |list: &[&str]| list.iter().any(|word| name.contains(word));
    if has_prefix(TUNNELS) || has_word(TUNNEL_WORDS) {
        Some(Medium::Tunnel)
    } else if has_prefix(VIRTUAL) || has_word(VIRTUAL_WORDS) {
        Some(Medium::Virtual)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recognised_name_overrides_the_reported_medium() {
        for (names, medium) in [
            (&["docker0"][..], Medium::Virtual),
            (&["br-3f2a9c1d7e55"], Medium::Virtual),
            (&["br0"], Medium::Ethernet),
            (&["vethc0ffee1"], Medium::Virtual),
            (&["virbr0"], Medium::Virtual),
            (&["vmnet8"], Medium::Virtual),
            (&["bridge100"], Medium::Virtual),
            (&["tailscale0"], Medium::Tunnel),
            (&["wg0"], Medium::Tunnel),
            (&["utun4"], Medium::Tunnel),
            (&["ztks57abcd"], Medium::Tunnel),
            (&["enp3s0"], Medium::Ethernet),
            (&["eth0"], Medium::Ethernet),
            (&["en0", "Wi-Fi"], Medium::Ethernet),
            (&["{4E1F}", "vEthernet (WSL (Hyper-V firewall))"], Medium::Virtual),
            (&["{4E1F}", "VirtualBox Host-Only Network"], Medium::Virtual),
            (&["{4E1F}", "Ethernet 3", "TAP-Windows Adapter V9"], Medium::Tunnel),
            (&["{4E1F}", "Office", "WireGuard Tunnel"], Medium::Tunnel),
            (&["{4E1F}", "Ethernet", "Realtek PCIe GbE Family Controller"], Medium::Ethernet),
        ] {
            assert_eq!(Medium::recognise(names.iter().copied(), Medium::Ethernet), medium, "{names:?}");
        }
    }

    #[test]
    fn the_reported_medium_applies_to_loopback_and_where_no_name_is_recognised() {
        assert_eq!(Medium::recognise(["wlp2s0"], Medium::Wifi), Medium::Wifi);
        assert_eq!(Medium::recognise(["lo", "docker"], Medium::Loopback), Medium::Loopback);
    }
}
