//! A whole server, in this process, with data of its own.

use crate::address::server_port;
use crate::backend::is_on_postgres;
use crate::cluster::{Cluster, Database};
use crate::{Host, Phone, Poll, RawConnection, Response, in_time, log};
use handsup_server::{Config, Desktop, Server};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A running server. Its data is removed when this is dropped.
pub struct House {
    data: TempDir,
    postgres: Option<Arc<Database>>,
    config: Config,
    addr: SocketAddr,
    host_link: String,
    host_key: String,
    desktop: Option<Arc<dyn Desktop>>,
    serving: Option<(CancellationToken, JoinHandle<anyhow::Result<()>>)>,
}

/// A `SECRET_KEY` for instances that share a database.
#[must_use]
pub fn fresh_secret() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

impl House {
    /// A house with every default.
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// A house without a limit on votes and connections, for crowds.
    pub async fn for_crowds() -> Self {
        Self::with(|config| {
            config.vote_limit_per_minute = 0;
            config.connections_per_address = 0;
        })
        .await
    }

    /// A house whose default configuration `change` has adjusted.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        log::start();
        let data = TempDir::with_prefix("handsup-house-").expect("a directory for the data");
        let mut config = Config::scratch(data.path().to_owned());
        let postgres = if is_on_postgres() { Some(Arc::new(Cluster::shared().database().await)) } else { None };
        config.database_url = postgres.as_ref().map(|database| database.url());
        change(&mut config);
        if config.database_url.as_ref().is_some_and(|url| url.starts_with("postgres")) {
            // A server on PostgreSQL does not start without a secret.
            config.secret_key.get_or_insert_with(fresh_secret);
        }
        Self::started(data, postgres, config).await
    }

    /// Starts the first server on this data.
    async fn started(data: TempDir, postgres: Option<Arc<Database>>, mut config: Config) -> Self {
        // A port that nobody takes while the house restarts.
        if let Some(bind) = config.bind.as_mut().filter(|bind| bind.port() == 0 && bind.ip() == Ipv4Addr::LOCALHOST) {
            bind.set_port(server_port());
        }
        let mut house = Self {
            data,
            postgres,
            config,
            addr: ([127, 0, 0, 1], 0).into(),
            host_link: String::new(),
            host_key: String::new(),
            desktop: None,
            serving: None,
        };
        house.start().await;
        house
    }

    /// The same house, restarted as the server of a desktop app.
    pub async fn on(mut self, desktop: Arc<dyn Desktop>) -> Self {
        self.desktop = Some(desktop);
        self.restart().await;
        self
    }

    async fn start(&mut self) {
        let mut server = Server::bind(&self.config).await.expect("the house opens");
        if let Some(desktop) = &self.desktop {
            server = server.with_desktop(desktop.clone());
        }
        self.addr = (self.addr.ip(), server.addr().port()).into();
        (self.host_link, self.host_key) = (server.host_link(), server.host_key());
        let stop = CancellationToken::new();
        self.serving = Some((stop.clone(), tokio::spawn(server.serve(stop))));
    }

    /// Shuts the server down, as when a host quits, and waits until everything is on disk.
    pub async fn stop(&mut self) {
        let (stop, task) = self.serving.take().expect("the house is open");
        stop.cancel();
        in_time("the house to close", task).await.expect("the server does not panic").expect("the server ends well");
    }

    /// Stops and starts the server, at the same port.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.reopen().await;
    }

    /// Starts the server again after [`House::stop`], at the same port.
    pub async fn reopen(&mut self) {
        if self.config.bind.is_some() {
            self.config.bind = Some(self.addr);
        }
        self.start().await;
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The link that makes one browser the host, once.
    #[must_use]
    pub fn host_link(&self) -> &str {
        &self.host_link
    }

    /// The host key.
    #[must_use]
    pub fn host_key(&self) -> &str {
        &self.host_key
    }

    /// The database's file, or its URL: what `verify` takes.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        match &self.config.database_url {
            Some(url) => url.into(),
            None => self.data.path().join("handsup.db"),
        }
    }

    /// The PostgreSQL database it uses, where it does not use SQLite.
    pub(crate) fn postgres(&self) -> Option<&Database> {
        self.postgres.as_deref()
    }

    /// Another instance: a house on the same database, with the same secrets and settings.
    pub async fn twin(&self) -> Self {
        self.twin_with(|_| {}).await
    }

    /// Another instance, whose settings `change` has adjusted.
    pub async fn twin_with(&self, change: impl FnOnce(&mut Config)) -> Self {
        let data = TempDir::with_prefix("handsup-house-").expect("a directory for the data");
        std::fs::copy(self.data.path().join("handsup.json"), data.path().join("handsup.json")).expect("the secrets are shared");
        let mut config = self.config.clone();
        config.data_dir = Some(data.path().to_owned());
        config.bind = Some(([127, 0, 0, 1], 0).into());
        change(&mut config);
        Self::started(data, self.postgres.clone(), config).await
    }

    /// The data directory.
    #[must_use]
    pub fn data(&self) -> &std::path::Path {
        self.data.path()
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> Host {
        Host::new(self.addr, self.host_key())
    }

    /// A new phone in the room.
    #[must_use]
    pub fn phone(&self) -> Phone {
        Phone::new(self.addr)
    }

    /// `count` new phones.
    #[must_use]
    pub fn phones(&self, count: usize) -> Vec<Phone> {
        (0..count).map(|_| self.phone()).collect()
    }

    /// A raw connection from an address of its own.
    pub async fn raw_connection(&self) -> RawConnection {
        RawConnection::connect(self.addr, crate::fresh_address()).await
    }

    /// Sends these bytes over a raw connection, and returns the response; `None` when the house closes without one.
    pub async fn answers(&self, bytes: impl AsRef<[u8]>) -> Option<Response> {
        self.raw_connection().await.asks(bytes.as_ref()).await
    }

    /// A poll with every default.
    pub async fn poll(&self, question: &str, options: &[&str]) -> Poll {
        self.poll_with(question, options, json!({})).await
    }

    /// A poll with `rules`, as POST `/create` takes them.
    pub async fn poll_with(&self, question: &str, options: &[&str], rules: Value) -> Poll {
        let mut body = rules;
        body["question"] = question.into();
        body["options"] = options.into();
        Poll::from_created(self.host().creates(&body).await.is(201).json())
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some((stop, _)) = &self.serving {
            stop.cancel();
        }
    }
}
