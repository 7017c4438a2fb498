//! Handsup's server as a library: bind it, print its host link, serve until a stop signal.
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
//! The map. `listen` accepts a vote's connection; `http` authenticates the request and checks its
//! limits; `app` runs the use case; `storage` commits the vote; `live` broadcasts the result.
//! `domain` has the types and rules that all of them use, and `wire` the JSON types of the network.
//! Dependencies point one way: `domain` uses neither SQL nor HTTP, and `live` does not use `app`.
//! `server` builds everything from a [`Config`]. `app::jobs` runs background jobs, and
//! `diagnostics` finds out why phones cannot connect.

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
mod control_file;
mod data_lock;
mod database_wait;
mod entropy;
mod hex;
mod host_key;
mod http;
mod import;
mod lan;
mod listen;
mod live;
pub mod log;
mod logo;
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

pub use command::{Verdict, verify};
pub use config::Config;
pub use config::command::{Anchors, Check, Import, Migrate, PurgeNow, Rehearse};
pub use data_lock::AlreadyRuns;
pub use desktop::Desktop;
pub use server::{Connected, HostLinks, Server};
