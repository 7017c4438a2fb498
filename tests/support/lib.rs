//! The support crate of the stories in `tests/it`: servers, phones, hosts and databases.
//!
//! A [`House`] is a whole server on a loopback port of its own, with a fresh data directory. A [`Phone`] has its own
//! address (all of 127.0.0.0/8 is this computer, on Linux), with its own cookies and its own browser token. A [`Host`] holds
//! the key. Most requests return a [`Response`], whose methods assert what it must be:
//!
//! ```ignore
//! let house = House::open().await;
//! let poll = house.poll("Tabs or spaces?", &["Tabs", "Spaces"]).await;
//! house.phone().votes_for(&poll, "Tabs").await.is_counted();
//! ```
//!
//! No story sleeps for a fixed time: it waits for an event ([`in_time`]) or a condition ([`eventually`]), at most
//! [`PATIENCE`].

#![expect(clippy::missing_panics_doc, reason = "a story that cannot go on panics where it stands, and says why")]

mod address;
mod backend;
mod caller;
mod certificate;
mod cluster;
mod database;
mod disk;
mod flaky_link;
mod host;
mod house;
pub mod log;
mod pgbouncer;
mod phone;
mod poll;
mod program;
mod raw_connection;
mod redis;
mod response;
mod skipped;
pub mod soak;
mod socket;
mod tcp_proxy;
mod wait;
mod workbook;

pub use address::fresh_address;
pub use backend::{on_postgres, on_sqlite};
pub use caller::{Caller, PAGE_HEADER};
pub use certificate::Certificate;
pub use cluster::{Cluster, Database};
pub use database::Lock;
pub use disk::Disk;
pub use flaky_link::FlakyLink;
pub use handsup_crowd::Engine;
pub use host::Host;
pub use house::{House, fresh_secret};
pub use pgbouncer::PgBouncer;
pub use phone::Phone;
pub use poll::{OPTIONS, Poll, QUESTION};
pub use program::{Program, Starting, one_vote_per_device, run, run_under};
pub use raw_connection::RawConnection;
pub use redis::Redis;
pub use response::{Response, without_restart_numbers};
pub use skipped::{skipped, skipped_line};
pub use socket::Socket;
pub use story::story;
pub use tcp_proxy::TcpProxy;
pub use wait::{PATIENCE, eventually, eventually_some, in_time};
pub use workbook::Workbook;
