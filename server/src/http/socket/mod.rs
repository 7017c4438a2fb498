//! Socket.IO: the events `join`, `vote` and `alive`, with acknowledgements; other events are
//! counted and otherwise ignored.

pub(crate) mod engine;
pub(crate) mod handshake;
mod join;
mod session;
mod turns;
mod vote;

pub(crate) use session::LateApp;

use crate::app::App;
use crate::app::client::ClientIp;
use crate::app::hosts::authority::Proof;
use crate::app::limit::price;
use crate::app::moderators::ModeratorKey;
use crate::domain::JoinCode;
use crate::http::extract::credentials;
use crate::metrics;
use crate::wire::ProjectorNow;
use governor::{DefaultDirectRateLimiter, Quota};
use join::on_join;
use serde::Deserialize;
use session::{Session, acknowledge, charge, check_rate};
use socketioxide::extract::{AckSender, SocketRef, State, TryData};
use socketioxide::handler::ConnectHandler;
use socketioxide::layer::SocketIoLayer;
use socketioxide::{ParserConfig, SocketIo};
use std::num::NonZeroU32;
use std::time::Duration;
use vote::on_vote;

/// How soon a guest's socket must join a poll or a meeting; otherwise it is disconnected.
const JOIN_TIMEOUT: Duration = Duration::from_secs(5);
/// The events that a guest's socket may send: the burst, and the rate per second.
const EVENTS: (NonZeroU32, NonZeroU32) = (NonZeroU32::new(40).unwrap(), NonZeroU32::new(10).unwrap());
/// Interval of Engine.IO's pings. Long, because each ping wakes the radio of a phone that lies
/// locked on a table. A visible page checks the connection itself (`alive`) every five seconds, and
/// so notices within ten seconds that the server has left its address. 5,000 visible pages send a
/// thousand of these events a second, and receive as many acknowledgements: about 1 Mbit/s each
/// way, headers included.
const PING_INTERVAL: Duration = Duration::from_secs(25);
/// How long a client may take to answer a ping.
const PING_TIMEOUT: Duration = Duration::from_secs(20);
/// Interval at which the session of a host's socket is checked.
const SESSION_CHECK_INTERVAL: Duration = Duration::from_secs(5);
/// The largest Engine.IO frame and payload in bytes: a phone's largest message is a few hundred.
const MAX_MESSAGE_BYTES: usize = 16 * 1024;
/// The read buffer of each websocket, in bytes. Most messages of a phone fit.
const READ_BUFFER_BYTES: usize = 512;

/// The payload of a socket's handshake: the secret of a host's page, the key of a moderator's, or the secret of a remote's. Browsers
/// cannot send them in a header there.
#[derive(Default, Deserialize)]
struct Handshake {
    host: Option<String>,
    moderator: Option<String>,
    remote: Option<String>,
}

/// The meeting that a socket's page moderates, and the key with which it does.
#[derive(Clone)]
struct Moderating {
    meeting: JoinCode,
    key: ModeratorKey,
}

/// The Socket.IO layer with the limits above, and the handle for sending to its sockets.
#[must_use]
pub(crate) fn layer(later: &LateApp) -> (SocketIoLayer, SocketIo) {
    let (sockets, io) = SocketIo::builder()
        .with_state(later.clone())
        .ping_interval(PING_INTERVAL)
        .ping_timeout(PING_TIMEOUT)
        .upgrade_timeout(Duration::from_secs(5))
        .connect_timeout(Duration::from_secs(5))
        .max_payload(MAX_MESSAGE_BYTES as u64)
        .max_buffer_size(16)
        .ws_max_message_size(MAX_MESSAGE_BYTES)
        .ws_read_buffer_size(READ_BUFFER_BYTES)
        .ws_max_frame_size(MAX_MESSAGE_BYTES)
        .with_parser(ParserConfig::common().max_incoming_binaries(0).max_incoming_binary_buf_size(0))
        .build_layer();
    io.ns("/", connected.with(admit));
    (sockets, io)
}

/// Why a socket is refused; its text is the message of the client's `connect_error`.
enum AdmitError {
    /// The app is not available yet, or the handshake cannot be checked now.
    NotReady,
    /// This server is shutting down and has announced it: `quit`, or `elsewhere`.
    ShuttingDown(&'static str),
}

impl std::fmt::Display for AdmitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NotReady => "not open yet",
            // `host_closed` is also the name of the event that open sockets receive.
            Self::ShuttingDown("quit") => "host_closed",
            Self::ShuttingDown(reason) => reason,
        })
    }
}

/// Attaches a socket's session and handlers *before* the client learns that it is connected: a phone sends `join` at once,
/// and an event without a handler is lost.
async fn admit(socket: SocketRef, State(later): State<LateApp>, TryData(handshake): TryData<Handshake>) -> Result<(), AdmitError> {
    let app = later.app().ok_or(AdmitError::NotReady)?;
    if let Some(reason) = app.live.sockets.goodbye() {
        return Err(AdmitError::ShuttingDown(reason));
    }
    let parts = socket.req_parts();
    let client = parts.extensions.get::<ClientIp>().copied().ok_or(AdmitError::NotReady)?;
    let Handshake { host, moderator, remote } = handshake.unwrap_or_default();
    let authority = app.authority(credentials::of_handshake(parts, host.as_deref())).await.map_err(|_| AdmitError::NotReady)?;
    let (burst, per_second) = EVENTS;
    let rate_limiter = DefaultDirectRateLimiter::direct(Quota::per_second(per_second).allow_burst(burst));
    let proof = authority.map(|authority| authority.proof);
    if let Some(key) = credentials::of_moderators_handshake(parts, moderator, remote)
        && let Some(meeting) = app.meeting_of_moderator(&key).await.map_err(|_| AdmitError::NotReady)?
    {
        socket.extensions.insert(Moderating { meeting, key });
    }
    socket.extensions.insert(Session::new(client, proof, app.keys.device(&parts.headers), rate_limiter));
    socket.on("join", on_join);
    socket.on("vote", on_vote);
    socket.on("alive", on_alive);
    socket.on_fallback(on_unknown);
    socket.on_disconnect(on_disconnect);
    Ok(())
}

/// Subscribes a host's socket to the host's events, and a moderator's to its meeting's; disconnects a guest's socket that joins nothing
/// in time.
async fn connected(socket: SocketRef, State(later): State<LateApp>) {
    let (Some(app), Some(session)) = (later.app(), socket.extensions.get::<Session>()) else { return };
    session.end_connecting();
    if let Some(proof) = session.proof {
        app.live.hosts.join(socket.id);
        let _unsent = socket.emit("doctor", &app.diagnosis());
        let _unsent = socket.emit("projector", &ProjectorNow { place: app.projector_place() });
        tokio::spawn(disconnect_when_session_ends(app, socket, proof));
        return;
    }
    if let Some(Moderating { meeting, key }) = socket.extensions.get::<Moderating>() {
        app.live.admit_moderator(socket.id, &meeting);
        tokio::spawn(disconnect_when_moderation_ends(app, socket, key));
        return;
    }
    tokio::spawn(async move {
        tokio::time::sleep(JOIN_TIMEOUT).await;
        if socket.connected() && !app.live.presence.contains(socket.id) {
            let _closed = socket.disconnect();
        }
    });
}

/// Disconnects a host's socket when its session has ended: at once if it ended at this instance, else within seconds.
async fn disconnect_when_session_ends(app: App, socket: SocketRef, proof: Proof) {
    let mut ended = app.hosts.ended();
    while socket.connected() {
        let _either = tokio::time::timeout(SESSION_CHECK_INTERVAL, ended.changed()).await;
        if !app.is_still_valid(&proof).await {
            let _closed = socket.disconnect();
            return;
        }
    }
}

/// Disconnects a moderator's socket within seconds after its link, or the phone that moderates, has ended.
async fn disconnect_when_moderation_ends(app: App, socket: SocketRef, key: ModeratorKey) {
    while socket.connected() {
        tokio::time::sleep(SESSION_CHECK_INTERVAL).await;
        if app.meeting_of_moderator(&key).await.is_ok_and(|meeting| meeting.is_none()) {
            let _closed = socket.disconnect();
            return;
        }
    }
}

async fn on_disconnect(socket: SocketRef, State(later): State<LateApp>) {
    if let Some(session) = socket.extensions.remove::<Session>() {
        session.end_connecting();
    }
    if let Some(app) = later.app() {
        app.live.leave(socket.id);
    }
}

/// The payload of `alive`, by which a visible page checks the connection, and a page reports that it
/// becomes hidden.
#[derive(Debug, Default, Deserialize)]
struct Alive {
    #[serde(default)]
    hidden: bool,
}

async fn on_alive(socket: SocketRef, State(later): State<LateApp>, TryData(body): TryData<Alive>, ack: AckSender) {
    // Not charged to a budget, because a page takes its host for unreachable without an
    // acknowledgement. The socket's event rate still limits it.
    if let (Some(app), Ok(_)) = (later.app(), check_rate(&socket)) {
        app.live.presence.alive(socket.id, body.unwrap_or_default().hidden);
        acknowledge(ack, &());
    }
}

async fn on_unknown(socket: SocketRef, State(later): State<LateApp>) {
    metrics::unknown_event();
    if let (Some(app), Ok(session)) = (later.app(), check_rate(&socket)) {
        let _charged = charge(&app, &session, price::EVENT);
    }
}
