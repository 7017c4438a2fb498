//! The system's table of which address is at which card: over netlink on Linux, elsewhere as the system's own programs print it.
//!
//! `rtnetlink` would bring a second netlink in for one question, and `netneighbours` runs the same programs as we do (on
//! Linux too) and has not been touched since 2022; the packets of netlink are in the program already, for its interfaces.

#[cfg(target_os = "linux")]
mod netlink;
#[cfg(any(not(target_os = "linux"), test))]
mod printed;

#[cfg(target_os = "linux")]
pub(super) use netlink::read;
#[cfg(not(target_os = "linux"))]
pub(super) use printed::read;

use super::Card;

/// A unicast hardware address; `None` for a group's and for the empty one.
fn card(bytes: &[u8]) -> Option<Card> {
    let card: Card = bytes.try_into().ok()?;
    let is_group = card[0] & 1 == 1;
    (!is_group && card != [0; 6]).then_some(card)
}
