//! A minimal Socket.IO client: protocol 5 on the [`Engine`] of `handsup_crowd`, from any address. It neither reconnects nor
//! retries, so that a failure in a story is the server's.

use crate::{Caller, in_time};
use handsup_crowd::Engine;
use serde_json::{Value, json};
use std::collections::VecDeque;
use tokio::sync::mpsc;

/// What a socket receives.
#[derive(Debug)]
enum Received {
    Event(String, Value),
    Ack(u64, Value),
}

/// A connected Socket.IO client. Events that it receives are queued until a story asks for them.
#[derive(Debug)]
pub struct Socket {
    /// The snapshot that `join` was acknowledged with.
    pub snapshot: Value,
    outgoing: mpsc::UnboundedSender<String>,
    incoming: mpsc::UnboundedReceiver<Received>,
    unread: VecDeque<(String, Value)>,
    /// The id of the last event that was sent with an acknowledgement.
    last_call: u64,
}

impl Socket {
    /// Connects as `caller`: from its address, with its cookies and its key.
    pub async fn connect(caller: &Caller) -> Self {
        Self::connect_with(caller, &caller.identifying_headers()).await
    }

    /// Connects from the caller's address with these headers.
    pub async fn connect_with(caller: &Caller, headers: &[(&'static str, String)]) -> Self {
        Self::opened(Engine::open(caller.house(), caller.address(), headers)).await
    }

    /// Connects as `caller`, with its cookies and its key, and a payload for the handshake.
    pub async fn connect_as(caller: &Caller, payload: &Value) -> Self {
        let payload = payload.to_string();
        Self::opened(Engine::open_with(caller.house(), caller.address(), &caller.identifying_headers(), &payload)).await
    }

    async fn opened(opening: impl Future<Output = anyhow::Result<Engine>>) -> Self {
        let engine = in_time("a socket", opening).await.expect("the house takes sockets");
        let (outgoing, to_send) = mpsc::unbounded_channel();
        let (received, incoming) = mpsc::unbounded_channel();
        tokio::spawn(converse(engine, to_send, received));
        Self { snapshot: Value::Null, outgoing, incoming, unread: VecDeque::new(), last_call: 0 }
    }

    /// Sends `join`; stores and returns the snapshot.
    ///
    /// # Panics
    /// When the join is refused.
    pub async fn joins(&mut self, body: Value) -> &Value {
        let ack = self.calls("join", body).await;
        assert_eq!(ack["ok"], true, "{ack}");
        self.snapshot = ack["snapshot"].clone();
        &self.snapshot
    }

    /// Sends an event and waits for its acknowledgement.
    pub async fn calls(&mut self, event: &str, body: Value) -> Value {
        self.last_call += 1;
        let call = self.last_call;
        self.sends(format!("42{call}{}", json!([event, body])));
        loop {
            match in_time("an acknowledgement", self.incoming.recv()).await.expect("the socket stays open") {
                Received::Ack(id, answer) if id == call => return answer,
                Received::Ack(..) => {}
                Received::Event(name, body) => self.unread.push_back((name, body)),
            }
        }
    }

    /// Sends an event without waiting for an acknowledgement.
    #[expect(clippy::needless_pass_by_value, reason = "stories pass what json! returns")]
    pub fn emits(&self, event: &str, body: Value) {
        self.sends(format!("42{}", json!([event, body])));
    }

    /// Sends one packet as it is.
    pub fn sends(&self, packet: String) {
        let _closed = self.outgoing.send(packet);
    }

    /// The next event of this name; earlier events of other names are discarded.
    ///
    /// # Panics
    /// When no such event arrives in time, or the socket is closed first.
    pub async fn next(&mut self, event: &str) -> Value {
        loop {
            let (name, body) = match self.unread.pop_front() {
                Some(received) => received,
                None => in_time(event, self.event()).await.unwrap_or_else(|| panic!("the socket was closed before {event}")),
            };
            if name == event {
                return body;
            }
        }
    }

    /// The next event of this name that satisfies `condition`; earlier events are discarded.
    pub async fn until(&mut self, event: &str, condition: impl Fn(&Value) -> bool) -> Value {
        loop {
            let body = self.next(event).await;
            if condition(&body) {
                return body;
            }
        }
    }

    /// The next snapshot of a poll that satisfies `condition`, in an update or with a change of state: an instance that reads a poll
    /// again after another one has changed it sends what has come together in one event.
    ///
    /// # Panics
    /// When none arrives in time, or the socket is closed first.
    pub async fn until_shown(&mut self, condition: impl Fn(&Value) -> bool) -> Value {
        loop {
            let (name, body) = match self.unread.pop_front() {
                Some(received) => received,
                None => in_time("a snapshot", self.event()).await.expect("the socket stays open"),
            };
            if matches!(name.as_str(), "vote_update" | "poll_state") && condition(&body) {
                return body;
            }
        }
    }

    /// Waits until the house has closed the socket; returns every event that came before.
    pub async fn is_closed(&mut self) -> Vec<(String, Value)> {
        let mut received: Vec<_> = self.unread.drain(..).collect();
        while let Some(event) = in_time("the socket to close", self.event()).await {
            received.push(event);
        }
        received
    }

    async fn event(&mut self) -> Option<(String, Value)> {
        loop {
            if let Received::Event(name, body) = self.incoming.recv().await? {
                return Some((name, body));
            }
        }
    }
}

/// Moves packets in both directions until either side closes.
async fn converse(mut engine: Engine, mut to_send: mpsc::UnboundedReceiver<String>, received: mpsc::UnboundedSender<Received>) {
    loop {
        let is_open = tokio::select! {
            packet = to_send.recv() => match packet {
                Some(packet) => engine.sends(packet).await.is_ok(),
                None => false,
            },
            packet = engine.receives() => match packet.as_deref() {
                // `41`: the house has closed the namespace.
                None | Some("41" | "41/,") => false,
                // The house measures the round trip of every phone by an `echo` that the client acknowledges.
                Some(packet) if packet.contains("[\"echo\"") => {
                    let id: String = packet.chars().skip(2).take_while(char::is_ascii_digit).collect();
                    engine.sends(format!("43{id}[]")).await.is_ok()
                }
                Some(packet) => parse(packet).is_none_or(|packet| received.send(packet).is_ok()),
            },
        };
        if !is_open {
            return;
        }
    }
}

/// Parses an event, `42["name",body]`, or an acknowledgement, `43ID[body]`; `None` for any other packet.
fn parse(packet: &str) -> Option<Received> {
    let (kind, rest) = packet.split_at_checked(2)?;
    let (id, body) = rest.split_at(rest.find('[')?);
    let mut body: Vec<Value> = serde_json::from_str(body).ok()?;
    match kind {
        "42" => {
            let payload = if body.len() > 1 { body.swap_remove(1) } else { Value::Null };
            Some(Received::Event(body.first()?.as_str()?.to_owned(), payload))
        }
        "43" => Some(Received::Ack(id.parse().ok()?, body.into_iter().next()?)),
        _ => None,
    }
}
