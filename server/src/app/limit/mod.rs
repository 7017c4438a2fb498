//! Rate limits of guests, for an *address group* (see [`group`]) or one device. Connections are limited in `listen/`,
//! sockets in `app/socket_permits.rs`, and the number of guests' polls in `storage/sql/guests.rs`.
//!
//! | limit | at once | then |
//! | --- | --- | --- |
//! | requests, weighted by their [price](price) in microseconds of one core | 3 s | 0.25 s a second |
//! | sockets and ballots of devices without an [open socket](people), at the same prices | 3 s | 0.25 s a second |
//! | sockets and ballots of one device that has a socket, or has voted | 20 ms | 0.25 ms a second |
//! | votes of one device | ten (`VOTE_LIMIT_PER_MINUTE`) | one every six seconds |
//! | devices that vote for the first time | 30, and one for each [connected](people) phone | as many a minute |
//! | ballots of a group | 2,000 | 100 a second |
//! | new polls of a group | ten | one every six seconds |
//! | Socket.IO handshakes | 2,000 | 200 a second |
//! | unknown [codes](codes) tried | 30 | ten a minute |
//!
//! The numbers let a hall of 1,000 phones behind one router come in and vote within ten seconds: the page, its files, the
//! socket and the ballot of one phone cost about a millisecond of work, and each of these phones holds a socket when it
//! votes. A client that drops its cookie for each ballot is a new device each time, and has no socket.
//!
//! The pipeline (`http/middleware/pipeline.rs`) and the sockets ask [`Limits`], which counts by [governor](https://docs.rs/governor).
//! `tower_governor` is not used: it is a layer around each group of routes, for which axum clones the service and boxes its future at every
//! request, also a vote's; a bucket that all routes share at different prices is not expressible in it; and its responses
//! are not `application/problem+json`. Two things stay our own: the table that governor counts in, which is bounded and refunds
//! tokens ([`keyed_limiter`]), and the limit on new devices, which grows with the connected phones ([`newcomers`]).
//!
//! The limits on votes hold at all instances together where there is a Redis ([`shared`]); the others hold at each.

mod codes;
mod keyed_limiter;
mod memory;
mod newcomers;
mod people;
mod permit;
pub(crate) mod price;
mod shared;
mod votes;

pub(crate) use codes::Look;
pub(crate) use memory::Limits;
pub(crate) use memory::{Taken, TooFast};
pub(crate) use people::Presence;

use crate::app::client::ClientIp;
use crate::domain::AddressGroup;

/// Addresses that count as one.
pub(crate) type Group = AddressGroup;

/// The group that a visitor's address belongs to.
pub(crate) fn group(client: ClientIp) -> Group {
    client.group()
}
