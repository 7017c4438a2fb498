//! nginx and HAProxy in front of the real program, with the shipped configuration: only ports and paths differ.

use super::proxy::{Proxy, ProxyProgram};
use crate::live::official_client::Client;
use http::Method;
use serde_json::json;
use std::net::SocketAddr;
use support::{OPTIONS, Phone, Poll, Program, QUESTION, Socket, fresh_address};
use tempfile::TempDir;

/// Servers with data of their own, and a proxy in front of them.
struct Installation {
    proxy: Proxy,
    programs: Vec<Program>,
    _data: Vec<TempDir>,
}

impl Installation {
    async fn start(kind: ProxyProgram, instances: usize) -> Self {
        let front = SocketAddr::new(fresh_address(), 8080);
        let settings = [
            format!("PUBLIC_URL=http://{front}"),
            "SECRET_KEY=0123456789abcdef0123456789abcdef".to_owned(),
            "TRUSTED_PROXIES=127.0.0.1/32".to_owned(),
            "DRAIN_SECONDS=0".to_owned(),
        ];
        let wrapper: Vec<&str> = std::iter::once("env").chain(settings.iter().map(String::as_str)).collect();
        let data: Vec<TempDir> = (0..instances).map(|_| TempDir::new().expect("a directory")).collect();
        let mut programs = Vec::new();
        for folder in &data {
            programs.push(Program::start_under(folder.path(), &wrapper).await);
        }
        let addresses: Vec<SocketAddr> = programs.iter().map(Program::addr).collect();
        Self { proxy: Proxy::start(kind, front, &addresses).await, programs, _data: data }
    }

    /// A phone that connects through the proxy.
    fn phone(&self) -> Phone {
        Phone::new(self.proxy.addr())
    }

    fn first(&self) -> &Program {
        &self.programs[0]
    }
}

/// Phones vote through the proxy, over POST and over a socket, and the server sees the address of each.
async fn distinguishes_phones(kind: ProxyProgram) {
    let installation = Installation::start(kind, 1).await;
    let poll = installation.first().poll(QUESTION, &OPTIONS, json!({})).await;
    let mut phone = installation.phone();
    phone.gets_cookie(&poll).await.is_page(200);
    let mut watcher = phone.joins(&poll).await;
    let front = format!("http://{}", installation.proxy.addr());
    let ballot = json!({ "option_id": poll.id("Tabs"), "browser_token": phone.token() });
    phone.send(phone.request(Method::POST, &poll.path("/vote")).header("origin", &front).json(&ballot)).await.is_counted();
    watcher.until("vote_update", |results| results["total_votes"] == 1).await;

    // If the server took the proxy's address for the phone's, this vote would be refused.
    let other = installation.phone();
    let mut socket = Socket::connect(&other).await;
    socket.joins(json!({ "poll_code": poll.code })).await;
    let ballot = json!({ "poll_code": poll.code, "option_id": poll.id("Spaces"), "browser_token": other.token() });
    assert_eq!(socket.calls("vote", ballot).await["ok"], true);
    watcher.until("vote_update", |results| results["total_votes"] == 2).await;

    // Addresses that a phone claims in its own headers are ignored.
    for claim in ["203.0.113.7", "127.0.0.1", "203.0.113.7, 127.0.0.1", "garbage", "::1"] {
        let neighbour = phone.neighbour();
        let ballot = json!({ "option_id": poll.id("Spaces"), "browser_token": neighbour.token() });
        let request = neighbour.request(Method::POST, &poll.path("/vote")).header("x-forwarded-for", claim);
        let request = request.header("x-real-ip", "203.0.113.7").header("forwarded", "for=203.0.113.7").json(&ballot);
        neighbour.send(request).await.is_refused(409, "already_voted_address");
    }
    // A request of a page of another origin is refused.
    let attacker = installation.phone();
    let request = attacker.request(Method::POST, &poll.path("/vote")).header("origin", "http://evil.example");
    attacker.send(request.json(&ballot_of(&attacker, &poll))).await.is_refused(403, "bad_origin");
    assert_eq!(installation.phone().results(&poll).await["total_votes"], 2);
}

fn ballot_of(phone: &Phone, poll: &Poll) -> serde_json::Value {
    json!({ "option_id": poll.id("Tabs"), "browser_token": phone.token() })
}

/// The official client joins, votes, receives updates, and sees the end of the vote.
async fn serves_the_official_client(kind: ProxyProgram) {
    let installation = Installation::start(kind, 1).await;
    for transport in ["websocket", "polling"] {
        let poll = installation.first().poll(QUESTION, &OPTIONS, json!({})).await;
        let mut client = Client::start(installation.proxy.addr(), transport, &poll, &installation.phone());
        assert_eq!(client.next("connect").await, transport);
        assert_eq!(client.next("join").await["ok"], true);
        assert_eq!(client.next("vote").await["success"], true, "{transport}");
        installation.phone().votes_for(&poll, "Spaces").await.is_counted();
        while client.next("vote_update").await["total_votes"] != 2 {}
        installation.first().host().closes(&poll).await;
        assert_eq!(client.next("poll_state").await["state"], "closed");
    }
}

/// With two servers, all requests of a polling client reach the same one: otherwise the client could not connect.
async fn sends_a_polling_client_to_one_instance(kind: ProxyProgram) {
    let installation = Installation::start(kind, 2).await;
    let poll = installation.first().poll(QUESTION, &OPTIONS, json!({})).await;
    let mut seen = [false; 2];
    while seen != [true; 2] {
        let mut client = Client::start(installation.proxy.addr(), "polling", &poll, &installation.phone());
        assert_eq!(client.next("connect").await, "polling");
        // Each instance has data of its own: only the first one has the poll.
        let joined = client.next("join").await;
        assert!(joined["ok"] == true || joined["problem"]["code"] == "no_such_poll", "{joined}");
        seen[usize::from(joined["ok"] != true)] = true;
    }
}

/// The proxy serves neither metrics nor readiness, and the response has the request id that the proxy generated.
async fn hides_metrics_and_readiness(kind: ProxyProgram) {
    let installation = Installation::start(kind, 1).await;
    for path in ["/metrics", "/readyz"] {
        installation.phone().get(path).await.is(404);
    }
    let phone = installation.phone();
    let answer = phone.send(phone.request(Method::GET, "/poll/ZZZZZZZZ/results").header("x-request-id", "mine")).await;
    answer.is_refused(404, "no_such_poll");
    assert_eq!(answer.header("x-request-id").len(), kind.id_length(), "{}", answer.header("x-request-id"));
    // It is the proxy that refuses: the server itself serves its metrics to this computer.
    installation.first().phone().get("/metrics").await.is(200);
}

#[tokio::test]
async fn through_nginx_every_phone_has_its_own_address() {
    distinguishes_phones(ProxyProgram::Nginx).await;
}

#[tokio::test]
async fn through_haproxy_every_phone_has_its_own_address() {
    distinguishes_phones(ProxyProgram::Haproxy).await;
}

#[tokio::test]
async fn through_nginx_the_official_client_votes_over_websocket_and_polling() {
    serves_the_official_client(ProxyProgram::Nginx).await;
}

#[tokio::test]
async fn through_haproxy_the_official_client_votes_over_websocket_and_polling() {
    serves_the_official_client(ProxyProgram::Haproxy).await;
}

#[tokio::test]
async fn nginx_sends_all_requests_of_a_polling_client_to_one_instance() {
    sends_a_polling_client_to_one_instance(ProxyProgram::Nginx).await;
}

#[tokio::test]
async fn haproxy_sends_all_requests_of_a_polling_client_to_one_instance() {
    sends_a_polling_client_to_one_instance(ProxyProgram::Haproxy).await;
}

#[tokio::test]
async fn nginx_serves_neither_metrics_nor_readiness_to_the_room() {
    hides_metrics_and_readiness(ProxyProgram::Nginx).await;
}

#[tokio::test]
async fn haproxy_serves_neither_metrics_nor_readiness_to_the_room() {
    hides_metrics_and_readiness(ProxyProgram::Haproxy).await;
}

#[tokio::test]
async fn haproxy_sets_no_cookie_with_a_cacheable_file() {
    let installation = Installation::start(ProxyProgram::Haproxy, 2).await;
    let poll = installation.first().poll(QUESTION, &OPTIONS, json!({})).await;
    let page = installation.first().phone().opens(&poll.path("")).await;
    let asset = page.text().split("src=\"").find_map(|part| part.split('"').next().filter(|path| path.starts_with("/assets/")));
    let file = installation.phone().get(asset.expect("the page has a script")).await;
    assert_eq!(file.is(200).header("cache-control"), "public, max-age=31536000, immutable");
    assert!(file.headers.get("set-cookie").is_none());
    assert!(!installation.phone().get("/healthz").await.header("set-cookie").is_empty(), "other responses set the routing cookie");
}

#[tokio::test]
async fn haproxy_sends_no_requests_to_an_instance_until_it_is_ready() {
    let mut installation = Installation::start(ProxyProgram::Haproxy, 2).await;
    // Each instance has data of its own, so whether a poll is found shows which instance answers.
    let poll_of_two = installation.programs[1].poll(QUESTION, &OPTIONS, json!({})).await;
    installation.first().tampers("alter table polls rename to polls_away").await;
    installation.proxy.logs("Server handsup/one is DOWN").await;
    for _ in 0..10 {
        installation.phone().opens(&poll_of_two.path("")).await.is_page(200);
    }
    installation.first().tampers("alter table polls_away rename to polls").await;
    installation.proxy.logs("Server handsup/one is UP").await;
    let mut seen = std::collections::BTreeSet::new();
    while seen.len() < 2 {
        seen.insert(installation.phone().opens(&poll_of_two.path("")).await.status);
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [200, 404], "both answer again");
}

#[tokio::test]
async fn nginx_sends_every_request_to_the_other_instance_when_one_is_killed() {
    let mut installation = Installation::start(ProxyProgram::Nginx, 2).await;
    let poll_of_two = installation.programs[1].poll(QUESTION, &OPTIONS, json!({})).await;
    installation.programs[0].is_killed().await;
    for _ in 0..10 {
        installation.phone().opens(&poll_of_two.path("")).await.is_page(200);
        installation.phone().votes_for(&poll_of_two, "Tabs").await.is_counted();
    }
}
