//! What identifies a voter: the cookie that this server generated and signed for a browser, or the token that a program names.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Phone, Poll, QUESTION, Response, story};

/// A poll with one vote for each device, which may change it; only voters see results.
async fn poll(house: &House) -> Poll {
    house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device", "allow_change": true, "results": "after_vote" })).await
}

async fn voter(house: &House, poll: &Poll) -> Phone {
    let mut phone = house.phone();
    phone.gets_cookie(poll).await;
    phone.votes_for(poll, "Tabs").await.is_counted();
    phone
}

fn counts(host_view: &Value) -> Vec<&Value> {
    host_view["options"].as_array().expect("options").iter().map(|option| &option["vote_count"]).collect()
}

async fn asks_as(phone: &Phone, poll: &Poll, token: &str) -> Response {
    phone.send(phone.request(Method::GET, &poll.path("/results")).header("x-browser-token", token)).await
}

#[story]
async fn a_browsers_token_without_its_cookie_neither_changes_nor_reads_its_vote() {
    let house = House::open().await;
    let poll = poll(&house).await;
    let victim = voter(&house, &poll).await;
    let thief = house.phone();
    let results = asks_as(&thief, &poll, victim.token()).await.is(200).json();
    assert!(results["your_vote"].is_null() && results["results_visible"] == false, "{results}");
    let snapshot = thief.connects().await.joins(json!({ "poll_code": poll.code, "browser_token": victim.token() })).await.clone();
    assert!(snapshot["your_vote"].is_null() && snapshot["results_visible"] == false, "{snapshot}");

    let ballot = |option: &str| json!({ "option_id": poll.id(option), "browser_token": victim.token() });
    let counted = thief.casts(&poll, &ballot("Spaces")).await.is_counted();
    assert_eq!(counted["results"]["total_votes"], 2, "the thief has a vote of its own");
    let mut over_the_socket = ballot("Tabs");
    over_the_socket["poll_code"] = poll.code.clone().into();
    assert_eq!(thief.connects().await.calls("vote", over_the_socket).await["ok"], true, "the thief changes its own vote");
    assert_eq!(counts(&house.host().sees(&poll).await), [&json!(2), &json!(0)]);
    assert_eq!(victim.results(&poll).await["your_vote"]["option_ids"], json!([poll.id("Tabs")]));
    victim.votes_for(&poll, "Spaces").await.is_counted();
    assert_eq!(counts(&house.host().sees(&poll).await), [&json!(1), &json!(1)], "the victim changes its own vote");
}

#[story]
async fn a_form_with_a_browsers_token_but_not_its_cookie_is_another_voters() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "allow_change": true })).await;
    let victim = voter(&house, &poll).await;
    let thief = house.phone();
    let option = poll.id("Spaces").to_string();
    let answer = thief.posts_form(&poll.path("/vote"), &[("option_id", &option), ("browser_token", victim.token())]).await;
    assert!(answer.is_page(200).contains("Counted"), "the address identifies this voter");
    assert!(answer.headers.get("set-cookie").is_none(), "what a form names becomes no cookie");
    assert_eq!(counts(&house.host().sees(&poll).await), [&json!(1), &json!(1)]);
    assert_eq!(victim.results(&poll).await["your_vote"]["option_ids"], json!([poll.id("Tabs")]));
}

#[story]
async fn no_token_from_a_request_becomes_a_cookie() {
    let house = House::open().await;
    let poll = poll(&house).await;
    let victim = voter(&house, &poll).await;
    for phone in [house.phone(), voter(&house, &poll).await] {
        let cookies_before = phone.cookies();
        let answers = [
            phone.get(&poll.path(&format!("/results?browser_token={}", victim.token()))).await,
            asks_as(&phone, &poll, victim.token()).await,
            phone.casts(&poll, &json!({ "option_id": poll.id("Spaces"), "browser_token": victim.token() })).await,
            phone.get(&format!("/resume?browser_token={}", victim.token())).await,
        ];
        for answer in answers {
            assert!(answer.headers.get("set-cookie").is_none(), "{}", answer.text());
        }
        assert_eq!(phone.cookies(), cookies_before);
    }
}

#[story]
async fn a_token_in_a_url_identifies_no_browser() {
    let house = House::open().await;
    let poll = poll(&house).await;
    let program = house.phone();
    program.votes_for(&poll, "Tabs").await.is_counted();
    let results = program.get(&poll.path(&format!("/results?browser_token={}", program.token()))).await.is(200).json();
    assert!(results["your_vote"].is_null() && results["results_visible"] == false);
}

#[story]
async fn a_program_is_recognised_by_its_token_in_votes_results_and_sockets() {
    let house = House::open().await;
    let poll = poll(&house).await;
    let program = house.phone();
    program.votes_for(&poll, "Tabs").await.is_counted();
    let own = json!([poll.id("Tabs")]);
    assert_eq!(program.results(&poll).await["your_vote"]["option_ids"], own);
    assert_eq!(program.joins(&poll).await.snapshot["your_vote"]["option_ids"], own);
    assert_eq!(program.votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_device")["your_vote"]["option_ids"], own);
    program.votes_for(&poll, "Spaces").await.is_counted();
    assert_eq!(counts(&house.host().sees(&poll).await), [&json!(0), &json!(1)]);
}

#[story]
async fn a_program_with_a_page_in_its_jar_may_name_another_token() {
    let house = House::open().await;
    let poll = poll(&house).await;
    let program = house.phone();
    program.opens(&poll.path("")).await;
    program.votes_for(&poll, "Tabs").await.is_counted();
    program.votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_device");
    program.votes_by_form(&poll, &["Spaces"]).await.is(303);
    assert_eq!(house.count("votes").await, 2, "the program's, and the browser's of the cookie");
}

#[story]
async fn a_token_in_a_header_identifies_a_page_only_without_a_cookie() {
    let house = House::open().await;
    let poll = poll(&house).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    let ballot = json!({ "option_id": poll.id("Tabs") });
    let casts = async |phone: &Phone, token: &str| {
        phone.send(phone.request(Method::POST, &poll.path("/vote")).header("x-browser-token", token).json(&ballot)).await
    };
    let stray = uuid::Uuid::new_v4().to_string();
    casts(&phone, &stray).await.is_counted();
    assert_eq!(casts(&phone, phone.token()).await.code(), "already_voted_device", "the cookie takes precedence over the header");
    let cookieless = house.phone();
    casts(&cookieless, cookieless.token()).await.is_counted();
    assert_eq!(casts(&cookieless, cookieless.token()).await.code(), "already_voted_device");
    assert_eq!(cookieless.casts(&poll, &ballot).await.code(), "bad_request", "neither a cookie nor a token");
    assert_eq!(house.count("votes").await, 2);
}

#[tokio::test]
async fn another_programs_cookie_that_is_not_ascii_does_not_hide_ours() {
    let house = House::open().await;
    let poll = poll(&house).await;
    let phone = voter(&house, &poll).await;
    for (prefix, suffix) in [("other=é; ", ""), ("", "; other=é"), ("a=b; other=é;", ";c=d")] {
        let line = http::HeaderValue::from_bytes(format!("{prefix}{}{suffix}", phone.cookies()).as_bytes()).expect("a header");
        let stranger = phone.neighbour();
        let results = stranger.send(stranger.request(Method::GET, &poll.path("/results")).header("cookie", line)).await.is(200).json();
        assert_eq!(results["your_vote"]["option_ids"], json!([poll.id("Tabs")]), "{prefix} {suffix}");
    }
}
