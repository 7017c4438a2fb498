//! The state of a socket, the rate and the order of its events, and what they cost.

use super::turns::{Turn, Turns};
use crate::app::App;
use crate::app::client::ClientIp;
use crate::app::guest_limits::Seeker;
use crate::app::hosts::authority::Proof;
use crate::app::limit::Presence;
use crate::app::limit::price::Price;
use crate::domain::BrowserToken;
use crate::http::problem::Problem;
use governor::DefaultDirectRateLimiter;
use serde::Serialize;
use socketioxide::extract::{AckSender, SocketRef};
use std::sync::{Arc, OnceLock};

/// The app, which is created after the socket layer that it sends through.
#[derive(Clone, Default)]
pub(crate) struct Later(Arc<OnceLock<App>>);

impl Later {
    /// Makes the app available to the sockets.
    pub(crate) fn provide(&self, app: App) {
        let _first = self.0.set(app);
    }

    /// The app, once it is there.
    pub(super) fn app(&self) -> Option<App> {
        self.0.get().cloned()
    }
}

/// The state attached to a socket.
#[derive(Clone)]
pub(super) struct Session {
    /// The client.
    pub(super) client: ClientIp,
    /// Whether it has the host's authority.
    pub(super) is_host: bool,
    /// The proof of that authority.
    pub(super) proof: Option<Proof>,
    /// The device of its cookie.
    pub(super) device: Option<BrowserToken>,
    /// The rate of its events.
    pub(super) pace: Arc<DefaultDirectRateLimiter>,
    /// The order of its events.
    pub(super) turns: Arc<Turns>,
    /// The device that this socket belongs to, once it has joined.
    pub(super) presence: Arc<OnceLock<Presence>>,
}

impl Session {
    /// The visitor as the limits see it.
    pub(super) fn seeker(&self) -> Seeker {
        Seeker { client: self.client, is_host: self.is_host }
    }
}

/// An object: serde would also read a list as a struct, field by field.
pub(super) type Fields = serde_json::Map<String, serde_json::Value>;

/// Checks the rate of a new event, before anything waits, and reserves its turn among the socket's events.
pub(super) fn arrived(socket: &SocketRef) -> Result<(Session, Turn), Problem> {
    let session = paced(socket)?;
    let turn = session.turns.take();
    Ok((session, turn))
}

/// Runs `act` once every earlier event of the socket has ended.
pub(super) async fn in_turn<T>(
    arrived: Result<(Session, Turn), Problem>,
    act: impl AsyncFnOnce(&Session) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let (session, mut turn) = arrived?;
    turn.comes().await;
    act(&session).await
}

/// The socket's session, if its event rate permits the event; otherwise disconnects the socket. A host's rate is not limited.
pub(super) fn paced(socket: &SocketRef) -> Result<Session, Problem> {
    let session = socket.extensions.get::<Session>().ok_or_else(Problem::overloaded)?;
    if session.is_host || session.pace.check().is_ok() {
        return Ok(session);
    }
    let _closed = socket.clone().disconnect();
    Err(Problem::too_many_requests(1))
}

/// Charges an event's price to a guest's device, or its address group.
pub(super) fn pays(app: &App, session: &Session, price: Price) -> Result<(), Problem> {
    let device = session.presence.get().map(Presence::device).or(session.device);
    if session.is_host { Ok(()) } else { Ok(app.limits.voting(session.client, device, price)?) }
}

/// Sends an acknowledgement; one that does not arrive is logged.
pub(super) fn acknowledge(ack: AckSender, answer: &impl Serialize) {
    if let Err(error) = ack.send(answer) {
        tracing::debug!(%error, "socket: acknowledgement not delivered");
    }
}
