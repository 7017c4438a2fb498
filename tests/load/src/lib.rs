//! A crowd of phones for any Handsup server: each at a loopback address of its own, with its own token, over HTTP and
//! Socket.IO alone. What it drives is an address; it knows nothing of the server's code, so it cannot be wrong in the
//! same way.
//!
//! The map. A [`Target`] is a server's address and name; a [`Client`] is one phone's HTTP connection to it, an [`Engine`]
//! its live one. The program `handsup-load` measures with them what a machine can do.

mod client;
mod engine;
mod target;

pub use client::Client;
pub use engine::Engine;
pub use target::{Target, address};
