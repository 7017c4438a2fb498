//! Every field of POST `/poll/{code}/vote` and of GET results: an invalid value is refused with its code, and no vote is
//! counted.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Phone, Poll, QUESTION, story};

/// A house with two polls; the second one's options are foreign to the first.
async fn two_polls() -> (House, Poll, Poll) {
    let house = House::for_crowds().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let other = house.poll("Another?", &["Yes", "No"]).await;
    (house, poll, other)
}

async fn all_are_refused(house: &House, poll: &Poll, ballots: &[Value], status: u16, code: &str) {
    let rows_before = house.row_count().await;
    for ballot in ballots {
        let answer = house.phone().casts(poll, ballot).await;
        assert_eq!(answer.status_and_code(), (status, code.to_owned()), "{ballot}: {}", answer.text());
    }
    assert_eq!(house.row_count().await, rows_before);
    assert_eq!(house.phone().results(poll).await["total_votes"], 0);
}

fn ballot_with(phone: &Phone, field: &str, value: Value) -> Value {
    let mut ballot = json!({ "browser_token": phone.token() });
    ballot[field] = value;
    ballot
}

#[story]
async fn a_body_that_is_no_ballot_is_refused() {
    let (house, poll, _) = two_polls().await;
    let (phone, id) = (house.phone(), poll.id("Tabs"));
    let ballots = [
        json!(null),
        json!([]),
        json!("Tabs"),
        json!({}),
        json!({ "option_id": id }),
        json!({ "browser_token": phone.token() }),
        json!({ "option_id": id, "browser_token": 7 }),
        json!({ "option_id": id, "browser_token": null }),
        json!({ "option_id": id, "option_ids": [id], "browser_token": phone.token() }),
        json!({ "option_id": id, "browser_token": phone.token(), "weight": 100 }),
        json!({ "option_id": id, "browser_token": phone.token(), "poll_code": poll.code }),
    ];
    all_are_refused(&house, &poll, &ballots, 400, "bad_request").await;
}

#[story]
async fn an_option_id_that_is_no_whole_number_is_refused() {
    let (house, poll, _) = two_polls().await;
    let phone = house.phone();
    let ballots = [
        ballot_with(&phone, "option_id", json!("1")),
        ballot_with(&phone, "option_id", json!(1.5)),
        ballot_with(&phone, "option_id", json!(true)),
        ballot_with(&phone, "option_id", json!([1])),
        ballot_with(&phone, "option_id", json!(1e30)),
        ballot_with(&phone, "option_ids", json!(1)),
        ballot_with(&phone, "option_ids", json!(["1"])),
        ballot_with(&phone, "option_ids", json!([null])),
        ballot_with(&phone, "option_ids", json!({ "0": 1 })),
    ];
    all_are_refused(&house, &poll, &ballots, 400, "bad_request").await;
}

#[story]
async fn options_of_another_poll_and_repeated_ones_are_refused() {
    let (house, poll, other) = two_polls().await;
    let phone = house.phone();
    let ballots = [
        ballot_with(&phone, "option_id", json!(other.id("Yes"))),
        ballot_with(&phone, "option_ids", json!([other.id("Yes")])),
        ballot_with(&phone, "option_id", json!(0)),
        ballot_with(&phone, "option_id", json!(-1)),
        ballot_with(&phone, "option_id", json!(i64::MAX)),
        ballot_with(&phone, "option_ids", json!([])),
        ballot_with(&phone, "option_ids", json!([poll.id("Tabs"), other.id("Yes")])),
        ballot_with(&phone, "option_ids", json!([poll.id("Tabs"), poll.id("Tabs")])),
        ballot_with(&phone, "option_ids", json!((0..1_000).collect::<Vec<_>>())),
    ];
    all_are_refused(&house, &poll, &ballots, 422, "invalid_choice").await;
}

#[story]
async fn a_token_that_is_no_uuid_is_refused() {
    let (house, poll, _) = two_polls().await;
    let id = poll.id("Tabs");
    let ballots: Vec<_> = [
        "",
        " ",
        "me",
        "null",
        "6f9619ff8b864d01b42d00c04fc964ff",
        "{6f9619ff-8b86-4d01-b42d-00c04fc964f}",
        "6f9619ff-8b86-4d01-b42d-00c04fc964fg",
        "6f9619ff-8b86-4d01-b42d-00c04fc964ff ",
        "6f9619ff-8b86-4d01-b42d-00c04fc964ff6f9619ff-8b86-4d01-b42d-00c04fc964ff",
        "' or 1=1; drop table votes; --------",
        "\u{0}\u{0}\u{0}\u{0}",
    ]
    .iter()
    .map(|token| json!({ "option_id": id, "browser_token": token }))
    .collect();
    all_are_refused(&house, &poll, &ballots, 422, "invalid_token").await;
}

#[story]
async fn a_ballot_for_a_poll_that_does_not_exist_is_a_404() {
    let (house, poll, _) = two_polls().await;
    let phone = house.phone();
    let ballot = ballot_with(&phone, "option_id", json!(poll.id("Tabs")));
    for code in ["ZZZZZZZZ", "short", "way-too-long-for-a-code", "U0000000", "%00", "%F0%9F%91%8B", "'--"] {
        phone.sends(Method::POST, &format!("/poll/{code}/vote"), &ballot).await.is_refused(404, "no_such_poll");
    }
    assert_eq!(house.count("votes").await, 0);
}

#[story]
async fn a_form_is_read_as_strictly_as_json() {
    let (house, poll, other) = two_polls().await;
    let phone = house.phone();
    let (id, foreign) = (poll.id("Tabs").to_string(), other.id("Yes").to_string());
    let token = ("browser_token", phone.token());
    for (fields, status, code) in [
        (vec![("option_id", id.as_str())], 422, "invalid_token"),
        (vec![("option_id", &id), ("browser_token", "me")], 422, "invalid_token"),
        (vec![token], 422, "invalid_choice"),
        (vec![("option_id", &foreign), token], 422, "invalid_choice"),
        (vec![("option_id", &id), ("option_id", &id), token], 422, "invalid_choice"),
        (vec![("option_id", "one"), token], 422, "invalid_choice"),
        (vec![("option_id", &id), token, ("weight", "100")], 422, "invalid_choice"),
    ] {
        let answer = phone.posts_form(&poll.path("/vote"), &fields).await;
        assert_eq!(answer.status, status, "{fields:?} should be {code}: {}", answer.text());
    }
    assert_eq!(house.count("votes").await, 0);
}

#[story]
async fn results_for_a_token_that_is_no_uuid_are_refused() {
    let (house, poll, _) = two_polls().await;
    for token in ["", "me", "6f9619ff8b864d01b42d00c04fc964ff", "%00"] {
        let phone = house.phone();
        let answer = phone.send(phone.request(Method::GET, &poll.path("/results")).header("x-browser-token", token)).await;
        assert_eq!(answer.status_and_code(), (422, "invalid_token".into()), "{token}");
    }
}
