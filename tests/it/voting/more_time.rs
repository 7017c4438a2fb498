//! Voters who need more time than a timer leaves: they ask once in a round, and hosts see how many ask, but not who.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Poll, QUESTION, story};

async fn poll_with_timer(house: &House) -> Poll {
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.host().changes(&poll, &json!({ "timer_seconds": 3600 })).await;
    poll
}

async fn asked(house: &House, poll: &Poll) -> Value {
    house.host().sees(poll).await["asked_for_time"].clone()
}

#[story]
async fn the_host_sees_at_once_how_many_ask_and_more_time_answers_all_of_them() {
    let house = House::open().await;
    let poll = poll_with_timer(&house).await;
    let mut console = house.host().joins(&poll).await;
    assert_eq!(asked(&house, &poll).await, Value::Null);
    let phones = [house.phone(), house.phone()];
    for phone in [&phones[0], &phones[0], &phones[1]] {
        phone.asks_for_time(&poll).await.is(204);
    }
    console.until("vote_update", |update| update["asked_for_time"] == 2).await;
    let step = format!("/api/meetings/{}/step", poll.meeting());
    assert_eq!(house.host().get(&step).await.is(200).json()["poll"]["asked_for_time"], 2, "as a remote reads it");
    let taken = house.host().sends(Method::POST, &step, &json!({ "step": "more_time" })).await.is(200).json();
    assert_eq!((&taken["did"], taken["now"]["poll"].get("asked_for_time")), (&json!("more_time"), None));
    console.until("poll_state", |state| state.get("asked_for_time").is_none()).await;
    phones[0].asks_for_time(&poll).await.is(204);
    assert_eq!(asked(&house, &poll).await, Value::Null, "a device asks once in a round");
    house.phone().asks_for_time(&poll).await.is(204);
    assert_eq!(asked(&house, &poll).await, 1);
}

#[story]
async fn another_round_begins_without_requests() {
    let house = House::open().await;
    let poll = poll_with_timer(&house).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.asks_for_time(&poll).await.is(204);
    assert_eq!(asked(&house, &poll).await, 1);
    house.host().closes(&poll).await;
    assert_eq!(asked(&house, &poll).await, Value::Null);
    house.host().changes(&poll, &json!({ "run_again": true, "state": "open", "timer_seconds": 3600 })).await;
    assert_eq!(asked(&house, &poll).await, Value::Null);
    phone.asks_for_time(&poll).await.is(204);
    assert_eq!(asked(&house, &poll).await, 1);
}

#[story]
async fn without_a_timer_a_request_changes_nothing() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().asks_for_time(&poll).await.is(204);
    assert_eq!(asked(&house, &poll).await, Value::Null);
}

#[story]
async fn guests_and_projectors_never_learn_that_somebody_has_asked() {
    let house = House::open().await;
    let poll = poll_with_timer(&house).await;
    let phone = house.phone();
    let mut projector = house.phone().connects().await;
    projector.joins(json!({ "join_code": poll.meeting(), "screen": true })).await;
    let mut guest = house.phone().joins(&poll).await;
    phone.asks_for_time(&poll).await.is(204);
    assert_eq!(phone.results(&poll).await.get("asked_for_time"), None);
    phone.votes_for(&poll, "Tabs").await.is_counted();
    for socket in [&mut guest, &mut projector] {
        let update = socket.until("vote_update", |update| update["total_votes"] == 1).await;
        assert_eq!(update.get("asked_for_time"), None, "{update}");
    }
}

#[story]
async fn a_flood_of_requests_is_slowed_down_and_counts_once() {
    let house = House::open().await;
    let poll = poll_with_timer(&house).await;
    let phone = house.phone();
    let mut refused = 0;
    for _ in 0..30 {
        let answer = phone.asks_for_time(&poll).await;
        if answer.status != 204 {
            answer.is_refused(429, "too_many_requests");
            refused += 1;
        }
    }
    assert!(refused > 0);
    assert_eq!(asked(&house, &poll).await, 1);
}

#[story]
async fn who_asks_is_not_stored() {
    let house = House::open().await;
    let poll = poll_with_timer(&house).await;
    let before = house.row_count().await;
    house.phone().asks_for_time(&poll).await.is(204);
    assert_eq!(house.row_count().await, before);
    let nobody = house.phone().request(Method::POST, &poll.path("/more-time"));
    house.phone().send(nobody).await.is_refused(422, "invalid_token");
}
