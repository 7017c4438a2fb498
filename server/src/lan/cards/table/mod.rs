//! Reads the system's neighbour table: over netlink on Linux, elsewhere from the output of the system's own programs.
//!
//! No crate for neighbour tables is used: `rtnetlink` would add a second netlink implementation for one request, and
//! `netneighbours` runs the same programs (on Linux too) and has been unmaintained since 2022. The netlink packet crates are
//! dependencies of `netdev` already.

#[cfg(target_os = "linux")]
mod netlink;
#[cfg(any(not(target_os = "linux"), test))]
mod printed;

#[cfg(target_os = "linux")]
pub(super) use netlink::read;
#[cfg(not(target_os = "linux"))]
pub(super) use printed::read;

use super::Card;

/// A unicast hardware address; `None` for multicast and for the empty address.
fn card(bytes: &[u8]) -> Option<Card> {
    let card: Card = bytes.try_into().ok()?;
    let is_group = card[0] & 1 == 1;
    (!is_group && card != [0; 6]).then_some(card)
}
