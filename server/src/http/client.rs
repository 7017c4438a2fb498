//! Where a request comes from, worked out once, at the gate.

use crate::domain::AddressGroup;
use std::net::{IpAddr, SocketAddr};

/// The address at the other end of the TCP connection; the accept loop puts it on every request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// The address of this computer that a connection came in on; the accept loop puts it on every request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrived(pub(crate) IpAddr);

/// The visitor's own address: the peer, or what a trusted proxy says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ClientIp(pub(crate) IpAddr);

impl ClientIp {
    /// The addresses that count as one with this one: what limits are kept by.
    #[must_use]
    pub(crate) fn group(self) -> AddressGroup {
        AddressGroup::of(self.0)
    }
}
