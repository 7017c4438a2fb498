//! The announced start of a meeting: what its lobby counts down to.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Response, story};

async fn announces(house: &House, meeting: &str, change: &Value) -> Response {
    house.host().sends(Method::PATCH, &format!("/api/meetings/{meeting}"), change).await
}

async fn stage(house: &House, meeting: &str) -> Value {
    house.phone().get(&format!("/m/{meeting}/stage")).await.is(200).json()
}

/// The milliseconds left until the start, which must be in this range.
fn has_left(stage: &Value, range: std::ops::RangeInclusive<u64>) {
    assert!(stage["starts_in"].as_u64().is_some_and(|left| range.contains(&left)), "{stage}");
}

#[story]
async fn wall_and_phones_are_told_when_the_meeting_starts_and_a_restart_does_not_forget_it() {
    let mut house = House::open().await;
    let meeting = house.host().starts_meeting("All hands").await;
    let (mut phone, mut wall) = (house.phone().follows(&meeting).await, house.host().opens_a_projector(&meeting).await);
    assert!(stage(&house, &meeting).await.get("starts_in").is_none());
    let announced = announces(&house, &meeting, &json!({ "starts_in_seconds": 300 })).await.is(200).json();
    has_left(&announced, 290_000..=300_000);
    for socket in [&mut phone, &mut wall] {
        let stage = socket.until("stage", |stage| stage["starts_in"].is_u64()).await;
        assert_eq!(stage["starts_at"], announced["starts_at"]);
    }
    let page = house.phone().opens(&format!("/m/{meeting}")).await;
    assert!(page.is_page(200).contains("Starts in "), "without a script");
    assert!(house.phone().opens(&format!("/screen/{meeting}")).await.is_page(200).contains("<span>Starts in</span> <b>"));
    house.restart().await;
    assert_eq!(stage(&house, &meeting).await["starts_at"], announced["starts_at"]);
}

#[story]
async fn a_time_is_announced_moved_and_taken_back() {
    let house = House::open().await;
    let meeting = house.host().starts_meeting("All hands").await;
    let now = announces(&house, &meeting, &json!({ "starts_in_seconds": 0 })).await.is(200).json();
    assert_eq!(now["starts_in"], 0);
    assert!(house.phone().opens(&format!("/m/{meeting}")).await.is_page(200).contains("We start now"));
    let now = now["starts_at"].as_i64().expect("a time");
    let later = announces(&house, &meeting, &json!({ "starts_at": now + 3_600_000 })).await.is(200).json();
    assert_eq!(later["starts_at"], now + 3_600_000);
    has_left(&later, 3_500_000..=3_600_000);
    let passed = announces(&house, &meeting, &json!({ "starts_at": 1 })).await.is(200).json();
    assert_eq!(passed["starts_in"], 0, "a time that has passed is now");
    let off = announces(&house, &meeting, &json!({ "starts_at": 0 })).await.is(200).json();
    assert!(off.get("starts_at").is_none() && off.get("starts_in").is_none(), "{off}");
    for body in [json!({ "starts_in_seconds": 86_401 }), json!({ "starts_at": i64::MAX })] {
        announces(&house, &meeting, &body).await.is_refused(422, "invalid_start");
    }
    announces(&house, &meeting, &json!({ "starts_at": 1, "starts_in_seconds": 1 })).await.is_refused(400, "bad_request");
}

#[story]
async fn the_first_open_poll_and_the_end_take_the_announcement_back() {
    let house = House::open().await;
    let host = house.host();
    let announce = json!({ "starts_in_seconds": 300 });
    let ready = house.poll_with("Ready?", &OPTIONS, json!({ "state": "ready" })).await;
    let meeting = ready.meeting();
    announces(&house, meeting, &announce).await.is(200);
    host.sets_stage(meeting, &json!({ "poll_code": ready.code })).await;
    host.sets_stage(meeting, &json!({ "view": "lobby" })).await;
    has_left(&stage(&house, meeting).await, 290_000..=300_000);
    let mut phone = house.phone().follows(meeting).await;
    host.changes(&ready, &json!({ "state": "open" })).await;
    phone.until("stage", |stage| stage["view"] == "poll" && stage.get("starts_at").is_none()).await;
    announces(&house, meeting, &announce).await.is(200);
    house.poll("Open at once?", &OPTIONS).await;
    assert!(stage(&house, meeting).await.get("starts_at").is_none());
    announces(&house, meeting, &announce).await.is(200);
    assert!(announces(&house, meeting, &json!({ "ended": true })).await.is(200).json().get("starts_at").is_none());
    assert!(announces(&house, meeting, &announce).await.is(200).json().get("starts_at").is_none(), "an ended meeting has no start");
}
