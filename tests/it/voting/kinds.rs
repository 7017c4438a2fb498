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
    for (body, code) in [
        (json!({ "kind": "rating", "scale": 1 }), "invalid_prompt"),
        (json!({ "kind": "rating", "scale": 12 }), "invalid_prompt"),
        (json!({ "kind": "single", "options": OPTIONS, "scale": 5 }), "invalid_prompt"),
        (json!({ "kind": "rating", "options": ["Good", "Bad"] }), "invalid_options"),
        (json!({ "kind": "ranking", "options": ["Alone"] }), "invalid_options"),
        (json!({ "options": OPTIONS, "correct": [2] }), "invalid_options"),
        (json!({ "kind": "rating", "max_choices": 2 }), "invalid_choices"),
        (json!({ "kind": "rating", "min_choices": -1 }), "invalid_choices"),
    ] {
        let mut body = body;
        body["question"] = QUESTION.into();
        house.host().creates(&body).await.is_refused(422, code);
    }
}

/// A poll of two to three of four options, a single choice, and a rating, with the ids of their options.
async fn one_of_each(house: &House) -> Vec<(Poll, Vec<Value>)> {
    let choices = json!({ "question": "Which two or three?", "kind": "multiple", "min_choices": 2, "max_choices": 3, "options": ["N", "E", "S", "W"] });
    let single = json!({ "question": QUESTION, "options": OPTIONS });
    let mut polls = vec![rating(house, 5).await];
    for body in [single, choices] {
        polls.push(Poll::from_created(house.host().creates(&body).await.is(201).json()));
    }
    let ids = |poll: &Poll| poll.created["options"].as_array().expect("options").iter().map(|option| option["id"].clone()).collect();
    polls.into_iter().map(|poll| (ids(&poll), poll)).map(|(ids, poll)| (poll, ids)).collect()
}

#[story]
async fn the_answer_of_every_kind_comes_in_one_field_too() {
    let house = House::open().await;
    let [(rating, marks), (single, sides), (multiple, ways)] = one_of_each(&house).await.try_into().expect("three polls");
    for (poll, answer, chosen) in [
        (&rating, json!({ "mark": 4 }), vec![&marks[3]]),
        (&rating, json!({ "options": [marks[4]] }), vec![&marks[4]]),
        (&single, json!({ "options": [sides[1]] }), vec![&sides[1]]),
        (&multiple, json!({ "options": [ways[3], ways[0]] }), vec![&ways[0], &ways[3]]),
    ] {
        let phone = house.phone();
        phone.answers(poll, &answer).await.is_counted();
        assert_eq!(phone.results(poll).await["your_vote"]["option_ids"], json!(chosen), "{answer}");
        let other = house.phone();
        let ballot = json!({ "poll_code": poll.code, "answer": answer, "browser_token": other.token() });
        let counted = other.joins(poll).await.calls("vote", ballot).await;
        assert_eq!(counted["ok"], true, "{counted}");
    }
    assert_eq!(house.host().sees(&rating).await["mean"], 4.5);
}

#[story]
async fn an_answer_that_does_not_fit_its_poll_is_refused_by_the_name_of_the_field_and_counts_nothing() {
    let house = House::for_crowds().await;
    let [(rating, marks), (single, sides), (multiple, ways)] = one_of_each(&house).await.try_into().expect("three polls");
    let phone = house.phone();
    for (poll, answer, field) in [
        (&rating, json!({ "mark": 6 }), "mark"),
        (&rating, json!({ "mark": -1 }), "mark"),
        (&rating, json!({ "mark": 4.5 }), "mark"),
        (&rating, json!({ "mark": "4" }), "mark"),
        (&rating, json!({ "mark": 4, "options": [marks[3]] }), "options"),
        (&rating, json!({ "options": [sides[0]] }), "options"),
        (&rating, json!("blank"), "answer"),
        (&rating, json!({}), "answer"),
        (&single, json!({ "options": [sides[0], sides[1]] }), "options"),
        (&single, json!({ "options": [1_000_000_000] }), "options"),
        (&single, json!({ "options": "all" }), "options"),
        (&single, json!({ "ranking": sides }), "ranking"),
        (&single, json!({ "\u{301}".repeat(7_000): 1 }), "\u{301}"),
        (&single, json!([sides[0]]), "answer"),
        (&single, json!(null), "answer"),
        (&multiple, json!({ "options": [ways[0], ways[0]] }), "options"),
        (&multiple, json!({ "options": [ways[0]] }), "options"),
        (&multiple, json!({ "options": ways }), "options"),
    ] {
        let refused = phone.answers(poll, &answer).await;
        let what = answer.to_string().chars().take(60).collect::<String>();
        if answer.is_null() {
            refused.is_refused(400, "bad_request");
        } else {
            let problem = refused.json();
            assert_eq!((refused.status, problem["code"].as_str()), (422, Some("invalid_answer")), "{what}: {problem}");
            assert!(problem["detail"].as_str().is_some_and(|detail| detail.starts_with(field)), "{what}: {problem}");
        }
    }
    let both = json!({ "answer": { "options": [sides[0]] }, "option_id": sides[0], "browser_token": phone.token() });
    phone.casts(&single, &both).await.is_refused(400, "bad_request");
    for poll in [&rating, &single, &multiple] {
        assert_eq!(house.host().sees(poll).await["total_votes"], 0);
    }
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
