//! Every setting, its default and its reason. This file alone reads the environment; everybody else is handed a value.

use crate::command::Command;
use anyhow::Context;
use clap::{Parser, ValueEnum};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

/// The port people's firewalls, bookmarks and browser tokens come to depend on.
pub const DEFAULT_PORT: u16 = 4242;

/// Handsup: let the room vote. The headless server; the desktop app carries the same one.
#[derive(Debug, Clone, Parser)]
#[command(name = "handsup-server", version, about, max_term_width = 100)]
pub struct Config {
    /// What to do instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Address and port to listen on. Without it: port 4242 on every address, or the next free one up to 4251, which is
    /// then remembered. Port 0 picks a free one and prints it.
    #[arg(long, env = "BIND")]
    pub bind: Option<SocketAddr>,

    /// Where polls and votes are kept: `sqlite:///path/file.db`. Without it, a file in the data directory.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Where the database, the keys and the remembered port live. Without it, the user's data directory.
    #[arg(long, env = "HANDSUP_DATA_DIR")]
    pub data_dir: Option<PathBuf>,

    /// Fixes the key that makes a browser the host. Without it, one is drawn at first start and kept with the data.
    #[arg(long, env = "HOST_KEY", hide_env_values = true)]
    pub host_key: Option<String>,

    /// Signs cookies and keys the hashes of addresses. Without it, one is drawn at first start and kept with the data.
    #[arg(long, env = "SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<String>,

    /// Who may create polls: the host alone, or anyone who can open the page.
    #[arg(long, env = "CREATE_ACCESS", value_enum, default_value_t = CreateAccess::Host)]
    pub create_access: CreateAccess,

    /// Votes and new polls a minute, per address and device: so many at once, then one every 60/N seconds. The host is
    /// never limited. 0 turns it off, and the flood ceiling per address too.
    #[arg(long, env = "VOTE_LIMIT_PER_MINUTE", default_value_t = 10, value_parser = clap::value_parser!(u32).range(0..=60_000))]
    pub vote_limit_per_minute: u32,

    /// Connections one address may hold at a time: a hall behind one router is one address. 0 turns it off.
    #[arg(long, env = "CONNECTIONS_PER_ADDRESS", default_value_t = 2048)]
    pub connections_per_address: u32,

    /// Live connections (Socket.IO sessions) in all: who comes when all are taken is told to try again, and votes by POST.
    #[arg(long, env = "SESSIONS", default_value_t = 12_000)]
    pub sessions: u32,

    /// Networks of reverse proxies whose X-Forwarded-For is believed, as CIDRs separated by commas.
    #[arg(long, env = "TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpNet>,

    /// The address people reach this server at when something stands in front of it, as `https://vote.example.org`.
    #[arg(long, env = "PUBLIC_URL")]
    pub public_url: Option<String>,

    /// Names besides IP addresses, `localhost` and our own `.local` name that requests may ask for, separated by commas.
    #[arg(long = "allowed-host", env = "ALLOWED_HOSTS", value_delimiter = ',')]
    pub allowed_hosts: Vec<String>,

    /// The address in the QR code, when the best guess is wrong.
    #[arg(long, env = "ADVERTISE_IP")]
    pub advertise_ip: Option<IpAddr>,

    /// Do not announce this server by mDNS.
    #[arg(long, env = "NO_MDNS")]
    pub no_mdns: bool,

    /// How log lines look on standard error.
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value_t = LogFormat::Pretty)]
    pub log_format: LogFormat,

    /// What to log, as in `info` or `handsup_server=debug`.
    #[arg(long, env = "LOG", default_value = "info")]
    pub log: String,
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
    /// For eyes.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Config {
    /// What the command line and the environment say.
    #[must_use]
    pub fn from_environment() -> Self {
        Self::parse()
    }

    /// The desktop app's settings: the defaults, as far as the environment says nothing else.
    #[must_use]
    pub fn desktop(data_dir: PathBuf) -> Self {
        let mut config = Self::parse_from(["handsup"]);
        config.data_dir.get_or_insert(data_dir);
        config
    }

    /// A server of its own on a free loopback port with its data in `data_dir`: what tests and examples start from.
    /// The environment is not read.
    #[must_use]
    pub fn scratch(data_dir: PathBuf) -> Self {
        Self {
            command: None,
            bind: Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0)),
            database_url: None,
            data_dir: Some(data_dir),
            host_key: None,
            secret_key: None,
            create_access: CreateAccess::Host,
            vote_limit_per_minute: 10,
            connections_per_address: 2048,
            sessions: 12_000,
            trusted_proxies: Vec::new(),
            public_url: None,
            allowed_hosts: Vec::new(),
            advertise_ip: None,
            no_mdns: true,
            log_format: LogFormat::Pretty,
            log: "info".into(),
        }
    }

    /// The data directory: the one named, or the user's own.
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

    /// The ports to try, in order, and the addresses to listen on with each. `remembered` is the port of the last start.
    #[must_use]
    pub fn listen_on(&self, remembered: Option<u16>) -> Vec<Vec<SocketAddr>> {
        if let Some(bind) = self.bind {
            return vec![vec![bind]];
        }
        let usual = DEFAULT_PORT..=DEFAULT_PORT + 9;
        let ports = remembered.into_iter().chain(usual.filter(|port| Some(*port) != remembered));
        // IPv4 first: it is what the QR code carries, so a port counts as taken when it is taken there.
        ports
            .map(|port| vec![SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), port), SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), port)])
            .collect()
    }
}
