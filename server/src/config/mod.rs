//! Every setting, its default and its reason. This module alone reads the environment; other code receives values.

pub mod command;
mod environment;
mod parse;
mod shown;
mod strength;

pub use parse::NamedKey;
pub use strength::WrongSetting;

use crate::storage::DatabaseUrl;
use anyhow::Context;
use clap::builder::BoolishValueParser;
use clap::{Parser, ValueEnum};
use command::Command;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The default port: firewalls, bookmarks and browser storage depend on it.
pub const DEFAULT_PORT: u16 = 4242;

/// Handsup: let the room vote. The headless server; the desktop app carries the same one.
#[derive(Debug, Clone, Parser)]
#[command(name = "handsup-server", version = crate::version::line(), about, max_term_width = 100)]
pub struct Config {
    /// A command to run instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Address and port to listen on. Without it: port 4242 on every address, or the next free one up to 4251, which is
    /// then remembered. Port 0 picks a free one and prints it.
    #[arg(long, env = "BIND", global = true)]
    pub bind: Option<SocketAddr>,

    /// Listen on this port of every address, and on no other: the convention of platforms that run a Procfile. `--bind` takes
    /// precedence.
    #[arg(long, env = "PORT", global = true)]
    pub port: Option<u16>,

    /// Where polls and votes are kept: `sqlite:///path/file.db`, or `postgres://user:password@host/database` for several
    /// servers on one database. Without it, a file in the data directory.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// A file with the `DATABASE_URL` in it, as container platforms hand secrets over.
    #[arg(long, env = "DATABASE_URL_FILE", conflicts_with = "database_url")]
    pub database_url_file: Option<PathBuf>,

    /// Redis that shares rooms and limits between instances: `redis://host:6379`.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    pub redis_url: Option<String>,

    /// The file of an authority that vouches for Redis's certificate (`rediss://…`), where the system does not: PEM.
    #[arg(long, env = "REDIS_CA_FILE")]
    pub redis_ca_file: Option<PathBuf>,

    /// Another name for `--redis-url`, which other Socket.IO servers use.
    #[arg(long, env = "SOCKETIO_MESSAGE_QUEUE", hide_env_values = true)]
    pub socketio_message_queue: Option<String>,

    /// `production` refuses to start without a `SECRET_KEY` of one's own. So does whatever means that others depend on this
    /// server: a public address, PostgreSQL, Redis.
    #[arg(long, env = "HANDSUP_ENV", value_enum, ignore_case = true, default_value_t = Environment::Desktop)]
    pub environment: Environment,

    /// Where the database, the keys and the remembered port live. Without it, the user's data directory.
    #[arg(long, env = "HANDSUP_DATA_DIR", global = true)]
    pub data_dir: Option<PathBuf>,

    /// Fixes the key that makes a browser the host; 128 bits or more, as 32 hexadecimal digits, where others depend on this
    /// server. Without it, one is made from `SECRET_KEY`, so that every instance has the same; without that too, one is drawn
    /// at first start and kept with the data.
    #[arg(long, env = "HOST_KEY", global = true, hide_env_values = true)]
    pub host_key: Option<String>,

    /// A file with the `HOST_KEY` in it.
    #[arg(long, env = "HOST_KEY_FILE", global = true, conflicts_with = "host_key")]
    pub host_key_file: Option<PathBuf>,

    /// A key for each host, as `anna=KEY,ben=KEY` (16 characters or more each): all have the same authority, and whoever
    /// leaves is taken out of the list without disturbing the others. Without `HOST_KEY` beside it there is no other key.
    #[arg(long, env = "HOST_KEYS", global = true, hide_env_values = true, value_delimiter = ',')]
    pub host_keys: Vec<NamedKey>,

    /// Signs cookies and keys the hashes of addresses; the same on every instance. Without it, one is drawn at first start
    /// and kept with the data.
    #[arg(long, env = "SECRET_KEY", global = true, hide_env_values = true)]
    pub secret_key: Option<String>,

    /// A file with the `SECRET_KEY` in it.
    #[arg(long, env = "SECRET_KEY_FILE", global = true, conflicts_with = "secret_key")]
    pub secret_key_file: Option<PathBuf>,

    /// Who may create polls: the host alone, or anyone who can open the page.
    #[arg(long, env = "CREATE_ACCESS", value_enum, ignore_case = true, default_value_t = CreateAccess::Host)]
    pub create_access: CreateAccess,

    /// Votes a minute of one device, and new polls of one address group's guests: so many at once, then one every 60/N seconds.
    /// The host is never limited. 0 turns it off, and every other limit on what an address group may ask for.
    #[arg(long, env = "VOTE_LIMIT_PER_MINUTE", default_value_t = 10, value_parser = clap::value_parser!(u32).range(0..=60_000))]
    pub vote_limit_per_minute: u32,

    /// Connections one address group may hold at a time: a hall behind one router is one address. 0 turns it off, and with it
    /// the rule that one group has at most a quarter of the live connections that nobody else has.
    #[arg(long, env = "CONNECTIONS_PER_ADDRESS", default_value_t = 2048)]
    pub connections_per_address: u32,

    /// Live connections (Socket.IO sessions) in all: further phones are refused, and vote by POST until a connection is free.
    #[arg(long, env = "SESSIONS", default_value_t = 12_000)]
    pub sessions: u32,

    /// Updates a second to all phones of this server together, at 2.5 kbit each: 2000 are 5 Mbit/s. A room's Wi-Fi carries little
    /// more. Every phone is updated at least every two seconds all the same, up to 60 phones as often as there is news, more at
    /// most four times a second, and states (open, closed, revealed) are sent at once. 0 turns it off.
    #[arg(long, env = "PHONE_UPDATES_PER_SECOND", default_value_t = 2_000)]
    pub phone_updates_per_second: u32,

    /// Networks of reverse proxies whose X-Forwarded-For is believed, as CIDRs separated by commas.
    #[arg(long, env = "TRUSTED_PROXIES", value_delimiter = ',', value_parser = parse::network)]
    pub trusted_proxies: Vec<IpNet>,

    /// The address people reach this server at when something stands in front of it, as `https://vote.example.org`.
    #[arg(long, env = "PUBLIC_URL", global = true, value_parser = parse::public_url)]
    pub public_url: Option<String>,

    /// Where browsers load scripts and styles from: a CDN that fetches `/assets/…` here, as `https://cdn.example.org`.
    #[arg(long, env = "ASSETS_URL", value_parser = parse::assets_url)]
    pub assets_url: Option<String>,

    /// Names besides IP addresses, `localhost` and our own `.local` name that requests may ask for, separated by commas.
    #[arg(long = "allowed-host", env = "ALLOWED_HOSTS", value_delimiter = ',')]
    pub allowed_hosts: Vec<String>,

    /// The address in the QR code, when the best guess is wrong.
    #[arg(long, env = "ADVERTISE_IP")]
    pub advertise_ip: Option<IpAddr>,

    /// Lets whoever sends it as `Authorization: Bearer` read `/metrics`. Without it, only this computer itself may.
    #[arg(long, env = "METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,

    /// When told to stop: seconds in which `/readyz` already says no and everything else still works, so that the load
    /// balancer looks elsewhere first. Without it: 5 behind a public address, 0 on a computer of one's own.
    #[arg(long, env = "DRAIN_SECONDS", value_parser = clap::value_parser!(u32).range(0..=600))]
    pub drain_seconds: Option<u32>,

    /// Delete meetings for good, votes and all, that nobody has used for so many days. Without it they stay until somebody deletes
    /// them.
    #[arg(long, env = "RETENTION_DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub retention_days: Option<u32>,

    /// Do not announce this server by mDNS.
    #[arg(long, env = "NO_MDNS", value_parser = BoolishValueParser::new())]
    pub no_mdns: bool,

    /// How log lines look on standard error.
    #[arg(long, env = "LOG_FORMAT", value_enum, ignore_case = true, default_value_t = LogFormat::Pretty)]
    pub log_format: LogFormat,

    /// What to log, as in `info` or `handsup_server=debug`.
    #[arg(long, env = "LOG", default_value = "info")]
    pub log: String,

    /// Print a link that makes one browser the host, once and within an hour, also where standard output is no terminal.
    #[arg(long, env = "PRINT_HOST_LINK", value_parser = BoolishValueParser::new())]
    pub print_host_link: bool,

    /// Print every setting as it would be used, secrets hidden, and end.
    #[arg(long)]
    pub print_config: bool,

    /// The names of all environment variables that are set, to be searched for misspelt settings.
    #[arg(skip)]
    pub variables: Vec<String>,

    /// The flags of secrets on the command line, where every user of this computer can read them.
    #[arg(skip)]
    pub exposed: Vec<&'static str>,
}

/// How much depends on this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Environment {
    /// One computer, one meeting at a time.
    Desktop,
    /// Others depend on this server: insecure settings are errors.
    Production,
}

/// Who may create polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CreateAccess {
    /// The host alone.
    Host,
    /// Anyone.
    Open,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Config {
    /// These settings with the desktop app's own defaults where they are not set: the data
    /// directory, and no draining.
    #[must_use]
    pub fn for_desktop(mut self, data_dir: PathBuf) -> Self {
        self.data_dir.get_or_insert(data_dir);
        // A closing window should not wait for a load balancer.
        self.drain_seconds.get_or_insert(0);
        self
    }

    /// A server on a free loopback port with its data in `data_dir`: for tests, examples and rehearsals. The environment is not
    /// read.
    #[must_use]
    pub fn scratch(data_dir: PathBuf) -> Self {
        Self {
            command: None,
            bind: Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0)),
            port: None,
            database_url: None,
            database_url_file: None,
            redis_url: None,
            redis_ca_file: None,
            socketio_message_queue: None,
            environment: Environment::Desktop,
            data_dir: Some(data_dir),
            host_key: None,
            host_key_file: None,
            host_keys: Vec::new(),
            secret_key: None,
            secret_key_file: None,
            create_access: CreateAccess::Host,
            vote_limit_per_minute: 10,
            connections_per_address: 2048,
            sessions: 12_000,
            phone_updates_per_second: 2_000,
            trusted_proxies: Vec::new(),
            public_url: None,
            assets_url: None,
            allowed_hosts: Vec::new(),
            advertise_ip: None,
            metrics_token: None,
            drain_seconds: None,
            retention_days: None,
            no_mdns: true,
            log_format: LogFormat::Pretty,
            log: "info".into(),
            print_host_link: false,
            print_config: false,
            variables: Vec::new(),
            exposed: Vec::new(),
        }
    }

    /// The data directory: the configured one, or the user's own.
    ///
    /// # Errors
    /// When none is named and this user has no home directory.
    pub fn data_dir(&self) -> anyhow::Result<PathBuf> {
        if let Some(dir) = &self.data_dir {
            return Ok(dir.clone());
        }
        let dirs = directories::ProjectDirs::from("", "", "handsup")
            .context("this user has no home directory: name a place for the data with --data-dir")?;
        Ok(dirs.data_dir().to_path_buf())
    }

    /// The database: the configured one, or a file in the data directory.
    pub(crate) fn database(&self, data_dir: &Path) -> anyhow::Result<DatabaseUrl> {
        self.database_url.as_deref().map_or_else(|| Ok(DatabaseUrl::File(data_dir.join("handsup.db"))), DatabaseUrl::parse)
    }

    /// The addresses to listen on, one list for each port to try, in order. `remembered` is the
    /// port of the last start.
    #[must_use]
    pub fn listen_on(&self, remembered: Option<u16>) -> Vec<Vec<SocketAddr>> {
        if let Some(bind) = self.bind {
            return vec![vec![bind]];
        }
        if let Some(port) = self.port {
            return vec![on_every_address(port)];
        }
        let default_ports = DEFAULT_PORT..=DEFAULT_PORT + 9;
        let ports = remembered.into_iter().chain(default_ports.filter(|port| Some(*port) != remembered));
        ports.map(on_every_address).collect()
    }

    /// The Redis that instances share, under either of the setting's two names.
    #[must_use]
    pub fn redis(&self) -> Option<&str> {
        self.redis_url.as_deref().or(self.socketio_message_queue.as_deref())
    }

    /// Whether the database is one that several instances share.
    #[must_use]
    pub fn is_on_postgres(&self) -> bool {
        self.database_url.as_deref().is_some_and(|url| url.starts_with("postgres"))
    }

    /// Whether a proxy is in front, so that phones find another instance at the same address when
    /// this one stops.
    #[must_use]
    pub fn is_behind_proxy(&self) -> bool {
        self.public_url.is_some()
    }

    /// How long the server continues to serve after a stop signal.
    #[must_use]
    pub fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_seconds.unwrap_or(if self.is_behind_proxy() { 5 } else { 0 }).into())
    }
}

/// Every address with this port. IPv4 first: the QR code contains an IPv4 address, for which the
/// port has to be free.
fn on_every_address(port: u16) -> Vec<SocketAddr> {
    vec![SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), port), SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), port)]
}
