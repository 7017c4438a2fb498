//! Handsup's server, as a library: bind it, hand out its links, serve until a stop signal.
//!
//! ```no_run
//! # async fn demo() -> anyhow::Result<()> {
//! use handsup_server::{Config, Server};
//! use tokio_util::sync::CancellationToken;
//!
//! let server = Server::bind(&Config::scratch("data".into())).await?;
//! println!("the host opens {}", server.host_link());
//! server.serve(CancellationToken::new()).await
//! # }
//! ```
//!
//! The map. A phone's tap comes in through [`listen`](self) and `http`, which works out who asks and whether it may; `app`
//! knows the order of a vote's journey; `storage` commits it; `live` broadcasts it. `domain` has the words and rules all
//! of them speak in, and `wire` the shapes that cross the network. Arrows point one way: nothing in `domain` knows of
//! SQL or HTTP, `live` does not know `app`, and only this file sees the whole [`Config`]. `app::jobs` is
//! what it does by itself, and `doctor` is how it knows whether phones come through.

pub mod command;
pub mod config;
mod desktop;
mod diagnostics;
pub mod domain;
pub mod wire;

mod advertised_address;
mod app;
mod bootstrap;
mod clock;
mod cluster;
mod data_lock;
mod entropy;
mod hex;
mod host_key;
mod http;
mod import;
mod lan;
mod listen;
mod live;
pub mod log;
mod metrics;
#[cfg(test)]
mod proptests;
mod qr_code;
mod report;
mod secrets;
mod secure_fs;
mod server;
mod setup;
mod spreadsheet;
mod storage;
pub mod text;
mod version;
mod waiting;

pub use command::{Verdict, verify};
pub use config::Config;
pub use config::command::{Check, Import, Migrate, PurgeNow, Rehearse};
pub use data_lock::AlreadyRuns;
pub use desktop::Desktop;
pub use server::{Connected, HostLinks, Server};
