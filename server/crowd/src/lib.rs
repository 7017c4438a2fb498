//! A crowd of phones for any Handsup server. Each phone has its own loopback address and its own
//! token, and uses only HTTP and Socket.IO. The crate shares no code with the server, so it cannot
//! have the same errors.
//!
//! The map. A [`Target`] is a server's address and name; a [`Client`] is one phone's HTTP
//! connection to it, an [`Engine`] its Socket.IO connection, a [`Phone`] both. A [`Host`] has the
//! host key, asks a [`Question`] of any [`Kind`] and reads the counts; a [`Tally`] compares them. A [`Rehearsal`] plays an evening with
//! all of them; `handsup-server rehearse` runs it. `tests/load` measures with them what a machine
//! can do. Both record their measurements in [`Figures`].

mod client;
mod engine;
mod figures;
mod host;
mod phone;
mod question;
mod rehearsal;
mod row;
mod tally;
mod target;
mod usage;

pub use client::Client;
pub use engine::{Engine, Updates};
pub use figures::Figures;
pub use host::Host;
pub use phone::{Phone, total_votes};
pub use question::{Kind, Question};
pub use rehearsal::{Rehearsal, Report};
pub use row::{Column, Row, count};
pub use tally::Tally;
pub use target::{Target, address};
pub use usage::Usage;
