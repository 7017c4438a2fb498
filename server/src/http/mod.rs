//! The HTTP and Socket.IO floor: extractors, handlers and the middleware around them. A handler parses, calls a use case of
//! `app`, and answers; `router.rs` lists every route.

mod export;
mod extract;
mod host;
mod middleware;
mod ops;
mod problem;
#[cfg(test)]
mod proptests;
mod router;
pub(crate) mod socket;
mod voting;

pub(crate) use host::Hosts;
pub(crate) use host::wifi::WifiStore;
pub(crate) use middleware::headers::Policy;
pub(crate) use middleware::negotiate::wants_page;
pub(crate) use middleware::origin::Names;
pub(crate) use middleware::pipeline::HttpService;
pub(crate) use ops::assets::Assets;
pub(crate) use ops::health::alive;
pub(crate) use problem::Problem;
pub(crate) use router::{fold_case, service, trim_slash};
pub(crate) use voting::qr::Pictures;

use crate::advertised_address::AdvertisedAddress;
use crate::app::keys::Keys;
use crate::app::limit::Limits;
use crate::app::polls::Polls;
use crate::app::proxies::TrustedProxies;
use crate::app::sessions::Sessions;
use crate::clock::Clock;
use crate::desktop::Desktop;
use crate::diagnostics::Diagnostics;
use crate::lan::Cards;
use crate::live::Live;
use std::sync::{Arc, OnceLock};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// What the doors share. Every handler gets a clone of it, so a clone is one count.
#[derive(Clone)]
pub(crate) struct App(Arc<AppState>);

/// Everything behind the doors.
pub(crate) struct AppState {
    /// Everything one can do with polls.
    pub(crate) polls: Polls,
    /// Who is watching.
    pub(crate) live: Live,
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
    pub(crate) pictures: Pictures,
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
    /// The desktop it runs on, once somebody has handed it over.
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
    /// Cancelled when the server has been told to stop; it serves on for a while, but nobody new should be sent to it.
    pub(crate) leaving: CancellationToken,
    /// The built files.
    pub(crate) assets: Assets,
    /// What browsers may load on our pages, as it was written last.
    pub(crate) policy: Policy,
}

impl App {
    /// Opens the doors to a house.
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
