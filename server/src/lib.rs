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

use crate::advertised_address::{AddressPreferences, AdvertisedAddress, Settings};
use crate::app::assets::Assets;
use crate::app::hosts::Hosts;
use crate::app::jobs::{self, MdnsFeeds};
use crate::app::keys::Keys;
use crate::app::limit::Limits;
use crate::app::names::Names;
use crate::app::polls::UseCases;
use crate::app::proxies::TrustedProxies;
use crate::app::qr_pictures::QrPictures;
use crate::app::socket_permits::Sessions;
use crate::app::wifi::WifiStore;
use crate::app::{App, AppState};
use crate::clock::Clock;
use crate::cluster::Cluster;
use crate::config::CreateAccess;
use crate::data_lock::DataLock;
use crate::diagnostics::Diagnostics;
use crate::http::socket;
use crate::lan::{Announcement, Cards};
use crate::listen::ConnectionLimiter;
use crate::live::Live;
use crate::secrets::PersistedSecrets;
use crate::storage::{Instance, Storage};
use anyhow::Context;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How long phones have to receive the goodbye before their sockets close.
const GOODBYE: Duration = Duration::from_millis(150);

/// How long what was deleted for good may take to go from every file before the end; the next start takes up what is left.
const TRACES: Duration = Duration::from_secs(2);

/// How long sockets may take to close after that.
const UNHEARD: Duration = Duration::from_secs(1);

/// A server that has its address, its database and its keys, and is ready to serve.
pub struct Server {
    listeners: Vec<TcpListener>,
    addr: SocketAddr,
    http: http::HttpService,
    io: socketioxide::SocketIo,
    app: App,
    storage: Arc<dyn Storage>,
    limiter: Arc<ConnectionLimiter>,
    local_name: watch::Sender<Option<String>>,
    mdns: bool,
    fleet: Option<Cluster>,
    /// What it is among the instances on its database, where there may be others.
    instance: Option<Instance>,
    drain: Duration,
    lock: DataLock,
    goodbye: &'static str,
    prints_link: bool,
}

impl Server {
    /// Takes the port, draws or reads the keys, opens the database. A PostgreSQL that is not there yet is waited for.
    ///
    /// # Errors
    /// With what failed and what to do about it: no port, no database, an unreadable file; [`AlreadyRuns`] where another
    /// program has the database open.
    pub async fn bind(config: &Config) -> anyhow::Result<Self> {
        tracing::info!(version = version::NUMBER, schema = storage::schema(), "starting");
        setup::log(&setup::findings(config));
        config.check()?;
        bootstrap::warn_of_exposed_secrets(config);
        let redis = bootstrap::redis(config)?;
        metrics::start();
        let data_dir = config.data_dir()?;
        secure_fs::make_folder(&data_dir).with_context(|| format!("could not make the data directory {}", data_dir.display()))?;
        let place = config.database(&data_dir)?;
        let lock = DataLock::take(&place).await?;
        let mut kept = PersistedSecrets::read(&data_dir)?;
        let listeners = listen::bind(&config.listen_on(kept.port))?;
        let addr = listeners.first().context("nothing to listen on")?.local_addr()?;
        bootstrap::note_start(&mut kept, config, addr);
        kept.write(&data_dir)?;
        let cards = Cards::new(lan::interfaces);
        let limiter = ConnectionLimiter::new(config.connections_per_address, cards.clone());
        let (storage, notice) = waiting::open_database(&place, &listeners, &limiter).await?;
        lock.serves_at(&bootstrap::here(addr));

        let kept_in = bootstrap::keeps_host_key(config).then(|| data_dir.clone());
        let hosts = bootstrap::hosts(config, kept.host_key);
        let secret = config.secret_key.clone().unwrap_or(kept.secret_key).into_bytes();
        let same_key = storage.takes_key(app::keys::fingerprint(&secret), false).await.context(storage::NO_RIGHTS)?;
        anyhow::ensure!(same_key, storage::OTHER_KEY);
        let me = Instance { id: hex::encode(&entropy::bytes::<8>()), version: version::NUMBER.into(), shares: redis.is_some() };
        let limits = Limits::new(config.vote_limit_per_minute);
        let limits = if redis.is_some() { limits.shared(&secret, &me.id) } else { limits };
        let later = socket::Later::default();
        let (sockets, io) = socket::layer(&later);
        let (fleet, news) = redis.map(|redis| Cluster::new(redis, &secret, me.id.clone())).unzip();
        let live = Arc::new(Live::new(io.clone(), Clock::system(), &secret, news.unwrap_or_default()));
        let public_url = config.public_url.as_ref().map(|url| url.trim_end_matches('/').to_owned());
        let secure = public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
        let (local_name, local_names) = watch::channel(None);
        let UseCases { database, lists, retention, polls, meetings, ballots, guests, records, audits, timers } =
            UseCases::new(&storage, &live, Clock::system(), &secret);
        let app = App::new(AppState {
            database,
            lists,
            retention,
            polls,
            meetings,
            ballots,
            guests,
            records,
            audits,
            timers,
            live,
            keys: Keys::new(hosts, secret, secure),
            cards,
            hosts: Hosts::new(storage.clone(), kept_in),
            reach: AdvertisedAddress::new(
                Settings { listening: addr, advertise_ip: config.advertise_ip, public_url: public_url.clone() },
                AddressPreferences::read(&data_dir),
                lan::interfaces,
            ),
            limits,
            pictures: QrPictures::default(),
            sessions: Sessions::new(config.sessions, config.connections_per_address != 0),
            names: Names::new(&bootstrap::allowed_names(config), local_names),
            trusted_proxies: TrustedProxies::new(&config.trusted_proxies),
            public_url,
            clock: Clock::system(),
            notice,
            here: bootstrap::here(addr),
            desktop: std::sync::OnceLock::new(),
            doctor: Diagnostics::new(addr.port(), bootstrap::program()),
            wifi: WifiStore::default(),
            retention_days: config.retention_days,
            create_open: config.create_access == CreateAccess::Open,
            metrics_token: config.metrics_token.clone(),
            others: fleet.as_ref().map(Cluster::connected),
            leaving: CancellationToken::new(),
            assets: Assets::read(config.assets_url.as_deref().unwrap_or(""))?,
        });
        later.provide(app.clone());
        Ok(Self {
            listeners,
            addr,
            http: http::service(app.clone(), &sockets),
            io,
            app,
            storage,
            limiter,
            local_name,
            mdns: !config.no_mdns && !addr.ip().is_loopback(),
            fleet,
            instance: config.is_on_postgres().then_some(me),
            drain: config.drain(),
            lock,
            goodbye: if config.is_fleet() { "elsewhere" } else { "quit" },
            prints_link: config.print_host_link,
        })
    }

    /// The address it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// A link that makes one browser on this computer the host, once and within an hour; another one at each call.
    #[must_use]
    pub fn host_link(&self) -> String {
        self.app.host_link()
    }

    /// A handle that makes such links, usable while `serve` runs.
    #[must_use]
    pub fn host_links(&self) -> HostLinks {
        HostLinks(self.app.clone())
    }

    /// The key that scripts send as `Authorization: Bearer`: the first one, if there are several.
    #[must_use]
    pub fn host_key(&self) -> String {
        self.app.keys.first_host().map(|host| host.key).unwrap_or_default()
    }

    /// The desktop that this server runs on, for what only a desktop can do; the first one stays.
    #[must_use]
    pub fn on(self, desktop: Arc<dyn Desktop>) -> Self {
        let _first = self.app.desktop.set(desktop);
        self
    }

    /// What to print once it is ready: where it listens, and the host's link where it is asked for, or where a person reads it:
    /// on a terminal, and not in a log that others read too.
    #[must_use]
    pub fn ready_lines(&self) -> String {
        let for_a_person = self.prints_link || std::io::stdout().is_terminal();
        self.lines(for_a_person)
    }

    fn lines(&self, with_links: bool) -> String {
        let phones = self.app.reach.network().base_url.map(|url| format!("\nPhones open {url}")).unwrap_or_default();
        let notice = self.app.notice.as_deref().map(|words| format!("{words}\n")).unwrap_or_default();
        let from_elsewhere = |url: &String| format!("\nHost link from elsewhere: {url}{}", self.app.host_path());
        let links = if with_links {
            format!("{}{}", self.host_link(), self.app.public_url.as_ref().map(from_elsewhere).unwrap_or_default())
        } else {
            "kept out of logs; `handsup-server host-link`, with these settings, makes one".to_owned()
        };
        format!("{notice}Handsup is listening on http://{}\nHost link: {links}{phones}", self.addr)
    }

    /// A handle that tells who would miss this server, usable while `serve` runs.
    #[must_use]
    pub fn connected(&self) -> Connected {
        Connected(self.app.clone())
    }

    /// Serves until `stop` is cancelled. Then `/readyz` says no at once; after the time to drain, phones receive that the
    /// host has quit (or, in a fleet, to come back elsewhere), and the writer is finished.
    ///
    /// # Errors
    /// None so far; a failing database is a 503 for visitors, and the server goes on.
    pub async fn serve(self, stop: CancellationToken) -> anyhow::Result<()> {
        let ending = CancellationToken::new();
        let announcement = self.mdns.then(|| self.announce()).flatten();
        tokio::spawn(jobs::follow_network(
            self.app.clone(),
            announcement.as_ref().map(|it| MdnsFeeds { names: it.names(), neighbours: it.neighbours() }),
            self.local_name.clone(),
            ending.clone(),
        ));
        tokio::spawn(jobs::follow_timers(self.app.clone(), ending.clone()));
        tokio::spawn(jobs::follow_outages(ending.clone()));
        tokio::spawn(jobs::purge(self.app.clone(), self.app.retention_days, ending.clone()));
        tokio::spawn(jobs::follow_storage(self.app.clone(), ending.clone()));
        tokio::spawn(jobs::follow_projector(self.app.clone(), ending.clone()));
        tokio::spawn(jobs::watchdog::run(self.app.clone(), announcement.as_ref().map(Announcement::reminder), ending.clone()));
        tokio::spawn(self.app.clone().recall_wifi());
        tokio::spawn(jobs::retire_guests(self.app.clone(), ending.clone()));
        tokio::spawn(jobs::evict_idle(self.app.limits.clone(), ending.clone()));
        tokio::spawn(jobs::tidy_metrics(ending.clone()));
        tokio::spawn(jobs::follow_host_key(self.app.clone(), ending.clone()));
        let served = CancellationToken::new();
        if self.instance.is_some() && self.fleet.is_none() {
            tokio::spawn(cluster::poll_database(self.app.clone(), ending.clone()));
        }
        let beating = self.instance.map(|me| tokio::spawn(cluster::keep_beating(self.storage.clone(), me, ending.clone())));
        let fleet = self.fleet.map(|fleet| tokio::spawn(fleet.follow(self.app.clone(), served.clone())));
        let goodbye = async {
            stop.cancelled().await;
            self.lock.is_about_to_end();
            self.app.leaving.cancel();
            tokio::time::sleep(self.drain).await;
            self.app.live.sockets.broadcast_goodbye(self.goodbye).await;
            if let Some(announcement) = announcement {
                announcement.withdraw().await;
            }
            tokio::time::sleep(GOODBYE).await;
            // Sockets whose phones do not read never close in good order: they are not waited for.
            if tokio::time::timeout(UNHEARD, self.io.close()).await.is_err() {
                tracing::info!("shutdown: some sockets were not closed in time");
            }
            ending.cancel();
        };
        let end = listen::End { leaving: self.app.leaving.clone(), stop: ending.clone() };
        tokio::join!(listen::serve(self.listeners, self.http, self.limiter, self.app.reach.clone(), end), goodbye);
        served.cancel();
        if let Some(Err(error)) = futures::future::OptionFuture::from(fleet).await {
            tracing::error!(%error, "cluster: the task had ended before the shutdown");
        }
        let _gone = futures::future::OptionFuture::from(beating).await;
        match tokio::time::timeout(TRACES, self.app.retention.finish()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::info!(error = format!("{error:#}"), "purge: not finished, the next start removes the last traces"),
            Err(_) => tracing::info!("purge: not finished, the next start removes the last traces"),
        }
        self.storage.close().await;
        drop(self.lock);
        Ok(())
    }

    /// Without mDNS everything else works: the QR code carries a number, not a name.
    fn announce(&self) -> Option<Announcement> {
        Announcement::start(&lan::computer(), "handsup", self.addr.port(), env!("CARGO_PKG_VERSION"))
            .inspect_err(|error| tracing::warn!(error = format!("{error:#}"), "mdns: not announced"))
            .ok()
    }
}

/// Makes links for this computer while a server serves.
#[derive(Clone)]
pub struct HostLinks(App);

impl HostLinks {
    /// As [`Server::host_link`]: one that makes one browser the host, once and within an hour.
    #[must_use]
    pub fn one_more(&self) -> String {
        self.0.host_link()
    }
}

/// Who would miss this server if it ended now.
#[derive(Clone)]
pub struct Connected(App);

impl Connected {
    /// Phones (not host windows) with a live socket that follow some poll.
    #[must_use]
    pub fn phones(&self) -> usize {
        self.0.live.presence.phones()
    }

    /// Open votes in the meeting that the console shows.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open_votes(&self) -> anyhow::Result<usize> {
        self.0.meetings.open_votes().await.map_err(|error| anyhow::anyhow!("the open votes could not be counted: {error:?}"))
    }
}
