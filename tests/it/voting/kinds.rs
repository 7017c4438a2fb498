//! Ratings and their means; right answers, and when they are shown.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Poll, QUESTION, story};

async fn rating(house: &House, scale: u8) -> Poll {
    let body = json!({ "question": "How was it?", "kind": "rating", "scale": scale });
    Poll::from_created(house.host().creates(&body).await.is(201).json())
}

#[story]
async fn a_rating_has_its_marks_for_options_and_a_mean() {
    let house = House::open().await;
    let poll = rating(&house, 5).await;
    assert_eq!(poll.created["options"].as_array().map(Vec::len), Some(5));
    assert_eq!(poll.created["mean"], json!(null), "no mean without votes");
    for mark in ["5", "4", "4"] {
        house.phone().votes_for(&poll, mark).await.is_counted();
    }
    assert_eq!(house.host().sees(&poll).await["mean"], 4.33);
    assert_eq!(house.phone().results(&poll).await["mean"], 4.33);
    assert_eq!(rating(&house, 10).await.created["options"][9]["option_text"], "10");
}

#[story]
async fn a_hidden_rating_does_not_show_its_mean() {
    let house = House::open().await;
    let body = json!({ "question": "How was it?", "kind": "rating", "results": "on_reveal" });
    let poll = Poll::from_created(house.host().creates(&body).await.is(201).json());
    house.phone().votes_for(&poll, "2").await.is_counted();
    assert_eq!(house.phone().results(&poll).await["mean"], json!(null));
    assert_eq!(house.host().sees(&poll).await["mean"], 2.0);
}

#[story]
async fn ratings_out_of_range_are_refused() {
    let house = House::open().await;
    for body in [
        json!({ "kind": "rating", "scale": 1 }),
        json!({ "kind": "rating", "scale": 11 }),
        json!({ "kind": "rating", "options": ["Good", "Bad"] }),
        json!({ "options": OPTIONS, "correct": [2] }),
    ] {
        let mut body = body;
        body["question"] = QUESTION.into();
        house.host().creates(&body).await.is_refused(422, "invalid_options");
    }
    house.host().creates(&json!({ "question": QUESTION, "kind": "rating", "max_choices": 2 })).await.is_refused(422, "invalid_choices");
}

/// What a visitor sees of the right answers.
fn correct_flags(results: &Value) -> Vec<Value> {
    results["options"].as_array().expect("options").iter().map(|option| option["correct"].clone()).collect()
}

#[story]
async fn the_right_answer_is_shown_after_the_close_and_not_before() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "correct": [0] })).await;
    let phone = house.phone();
    let counted = phone.votes_for(&poll, "Tabs").await.is_counted();
    let hidden = [Value::Null, Value::Null];
    assert_eq!(correct_flags(&counted["results"]), hidden);
    assert_eq!(correct_flags(&phone.results(&poll).await), hidden);
    let page = phone.opens(&poll.path("")).await;
    assert_eq!(correct_flags(&page.boot()["snapshot"]), hidden);
    assert!(!page.shown().contains("correct"));
    assert_eq!(correct_flags(&house.host().sees(&poll).await), [json!(true), json!(false)], "the host sees it");
    let mut socket = phone.joins(&poll).await;
    house.host().closes(&poll).await;
    assert_eq!(correct_flags(&socket.until("poll_state", |state| state["state"] == "closed").await), hidden);
    house.host().changes(&poll, &json!({ "answer_shown": true })).await;
    assert_eq!(correct_flags(&socket.until("poll_state", |state| state["answer_shown"] == true).await), [json!(true), json!(false)]);
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    assert_eq!(correct_flags(&phone.results(&poll).await), hidden, "hidden again while the poll is open again");
}

#[story]
async fn without_a_right_answer_there_is_none_to_show() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.host().closes(&poll).await;
    let path = format!("/api/polls/{}", poll.code);
    house.host().sends(Method::PATCH, &path, &json!({ "answer_shown": true })).await.is_refused(409, "wrong_state");
    assert_eq!(correct_flags(&house.host().sees(&poll).await), [Value::Null, Value::Null]);
}
