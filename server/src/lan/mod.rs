//! The local network as a phone sees it: which address reaches this computer, and under which name it is announced.
//!
//! - [`interfaces()`] asks the operating system what it has; a [`Medium`] says what each interface is made of.
//! - [`rank()`] is pure: interfaces in, addresses out, the likeliest first; [`settle()`] says which of them the QR
//!   code carries, [`announceable`] on which the name is announced.
//! - [`Cards`] says which network card is behind an address on our own links.
//! - [`Announcement`] announces by mDNS, withdraws at the end, and follows each [`Neighbour`].

mod cards;
mod interfaces;
mod mdns;
mod medium;
mod neighbours;
mod rank;
mod select;

pub(crate) use cards::{Behind, Cards};
pub(crate) use interfaces::{computer, interfaces};
pub(crate) use mdns::{Announced, Announcement, Reminder};
pub(crate) use medium::Medium;
pub(crate) use neighbours::Neighbour;
pub(crate) use rank::{Candidate, Interface, Reason, announceable, rank};
pub(crate) use select::settle;
