//! What results say of a phone's own answer, on pages without a script: never earlier than the poll's rule shows them.

use serde_json::{Value, json};
use support::{House, OPTIONS, Phone, Poll, QUESTION};

/// A phone that has answered on the poll's page, so that the page knows it again.
async fn answered(house: &House, poll: &Poll, answer: &Value) -> Phone {
    let mut phone = house.phone();
    phone.gets_cookie(poll).await;
    phone.answers(poll, answer).await.is_counted();
    phone
}

async fn page(phone: &Phone, poll: &Poll) -> String {
    phone.opens(&poll.path("")).await.shown().to_owned()
}

#[tokio::test]
async fn a_choice_is_compared_with_the_room_once_results_are_visible_and_judged_once_the_right_answer_is() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "on_reveal", "correct": [0], "fairness": "device" })).await;
    let option = |at: usize| json!({ "options": [poll.id(OPTIONS[at])] });
    let (phone, other) = (answered(&house, &poll, &option(0)).await, answered(&house, &poll, &option(1)).await);
    house.phone().votes_for(&poll, OPTIONS[1]).await.is_counted();
    house.host().closes(&poll).await;
    assert!(!page(&phone, &poll).await.contains("class=\"personal"), "hidden until the host reveals");
    house.host().changes(&poll, &json!({ "revealed": true })).await;
    assert!(page(&phone, &poll).await.contains("Only you chose A"));
    let others = page(&other, &poll).await;
    assert!(others.contains("66.7% chose B, as you did") && !others.contains("Not right"), "{others}");
    house.host().changes(&poll, &json!({ "answer_shown": true })).await;
    assert!(page(&phone, &poll).await.contains("You were right"));
    assert!(page(&other, &poll).await.contains("Not right this time"));
    assert!(!page(&house.phone(), &poll).await.contains("class=\"personal"), "a phone without a vote");
}

#[tokio::test]
async fn a_ballot_with_every_option_is_told_how_many_of_them_were_wrong() {
    let house = House::open().await;
    let several = json!({ "kind": "multiple", "max_choices": 3, "correct": [0, 1], "fairness": "device" });
    let poll = house.poll_with(QUESTION, &["A", "B", "C"], several).await;
    let all = answered(&house, &poll, &json!({ "options": poll.ids(&["A", "B", "C"]) })).await;
    let one = answered(&house, &poll, &json!({ "options": poll.ids(&["B"]) })).await;
    house.host().closes(&poll).await;
    house.host().changes(&poll, &json!({ "answer_shown": true })).await;
    assert!(page(&all, &poll).await.contains("2 of 2 right answers found, 1 wrong"));
    let other = page(&one, &poll).await;
    assert!(other.contains("1 of 2 right answers found") && !other.contains("1 wrong"), "{other}");
}

#[tokio::test]
async fn a_number_stands_beside_the_median_and_is_right_within_the_tolerance() {
    let house = House::open().await;
    let create = json!({
        "question": "How long?", "kind": "number", "unit": "m", "decimals": 2, "right": "3.14", "tolerance": "0.1", "fairness": "device",
    });
    let poll = Poll::from_created(house.host().creates(&create).await.is(201).json());
    let number = |value: &str| json!({ "number": value });
    let (near, far) = (answered(&house, &poll, &number("3.24")).await, answered(&house, &poll, &number("3.25")).await);
    house.host().closes(&poll).await;
    let before = page(&near, &poll).await;
    assert!(before.contains("You said 3.24\u{a0}m, the median is") && !before.contains("You were right"), "{before}");
    house.host().changes(&poll, &json!({ "answer_shown": true })).await;
    assert!(page(&near, &poll).await.contains("You were right"));
    assert!(page(&far, &poll).await.contains("Not right this time"));
}

#[tokio::test]
async fn a_word_is_found_among_those_of_others_and_a_ranking_says_where_its_first_place_came() {
    let house = House::open().await;
    let words = json!({ "question": "What is on your mind?", "kind": "words", "fairness": "device" });
    let poll = Poll::from_created(house.host().creates(&words).await.is(201).json());
    let one = answered(&house, &poll, &json!({ "texts": ["Freedom"] })).await;
    house.phone().answers(&poll, &json!({ "texts": ["Freedom", "Coffee"] })).await.is_counted();
    house.host().closes(&poll).await;
    assert!(page(&one, &poll).await.contains("1 other voter wrote “Freedom” too"));

    let ranking = json!({ "question": "Which first?", "kind": "ranking", "options": ["Solar", "Wind"], "fairness": "device" });
    let poll = Poll::from_created(house.host().creates(&ranking).await.is(201).json());
    let order = |names: [&str; 2]| json!({ "ranking": poll.ids(&names) });
    let one = answered(&house, &poll, &order(["Wind", "Solar"])).await;
    for _ in 0..2 {
        house.phone().answers(&poll, &order(["Solar", "Wind"])).await.is_counted();
    }
    house.host().closes(&poll).await;
    assert!(page(&one, &poll).await.contains("Your first choice, B Wind, came in at place 2"));
}
