//! Where a request comes from, worked out once, at the gate.

use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The address at the other end of the TCP connection; the accept loop puts it on every request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The address of this computer that a connection came in on; the accept loop puts it on every request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrived(pub(crate) IpAddr);

/// The visitor's own address: the peer, or what a trusted proxy says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ClientIp(pub(crate) IpAddr);

/// The proxies whose word is believed.
#[derive(Debug, Clone, Default)]
pub(crate) struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// Believes proxies in these networks.
    #[must_use]
    pub(crate) fn new(networks: &[IpNet]) -> Self {
        Self(networks.into())
    }

    /// Reads X-Forwarded-For from the right, past every trusted proxy; the first address that is not one is the visitor.
    /// An untrusted peer's header changes nothing, and neither does anything left of the first unreadable entry.
    #[must_use]
    pub(crate) fn client(&self, peer: IpAddr, forwarded: &[&str]) -> ClientIp {
        let mut client = peer.to_canonical();
        let hops = forwarded.iter().rev().flat_map(|line| line.rsplit(','));
        for hop in hops {
            if !self.trusts(client) {
                break;
            }
            let Ok(address) = hop.trim().parse::<IpAddr>() else {
                break;
            };
            client = address.to_canonical();
        }
        ClientIp(client)
    }

    /// Whether this is one of them.
    pub(super) fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl ClientIp {
    /// What counts as one place for limits: a public IPv6 customer owns a /64, a phone on a LAN one address.
    #[must_use]
    pub(crate) fn place(self) -> IpAddr {
        match self.0 {
            IpAddr::V6(v6) if !v6.is_loopback() && !v6.is_unique_local() && !v6.is_unicast_link_local() => {
                IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into())
            }
            local => local,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let networks: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        TrustedProxies::new(&networks).client(peer.parse().unwrap(), forwarded).0.to_string()
    }

    #[test]
    fn a_strangers_header_changes_nothing() {
        assert_eq!(client(&[], "192.168.1.9", &["10.0.0.1"]), "192.168.1.9");
        assert_eq!(client(&["10.0.0.0/8"], "192.168.1.9", &["10.0.0.1"]), "192.168.1.9");
    }

    #[test]
    fn a_trusted_proxy_is_believed_up_to_the_first_stranger() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(client(&trusted, "10.0.0.1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(client(&trusted, "10.0.0.1", &["1.2.3.4, 203.0.113.7, 10.0.0.2"]), "203.0.113.7");
        assert_eq!(client(&trusted, "10.0.0.1", &["1.2.3.4", "203.0.113.7"]), "203.0.113.7");
        assert_eq!(client(&trusted, "10.0.0.1", &["1.2.3.4, garbage"]), "10.0.0.1");
    }

    #[test]
    fn mapped_ipv6_is_ipv4_and_public_ipv6_counts_by_64() {
        assert_eq!(client(&[], "::ffff:192.168.1.9", &[]), "192.168.1.9");
        assert_eq!(ClientIp("2001:db8:1:2:3:4:5:6".parse().unwrap()).place().to_string(), "2001:db8:1:2::");
        assert_eq!(ClientIp("fd00::5".parse().unwrap()).place().to_string(), "fd00::5");
    }
}
