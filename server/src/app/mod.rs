//! The state of a running server, and the use cases, in one file for each subject. The handlers of
//! `http` and the `jobs` call the use cases. Only the prices in `limit/price.rs` depend on routes.

pub(crate) mod assets;
pub(crate) mod ballots;
pub(crate) mod blocking;
mod board;
pub(crate) mod charts;
pub(crate) mod client;
mod console;
mod create;
mod desktop;
mod diagnostics;
pub(crate) mod error;
pub(crate) mod exports;
pub(crate) mod guest_limits;
pub(crate) mod hosts;
pub(crate) mod identity;
mod invitation;
pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod limit;
pub(crate) mod moderators;
pub(crate) mod names;
pub(crate) mod polls;
pub(crate) mod proxies;
pub(crate) mod qr_pictures;
mod resume;
pub(crate) mod socket_permits;
mod steps;
mod time_requests;
mod visibility;
pub(crate) mod wifi;

use crate::advertised_address::AdvertisedAddress;
use crate::clock::Clock;
use crate::desktop::Desktop;
use crate::diagnostics::Diagnostics;
use crate::lan::Cards;
use crate::live::Live;
use assets::Assets;
use hosts::Hosts;
use keys::Keys;
use limit::Limits;
use names::Names;
use polls::{Audits, Ballots, Boards, Database, Guests, ListAnnouncements, Meetings, Polls, Proofs, Records, Retention, Timers};
use proxies::TrustedProxies;
use qr_pictures::QrPictures;
use socket_permits::SocketPermits;
use std::sync::{Arc, OnceLock, Weak};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use wifi::WifiStore;

/// The shared state. Clones are cheap: they count references.
#[derive(Clone)]
pub(crate) struct App(Arc<AppState>);

/// A weak reference, for objects that the app owns: a strong one would be a cycle.
#[derive(Clone)]
pub(crate) struct WeakApp(Weak<AppState>);

impl WeakApp {
    /// The app, while there is one.
    #[must_use]
    pub(crate) fn upgrade(&self) -> Option<App> {
        self.0.upgrade().map(App)
    }
}

/// The state of a running server, and its settings.
pub(crate) struct AppState {
    /// Use cases of polls.
    pub(crate) polls: Polls,
    /// Use cases of meetings.
    pub(crate) meetings: Meetings,
    /// Use cases of ballots and votes.
    pub(crate) ballots: Ballots,
    /// Use cases of boards.
    pub(crate) boards: Boards,
    /// Use cases of guests that create polls.
    pub(crate) guests: Guests,
    /// Reads the records of polls, for reports and exports.
    pub(crate) records: Records,
    /// Reads the logs of polls, and the receipts in them.
    pub(crate) audits: Audits,
    /// Proofs that votes are in results.
    pub(crate) proofs: Proofs,
    /// The fingerprint of the key that signs seals, in four groups of four characters.
    pub(crate) seal_key: String,
    /// Deletes polls and meetings permanently.
    pub(crate) retention: Retention,
    /// Closes polls at their deadline.
    pub(crate) timers: Timers,
    /// Announces changed lists of polls to consoles.
    pub(crate) lists: ListAnnouncements,
    /// Whether votes can be stored.
    pub(crate) database: Database,
    /// The connected devices, and the broadcasts to them.
    pub(crate) live: Arc<Live>,
    /// The key of the control file, which permits steps.
    pub(crate) control_key: String,
    /// Issues and verifies tokens and cookies.
    pub(crate) keys: Keys,
    /// Looks up an address's network card in the neighbour table.
    pub(crate) cards: Cards,
    /// The hosts' sessions.
    pub(crate) hosts: Hosts,
    /// The address in the QR code, and its alternatives.
    pub(crate) advertised: AdvertisedAddress,
    /// The rate limits.
    pub(crate) limits: Limits,
    /// The cache of rendered QR codes.
    pub(crate) pictures: QrPictures,
    /// Limits the open sockets.
    pub(crate) socket_permits: SocketPermits,
    /// The host names of this server.
    pub(crate) names: Names,
    /// The reverse proxies whose `X-Forwarded-For` is trusted.
    pub(crate) trusted_proxies: TrustedProxies,
    /// The configured public URL.
    pub(crate) public_url: Option<String>,
    /// The wall clock.
    pub(crate) clock: Clock,
    /// The notice for the host if the database file was damaged at the start.
    pub(crate) notice: Option<String>,
    /// The URL of this server for windows on this computer.
    pub(crate) local_url: String,
    /// The desktop app around the server; empty on a headless one.
    pub(crate) desktop: OnceLock<Arc<dyn Desktop>>,
    /// Diagnoses whether phones can reach this computer.
    pub(crate) diagnostics: Diagnostics,
    /// The Wi-Fi that the room joins.
    pub(crate) wifi: WifiStore,
    /// After how many days without use a meeting is permanently deleted; `None` for never.
    pub(crate) retention_days: Option<u32>,
    /// Whether anyone may create polls.
    pub(crate) create_open: bool,
    /// The token for reading the metrics from other computers.
    pub(crate) metrics_token: Option<String>,
    /// Whether Redis delivers the other instances' messages; `None` without Redis.
    pub(crate) redis_connected: Option<watch::Receiver<bool>>,
    /// Cancelled when shutdown begins. The server still answers for a while, until load balancers
    /// send it no new clients.
    pub(crate) draining: CancellationToken,
    /// The static files.
    pub(crate) assets: Assets,
}

impl App {
    /// A reference that does not keep the app alive.
    #[must_use]
    pub(crate) fn downgrade(&self) -> WeakApp {
        WeakApp(Arc::downgrade(&self.0))
    }

    /// Wraps the state.
    pub(crate) fn new(state: AppState) -> Self {
        Self(Arc::new(state))
    }
}

impl std::ops::Deref for App {
    type Target = AppState;

    fn deref(&self) -> &AppState {
        &self.0
    }
}
