//! The requirement "Server restart: all data persists in database."

use handsup_server::{Config, Server};
use serde_json::json;
use support::{House, OPTIONS, QUESTION, story, without_restart_numbers};

#[story]
async fn a_restart_keeps_the_poll_its_totals_and_each_phones_vote() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
    let results_before = without_restart_numbers(phone.results(&poll).await);
    house.restart().await;
    assert_eq!(without_restart_numbers(phone.results(&poll).await), results_before);
}

#[story]
async fn after_a_restart_a_second_vote_is_refused() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let counted = phone.votes_for(&poll, "Tabs").await.is_counted();
    house.restart().await;
    let problem = phone.votes_for(&poll, "Spaces").await.is_refused(409, "already_voted_device");
    assert_eq!(problem["your_vote"]["receipt"], counted["receipt"]);
    phone.neighbour().votes_for(&poll, "Spaces").await.is_refused(409, "already_voted_address");
}

#[story]
async fn after_a_restart_seq_goes_on_growing() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let seq_before = house.phone().votes_for(&poll, "Tabs").await.is_counted()["results"]["seq"].as_u64();
    house.restart().await;
    let seq_after = house.phone().votes_for(&poll, "Tabs").await.is_counted()["results"]["seq"].as_u64();
    assert!(seq_before < seq_after, "{seq_before:?} {seq_after:?}");
}

#[story]
async fn a_restart_keeps_cookies_and_rules() {
    let mut house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "on_reveal", "state": "ready" })).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    let token = phone.token().to_owned();
    house.restart().await;
    phone.gets_cookie(&poll).await;
    assert_eq!(phone.token(), token, "the server still accepts the device cookie");
    let results = phone.results(&poll).await;
    assert_eq!((&results["results"], &results["state"]), (&json!("on_reveal"), &json!("ready")));
}

#[story]
async fn a_restart_keeps_the_host_key_an_unused_link_and_host_sessions() {
    let mut house = House::open().await;
    let (link, key) = (house.host_link().to_owned(), house.host_key().to_owned());
    let browser = house.phone();
    browser.becomes_host(&key).await.is(200);
    house.restart().await;
    assert_eq!(house.host_key(), key);
    house.phone().follows_host_link(&link).await.is(200);
    browser.get("/api/console").await.is(200);
}

#[story]
async fn a_phone_that_joins_after_a_restart_finds_everything() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    house.restart().await;
    let mut socket = phone.joins(&poll).await;
    assert_eq!(socket.snapshot["your_vote"]["option_ids"], json!([poll.id("Tabs")]));
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    socket.until("vote_update", |update| update["total_votes"] == 2).await;
}

#[story]
async fn the_port_is_remembered_even_when_the_preferred_one_is_free_again() {
    let data = tempfile::TempDir::new().expect("a directory");
    let config = Config { bind: None, ..Config::scratch(data.path().to_owned()) };
    // Port 4242 is occupied at the first start, by this story or by a Handsup on this computer.
    let occupied = std::net::TcpListener::bind("0.0.0.0:4242");
    let first = Server::bind(&config).await.expect("the server takes a later port").addr().port();
    assert!((4243..=4251).contains(&first), "{first}");
    drop(occupied);
    let second = Server::bind(&config).await.expect("it starts again").addr().port();
    assert_eq!(second, first);
}
