//! The problem with the advertised address, or the reason why there is no address, as a stable code
//! for the host's page.

use crate::lan::{Candidate, Reason};
use std::net::IpAddr;

/// The code; `None` when phones can be expected to connect. `bound` is the address that the server
/// listens on, unless it listens on all. In the codes `only_inward` and `inward`, an inward address
/// is one of a VPN or of a virtual network.
#[must_use]
pub(super) fn trouble(advertised_ip: Option<IpAddr>, bound: Option<IpAddr>, candidates: &[Candidate]) -> Option<&'static str> {
    if let Some(bound) = bound {
        return bound.is_loopback().then_some("loopback");
    }
    let Some(advertised_ip) = advertised_ip else {
        return Some(match candidates {
            [] => "no_network",
            _ if candidates.iter().any(|candidate| candidate.up && candidate.reason == Reason::LinkLocal) => "no_address",
            _ if candidates.iter().any(|candidate| candidate.up) => "only_inward",
            _ => "disconnected",
        });
    };
    match candidates.iter().find(|candidate| candidate.address == advertised_ip)?.reason {
        Reason::Public => Some("public"),
        reason if reason.is_vpn_or_virtual() => Some("inward"),
        _ => None,
    }
}
