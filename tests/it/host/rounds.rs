//! Another round of the same question: earlier rounds are stored, and can be compared. Changes that the
//! state of a poll forbids.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, QUESTION, story};

#[story]
async fn another_round_starts_from_nothing_and_keeps_the_one_before() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phones = house.phones(3);
    for phone in &phones {
        phone.votes_for(&poll, "Tabs").await.is_counted();
    }
    house.host().closes(&poll).await;
    let second_round = house.host().changes(&poll, &json!({ "run_again": true })).await;
    assert_eq!((&second_round["round"], &second_round["total_votes"], &second_round["state"]), (&json!(2), &json!(0), &json!("ready")));
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    for phone in &phones {
        assert!(phone.results(&poll).await["your_vote"].is_null(), "nobody has voted in this round");
    }
    phones[0].votes_for(&poll, "Spaces").await.is_counted();
    let rounds = house.host().get(&format!("/api/polls/{}/rounds", poll.code)).await.is(200).json();
    assert_eq!(rounds.as_array().map(Vec::len), Some(2));
    assert_eq!((&rounds[0]["total_votes"], &rounds[0]["vote_counts"]), (&json!(3), &json!([3, 0])));
    assert_eq!((&rounds[1]["total_votes"], &rounds[1]["vote_counts"]), (&json!(1), &json!([0, 1])));
    let recount = house.host().get(&format!("/api/polls/{}/recount", poll.code)).await.is(200).json();
    assert_eq!(recount["findings"], json!([]), "the log holds both rounds, and adds up");
}

#[story]
async fn a_vote_before_the_next_round_opens_is_refused() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let mut watcher = house.phone().joins(&poll).await;
    house.host().changes(&poll, &json!({ "run_again": true })).await;
    watcher.until("poll_state", |state| state["round"] == 2 && state["total_votes"] == 0).await;
    house.phone().votes_for(&poll, "Tabs").await.is_refused(409, "poll_not_open");
}

#[story]
async fn a_round_without_votes_cannot_be_run_again() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let path = format!("/api/polls/{}", poll.code);
    house.host().sends(Method::PATCH, &path, &json!({ "run_again": true })).await.is_refused(409, "wrong_state");
}

#[story]
async fn changes_that_a_polls_state_does_not_allow_are_refused_with_a_reason() {
    let house = House::open().await;
    let ready = house.poll_with(QUESTION, &OPTIONS, json!({ "state": "ready" })).await;
    let voted = house.poll(QUESTION, &OPTIONS).await;
    house.phone().votes_for(&voted, "Tabs").await.is_counted();
    for (poll, body) in [
        (&ready, json!({ "state": "closed" })),
        (&ready, json!({ "revealed": true })),
        (&ready, json!({ "timer_seconds": 30 })),
        (&voted, json!({ "state": "ready" })),
        (&voted, json!({ "answer_shown": true })),
    ] {
        let answer = house.host().sends(Method::PATCH, &format!("/api/polls/{}", poll.code), &body).await;
        let problem: Value = answer.is_refused(409, "wrong_state");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 20), "{problem}");
    }
}
