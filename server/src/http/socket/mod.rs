//! Socket.IO: `join`, `vote` and `alive` with acknowledgements; everything else is ignored and counted.

pub(crate) mod engine;
pub(crate) mod handshake;
mod turns;

use crate::app::App;
use crate::app::client::ClientIp;
use crate::app::guest_limits::Seeker;
use crate::app::hosts::authority::Proof;
use crate::app::limit::Presence;
use crate::app::limit::price;
use crate::app::limit::price::Price;
use crate::app::polls::Ballots;
use crate::domain::{Audience, BrowserToken, JoinCode, Meeting, Poll, PollCode, Refusal};
use crate::http::extract::credentials;
use crate::http::problem::Problem;
use crate::http::socket::turns::{Turn, Turns};
use crate::http::voting::vote::sent_ballot;
use crate::live::Member;
use crate::metrics;
use crate::wire::{Counted, JoinAck, JoinBody, ProjectorNow, Snapshot, StageNow, VoteAck, VoteBody};
use axum::http::header;
use governor::{DefaultDirectRateLimiter, Quota};
use serde::{Deserialize, Serialize};
use socketioxide::extract::{AckSender, SocketRef, State, TryData};
use socketioxide::handler::ConnectHandler;
use socketioxide::layer::SocketIoLayer;
use socketioxide::{ParserConfig, SocketIo};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::OnceLock;
use std::time::Duration;

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

/// The app, which is created after the socket layer that it sends through.
#[derive(Clone, Default)]
pub(crate) struct Later(Arc<OnceLock<App>>);

impl Later {
    /// Makes the app available to the sockets.
    pub(crate) fn provide(&self, app: App) {
        let _first = self.0.set(app);
    }

    fn app(&self) -> Option<App> {
        self.0.get().cloned()
    }
}

/// The state attached to a socket.
#[derive(Clone)]
struct Session {
    client: ClientIp,
    is_host: bool,
    proof: Option<Proof>,
    device: Option<BrowserToken>,
    pace: Arc<DefaultDirectRateLimiter>,
    turns: Arc<Turns>,
    /// The device that this socket belongs to, once it has joined.
    presence: Arc<OnceLock<Presence>>,
}

impl Session {
    /// The visitor as the limits see it.
    fn seeker(&self) -> Seeker {
        Seeker { client: self.client, is_host: self.is_host }
    }
}

/// An object: serde would also read a list as a struct, field by field.
type Fields = serde_json::Map<String, serde_json::Value>;

/// The payload of a socket's handshake: a host's page, which cannot set headers there, sends its secret.
#[derive(Default, Deserialize)]
struct Handshake {
    host: Option<String>,
}

/// `vote`: the body of the HTTP route, and the poll.
#[derive(Debug, Deserialize)]
struct SocketBallot {
    poll_code: String,
    #[serde(flatten)]
    ballot: Fields,
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

/// Reserves the event's turn before its task begins.
fn on_join(
    socket: SocketRef,
    State(later): State<Later>,
    TryData(body): TryData<Fields>,
    ack: AckSender,
) -> impl Future<Output = ()> + Send + 'static {
    let arrived = arrived(&socket);
    async move {
        let Some(app) = later.app() else { return };
        let body = body.ok().and_then(|fields| serde_json::from_value(fields.into()).ok());
        let answer = in_turn(arrived, async |session| join(&app, &socket, session, body).await).await;
        let answer = match answer {
            Ok((snapshot, stage)) => JoinAck::Joined { ok: true, snapshot: snapshot.map(Box::new), stage },
            Err(problem) => {
                metrics::refused(&problem.wire().code);
                JoinAck::Refused { ok: false, problem: Box::new(problem.wire().clone()) }
            }
        };
        // A socket admitted after the goodbye would take this server for one that goes on.
        if app.live.sockets.goodbye().is_none() {
            acknowledge(ack, &answer);
        }
    }
}

async fn join(
    app: &App,
    socket: &SocketRef,
    session: &Session,
    body: Option<JoinBody>,
) -> Result<(Option<Snapshot>, Option<StageNow>), Problem> {
    pays(app, session, price::JOIN)?;
    let body = body.ok_or_else(|| Problem::bad_request("Send {poll_code} or {join_code}, and browser_token if there is one."))?;
    let named = body.browser_token.as_deref().map(BrowserToken::parse).transpose()?;
    let browser = app.keys.asker(session.device, named);
    let (poll, meeting) = wanted(app, session, &body).await?;
    let is_screen = body.screen == Some(true);
    let audience = if session.is_host && !is_screen { Audience::Host } else { Audience::Guest };
    let browser = browser.filter(|_| !is_screen);
    let follows = meeting.as_ref().map(|meeting| meeting.code.clone());
    let is_phone = audience != Audience::Host && !is_screen;
    let is_near = session.is_host || session.client.is_near();
    if let (true, Some(meeting)) = (is_screen, &follows) {
        let _gone = socket.emit("invitation", &app.invitation(meeting, is_near));
    }
    if let Some(browser) = browser.filter(|_| is_phone && session.presence.get().is_none())
        && let Some(presence) = app.limits.comes(session.client, browser).await
    {
        let _first = session.presence.set(presence);
    }
    let host = socket.req_parts().headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
    app.live.join(poll.as_ref(), socket.id, Member { follows, is_phone, is_near, browser, audience, host });
    let snapshot = match poll {
        Some(poll) => Some(joined(app, &poll, browser, audience).await?),
        None => None,
    };
    Ok((snapshot, meeting.map(|meeting| app.live.stages.now(&meeting))))
}

/// The poll or meeting that a `join` names, and for a meeting the poll on its stage.
async fn wanted(app: &App, session: &Session, body: &JoinBody) -> Result<(Option<Arc<Poll>>, Option<Arc<Meeting>>), Problem> {
    let seeker = session.seeker();
    match (&body.poll_code, &body.join_code) {
        (Some(code), None) => {
            let code = PollCode::parse(code).ok_or(Refusal::NoSuchPoll)?;
            Ok((Some(app.poll_for(seeker, &code).await?), None))
        }
        (None, Some(code)) => {
            let code = JoinCode::parse(code).ok_or(Refusal::NoSuchMeeting)?;
            let meeting = app.meeting_for(seeker, &code).await?;
            Ok((app.meetings.on_stage(&meeting).await?, Some(meeting)))
        }
        _ => Err(Problem::bad_request("Send either poll_code or join_code.")),
    }
}

/// The snapshot of a poll for a socket that has just joined.
async fn joined(app: &App, poll: &Poll, browser: Option<BrowserToken>, audience: Audience) -> Result<Snapshot, Problem> {
    // Read after joining: a vote that is counted in between is broadcast to the new member, not lost.
    let vote = match browser {
        Some(browser) => app.ballots.vote_of(poll, browser).await?,
        None => None,
    };
    if let (Some(browser), Some(_)) = (browser, &vote) {
        app.live.rooms.promote_to_voted(poll, browser);
    }
    let newest = app.polls.find(&poll.code).await?;
    let mut snapshot = app.snapshot(&newest, vote);
    if audience == Audience::Host {
        snapshot.results = app.live.rooms.results(&newest, Audience::Host);
    }
    Ok(snapshot)
}

/// Reserves the event's turn before its task begins.
fn on_vote(
    socket: SocketRef,
    State(later): State<Later>,
    TryData(body): TryData<SocketBallot>,
    ack: AckSender,
) -> impl Future<Output = ()> + Send + 'static {
    let arrived = arrived(&socket);
    async move {
        let Some(app) = later.app() else { return };
        let answer = match in_turn(arrived, async |session| vote(&app, session, body).await).await {
            Ok(counted) => VoteAck::Counted { ok: true, counted: Box::new(counted) },
            Err(problem) => {
                metrics::refused(&problem.wire().code);
                let _gone = socket.emit("vote_error", problem.wire());
                VoteAck::Refused { ok: false, problem: Box::new(problem.wire().clone()) }
            }
        };
        acknowledge(ack, &answer);
    }
}

/// Counts a ballot, by the same use case and within the same limits as POST.
async fn vote<E>(app: &App, session: &Session, body: Result<SocketBallot, E>) -> Result<Counted, Problem> {
    pays(app, session, price::EVENT)?;
    let body = body.map_err(|_| Problem::bad_request("Send {poll_code, option_id or option_ids, browser_token}."))?;
    let code = PollCode::parse(&body.poll_code).ok_or(Refusal::NoSuchPoll)?;
    let ballot: VoteBody =
        serde_json::from_value(body.ballot.into()).map_err(|error| Problem::bad_request(format!("The ballot does not fit: {error}.")))?;
    let page = code.page();
    let ballot = sent_ballot(app, code, session.device, &ballot, None)?;
    let recorded = app.cast(session.seeker(), session.device, ballot, &page).await?;
    let results = app.live.rooms.results(&recorded.poll, Ballots::audience(Some(&recorded.vote)));
    Ok(Counted { success: true, receipt: recorded.vote.receipt.as_str().into(), results })
}

/// Checks the rate of a new event, before anything waits, and reserves its turn among the socket's events.
fn arrived(socket: &SocketRef) -> Result<(Session, Turn), Problem> {
    let session = paced(socket)?;
    let turn = session.turns.take();
    Ok((session, turn))
}

/// Runs `act` once every earlier event of the socket has ended.
async fn in_turn<T>(
    arrived: Result<(Session, Turn), Problem>,
    act: impl AsyncFnOnce(&Session) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let (session, mut turn) = arrived?;
    turn.comes().await;
    act(&session).await
}

/// The socket's session, if its event rate permits the event; otherwise disconnects the socket. A host's rate is not limited.
fn paced(socket: &SocketRef) -> Result<Session, Problem> {
    let session = socket.extensions.get::<Session>().ok_or_else(Problem::overloaded)?;
    if session.is_host || session.pace.check().is_ok() {
        return Ok(session);
    }
    let _closed = socket.clone().disconnect();
    Err(Problem::too_many_requests(1))
}

/// Charges an event's price to a guest's device, or its address group.
fn pays(app: &App, session: &Session, price: Price) -> Result<(), Problem> {
    let device = session.presence.get().map(Presence::device).or(session.device);
    if session.is_host { Ok(()) } else { Ok(app.limits.voting(session.client, device, price)?) }
}

fn acknowledge(ack: AckSender, answer: &impl Serialize) {
    if let Err(error) = ack.send(answer) {
        tracing::debug!(%error, "socket: acknowledgement not delivered");
    }
}
