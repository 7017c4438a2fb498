//! Edge cases of voting: unknown codes, second votes, browsers without a token, phones that
//! reconnect, polls without votes, empty texts. Concurrent votes are in `concurrency.rs`, a failing
//! database in `storage/storage_trouble.rs`.

use http::Method;
use serde_json::json;
use support::{House, OPTIONS, Phone, QUESTION, story};

#[story]
async fn an_unknown_code_is_a_404_that_helps_to_find_the_right_one() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let answer = house.phone().opens("/poll/ZZZZZZZZ").await;
    let page = answer.is_page(404);
    assert!(page.contains("name=\"code\""), "a field to type the code again");
    assert!(page.contains(&poll.path("")) && page.contains(QUESTION), "the poll that is live");
}

#[story]
async fn an_unknown_code_is_a_404_for_programs_too() {
    let house = House::open().await;
    for path in ["/poll/ZZZZZZZZ/results", "/poll/ZZZZZZZZ", "/poll/ZZZZZZZZ/share", "/poll/ZZZZZZZZ/qr.svg", "/poll/nonsense/results"] {
        house.phone().get(path).await.is_refused(404, "no_such_poll");
    }
}

#[story]
async fn a_second_vote_is_a_409_that_says_already_voted() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    let problem = phone.votes_for(&poll, "Spaces").await.is_refused(409, "already_voted_device");
    assert_eq!(problem["title"], "Already voted");
    assert_eq!(phone.results(&poll).await["total_votes"], 1);
}

#[story]
async fn a_browser_without_a_token_gets_a_uuid_with_the_page() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut phone = house.phone();
    let page = phone.gets_cookie(&poll).await;
    uuid::Uuid::try_parse(phone.token()).expect("the token is a UUID");
    assert!(page.is_page(200).contains(&format!("name=\"browser_token\" value=\"{}\"", phone.token())), "in the form as well");
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.votes_by_form(&poll, &["Tabs"]).await.is(409);
}

#[story]
async fn a_page_that_is_opened_again_keeps_its_token() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    let first = phone.token().to_owned();
    phone.gets_cookie(&poll).await;
    assert_eq!(phone.token(), first);
}

#[story]
async fn a_phone_that_reconnects_sees_the_votes_that_it_missed() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let first_socket = phone.joins(&poll).await;
    assert_eq!(first_socket.snapshot["total_votes"], 0);
    drop(first_socket);
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let second_socket = phone.joins(&poll).await;
    assert_eq!(second_socket.snapshot["total_votes"], 1);
    assert_eq!(second_socket.snapshot["options"][0]["vote_count"], 1);
}

#[story]
async fn a_poll_without_votes_shows_zero_percent_everywhere() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let results = house.phone().results(&poll).await;
    for option in results["options"].as_array().expect("options") {
        assert_eq!((&option["vote_count"], &option["percentage"]), (&json!(0), &json!(0.0)));
    }
}

#[story]
async fn a_poll_without_votes_invites_the_first() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let invitation = "Be the first to vote!";
    assert!(house.phone().opens(&poll.path("")).await.shown().contains(invitation));
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    assert!(!house.phone().opens(&poll.path("")).await.shown().contains(invitation));
}

#[story]
async fn an_empty_question_or_option_is_refused() {
    let house = House::open().await;
    let host = house.host();
    host.creates(&json!({ "question": "", "options": OPTIONS })).await.is_refused(422, "invalid_question");
    host.creates(&json!({ "question": QUESTION, "options": ["Tabs", ""] })).await.is_refused(422, "invalid_options");
    host.creates(&json!({ "question": QUESTION, "options": [] })).await.is_refused(422, "invalid_options");
    assert_eq!(house.row_count().await, 0);
}

#[story]
async fn an_answer_of_the_round_before_does_not_count_in_a_new_one() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "live" })).await;
    let (delayed, plain, old) = (house.phone(), house.phone(), house.phone());
    let page = plain.opens(&poll.path("")).await.is_page(200).to_owned();
    assert!(page.contains("<input type=\"hidden\" name=\"round\" value=\"1\">"), "{page}");
    let option = poll.id("Tabs");
    let body = |phone: &Phone, round: u32| json!({ "option_id": option, "browser_token": phone.token(), "round": round });
    let vote = poll.path("/vote");
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
    house.host().closes(&poll).await;
    house.host().changes(&poll, &json!({ "run_again": true, "state": "open" })).await;
    delayed.sends(Method::POST, &vote, &body(&delayed, 1)).await.is_refused(409, "round_passed");
    delayed.sends(Method::POST, &vote, &body(&delayed, 3)).await.is_refused(409, "round_passed");
    let (id, token) = (option.to_string(), plain.token());
    let fields = [("option_id", id.as_str()), ("browser_token", token), ("round", "1")];
    let refused = plain.posts_form(&vote, &fields).await;
    assert!(refused.is_page(409).contains("A new round has begun"), "{}", refused.text());
    assert_eq!(delayed.results(&poll).await["total_votes"], 0);
    delayed.sends(Method::POST, &vote, &body(&delayed, 2)).await.is_counted();
    old.votes_for(&poll, "Tabs").await.is_counted();
    assert_eq!(delayed.results(&poll).await["total_votes"], 2, "a program that names no round votes in the open one");
}
