//! The host as a program that sends the host key.

use crate::{Caller, Poll, Response, Socket};
use http::Method;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;

/// The host, whose requests carry the host key as `Authorization: Bearer`. Also a [`Caller`].
#[derive(Debug, Clone)]
pub struct Host {
    caller: Caller,
}

impl Host {
    pub(crate) fn new(house: SocketAddr, key: &str) -> Self {
        Self { caller: Caller::new(house, Ipv4Addr::LOCALHOST.into(), Some(key.to_owned())) }
    }

    /// Sends any body to `/create`.
    pub async fn creates(&self, body: &Value) -> Response {
        self.sends(Method::POST, "/create", body).await
    }

    /// Changes a poll, and returns its new state.
    pub async fn changes(&self, poll: &Poll, change: &Value) -> Value {
        self.sends(Method::PATCH, &format!("/api/polls/{}", poll.code), change).await.is(200).json()
    }

    /// Starts a meeting, and returns its join code.
    pub async fn starts_meeting(&self, name: &str) -> String {
        let meeting = self.sends(Method::POST, "/api/meetings", &json!({ "name": name })).await.is(201).json();
        meeting["join_code"].as_str().expect("a meeting has a code").to_owned()
    }

    /// Changes what the stage of a meeting shows, and returns the stage.
    pub async fn sets_stage(&self, meeting: &str, body: &Value) -> Value {
        self.sends(Method::PUT, &format!("/api/meetings/{meeting}/stage"), body).await.is(200).json()
    }

    /// The codes of a meeting's polls, in its order.
    pub async fn polls_of(&self, meeting: &str) -> Vec<String> {
        let response = self.get(&format!("/api/meetings/{meeting}")).await.is(200).json();
        let polls = response["polls"].as_array().expect("a list of polls").clone();
        polls.iter().map(|poll| poll["poll_code"].as_str().expect("a code").to_owned()).collect()
    }

    /// Ends the voting.
    pub async fn closes(&self, poll: &Poll) -> Value {
        self.changes(poll, &json!({ "state": "closed" })).await
    }

    /// Reveals the results to all visitors.
    pub async fn reveals(&self, poll: &Poll) -> Value {
        self.changes(poll, &json!({ "revealed": true })).await
    }

    /// The poll as the host sees it, with all counts.
    pub async fn sees(&self, poll: &Poll) -> Value {
        self.get(&format!("/api/polls/{}", poll.code)).await.is(200).json()
    }

    /// Follows a meeting as a projector that sends the host key.
    pub async fn opens_a_projector(&self, meeting: &str) -> Socket {
        let mut socket = Socket::connect(self).await;
        socket.joins(json!({ "join_code": meeting, "screen": true })).await;
        socket
    }

    /// Follows a poll over a websocket, as the host.
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
