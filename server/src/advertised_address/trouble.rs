//! What the host has to know about the address in the QR code, or about why there is none, as a stable word.

use crate::lan::{Candidate, Reason};
use std::net::IpAddr;

/// The word, or none when phones can be expected to come. `only` is the one address the server listens on, if it is one.
#[must_use]
pub(super) fn trouble(shown: Option<IpAddr>, only: Option<IpAddr>, candidates: &[Candidate]) -> Option<&'static str> {
    if let Some(only) = only {
        return only.is_loopback().then_some("loopback");
    }
    let Some(shown) = shown else {
        return Some(match candidates {
            [] => "no_network",
            _ if candidates.iter().any(|candidate| candidate.up && candidate.reason == Reason::LinkLocal) => "no_address",
            _ if candidates.iter().any(|candidate| candidate.up) => "only_inward",
            _ => "disconnected",
        });
    };
    match candidates.iter().find(|candidate| candidate.address == shown)?.reason {
        Reason::Public => Some("public"),
        reason if reason.is_inward() => Some("inward"),
        _ => None,
    }
}
