//! What a guest may ask for, and how fast: every limit there is, each for an *address group* (see [`group`]).
//!
//! | limit | at once | then |
//! | --- | --- | --- |
//! | reading: what a guest asks for costs its [price](price), in microseconds of one core | 3 s | 0.25 s a second |
//! | sockets and ballots of devices that are not [here](people) yet, at the same prices | 3 s | 0.25 s a second |
//! | sockets and ballots of one device that is here, or has voted | 20 ms | 0.25 ms a second |
//! | votes of one device | ten (`VOTE_LIMIT_PER_MINUTE`) | one every six seconds |
//! | devices that vote for the first time | 30, and one for each phone that is [here](people) | as many a minute |
//! | ballots of a group | 2,000 | 100 a second |
//! | new polls of a group | ten | one every six seconds |
//! | Socket.IO handshakes | 2,000 | 200 a second |
//! | [codes](codes) behind which nothing is | 30 | ten a minute |
//!
//! The numbers let a hall of 1,000 phones behind one router come in and vote within ten seconds: the page, its files, the
//! socket and the ballot of one phone cost about a millisecond of work, and each of these phones holds a socket when it
//! votes. A client that drops its cookie for each ballot is a new device each time, and holds none.
//!
//! The pipeline (`http/middleware/pipeline.rs`) and the sockets ask [governor](https://docs.rs/governor) directly. `tower_governor` is not
//! between: it is a layer around each group of routes, for which axum clones the service and boxes its future at every
//! request, also a vote's; a bucket that all routes share at different prices is not expressible in it; and its answers
//! are not our problems. Two things stay our own: the table that governor counts in, which is bounded and gives a place
//! back ([`keyed_limiter`]), and the count of new devices, whose ceiling moves with the phones that are here ([`newcomers`]).
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
