//! Socket.IO: `join`, `vote` and `alive` with acknowledgements; everything else is ignored and counted.

pub(crate) mod engine;
pub(crate) mod handshake;
mod join;
mod session;
mod turns;
mod vote;

pub(crate) use session::Later;

use crate::app::App;
use crate::app::client::ClientIp;
use crate::app::hosts::authority::Proof;
use crate::app::limit::price;
use crate::http::extract::credentials;
use crate::metrics;
use crate::wire::ProjectorNow;
use governor::{DefaultDirectRateLimiter, Quota};
use join::on_join;
use serde::Deserialize;
use session::{Session, acknowledge, paced, pays};
use socketioxide::extract::{AckSender, SocketRef, State, TryData};
use socketioxide::handler::ConnectHandler;
use socketioxide::layer::SocketIoLayer;
use socketioxide::{ParserConfig, SocketIo};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use vote::on_vote;

/// A session that follows nothing within this time is closed.
const JOIN_WITHIN: Duration = Duration::from_secs(5);
/// Events one socket may send: the burst, and the rate per second.
const EVENTS: (NonZeroU32, NonZeroU32) = (NonZeroU32::new(40).unwrap(), NonZeroU32::new(10).unwrap());
/// Interval of Engine.IO's pings, and their timeout. Long, because each ping wakes the radio of a phone that lies locked on a
/// table; a visible page checks the connection itself every five seconds (`alive`), so that it notices within ten when its
/// host has left its address. 5,000 visible pages make a thousand of these events a second and as many acknowledgements,
/// frames of a few bytes: with all headers about 1 Mbit/s each way.
const PING_EVERY: Duration = Duration::from_secs(25);
const PING_WITHIN: Duration = Duration::from_secs(20);
/// Interval at which a host socket's session is checked.
const PROVE_EVERY: Duration = Duration::from_secs(5);
/// The largest Engine.IO frame and payload in bytes: a phone's largest message is a few hundred.
const LARGEST: usize = 16 * 1024;
/// Read buffer of a websocket in bytes, held as long as the socket lives: most messages of a phone fit.
const READ_AHEAD: usize = 512;

/// The payload of a socket's handshake: a host's page, which cannot set headers there, sends its secret.
#[derive(Default, Deserialize)]
struct Handshake {
    host: Option<String>,
}

/// The Socket.IO layer with the limits above, and the handle through which rooms send.
#[must_use]
pub(crate) fn layer(later: &Later) -> (SocketIoLayer, SocketIo) {
    let (sockets, io) = SocketIo::builder()
        .with_state(later.clone())
        .ping_interval(PING_EVERY)
        .ping_timeout(PING_WITHIN)
        .upgrade_timeout(Duration::from_secs(5))
        .connect_timeout(Duration::from_secs(5))
        .max_payload(LARGEST as u64)
        .max_buffer_size(16)
        .ws_max_message_size(LARGEST)
        .ws_read_buffer_size(READ_AHEAD)
        .ws_max_frame_size(LARGEST)
        .with_parser(ParserConfig::common().max_incoming_binaries(0).max_incoming_binary_buf_size(0))
        .build_layer();
    io.ns("/", connected.with(admit));
    (sockets, io)
}

/// Why a socket is refused, as its `connect_error` says.
enum NotOpen {
    /// The app is not available yet, or the handshake cannot be checked now.
    Yet,
    /// This server is shutting down and has announced it: `quit`, or `elsewhere`.
    AnyMore(&'static str),
}

impl std::fmt::Display for NotOpen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Yet => "not open yet",
            // The same word as the event that open sockets receive.
            Self::AnyMore("quit") => "host_closed",
            Self::AnyMore(elsewhere) => elsewhere,
        })
    }
}

/// Attaches a socket's session and handlers *before* the client learns that it is connected: a phone sends `join` at once,
/// and an event without a handler is lost.
async fn admit(socket: SocketRef, State(later): State<Later>, TryData(handshake): TryData<Handshake>) -> Result<(), NotOpen> {
    let app = later.app().ok_or(NotOpen::Yet)?;
    if let Some(reason) = app.live.sockets.goodbye() {
        return Err(NotOpen::AnyMore(reason));
    }
    let parts = socket.req_parts();
    let client = parts.extensions.get::<ClientIp>().copied().ok_or(NotOpen::Yet)?;
    let page = handshake.unwrap_or_default().host;
    let authority = app.authority(credentials::of_handshake(parts, page.as_deref())).await.map_err(|_| NotOpen::Yet)?;
    let (burst, per_second) = EVENTS;
    socket.extensions.insert(Session {
        client,
        is_host: authority.is_some(),
        proof: authority.map(|authority| authority.proof),
        device: app.keys.device(&parts.headers),
        pace: Arc::new(DefaultDirectRateLimiter::direct(Quota::per_second(per_second).allow_burst(burst))),
        turns: Arc::default(),
        presence: Arc::default(),
    });
    socket.on("join", on_join);
    socket.on("vote", on_vote);
    socket.on("alive", on_alive);
    socket.on_fallback(on_unknown);
    socket.on_disconnect(on_disconnect);
    Ok(())
}

/// Subscribes a host's socket to its polls and its network; disconnects a phone that joins nothing within five seconds.
async fn connected(socket: SocketRef, State(later): State<Later>) {
    let Some(app) = later.app() else { return };
    if let Some(proof) = socket.extensions.get::<Session>().and_then(|session| session.proof) {
        app.live.hosts.join(socket.id);
        let _gone = socket.emit("doctor", &app.diagnosis());
        let _gone = socket.emit("projector", &ProjectorNow { place: app.projector_place() });
        tokio::spawn(hold_while_it_stands(app, socket, proof));
        return;
    }
    tokio::spawn(async move {
        tokio::time::sleep(JOIN_WITHIN).await;
        if socket.connected() && !app.live.presence.contains(socket.id) {
            let _closed = socket.disconnect();
        }
    });
}

/// Disconnects a host's socket when its session has ended: at once if it ended at this instance, else within seconds.
async fn hold_while_it_stands(app: App, socket: SocketRef, proof: Proof) {
    let mut ended = app.hosts.ended();
    while socket.connected() {
        let _either = tokio::time::timeout(PROVE_EVERY, ended.changed()).await;
        if !app.still_stands(&proof).await {
            let _closed = socket.disconnect();
            return;
        }
    }
}

async fn on_disconnect(socket: SocketRef, State(later): State<Later>) {
    socket.extensions.remove::<Session>();
    if let Some(app) = later.app() {
        app.live.leave(socket.id);
    }
}

/// `alive`: a visible page checks the connection; a page that becomes hidden reports it.
#[derive(Debug, Default, Deserialize)]
struct Alive {
    #[serde(default)]
    hidden: bool,
}

async fn on_alive(socket: SocketRef, State(later): State<Later>, TryData(body): TryData<Alive>, ack: AckSender) {
    // Charged to the socket's event rate alone: a page without an acknowledgement takes its host for unreachable.
    if let (Some(app), Ok(_)) = (later.app(), paced(&socket)) {
        app.live.presence.alive(socket.id, body.unwrap_or_default().hidden);
        acknowledge(ack, &());
    }
}

async fn on_unknown(socket: SocketRef, State(later): State<Later>) {
    metrics::unknown_event();
    if let (Some(app), Ok(session)) = (later.app(), paced(&socket)) {
        let _paid = pays(&app, &session, price::EVENT);
    }
}
