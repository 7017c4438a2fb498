//! The states of a poll: draft, ready, open, closed.

use serde_json::json;
use support::{House, OPTIONS, QUESTION, story};

#[story]
async fn a_closed_poll_takes_no_votes_and_still_shows_its_results() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    house.host().closes(&poll).await;
    house.phone().votes_for(&poll, "Tabs").await.is_refused(409, "poll_not_open");
    assert_eq!(house.phone().results(&poll).await["total_votes"], 1);
    assert_eq!(house.host().sees(&poll).await["refused"]["poll_not_open"], 1);
}

#[story]
async fn a_ready_poll_is_shown_and_takes_no_votes_until_it_opens() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "state": "ready" })).await;
    let page = house.phone().opens(&poll.path("")).await;
    assert!(page.is_page(200).contains(QUESTION));
    house.phone().votes_for(&poll, "Tabs").await.is_refused(409, "poll_not_open");
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
}

#[story]
async fn a_closed_poll_may_be_opened_again() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.host().closes(&poll).await;
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
}

#[story]
async fn a_draft_does_not_exist_for_guests() {
    let house = House::open().await;
    let poll = house.poll_with("A secret?", &OPTIONS, json!({ "state": "draft" })).await;
    for route in ["", "/share", "/results", "/qr.svg", "/qr.png"] {
        let answer = house.phone().get(&poll.path(route)).await;
        assert_eq!(answer.status_and_code(), (404, "no_such_poll".into()), "{route}");
    }
    house.phone().votes_for(&poll, "Tabs").await.is_refused(404, "no_such_poll");
    let mut socket = house.phone().connects().await;
    assert_eq!(socket.calls("join", json!({ "poll_code": poll.code })).await["problem"]["code"], "no_such_poll");
}

#[story]
async fn a_draft_exists_for_the_host() {
    let house = House::open().await;
    let poll = house.poll_with("A secret?", &OPTIONS, json!({ "state": "draft" })).await;
    for route in ["", "/share", "/results", "/qr.svg"] {
        house.host().get(&poll.path(route)).await.is(200);
    }
    assert_eq!(house.host().joins(&poll).await.snapshot["state"], "draft");
}

#[story]
async fn a_new_draft_does_not_take_the_stage() {
    let house = House::open().await;
    let shown = house.poll(QUESTION, &OPTIONS).await;
    house.poll_with("A secret?", &OPTIONS, json!({ "state": "draft" })).await;
    assert_eq!(house.phone().opens(&shown.meeting_path("")).await.boot()["snapshot"]["poll_code"], shown.code);
}
