//! Timers that close a poll by the server's clock.

use http::Method;
use serde_json::json;
use support::{House, OPTIONS, Poll, QUESTION, story};

#[story]
async fn a_timer_ends_the_voting_and_may_reveal_the_results() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "on_reveal", "auto_reveal": true })).await;
    let mut socket = house.phone().joins(&poll).await;
    let running = house.host().changes(&poll, &json!({ "timer_seconds": 1 })).await;
    assert!(running["closes_in"].as_u64().is_some_and(|millis| millis <= 1000));
    let closed = socket.until("poll_state", |state| state["state"] == "closed").await;
    assert_eq!((&closed["revealed"], &closed["closes_in"]), (&json!(true), &json!(null)));
    house.phone().votes_for(&poll, "Tabs").await.is_refused(409, "poll_not_open");
}

#[story]
async fn a_timer_survives_a_restart() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.host().changes(&poll, &json!({ "timer_seconds": 2 })).await;
    house.restart().await;
    let mut socket = house.phone().joins(&poll).await;
    if socket.snapshot["state"] != "closed" {
        socket.until("poll_state", |state| state["state"] == "closed").await;
    }
}

/// A house that was started again, and a poll whose timer ran out meanwhile: one second after 1970 began.
pub(crate) async fn timer_ran_out_while_stopped() -> (House, Poll) {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.host().changes(&poll, &json!({ "timer_seconds": 3600 })).await;
    house.stop().await;
    house.tampers("update polls set closes_at = 1000").await;
    house.reopen().await;
    (house, poll)
}

#[story]
async fn no_vote_counts_after_a_timer_that_ran_out_while_the_program_was_down() {
    let (house, poll) = timer_ran_out_while_stopped().await;
    house.phone().votes_for(&poll, "Tabs").await.is_refused(409, "poll_not_open");
}

#[story]
async fn a_timer_can_be_made_longer_and_stopped() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let path = format!("/api/polls/{}", poll.code);
    house.host().sends(Method::PATCH, &path, &json!({ "add_seconds": 15 })).await.is_refused(409, "wrong_state");
    house.host().changes(&poll, &json!({ "timer_seconds": 30 })).await;
    let longer = house.host().changes(&poll, &json!({ "add_seconds": 15 })).await;
    assert!(longer["closes_in"].as_u64().is_some_and(|millis| (40_000..=45_000).contains(&millis)), "{longer}");
    assert!(house.host().changes(&poll, &json!({ "timer_seconds": 0 })).await["closes_in"].is_null());
    house.host().changes(&poll, &json!({ "timer_seconds": 30 })).await;
    for body in [json!({ "timer_seconds": 86_401 }), json!({ "add_seconds": 0 }), json!({ "add_seconds": u64::MAX })] {
        house.host().sends(Method::PATCH, &path, &body).await.is_refused(422, "invalid_timer");
    }
    house.host().changes(&poll, &json!({ "timer_seconds": 86_400 })).await;
}
