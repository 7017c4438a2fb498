//! Handsup's server, as a library: bind it, hand out its links, serve until told to stop.
//!
//! ```no_run
//! # async fn demo() -> anyhow::Result<()> {
//! use handsup_server::{Config, Server};
//! use tokio_util::sync::CancellationToken;
//!
//! let server = Server::bind(&Config::desktop("data".into())).await?;
//! println!("the host opens {}", server.host_link());
//! server.serve(CancellationToken::new()).await
//! # }
//! ```

pub mod config;
pub mod domain;
pub mod wire;

pub use config::Config;

use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// A server that has its address, its database and its keys, and is ready to serve.
pub struct Server {
    addr: SocketAddr,
    host_key: String,
    listener: TcpListener,
}

impl Server {
    /// Takes the port, opens the database, draws or reads the keys.
    pub async fn bind(_config: &Config) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        Ok(Self { addr: listener.local_addr()?, host_key: "stub".into(), listener })
    }

    /// The address it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The link that makes a browser on this computer the host.
    #[must_use]
    pub fn host_link(&self) -> String {
        format!("http://127.0.0.1:{}/host/enter?key={}", self.addr.port(), self.host_key)
    }

    /// A handle that tells how many phones are connected, usable while `serve` runs.
    #[must_use]
    pub fn connected(&self) -> Connected {
        Connected
    }

    /// Serves until `stop` is cancelled; then tells phones that the host has quit, and finishes the writer.
    pub async fn serve(self, stop: CancellationToken) -> anyhow::Result<()> {
        let app = axum::Router::new().route("/host/enter", axum::routing::get(|| async { "stub" }));
        axum::serve(self.listener, app).with_graceful_shutdown(async move { stop.cancelled().await }).await?;
        Ok(())
    }
}

/// How many phones are connected now.
#[derive(Clone)]
pub struct Connected;

impl Connected {
    /// Phones (not host windows) with a live socket that follow some poll.
    #[must_use]
    pub fn phones(&self) -> usize {
        0
    }
}
