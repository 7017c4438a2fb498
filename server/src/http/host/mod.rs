//! The host's authority: how a browser gets it, the credentials of every request, and how it ends.
//!
//! A session is two secrets. The token is in an `HttpOnly` cookie; but browsers send cookies to every port of an address, so
//! another program on the same computer can receive it. The page's secret, derived from the token under the server's own
//! secret, is in the storage of the page's origin, which no other port can read, and travels in a header (or in the handshake
//! of a socket). Both are needed.

mod agent;
mod authority;
pub(crate) mod create;
pub(crate) mod desktop;
pub(crate) mod diagnostics;
mod enter;
pub(crate) mod extra_votes;
pub(crate) mod imports;
mod manage;
pub(crate) mod meetings;
pub(crate) mod polls;
mod tickets;
pub(crate) mod wifi;

pub(crate) use authority::Proof;
pub(super) use authority::{Authority, Credentials, refusal};
pub(super) use enter::*;
pub(super) use manage::*;

/// How long a session lasts, in milliseconds: 30 days.
const LIFETIME: i64 = 30 * 24 * 60 * 60 * 1000;

/// The header that carries the page's secret.
pub(super) const PAGE_HEADER: &str = "x-handsup-host";
