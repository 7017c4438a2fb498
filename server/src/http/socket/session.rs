//! The state of a socket, and the rate, the order and the price of its events.

use super::turns::{Turn, Turns};
use crate::app::client::ClientIp;
use crate::app::guest_limits::Requester;
use crate::app::hosts::authority::Proof;
use crate::app::limit::RegisteredSocket;
use crate::app::limit::price::Price;
use crate::app::{App, WeakApp};
use crate::domain::BrowserToken;
use crate::http::problem::Problem;
use governor::DefaultDirectRateLimiter;
use parking_lot::Mutex;
use serde::Serialize;
use socketioxide::extract::{AckSender, SocketRef};
use std::sync::{Arc, OnceLock};

/// The app, which is created after the socket layer that it sends through, and owns that layer.
#[derive(Clone, Default)]
pub(crate) struct LateApp(Arc<OnceLock<WeakApp>>);

impl LateApp {
    /// Makes the app available to the sockets.
    pub(crate) fn provide(&self, app: &App) {
        let _first = self.0.set(app.downgrade());
    }

    /// The app; `None` before [`provide`](Self::provide), and once the server has ended.
    pub(super) fn app(&self) -> Option<App> {
        self.0.get()?.upgrade()
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
    /// The token in its device cookie.
    pub(super) device: Option<BrowserToken>,
    /// Limits the rate of its events.
    pub(super) rate_limiter: Arc<DefaultDirectRateLimiter>,
    /// Runs its events in order.
    pub(super) turns: Arc<Turns>,
    /// The turn of connecting, until the socket is connected. A client may send `join` as soon as it
    /// receives the packet CONNECT, and socketioxide sends nothing to a socket that it marks as
    /// connected only after that packet.
    connecting: Arc<Mutex<Option<Turn>>>,
    /// The device that the limits count as connected, once a phone has joined.
    pub(super) registered: Arc<OnceLock<RegisteredSocket>>,
}

impl Session {
    /// The session of a socket that is about to be connected.
    pub(super) fn new(
        client: ClientIp,
        proof: Option<Proof>,
        device: Option<BrowserToken>,
        rate_limiter: DefaultDirectRateLimiter,
    ) -> Self {
        let turns = Turns::default();
        let connecting = turns.take();
        Self {
            client,
            is_host: proof.is_some(),
            proof,
            device,
            rate_limiter: Arc::new(rate_limiter),
            turns: Arc::new(turns),
            connecting: Arc::new(Mutex::new(Some(connecting))),
            registered: Arc::default(),
        }
    }

    /// Lets the socket's events begin, now that it is connected (or will never be).
    pub(super) fn end_connecting(&self) {
        self.connecting.lock().take();
    }

    /// The visitor as rate limits count it.
    pub(super) fn requester(&self) -> Requester {
        Requester { client: self.client, is_host: self.is_host }
    }
}

/// A JSON object. Not a struct, because serde would also read a list as one, field by field.
pub(super) type Fields = serde_json::Map<String, serde_json::Value>;

/// Checks the rate of a new event, and reserves its turn among the socket's events. Called before
/// the event's task starts.
pub(super) fn reserve_turn(socket: &SocketRef) -> Result<(Session, Turn), Problem> {
    let session = check_rate(socket)?;
    let turn = session.turns.take();
    Ok((session, turn))
}

/// Runs `handle` once every earlier event of the socket has ended.
pub(super) async fn in_turn<T>(
    reserved: Result<(Session, Turn), Problem>,
    handle: impl AsyncFnOnce(&Session) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let (session, mut turn) = reserved?;
    turn.begins().await;
    handle(&session).await
}

/// The socket's session. Disconnects a guest's socket that exceeds its event rate; a host's is not
/// limited.
pub(super) fn check_rate(socket: &SocketRef) -> Result<Session, Problem> {
    let session = socket.extensions.get::<Session>().ok_or_else(Problem::overloaded)?;
    if session.is_host || session.rate_limiter.check().is_ok() {
        return Ok(session);
    }
    let _closed = socket.clone().disconnect();
    Err(Problem::too_many_requests(1))
}

/// Charges an event's price to a guest's device, or to its address group; a host pays nothing.
pub(super) fn charge(app: &App, session: &Session, price: Price) -> Result<(), Problem> {
    let device = session.registered.get().map(RegisteredSocket::device).or(session.device);
    if session.is_host { Ok(()) } else { Ok(app.limits.charge_voting(session.client, device, price)?) }
}

/// Sends an acknowledgement; a failure is logged.
pub(super) fn acknowledge(ack: AckSender, answer: &impl Serialize) {
    if let Err(error) = ack.send(answer) {
        tracing::debug!(%error, "socket: acknowledgement not delivered");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use governor::Quota;
    use std::num::NonZeroU32;

    fn session() -> Session {
        let client = ClientIp::elsewhere("192.0.2.1".parse().expect("an address"));
        Session::new(client, None, None, DefaultDirectRateLimiter::direct(Quota::per_second(NonZeroU32::MIN)))
    }

    #[test]
    fn an_event_that_arrives_while_the_socket_is_connecting_begins_once_it_is_connected() {
        let session = session();
        let mut join = session.turns.take();
        let mut begins = Box::pin(join.begins());
        assert!((&mut begins).now_or_never().is_none(), "nothing can be sent to the socket yet");
        session.end_connecting();
        assert!(begins.now_or_never().is_some());
    }
}
