//! A phone: its own address, its own cookies, its own browser token.

use crate::{Caller, Poll, Response, Socket, fresh_address};
use http::Method;
use serde_json::{Value, json};
use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use uuid::Uuid;

/// A phone in the room. Also a [`Caller`], for requests that no phone should send.
#[derive(Debug, Clone)]
pub struct Phone {
    caller: Caller,
    token: String,
}

impl Phone {
    /// A new phone at an address of its own.
    #[must_use]
    pub fn new(house: SocketAddr) -> Self {
        Self::at(house, fresh_address())
    }

    fn at(house: SocketAddr, address: IpAddr) -> Self {
        Self { caller: Caller::new(house, address, None), token: Uuid::new_v4().to_string() }
    }

    /// Another phone behind the same address, as behind one router.
    #[must_use]
    pub fn neighbour(&self) -> Self {
        Self::at(self.house(), self.address())
    }

    /// The same browser at another address, its cookies lost.
    #[must_use]
    pub fn at_another_address(&self) -> Self {
        Self { token: self.token.clone(), ..Self::new(self.house()) }
    }

    /// The same phone at another instance: its address and its token, without its cookies.
    #[must_use]
    pub fn at_instance(&self, house: SocketAddr) -> Self {
        Self { token: self.token.clone(), ..Self::at(house, self.address()) }
    }

    /// The browser token, a UUID.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Opens a poll's page as a browser does: the device cookie goes into the jar, and the page's token
    /// replaces this phone's. Returns the page.
    pub async fn gets_cookie(&mut self, poll: &Poll) -> Response {
        let page = self.opens(&poll.path("")).await;
        page.boot()["browser_token"].as_str().expect("the page has a token").clone_into(&mut self.token);
        page
    }

    /// Votes for one option.
    pub async fn votes_for(&self, poll: &Poll, option: &str) -> Response {
        self.casts(poll, &json!({ "option_id": poll.id(option), "browser_token": self.token })).await
    }

    /// Votes for several options.
    pub async fn votes_for_all(&self, poll: &Poll, options: &[&str]) -> Response {
        self.casts(poll, &json!({ "option_ids": poll.ids(options), "browser_token": self.token })).await
    }

    /// Votes with this answer, of a poll of any kind.
    pub async fn answers(&self, poll: &Poll, answer: &Value) -> Response {
        self.casts(poll, &json!({ "answer": answer, "browser_token": self.token })).await
    }

    /// Sends any body as a ballot.
    pub async fn casts(&self, poll: &Poll, ballot: &Value) -> Response {
        self.sends(Method::POST, &poll.path("/vote"), ballot).await
    }

    /// Votes with the page's plain form, without script: the cookie alone identifies it.
    pub async fn votes_by_form(&self, poll: &Poll, options: &[&str]) -> Response {
        let ids: Vec<String> = poll.ids(options).iter().map(ToString::to_string).collect();
        let fields: Vec<(&str, &str)> = ids.iter().map(|id| ("option_id", id.as_str())).collect();
        self.posts_form(&poll.path("/vote"), &fields).await
    }

    /// Requests the results as the page does, with the token in a header.
    pub async fn requests_results(&self, poll: &Poll) -> Response {
        self.send(self.request(Method::GET, &poll.path("/results")).header("x-browser-token", &self.token)).await
    }

    /// The results as this phone may see them.
    pub async fn results(&self, poll: &Poll) -> Value {
        self.requests_results(poll).await.is(200).json()
    }

    /// Asks for more time, as the page does.
    pub async fn asks_for_time(&self, poll: &Poll) -> Response {
        self.send(self.request(Method::POST, &poll.path("/more-time")).header("x-browser-token", &self.token)).await
    }

    /// Follows a poll over a websocket.
    pub async fn joins(&self, poll: &Poll) -> Socket {
        let mut socket = self.connects().await;
        socket.joins(json!({ "poll_code": poll.code, "browser_token": self.token })).await;
        socket
    }

    /// Follows a meeting over a websocket.
    pub async fn follows(&self, meeting: &str) -> Socket {
        let mut socket = self.connects().await;
        socket.joins(json!({ "join_code": meeting, "browser_token": self.token })).await;
        socket
    }

    /// Opens a websocket and follows nothing yet.
    pub async fn connects(&self) -> Socket {
        Socket::connect(self).await
    }
}

impl Deref for Phone {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}
