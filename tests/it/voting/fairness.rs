//! One person, one vote: a second vote is recognised by its device and by its address.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Phone, Poll, QUESTION, story};

#[story]
async fn the_same_browser_at_another_address_is_recognised_and_sees_its_own_vote() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let counted = phone.votes_for(&poll, "Tabs").await.is_counted();
    let problem = phone.at_another_address().votes_for(&poll, "Spaces").await.is_refused(409, "already_voted_device");
    assert_eq!(
        problem["your_vote"],
        json!({ "option_ids": [poll.id("Tabs")], "answer": { "options": [poll.id("Tabs")] }, "receipt": counted["receipt"], "nonce": counted["nonce"] })
    );
}

#[story]
async fn another_browser_at_the_same_address_is_recognised_and_does_not_see_the_vote() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    let problem = phone.neighbour().votes_for(&poll, "Spaces").await.is_refused(409, "already_voted_address");
    assert_eq!(problem["title"], "Already voted");
    assert!(problem.get("your_vote").is_none());
}

#[story]
async fn the_same_ballot_again_is_refused_with_the_recorded_vote() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let counted = phone.votes_for(&poll, "Tabs").await.is_counted();
    let problem = phone.votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_device");
    assert_eq!(problem["your_vote"]["receipt"], counted["receipt"]);
}

#[story]
async fn one_device_may_vote_in_every_poll() {
    let house = House::open().await;
    let phone = house.phone();
    for question in ["The first?", "The second?", "The third?"] {
        let poll = house.poll(question, &OPTIONS).await;
        phone.votes_for(&poll, "Tabs").await.is_counted();
    }
}

#[story]
async fn by_device_alone_phones_that_share_an_address_all_vote() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.neighbour().votes_for(&poll, "Tabs").await.is_counted();
    phone.neighbour().votes_for(&poll, "Spaces").await.is_counted();
    phone.votes_for(&poll, "Spaces").await.is_refused(409, "already_voted_device");
    assert_eq!(phone.results(&poll).await["total_votes"], 3);
}

#[story]
async fn the_host_may_let_neighbours_in_while_the_poll_runs() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let neighbour = phone.neighbour();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    neighbour.votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_address");
    house.host().changes(&poll, &json!({ "fairness": "device" })).await;
    neighbour.votes_for(&poll, "Tabs").await.is_counted();
    phone.votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_device");
}

#[story]
async fn the_host_sees_whether_device_or_address_caused_a_refusal() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.votes_for(&poll, "Tabs").await.is(409);
    phone.neighbour().votes_for(&poll, "Tabs").await.is(409);
    phone.neighbour().votes_for(&poll, "Tabs").await.is(409);
    let refused = house.host().sees(&poll).await["refused"].clone();
    assert_eq!((&refused["already_voted_device"], &refused["already_voted_address"]), (&json!(1), &json!(2)));
}

#[story]
async fn the_host_sees_how_many_devices_share_an_address_however_often_they_try() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    let neighbour = phone.neighbour();
    for _ in 0..5 {
        neighbour.votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_address");
    }
    let refused = async || house.host().sees(&poll).await["refused"].clone();
    assert_eq!((&refused().await["already_voted_address"], &refused().await["shared_address_devices"]), (&json!(5), &json!(1)));
    phone.neighbour().votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_address");
    assert_eq!((&refused().await["already_voted_address"], &refused().await["shared_address_devices"]), (&json!(6), &json!(2)));
}

#[story]
async fn an_address_that_a_stranger_claims_to_forward_is_not_believed() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    votes_as(&phone, &poll, "203.0.113.1").await.is_counted();
    votes_as(&phone.neighbour(), &poll, "203.0.113.2").await.is_refused(409, "already_voted_address");
}

#[story]
async fn an_address_that_a_trusted_proxy_forwards_counts_as_the_voters() {
    let house = House::with(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let proxy = house.phone();
    votes_as(&proxy, &poll, "203.0.113.1").await.is_counted();
    votes_as(&proxy.neighbour(), &poll, "203.0.113.2").await.is_counted();
    votes_as(&proxy.neighbour(), &poll, "203.0.113.1").await.is_refused(409, "already_voted_address");
    let twin = votes_as(&proxy.neighbour(), &poll, "::ffff:203.0.113.1").await;
    twin.is_refused(409, "already_voted_address");
}

#[tokio::test]
async fn a_visitors_own_x_forwarded_for_changes_nothing() {
    let house = House::with(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let proxy = house.phone();
    let votes = async |claim: &[u8], address: &str| {
        let (phone, line) = (proxy.neighbour(), [claim, b", ", address.as_bytes()].concat());
        let ballot: Value = json!({ "option_id": poll.id("Tabs"), "browser_token": phone.token() });
        let line = http::HeaderValue::from_bytes(&line).expect("a header");
        phone.send(phone.request(Method::POST, &poll.path("/vote")).header("x-forwarded-for", line).json(&ballot)).await
    };
    votes("é".as_bytes(), "203.0.113.1").await.is_counted();
    votes(b"\xff\xfe, 203.0.113.1", "203.0.113.2").await.is_counted();
    votes(b"203.0.113.9", "203.0.113.1").await.is_refused(409, "already_voted_address");
}

#[story]
async fn an_ipv6_voter_behind_a_proxy_is_identified_by_its_64_bit_network() {
    let house = House::with(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let proxy = house.phone();
    votes_as(&proxy, &poll, "2001:db8::1").await.is_counted();
    for twin in ["2001:db8::2", "2001:db8::ffff:1", "[2001:db8::3]:4711"] {
        votes_as(&proxy.neighbour(), &poll, twin).await.is_refused(409, "already_voted_address");
    }
    votes_as(&proxy.neighbour(), &poll, "2001:db8:0:1::1").await.is_counted();
    votes_as(&proxy.neighbour(), &poll, "fd00::1").await.is_counted();
    votes_as(&proxy.neighbour(), &poll, "fd00::2").await.is_refused(409, "already_voted_address");
}

#[tokio::test]
async fn a_proxy_that_forwards_ports_too_does_not_make_the_room_one_address() {
    let house = House::with(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let proxy = house.phone();
    votes_as(&proxy, &poll, "203.0.113.1:4711").await.is_counted();
    votes_as(&proxy.neighbour(), &poll, "203.0.113.2:4711").await.is_counted();
    votes_as(&proxy.neighbour(), &poll, "[2001:db8:7::1]:443").await.is_counted();
    votes_as(&proxy.neighbour(), &poll, "\"[2001:db8:8::1]\"").await.is_counted();
    votes_as(&proxy.neighbour(), &poll, "203.0.113.1:4712").await.is_refused(409, "already_voted_address");
}

#[tokio::test]
async fn a_trusted_proxy_without_x_forwarded_for_is_logged_once() {
    let house = House::with(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let proxy = house.phone();
    votes_as(&proxy, &poll, "unknown").await.is_counted();
    votes_as(&proxy.neighbour(), &poll, "unknown").await.is_refused(409, "already_voted_address");
    let names_the_proxy = |line: &&str| line.contains("X-Forwarded-For") && line.contains(&format!("proxy={}", proxy.address()));
    let log = support::log::everything();
    assert_eq!(log.lines().filter(names_the_proxy).count(), 1, "{log}");
}

async fn votes_as(phone: &Phone, poll: &Poll, forwarded: &str) -> support::Response {
    let ballot: Value = json!({ "option_id": poll.id("Tabs"), "browser_token": phone.token() });
    phone.send(phone.request(Method::POST, &poll.path("/vote")).header("x-forwarded-for", forwarded).json(&ballot)).await
}
