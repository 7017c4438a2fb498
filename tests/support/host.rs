//! The host: whoever holds the key.

use crate::{Answer, Caller, Poll, Socket};
use http::Method;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;

/// The host, by `Authorization: Bearer`. Also a [`Caller`].
#[derive(Debug, Clone)]
pub struct Host {
    caller: Caller,
}

impl Host {
    pub(crate) fn new(house: SocketAddr, key: &str) -> Self {
        Self { caller: Caller::new(house, Ipv4Addr::LOCALHOST.into(), Some(key.to_owned())) }
    }

    /// Sends whatever it likes to `/create`.
    pub async fn creates(&self, wish: &Value) -> Answer {
        self.sends(Method::POST, "/create", wish).await
    }

    /// Changes a poll; how it stands afterwards comes back.
    pub async fn changes(&self, poll: &Poll, change: &Value) -> Value {
        self.sends(Method::PATCH, &format!("/api/polls/{}", poll.code), change).await.is(200).json()
    }

    /// Ends the voting.
    pub async fn closes(&self, poll: &Poll) -> Value {
        self.changes(poll, &json!({ "state": "closed" })).await
    }

    /// Shows the results to everybody.
    pub async fn reveals(&self, poll: &Poll) -> Value {
        self.changes(poll, &json!({ "revealed": true })).await
    }

    /// The poll with its true counts.
    pub async fn sees(&self, poll: &Poll) -> Value {
        self.get(&format!("/api/polls/{}", poll.code)).await.is(200).json()
    }

    /// Follows a poll over a websocket, by the host's door.
    pub async fn joins(&self, poll: &Poll) -> Socket {
        let mut socket = Socket::connect(self).await;
        socket.joins(json!({ "poll_code": poll.code })).await;
        socket
    }
}

impl Deref for Host {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}
