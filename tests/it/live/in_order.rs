//! Events of one socket are handled in the order in which they were sent.

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Phone, Poll, QUESTION, in_time, story};

/// How many phones send ballots at once.
const PHONES: usize = 40;

async fn changeable_poll(house: &House) -> Poll {
    house.poll_with(QUESTION, &OPTIONS, json!({ "allow_change": true })).await
}

fn ballot(phone: &Phone, poll: &Poll, option: &str) -> Value {
    json!({ "poll_code": poll.code, "option_id": poll.id(option), "browser_token": phone.token() })
}

/// Asserts that every phone's second ballot counts, and that the log has both of each phone.
async fn every_second_ballot_counts(house: &House, poll: &Poll, phones: &[Phone]) {
    assert_eq!(house.count("votes").await, 2 * i64::try_from(PHONES).expect("a few"));
    for phone in phones {
        assert_eq!(phone.results(poll).await["your_vote"]["option_ids"], json!([poll.id("Spaces")]));
    }
    let results = house.host().sees(poll).await;
    assert_eq!((&results["options"][0]["vote_count"], &results["options"][1]["vote_count"]), (&json!(0), &json!(PHONES)));
}

#[story(flavor = "multi_thread")]
async fn of_two_ballots_at_once_over_a_websocket_the_second_counts() {
    let house = House::for_crowds().await;
    let poll = changeable_poll(&house).await;
    let phones = house.phones(PHONES);
    join_all(phones.iter().map(async |phone| {
        let mut socket = phone.joins(&poll).await;
        socket.emits("vote", ballot(phone, &poll, "Tabs"));
        let second = socket.calls("vote", ballot(phone, &poll, "Spaces")).await;
        assert_eq!(second["ok"], true, "{second}");
    }))
    .await;
    every_second_ballot_counts(&house, &poll, &phones).await;
}

/// Opens an Engine.IO session over polling; returns the path that its requests go to.
async fn opens_polling(phone: &Phone) -> String {
    let opening = phone.get("/socket.io/?EIO=4&transport=polling").await.is(200).text().to_owned();
    let session: Value = serde_json::from_str(opening.strip_prefix('0').expect("an open packet")).expect("JSON");
    let path = format!("/socket.io/?EIO=4&transport=polling&sid={}", session["sid"].as_str().expect("a session"));
    sends(phone, &path, "40").await;
    receives(phone, &path, "40{").await;
    path
}

async fn sends(phone: &Phone, path: &str, payload: &str) {
    let request = phone.request(Method::POST, path).header("content-type", "text/plain;charset=UTF-8").body(payload.to_owned());
    phone.send(request).await.is(200);
}

/// Sends GET requests until a packet begins with `start`, and answers pings meanwhile.
async fn receives(phone: &Phone, path: &str, start: &str) -> String {
    in_time(start, async {
        loop {
            let payload = phone.get(path).await.is(200).text().to_owned();
            for packet in payload.split('\u{1e}') {
                if packet == "2" {
                    sends(phone, path, "3").await;
                } else if packet.starts_with(start) {
                    return packet.to_owned();
                }
            }
        }
    })
    .await
}

#[story(flavor = "multi_thread")]
async fn of_two_ballots_in_one_polling_payload_the_second_counts() {
    let house = House::for_crowds().await;
    let poll = changeable_poll(&house).await;
    let phones = house.phones(PHONES);
    join_all(phones.iter().map(async |phone| {
        let path = opens_polling(phone).await;
        let vote = |id: u8, option: &str| format!("42{id}{}", json!(["vote", ballot(phone, &poll, option)]));
        sends(phone, &path, &format!("{}\u{1e}{}", vote(1, "Tabs"), vote(2, "Spaces"))).await;
        let second = receives(phone, &path, "432[").await;
        assert!(second.contains("\"ok\":true"), "{second}");
    }))
    .await;
    every_second_ballot_counts(&house, &poll, &phones).await;
}

#[story(flavor = "multi_thread")]
async fn a_join_sent_after_a_ballot_returns_that_vote() {
    let house = House::for_crowds().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    join_all(house.phones(PHONES).iter().map(async |phone| {
        let mut socket = phone.connects().await;
        socket.emits("vote", ballot(phone, &poll, "Tabs"));
        let joined = socket.calls("join", json!({ "poll_code": poll.code, "browser_token": phone.token() })).await;
        assert_eq!(joined["snapshot"]["your_vote"]["option_ids"], json!([poll.id("Tabs")]), "{joined}");
    }))
    .await;
}
