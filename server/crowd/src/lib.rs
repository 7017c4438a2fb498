//! A crowd of phones for any Handsup server: each at a loopback address of its own, with its own token, over HTTP and
//! Socket.IO alone. What it drives is an address; it knows nothing of the server's code, so it cannot be wrong in the
//! same way.
//!
//! The map. A [`Target`] is a server's address and name; a [`Client`] is one phone's HTTP connection to it, an [`Engine`]
//! its live one, a [`Phone`] both; a [`Host`] holds the key and looks at the true counts, a [`Tally`] says whether they are
//! exact. A [`Rehearsal`] plays an evening with all of them, and is what `handsup-server rehearse` runs. `tests/load` is a
//! program that measures with them what a machine can do. Both record their measurements in [`Figures`].

mod client;
mod engine;
mod figures;
mod host;
mod phone;
mod rehearsal;
mod row;
mod tally;
mod target;
mod usage;

pub use client::Client;
pub use engine::Engine;
pub use figures::Figures;
pub use host::{Host, Question};
pub use phone::{Phone, total_votes};
pub use rehearsal::{Rehearsal, Report};
pub use row::{Column, Row, count};
pub use tally::Tally;
pub use target::{Target, address};
pub use usage::Usage;
