//! The local network as a phone sees it: which address reaches this computer, and under which name it is announced.
//!
//! - [`interfaces()`] asks the operating system what it has; a [`Medium`] says what each interface is made of.
//! - [`rank()`] is pure: interfaces in, addresses out, the one for the QR code first. [`announceable`] says on which of
//!   them the name is told.
//! - [`Announcement`] tells the network by mDNS, and takes it back at the end.

mod interfaces;
mod mdns;
mod medium;
mod rank;

pub(crate) use interfaces::interfaces;
pub(crate) use mdns::{Announced, Announcement, Reminder};
pub(crate) use medium::Medium;
pub(crate) use rank::{Candidate, Interface, announceable, rank};
