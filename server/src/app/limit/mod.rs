//! Rate limits of guests, for an *address group* (see [`group`]) or one device. Connections are
//! limited in `listen/`, sockets in `app/socket_permits.rs`, and the number of guests' polls in
//! `storage/sql/guests.rs`.
//!
//! | limit | at once | then |
//! | --- | --- | --- |
//! | all requests of a group but sockets, ballots and log-in, weighted by their [price](price) in microseconds of one core | 3 s | 0.25 s a second |
//! | sockets and ballots of one device that [has a socket or has voted](known_devices), at the same prices | 20 ms | 0.25 ms a second |
//! | sockets and ballots of a group's other devices, together, at the same prices | 3 s | 0.25 s a second |
//! | ballots and resume tickets of one device | ten (`VOTE_LIMIT_PER_MINUTE`) | one every six seconds |
//! | devices of a group that vote for the first time | 30, and one for each [connected](known_devices) phone | as many a minute |
//! | ballots, resume tickets and new polls of a group | 2,000 | 100 a second |
//! | new polls of a group | ten | one every six seconds |
//! | Socket.IO handshakes of a group | 2,000 | 200 a second |
//! | lookups of unknown [codes](codes) by a group | 30 | ten a minute |
//!
//! The numbers let 1,000 phones behind one router connect and vote within ten seconds: the page,
//! its files, the socket and the ballot of one phone cost about a millisecond of work, and each
//! phone has an open socket when it votes. A client that drops its cookie before each ballot is a
//! new device each time and has no socket, so the limit on new devices stops the client.
//!
//! Requests, sockets and use cases all charge [`Limits`], which counts with
//! [governor](https://docs.rs/governor). `tower_governor` is not used: it is a layer around each
//! group of routes, for which axum clones the service and boxes its future at every request,
//! including votes; it cannot express one bucket that all routes share at different prices; and its
//! responses are not `application/problem+json`. Two parts are our own: the table that governor
//! counts in, which is bounded and refunds tokens ([`keyed_limiter`]), and the limit on new
//! devices, which grows with the connected phones ([`newcomers`]).
//!
//! With Redis, the limits on votes and new polls hold for all instances together ([`shared`]); all
//! other limits hold for each instance.

mod codes;
mod keyed_limiter;
mod known_devices;
mod limits;
mod newcomers;
pub(crate) mod price;
mod shared;
mod vote_charge;
mod votes;

pub(crate) use codes::CodeLookup;
pub(crate) use known_devices::RegisteredSocket;
pub(crate) use limits::{ChargedToken, Limits, TooFast};

use crate::app::client::ClientIp;
use crate::domain::AddressGroup;

/// An address group: addresses that are limited as one client.
pub(crate) type Group = AddressGroup;

/// The address group of a client.
pub(crate) fn group(client: ClientIp) -> Group {
    client.group()
}
