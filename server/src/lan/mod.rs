//! The local network: finds the address at which phones reach this computer, and announces its name.
//!
//! - [`interfaces()`] reads the operating system's interfaces, each with its [`Medium`].
//! - [`rank()`] is pure: interfaces in, addresses out, the likeliest first; [`select()`] chooses the one for the QR
//!   code, [`announceable`] those on which the name is announced.
//! - [`Cards`] finds the network card behind an address on our own links.
//! - [`Announcement`] announces the name by mDNS until it is withdrawn, and lists each [`Neighbour`].

mod cards;
mod interfaces;
mod mdns;
mod medium;
mod neighbours;
mod rank;
mod select;

pub(crate) use cards::{Behind, Cards};
pub(crate) use interfaces::{computer_name, interfaces};
pub(crate) use mdns::{AnnouncedName, Announcement, Reannouncer};
pub(crate) use medium::Medium;
pub(crate) use neighbours::Neighbour;
pub(crate) use rank::{Candidate, Interface, Reason, announceable, rank};
pub(crate) use select::select;

/// The service type by which Handsup servers find each other.
const HANDSUP: &str = "_handsup._tcp.local.";
