//! State and use cases, one noun a file. Handlers of `http` and the `jobs` call these; nothing here knows a route.

pub(crate) mod assets;
pub(crate) mod ballots;
pub(crate) mod blocking;
pub(crate) mod charts;
pub(crate) mod client;
mod console;
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
mod lookup;
pub(crate) mod names;
pub(crate) mod polls;
pub(crate) mod proxies;
pub(crate) mod qr_pictures;
mod resume;
pub(crate) mod sessions;
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
use polls::Polls;
use proxies::TrustedProxies;
use qr_pictures::QrPictures;
use sessions::Sessions;
use std::sync::{Arc, OnceLock};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use wifi::WifiStore;

/// The shared state, which every handler and job gets a clone of: cloning counts one reference.
#[derive(Clone)]
pub(crate) struct App(Arc<AppState>);

/// What a running server knows, and what it was started with.
pub(crate) struct AppState {
    /// Everything one can do with polls.
    pub(crate) polls: Polls,
    /// The connected devices, and what they are sent.
    pub(crate) live: Arc<Live>,
    /// Who is the host, and which browser is which.
    pub(crate) keys: Keys,
    /// Which network card is behind an address.
    pub(crate) cards: Cards,
    /// Which browsers are a host's.
    pub(crate) hosts: Hosts,
    /// How phones reach this computer.
    pub(crate) reach: AdvertisedAddress,
    /// How fast is too fast.
    pub(crate) limits: Limits,
    /// The QR codes that were drawn last.
    pub(crate) pictures: QrPictures,
    /// How many sockets there are.
    pub(crate) sessions: Sessions,
    /// The names this server goes by.
    pub(crate) names: Names,
    /// Whose word about addresses is believed.
    pub(crate) trusted_proxies: TrustedProxies,
    /// The address in front of this server, if something stands there.
    pub(crate) public_url: Option<String>,
    /// What time it is.
    pub(crate) clock: Clock,
    /// What the host has to know about the database that was found at the start.
    pub(crate) notice: Option<String>,
    /// The address of this server for windows on this computer.
    pub(crate) here: String,
    /// The desktop it runs on; empty on a headless server.
    pub(crate) desktop: OnceLock<Arc<dyn Desktop>>,
    /// Whether phones come through, and why not.
    pub(crate) doctor: Diagnostics,
    /// The Wi-Fi that the room joins.
    pub(crate) wifi: WifiStore,
    /// After how many days without use a meeting is deleted for good; `None`: never.
    pub(crate) retention_days: Option<u32>,
    /// Whether anyone may create polls.
    pub(crate) create_open: bool,
    /// Who sends this may read the figures from elsewhere.
    pub(crate) metrics_token: Option<String>,
    /// Whether the other instances are heard; nothing where there are none.
    pub(crate) others: Option<watch::Receiver<bool>>,
    /// Cancelled when the server has been told to stop; it serves on for a while, but receives no new clients.
    pub(crate) leaving: CancellationToken,
    /// The built files.
    pub(crate) assets: Assets,
}

impl App {
    /// Shares this state.
    pub(crate) fn new(house: AppState) -> Self {
        Self(Arc::new(house))
    }
}

impl std::ops::Deref for App {
    type Target = AppState;

    fn deref(&self) -> &AppState {
        &self.0
    }
}
