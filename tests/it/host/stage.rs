//! The stage: what the host shows, and the clients that follow it.

use serde_json::json;
use support::{House, OPTIONS, QUESTION, story};

#[story]
async fn phones_that_follow_a_meeting_receive_every_change_of_its_stage() {
    let house = House::open().await;
    let first = house.poll("The first one?", &OPTIONS).await;
    let meeting = first.meeting();
    let mut socket = house.phone().follows(meeting).await;
    assert_eq!(socket.snapshot["poll_code"], first.code);
    let second = house.poll_with("The second one?", &OPTIONS, json!({ "state": "draft" })).await;
    let stage = house.host().sets_stage(meeting, &json!({ "poll_code": second.code })).await;
    assert_eq!((&stage["view"], &stage["poll_code"]), (&json!("poll"), &json!(second.code)));
    socket.until("stage", |stage| stage["poll_code"] == second.code).await;
    assert_eq!(house.host().sees(&second).await["state"], "ready", "shown, not yet voting");
    house.host().sets_stage(meeting, &json!({ "view": "blank" })).await;
    socket.until("stage", |stage| stage["view"] == "blank" && stage["poll_code"].is_null()).await;
    house.host().sets_stage(meeting, &json!({ "view": "poll" })).await;
    socket.until("stage", |stage| stage["view"] == "poll" && stage["poll_code"] == second.code).await;
}

#[story]
async fn a_phone_that_comes_late_sees_the_current_stage() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.host().sets_stage(poll.meeting(), &json!({ "view": "lobby" })).await;
    let page = house.phone().opens(&poll.meeting_path("")).await;
    assert!(page.is_page(200).contains("You’re in"));
    assert_eq!(page.boot()["snapshot"], json!(null));
    let late = house.phone().follows(poll.meeting()).await;
    assert_eq!(late.snapshot, json!(null));
    house.host().sets_stage(poll.meeting(), &json!({ "view": "poll" })).await;
    assert_eq!(house.phone().follows(poll.meeting()).await.snapshot["poll_code"], poll.code);
}

#[story]
async fn opening_a_poll_brings_it_on_stage() {
    let house = House::open().await;
    let first = house.poll("The first one?", &OPTIONS).await;
    house.host().closes(&first).await;
    let second = house.poll_with("The second one?", &OPTIONS, json!({ "state": "draft" })).await;
    let mut socket = house.phone().follows(first.meeting()).await;
    house.host().changes(&second, &json!({ "state": "open" })).await;
    socket.until("stage", |stage| stage["poll_code"] == second.code).await;
    house.host().changes(&first, &json!({ "state": "open" })).await;
    socket.until("stage", |stage| stage["poll_code"] == first.code).await;
}

#[story]
async fn a_ready_poll_that_becomes_a_draft_again_is_not_shown() {
    let house = House::open().await;
    let poll = house.poll_with("A secret?", &OPTIONS, json!({ "state": "ready" })).await;
    house.host().changes(&poll, &json!({ "state": "draft" })).await;
    assert_eq!(house.phone().follows(poll.meeting()).await.snapshot, json!(null));
    assert!(!house.phone().opens(&poll.meeting_path("")).await.is_page(200).contains("A secret?"));
}

#[story]
async fn only_a_poll_of_the_same_meeting_comes_on_stage() {
    let house = House::open().await;
    let other = house.poll("Elsewhere?", &OPTIONS).await;
    let meeting = house.host().starts_meeting("Here").await;
    let path = format!("/api/meetings/{meeting}/stage");
    for body in [json!({ "poll_code": other.code }), json!({ "poll_code": "ZZZZZZZZ" }), json!({ "view": "poll" })] {
        house.host().sends(http::Method::PUT, &path, &body).await.is_refused(404, "no_such_poll");
    }
}

#[story]
async fn a_projector_receives_the_number_of_phones_and_is_not_counted() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut projector = house.phone().connects().await;
    projector.joins(json!({ "join_code": poll.meeting(), "screen": true })).await;
    let _phones = [house.phone().follows(poll.meeting()).await, house.phone().follows(poll.meeting()).await];
    projector.until("stage", |stage| stage["joined"] == 2).await;
    assert_eq!(house.host().sees(&poll).await["connected"], 2);
}

#[story]
async fn a_projector_sees_what_a_guest_may_see() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "on_reveal" })).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let mut projector = house.host().opens_a_projector(poll.meeting()).await;
    assert_eq!(projector.snapshot["options"][0]["vote_count"], json!(null), "also with the host key");
    house.host().reveals(&poll).await;
    projector.until("poll_state", |state| state["options"][0]["vote_count"] == 1).await;
}

#[story]
async fn the_meetings_qr_code_stays_the_same_all_evening() {
    let house = House::open().await;
    let first = house.poll("The first one?", &OPTIONS).await;
    let qr_code = house.phone().get(&first.meeting_path("/qr.svg")).await.is(200).text().to_owned();
    house.poll("The second one?", &OPTIONS).await;
    assert_eq!(house.phone().get(&first.meeting_path("/qr.svg")).await.is(200).text(), qr_code);
    assert!(house.phone().get(&first.meeting_path("/qr.png")).await.is(200).body.starts_with(b"\x89PNG"));
    house.phone().get("/m/ZZZZZZ/qr.svg").await.is_refused(404, "no_such_meeting");
}

#[story]
async fn a_vote_by_form_leads_back_to_the_meeting() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.opens(&poll.meeting_path("")).await.is_page(200);
    let id = poll.id("Tabs").to_string();
    let voted = phone.posts_form(&poll.path("/vote"), &[("option_id", &id), ("meeting", poll.meeting())]).await;
    assert_eq!(voted.leads_to(), poll.meeting_path(""));
    assert!(phone.opens(&poll.meeting_path("")).await.is_page(200).contains("Counted"));
}
