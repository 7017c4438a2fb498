//! Locates an address by this computer's own links: the network segments that its interfaces are on.

use super::{Behind, Card, THIS_COMPUTER};
use crate::lan::{Interface, Medium};
use ipnet::{IpNet, Ipv6Net};
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

/// The prefix length of an IPv6 link, also where the address was assigned with a longer one.
const LINK_BITS: u8 = 64;

/// This computer's addresses, the networks they are in, and the routers there.
#[derive(Debug, Default)]
pub(super) struct Links {
    own_addresses: HashSet<IpAddr>,
    networks: Vec<IpNet>,
    routers: Vec<IpAddr>,
}

impl Links {
    /// The links of these interfaces, except loopback and tunnels, on which there are no network cards.
    pub(super) fn of(interfaces: &[Interface]) -> Self {
        let with_cards = interfaces.iter().filter(|interface| !matches!(interface.kind, Medium::Loopback | Medium::Tunnel));
        let addresses = || with_cards.clone().flat_map(|interface| interface.addresses.iter().copied());
        Self {
            own_addresses: addresses().map(|network| network.addr()).collect(),
            networks: addresses().map(widened).collect(),
            routers: with_cards.clone().filter_map(|interface| interface.gateway).collect(),
        }
    }

    /// The location of an address by the neighbour table `cards`; `None` when the address is on one of this computer's links and
    /// not in the table.
    ///
    /// The router's card identifies no device: some routers answer for every phone (proxy ARP).
    pub(super) fn behind(&self, address: IpAddr, cards: &HashMap<IpAddr, Card>) -> Option<Behind> {
        if address.is_loopback() {
            return Some(Behind::Elsewhere);
        }
        if self.own_addresses.contains(&address) {
            return Some(Behind::Card(THIS_COMPUTER));
        }
        if !self.networks.iter().any(|network| network.contains(&address)) {
            return Some(if is_local_v6(address) { Behind::Unknown } else { Behind::Elsewhere });
        }
        let card = cards.get(&address)?;
        let is_routers_card = self.routers.iter().any(|router| cards.get(router) == Some(card));
        Some(if is_routers_card { Behind::Unknown } else { Behind::Card(*card) })
    }
}

/// The network of an address, for IPv6 with a prefix of at most [`LINK_BITS`].
fn widened(network: IpNet) -> IpNet {
    match network {
        IpNet::V6(v6) if v6.prefix_len() > LINK_BITS => Ipv6Net::new(v6.addr(), LINK_BITS).unwrap_or(v6).into(),
        network => network,
    }
}

/// Whether an address is unique local or link-local, and so in the local network even where it is on none of the links.
fn is_local_v6(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(v6) if v6.is_unique_local() || v6.is_unicast_link_local())
}
