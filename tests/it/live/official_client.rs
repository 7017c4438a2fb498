//! The official JavaScript client, `socket.io-client`, joins, votes, receives updates and reconnects.

use serde_json::{Value, json};
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Instant;
use support::{House, OPTIONS, Phone, Poll, QUESTION, in_time};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::mpsc;

/// A node process with the client in it; it ends when this is dropped.
pub(crate) struct Client {
    lines: mpsc::UnboundedReceiver<Line>,
    _process: Child,
}

/// A line that the client printed, and when.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) what: String,
    pub(crate) body: Value,
    pub(crate) at: Instant,
}

impl Client {
    /// Connects it to a house, or to a proxy in front of one.
    pub(crate) fn start(house: SocketAddr, transport: &str, poll: &Poll, phone: &Phone) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/it/live/official_client.mjs");
        let installed = concat!(env!("CARGO_MANIFEST_DIR"), "/e2e/node_modules/socket.io-client");
        assert!(
            std::path::Path::new(installed).exists(),
            "socket.io-client is not installed: run `npm --prefix tests/e2e ci`, or `make test`"
        );
        let mut node = Command::new("node");
        node.args([script, &format!("http://{house}"), transport, &poll.code, &poll.id("Tabs").to_string(), phone.token()]);
        node.arg(phone.address().to_string());
        let mut process = node.stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("node starts: is it installed?");
        let (sender, lines) = mpsc::unbounded_channel();
        tokio::spawn(listen(process.stdout.take().expect("its output is piped"), sender));
        Self { lines, _process: process }
    }

    /// The body of the next line of this kind that the client prints.
    pub(crate) async fn next(&mut self, what: &str) -> Value {
        loop {
            let received = self.next_line(what).await;
            if received.what == what {
                return received.body;
            }
        }
    }

    /// The next line that the client prints, while a story waits for `awaited`.
    pub(crate) async fn next_line(&mut self, awaited: &str) -> Line {
        in_time(awaited, self.lines.recv()).await.expect("the client still runs")
    }
}

async fn listen(output: ChildStdout, sender: mpsc::UnboundedSender<Line>) {
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let mut line: Value = serde_json::from_str(&line).expect("a line is JSON");
        let what = line["what"].as_str().expect("a word").to_owned();
        let _dropped = sender.send(Line { what, body: line["body"].take(), at: Instant::now() });
    }
}

async fn joins_votes_and_receives(transport: &str) {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut client = Client::start(house.addr(), transport, &poll, &house.phone());
    assert_eq!(client.next("connect").await, transport);
    let joined = client.next("join").await;
    assert_eq!((&joined["ok"], &joined["snapshot"]["total_votes"]), (&json!(true), &json!(0)));
    let vote = client.next("vote").await;
    assert_eq!((&vote["ok"], &vote["success"]), (&json!(true), &json!(true)), "{vote}");
    let second = client.next("vote again").await;
    assert_eq!(second["problem"]["code"], "already_voted_device");
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
    while client.next("vote_update").await["total_votes"] != 2 {}
    house.host().closes(&poll).await;
    assert_eq!(client.next("poll_state").await["state"], "closed");
}

#[tokio::test]
async fn over_a_websocket_the_official_client_joins_votes_and_receives_updates() {
    joins_votes_and_receives("websocket").await;
}

#[tokio::test]
async fn over_polling_the_official_client_joins_votes_and_receives_updates() {
    joins_votes_and_receives("polling").await;
}

#[tokio::test]
async fn after_a_restart_the_official_client_reconnects_by_itself() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut client = Client::start(house.addr(), "websocket", &poll, &house.phone());
    client.next("vote").await;
    house.stop().await;
    assert_eq!(client.next("host_closed").await["reason"], "quit");
    client.next("disconnect").await;
    house.reopen().await;
    client.next("connect").await;
    let joined = client.next("join").await;
    assert_eq!(joined["snapshot"]["total_votes"], 1);
    assert_eq!(joined["snapshot"]["your_vote"]["option_ids"], json!([poll.id("Tabs")]));
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
    while client.next("vote_update").await["total_votes"] != 2 {}
}
