//! Every route, on one screen; what each request passes before it gets there is in `way.rs`.

mod apart;
mod api;
mod assets;
mod audit;
mod body;
mod borrowed;
mod charts;
pub(crate) mod client;
mod compress;
mod cookies;
mod create;
mod desktop;
mod doctor;
mod engine;
mod explain;
mod exports;
mod extra_votes;
mod gate;
mod guests;
mod handshake;
mod headers;
mod health;
mod home;
mod host;
mod identity;
mod imports;
pub(crate) mod keys;
mod language;
pub(crate) mod limit;
mod meeting;
mod meetings;
mod negotiate;
mod openapi;
mod outgoing;
mod pages;
pub(crate) mod problem;
#[cfg(test)]
mod properties;
mod proxies;
mod qr;
mod query;
mod refused;
mod report;
mod request_id;
mod results;
mod resume;
mod screen;
mod sessions;
mod share;
mod sheets;
pub(crate) mod socket;
mod telling;
mod ticket;
mod turns;
mod vote;
mod watching;
mod way;
mod who;
mod wifi;

pub(crate) use assets::Assets;
pub(crate) use client::{Arrived, ClientIp, Peer};
pub(crate) use gate::Names;
pub(crate) use headers::Policy;
pub(crate) use health::alive;
pub(crate) use host::Hosts;
pub(crate) use keys::{Keys, fingerprint};
pub(crate) use limit::Limits;
pub(crate) use negotiate::wants_page;
pub(crate) use problem::Problem;
pub(crate) use proxies::TrustedProxies;
pub(crate) use qr::Pictures;
pub(crate) use sessions::Sessions;
pub(crate) use way::HttpService;
pub(crate) use wifi::WifiStore;

use crate::advertised_address::AdvertisedAddress;
use crate::clock::Clock;
use crate::desktop::Desktop;
use crate::diagnostics::Diagnostics;
use crate::lan::Cards;
use crate::live::Live;
use crate::metrics::Routes;
use crate::polls::Polls;
use axum::Extension;
use axum::routing::get;
use socketioxide::layer::SocketIoLayer;
use std::sync::{Arc, OnceLock};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

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

/// All doors, behind the gate.
pub(crate) fn service(app: App, sockets: &SocketIoLayer) -> HttpService {
    let (documented, document) = OpenApiRouter::with_openapi(openapi::Document::openapi())
        .routes(routes!(home::home))
        .routes(routes!(meeting::page))
        .routes(routes!(meeting::stage))
        .routes(routes!(screen::page))
        .routes(routes!(screen::current))
        .routes(routes!(create::create))
        .routes(routes!(vote::page))
        .routes(routes!(vote::cast))
        .routes(routes!(results::results))
        .routes(routes!(resume::prepare, resume::redeem))
        .routes(routes!(resume::here))
        .routes(routes!(share::page))
        .routes(routes!(qr::svg))
        .routes(routes!(qr::png))
        .routes(routes!(qr::meeting_svg))
        .routes(routes!(qr::meeting_png))
        .routes(routes!(host::enter_page, host::enter))
        .routes(routes!(host::leave))
        .routes(routes!(host::sessions, host::end_others))
        .routes(routes!(host::end))
        .routes(routes!(host::link))
        .routes(routes!(host::ticket))
        .routes(routes!(host::new_key))
        .routes(routes!(api::console))
        .routes(routes!(api::polls))
        .routes(routes!(api::poll, api::change, api::delete))
        .routes(routes!(api::copy))
        .routes(routes!(api::rounds))
        .routes(routes!(meetings::list, meetings::create))
        .routes(routes!(meetings::one, meetings::change))
        .routes(routes!(meetings::purge))
        .routes(routes!(meetings::order))
        .routes(routes!(meetings::stage))
        .routes(routes!(imports::questions, imports::import))
        .routes(routes!(exports::meeting))
        .routes(routes!(exports::poll))
        .routes(routes!(report::print))
        .routes(routes!(sheets::print))
        .routes(routes!(charts::svg))
        .routes(routes!(charts::png))
        .routes(routes!(audit::recount))
        .routes(routes!(audit::receipts))
        .routes(routes!(audit::log))
        .routes(routes!(extra_votes::extra_votes, extra_votes::strike))
        .routes(routes!(api::network, api::choose_address))
        .routes(routes!(doctor::doctor))
        .routes(routes!(wifi::now, wifi::enter, wifi::forget))
        .routes(routes!(wifi::svg))
        .routes(routes!(wifi::png))
        .routes(routes!(desktop::open, desktop::close))
        .routes(routes!(desktop::copy))
        .routes(routes!(explain::explain))
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .routes(routes!(watching::metrics))
        .split_for_parts();
    let more = ["/openapi.json", "/assets/{file}", "/icon.svg", "/favicon.ico"];
    let routes = Routes::new(document.paths.paths.keys().cloned().chain(more.map(str::to_owned)));
    let [document_here, asset, icon, favicon] = more;
    let pages = documented
        .route(document_here, get(openapi::document).layer(Extension(openapi::Text::of(&document))))
        .route(asset, get(assets::asset))
        .route(icon, get(assets::icon))
        .route(favicon, get(assets::icon))
        .fallback(telling::not_found)
        .method_not_allowed_fallback(telling::method_not_allowed)
        .with_state(app.clone());
    HttpService::new(app, pages, sockets, routes)
}

/// `/poll/AB3DE9ZX/` is `/poll/AB3DE9ZX`: people and programs add a slash. Engine.IO's own path ends with one.
pub(crate) fn trim_slash<B>(mut request: axum::http::Request<B>) -> axum::http::Request<B> {
    let path = request.uri().path();
    let trimmed = path.trim_end_matches('/');
    if trimmed.len() < path.len() && !trimmed.is_empty() && trimmed != "/socket.io" {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(uri) = format!("{trimmed}{query}").parse() {
            *request.uri_mut() = uri;
        }
    }
    request
}

/// `/POLL/AB3DE9ZX` is `/poll/AB3DE9ZX`: an all-upper-case address makes a smaller QR code. To be applied outside the
/// router, which matches paths as they are.
pub(crate) fn fold_case<B>(mut request: axum::http::Request<B>) -> axum::http::Request<B> {
    let path = request.uri().path();
    let folds = ["/poll/", "/m/", "/screen/"].iter().any(|prefix| {
        path.len() > prefix.len() && path.is_char_boundary(prefix.len()) && path[..prefix.len()].eq_ignore_ascii_case(prefix)
    });
    if folds && path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let mut parts = path.splitn(4, '/');
        let (_, door, code, rest) = (parts.next(), parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next());
        let rest = rest.map(|rest| format!("/{}", rest.to_ascii_lowercase())).unwrap_or_default();
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(uri) = format!("/{}/{code}{rest}{query}", door.to_ascii_lowercase()).parse() {
            *request.uri_mut() = uri;
        }
    }
    request
}
