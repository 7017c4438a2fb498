//! The server: bound to its port and database by [`Server::bind`], run by [`Server::serve`].

mod bind;
mod serve;

use crate::app::App;
use crate::cluster::Cluster;
use crate::control_file::ControlFile;
use crate::data_lock::DataLock;
use crate::desktop::Desktop;
use crate::http::HttpService;
use crate::listen::ConnectionLimiter;
use crate::storage::{Instance, Storage};
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// A server that has bound its port, opened its database and read its keys.
pub struct Server {
    listeners: Vec<TcpListener>,
    addr: SocketAddr,
    http: HttpService,
    io: socketioxide::SocketIo,
    app: App,
    storage: Arc<dyn Storage>,
    limiter: Arc<ConnectionLimiter>,
    local_name: watch::Sender<Option<String>>,
    /// Whether to announce the server through mDNS.
    mdns: bool,
    cluster: Option<Cluster>,
    /// This instance's entry in the database's list of instances; `None` on SQLite,
    /// which has one instance.
    instance: Option<Instance>,
    /// The time between the failure of `/readyz` and the goodbye to phones.
    drain: Duration,
    /// The file by which commands find this server; `None` where it could not be written.
    control: Option<ControlFile>,
    lock: DataLock,
    /// What the goodbye to phones says: `quit`, or `elsewhere` if another instance may take over.
    goodbye: &'static str,
    /// Whether `--print-host-link` is set.
    prints_link: bool,
}

impl Server {
    /// The address it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// A new link that makes one browser on this computer the host, once and within an hour.
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

    /// Sets the desktop that this server runs on, for operations that need one. A second call has
    /// no effect.
    #[must_use]
    pub fn with_desktop(self, desktop: Arc<dyn Desktop>) -> Self {
        let _first = self.app.desktop.set(desktop);
        self
    }

    /// The lines to print once the server is ready: its address, and the host link if
    /// `--print-host-link` is set or standard output is a terminal. Otherwise the link is left out,
    /// because others may read the log.
    #[must_use]
    pub fn ready_lines(&self) -> String {
        let with_links = self.prints_link || std::io::stdout().is_terminal();
        self.lines(with_links)
    }

    fn lines(&self, with_links: bool) -> String {
        let phones = self.app.advertised.network().base_url.map(|url| format!("\nPhones open {url}")).unwrap_or_default();
        let notice = self.app.notice.as_deref().map(|words| format!("{words}\n")).unwrap_or_default();
        let public_link = |url: &String| format!("\nHost link from elsewhere: {url}{}", self.app.host_path());
        let links = if with_links {
            format!("{}{}", self.host_link(), self.app.public_url.as_ref().map(public_link).unwrap_or_default())
        } else {
            "kept out of logs; `handsup-server host-link`, with these settings, makes one".to_owned()
        };
        format!("{notice}Handsup is listening on http://{}\nHost link: {links}{phones}", self.addr)
    }

    /// A handle that counts connected phones and open polls, usable while `serve` runs.
    #[must_use]
    pub fn connected(&self) -> Connected {
        Connected(self.app.clone())
    }
}

/// Makes host links for this computer while the server runs.
#[derive(Clone)]
pub struct HostLinks(App);

impl HostLinks {
    /// A new link, as [`Server::host_link`] returns.
    #[must_use]
    pub fn new_link(&self) -> String {
        self.0.host_link()
    }
}

/// Counts what would be interrupted if the server ended now.
#[derive(Clone)]
pub struct Connected(App);

impl Connected {
    /// Phones of this instance (not host windows or projectors) that follow a poll or a meeting.
    #[must_use]
    pub fn phones(&self) -> usize {
        self.0.live.presence.phones()
    }

    /// Open polls in the meeting that the console shows.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open_polls(&self) -> anyhow::Result<usize> {
        self.0.meetings.open_poll_count().await.map_err(|error| anyhow::anyhow!("the open votes could not be counted: {error:?}"))
    }
}
