//! Binds a server: reads its keys, binds its port, opens its database, and builds the state that
//! its requests share.

use super::Server;
use crate::advertised_address::{AddressPreferences, AdvertisedAddress, Settings};
use crate::app::assets::Assets;
use crate::app::hosts::Hosts;
use crate::app::keys::{self, Keys};
use crate::app::limit::Limits;
use crate::app::names::Names;
use crate::app::polls::UseCases;
use crate::app::proxies::TrustedProxies;
use crate::app::qr_pictures::QrPictures;
use crate::app::socket_permits::SocketPermits;
use crate::app::wifi::WifiStore;
use crate::app::{App, AppState};
use crate::clock::Clock;
use crate::cluster::Cluster;
use crate::config::{Config, CreateAccess};
use crate::control_file::{Control, ControlFile};
use crate::data_lock::DataLock;
use crate::diagnostics::Diagnostics;
use crate::http::{self, socket};
use crate::lan::{self, Cards};
use crate::listen::{self, ConnectionLimiter};
use crate::live::{Budget, Live};
use crate::secrets::PersistedSecrets;
use crate::storage::{self, Instance};
use crate::{bootstrap, database_wait, entropy, hex, metrics, secure_fs, setup, version};
use anyhow::Context;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

impl Server {
    /// Reads or generates the keys, binds the port and opens the database. Waits as long as a
    /// PostgreSQL is unavailable.
    ///
    /// # Errors
    /// If a setting is invalid, or a port, a file or the database cannot be opened; the text says
    /// what to do. [`AlreadyRuns`](crate::AlreadyRuns) if another process has the database open.
    pub async fn bind(config: &Config) -> anyhow::Result<Self> {
        tracing::info!(version = version::NUMBER, schema = storage::schema(), "starting");
        setup::log(&setup::findings(config));
        config.check()?;
        bootstrap::warn_of_exposed_secrets(config);
        let redis = bootstrap::redis(config)?;
        metrics::start();
        let data_dir = config.data_dir()?;
        secure_fs::make_folder(&data_dir).with_context(|| format!("could not make the data directory {}", data_dir.display()))?;
        let database_url = config.database(&data_dir)?;
        let lock = DataLock::take(&database_url).await?;
        let mut secrets = PersistedSecrets::read(&data_dir)?;
        let listeners = listen::bind(&config.listen_on(secrets.port))?;
        let addr = listeners.first().context("nothing to listen on")?.local_addr()?;
        bootstrap::record_start(&mut secrets, config, addr);
        secrets.write(&data_dir)?;
        let cards = Cards::new(lan::interfaces);
        let limiter = ConnectionLimiter::new(config.connections_per_address, cards.clone());
        let secret = config.secret_key.clone().unwrap_or(secrets.secret_key).into_bytes();
        let signer = Arc::new(keys::signer(&secret));
        let (storage, notice) = database_wait::open_database(&database_url, &listeners, &limiter, &signer).await?;
        lock.publish_address(&bootstrap::local_url(addr));
        let control = Control { url: bootstrap::local_url(addr), key: hex::encode(&entropy::bytes::<32>()) };

        let hosts = bootstrap::hosts(config, secrets.host_key);
        let same_key = storage.check_key(keys::fingerprint(&secret), false).await.context(storage::MISSING_RIGHTS)?;
        anyhow::ensure!(same_key, storage::OTHER_KEY);
        let instance = Instance { id: hex::encode(&entropy::bytes::<8>()), version: version::NUMBER.into(), uses_redis: redis.is_some() };
        let limits = Limits::new(config.vote_limit_per_minute);
        let limits = if redis.is_some() { limits.shared(&secret, &instance.id) } else { limits };
        let late_app = socket::LateApp::default();
        let (sockets, io) = socket::layer(&late_app);
        let (cluster, cluster_events) = redis.map(|redis| Cluster::new(redis, &secret, instance.id.clone())).unzip();
        let clock = Clock::system();
        let budget = Budget::of_updates(config.phone_updates_per_second);
        let live = Arc::new(Live::new(io.clone(), clock, &secret, cluster_events.unwrap_or_default(), budget));
        let public_url = config.public_url.as_ref().map(|url| url.trim_end_matches('/').to_owned());
        let secure = public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
        let (local_name, local_names) = watch::channel(None);
        let UseCases { database, lists, retention, polls, meetings, ballots, boards, guests, records, audits, proofs, timers } =
            UseCases::new(&storage, &live, clock, &secret);
        let app = App::new(AppState {
            database,
            lists,
            retention,
            polls,
            meetings,
            ballots,
            boards,
            guests,
            records,
            audits,
            proofs,
            seal_key: signer.fingerprint(),
            timers,
            live,
            control_key: control.key.clone(),
            keys: Keys::new(hosts, secret, secure),
            cards,
            hosts: Hosts::new(storage.clone(), bootstrap::stores_host_key(config).then(|| data_dir.clone())),
            advertised: advertised(config, addr, public_url.clone(), &data_dir),
            limits,
            pictures: QrPictures::default(),
            socket_permits: SocketPermits::new(config.sessions, config.connections_per_address != 0),
            names: Names::new(&bootstrap::allowed_names(config), local_names),
            trusted_proxies: TrustedProxies::new(&config.trusted_proxies),
            public_url,
            clock,
            notice,
            local_url: bootstrap::local_url(addr),
            desktop: std::sync::OnceLock::new(),
            diagnostics: Diagnostics::new(addr.port(), bootstrap::program()),
            wifi: WifiStore::default(),
            retention_days: config.retention_days,
            create_open: config.create_access == CreateAccess::Open,
            metrics_token: config.metrics_token.clone(),
            redis_connected: cluster.as_ref().map(Cluster::connected),
            draining: CancellationToken::new(),
            assets: Assets::read(config.assets_url.as_deref().unwrap_or(""))?,
        });
        late_app.provide(&app);
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
            cluster,
            instance: config.is_on_postgres().then_some(instance),
            drain: config.drain(),
            control: ControlFile::publish(&data_dir, &control),
            lock,
            goodbye: if config.is_behind_proxy() { "elsewhere" } else { "quit" },
            prints_link: config.print_host_link,
        })
    }
}

/// The address in the QR code, chosen by the settings and by what the data directory remembers.
fn advertised(config: &Config, listening: SocketAddr, public_url: Option<String>, data_dir: &Path) -> AdvertisedAddress {
    let settings = Settings { listening, advertise_ip: config.advertise_ip, public_url };
    AdvertisedAddress::new(settings, AddressPreferences::read(data_dir), lan::interfaces)
}
