//! Votes over the socket: the same use case and the same answers as POST.

use serde_json::{Value, json};
use support::{House, OPTIONS, Phone, Poll, QUESTION, story};

fn ballot(phone: &Phone, poll: &Poll, option: &str) -> Value {
    json!({ "poll_code": poll.code, "option_id": poll.id(option), "browser_token": phone.token() })
}

#[story]
async fn a_vote_over_the_socket_is_counted_and_acknowledged() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let ack = phone.joins(&poll).await.calls("vote", ballot(&phone, &poll, "Tabs")).await;
    assert_eq!((&ack["ok"], &ack["success"]), (&json!(true), &json!(true)), "{ack}");
    assert_eq!(ack["results"]["total_votes"], 1);
    assert_eq!(phone.results(&poll).await["your_vote"]["receipt"], ack["receipt"]);
    assert_eq!(house.count("votes").await, 1);
}

#[story]
async fn a_vote_over_the_socket_reaches_the_room() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let (mut voter, mut watcher) = (phone.joins(&poll).await, house.phone().joins(&poll).await);
    voter.calls("vote", ballot(&phone, &poll, "Tabs")).await;
    watcher.until("vote_update", |update| update["total_votes"] == 1).await;
    voter.until("vote_update", |update| update["total_votes"] == 1).await;
}

#[story]
async fn a_refused_vote_is_in_the_acknowledgement_and_a_vote_error_event() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    let mut socket = phone.joins(&poll).await;
    let ack = socket.calls("vote", ballot(&phone, &poll, "Spaces")).await;
    assert_eq!((&ack["ok"], &ack["problem"]["code"]), (&json!(false), &json!("already_voted_device")));
    assert_eq!(ack["problem"]["your_vote"]["option_ids"], json!([poll.id("Tabs")]));
    assert_eq!(socket.next("vote_error").await, ack["problem"]);
}

#[story]
async fn a_second_vote_from_one_address_is_refused_over_the_socket_too() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    let neighbour = phone.neighbour();
    let ack = neighbour.joins(&poll).await.calls("vote", ballot(&neighbour, &poll, "Tabs")).await;
    assert_eq!(ack["problem"]["code"], "already_voted_address");
}

#[story]
async fn bad_ballots_over_the_socket_get_the_codes_of_post() {
    let house = House::for_crowds().await;
    let (poll, other) = (house.poll(QUESTION, &OPTIONS).await, house.poll("Another?", &OPTIONS).await);
    let closed = house.poll("Closed?", &OPTIONS).await;
    house.host().closes(&closed).await;
    let rows_before = house.row_count().await;
    let phone = house.phone();
    let mut socket = phone.joins(&poll).await;
    let with = |field: &str, value: Value| {
        let mut ballot = ballot(&phone, &poll, "Tabs");
        ballot[field] = value;
        ballot
    };
    for (body, code) in [
        (with("poll_code", json!("ZZZZZZZZ")), "no_such_poll"),
        (with("poll_code", json!(1)), "bad_request"),
        (with("option_id", json!(other.id("Tabs"))), "invalid_choice"),
        (with("option_id", json!("1")), "bad_request"),
        (with("option_ids", json!([poll.id("Tabs")])), "bad_request"),
        (with("browser_token", json!("me")), "invalid_token"),
        (with("browser_token", json!(null)), "bad_request"),
        (with("weight", json!(100)), "bad_request"),
        (ballot(&phone, &closed, "Tabs"), "poll_not_open"),
        (json!({}), "bad_request"),
        (json!("Tabs"), "bad_request"),
        (json!(null), "bad_request"),
    ] {
        let ack = socket.calls("vote", body.clone()).await;
        assert_eq!(ack["problem"]["code"], code, "{body}");
    }
    assert_eq!(house.row_count().await, rows_before);
}

#[story]
async fn a_malformed_packet_closes_its_own_socket_alone() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut neighbour = house.phone().joins(&poll).await;
    for packet in [
        "5999999999-",
        "42",
        "42[",
        "42{\"a\":1}",
        "421\u{20ac}[\"join\"]",
        "40/admin,",
        "9",
        "",
        "451-[\"vote\",{\"_placeholder\":true,\"num\":0}]",
    ] {
        let mut socket = house.phone().connects().await;
        socket.sends(packet.to_owned());
        socket.is_closed().await;
    }
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    neighbour.until("vote_update", |update| update["total_votes"] == 1).await;
}

#[story]
async fn a_message_larger_than_any_ballot_closes_the_socket() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut socket = house.phone().joins(&poll).await;
    socket.emits("vote", json!({ "poll_code": "x".repeat(20_000) }));
    socket.is_closed().await;
    house.phone().joins(&poll).await;
}
