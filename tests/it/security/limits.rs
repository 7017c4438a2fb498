//! Ten votes a minute for a device: a hall behind one address is many devices, and a browser without a cookie a new one each
//! time.

use futures::future::join_all;
use handsup_server::config::CreateAccess;
use http::Method;
use serde_json::json;
use std::time::Instant;
use support::{Host, House, OPTIONS, Phone, Poll, QUESTION, Response};

/// Votes at once: ten pass, four come too fast.
const VOTES: usize = 14;
/// New devices of one address that may vote at once while none of its phones is connected, and as many more each minute.
const NEW_DEVICES: u64 = 30;
/// Phones behind one router.
const HALL: usize = 300;

#[tokio::test]
async fn ten_quick_votes_pass_and_the_next_are_a_429() {
    let house = House::open().await;
    let polls = polls(&house).await;
    let mut phone = house.phone();
    phone.gets_cookie(&polls[0]).await;
    let answers = votes(&phone, &polls).await;
    for answer in &answers[..10] {
        answer.is_counted();
    }
    for answer in &answers[10..] {
        let problem = answer.is_refused(429, "too_many_requests");
        let wait: u64 = answer.header("retry-after").parse().expect("whole seconds");
        assert!((1..=6).contains(&wait), "{wait}");
        assert_eq!(problem["retry_after"], wait);
    }
}

/// Three hundred ballots of one address, each by a device of its own; returns how many are counted, and the number of the first
/// that is refused.
async fn cast_three_hundred(cast: impl AsyncFn(Phone, &Poll) -> Response) -> (u64, u64) {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    let (device, began) = (house.phone(), Instant::now());
    let (mut counted, mut first) = (0, None);
    for n in 0..300 {
        match cast(device.neighbour(), &poll).await.status {
            200 => counted += 1,
            429 => _ = first.get_or_insert(n),
            other => panic!("{other}"),
        }
    }
    // Up to 20 more: a socket whose end the house has not noticed yet still counts as a connected phone.
    let allowance = began.elapsed().as_secs() * NEW_DEVICES / 60 + 20;
    assert!((NEW_DEVICES..=NEW_DEVICES + allowance).contains(&counted), "{counted} of them");
    (counted, first.expect("one is refused"))
}

#[tokio::test]
async fn ballots_with_a_fresh_cookie_each_reach_the_limit_on_new_devices_early() {
    let (_, first) = cast_three_hundred(async |mut phone, poll| {
        phone.gets_cookie(poll).await;
        phone.votes_for(poll, "Tabs").await
    })
    .await;
    assert!(first < 60, "the first refusal is number {first}");
}

#[tokio::test]
async fn a_ballot_without_a_cookie_counts_as_a_new_device() {
    cast_three_hundred(async |phone, poll| phone.votes_for(poll, "Tabs").await).await;
}

#[tokio::test]
async fn sockets_opened_one_after_another_count_as_new_devices() {
    cast_three_hundred(async |mut phone, poll| {
        phone.gets_cookie(poll).await;
        let _socket = phone.joins(poll).await;
        phone.votes_for(poll, "Tabs").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hall_of_phones_behind_one_address_votes_twice_without_being_limited() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    let router = house.phone();
    let mut hall = Vec::new();
    // In groups, as people enter a hall.
    for _ in 0..HALL / 30 {
        hall.extend(join_all((0..30).map(|_| comes_and_votes(router.neighbour(), &poll))).await);
    }
    let second = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    for (phone, _socket) in &hall {
        phone.votes_for(&second, "Spaces").await.is_counted();
    }
    assert_eq!(house.host().sees(&poll).await["total_votes"], HALL);
}

async fn comes_and_votes(mut phone: Phone, poll: &Poll) -> (Phone, support::Socket) {
    phone.gets_cookie(poll).await;
    let socket = phone.joins(poll).await;
    phone.votes_for(poll, "Tabs").await.is_counted();
    (phone, socket)
}

#[tokio::test]
async fn twelve_phones_without_cookies_behind_one_address_all_vote() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    let router = house.phone();
    for _ in 0..12 {
        router.neighbour().votes_for(&poll, "Tabs").await.is_counted();
    }
}

#[tokio::test]
async fn another_device_behind_the_same_address_has_its_own_limit() {
    let house = House::open().await;
    let polls = polls(&house).await;
    let mut first = house.phone();
    first.gets_cookie(&polls[0]).await;
    assert_eq!(count_too_fast(&votes(&first, &polls).await), 4);
    let mut second = first.neighbour();
    second.gets_cookie(&polls[0]).await;
    second.votes_for(&polls[13], "Tabs").await.is_counted();
}

#[tokio::test]
async fn a_cookie_that_we_did_not_sign_has_no_limit_of_its_own() {
    let house = House::open().await;
    let polls = polls(&house).await;
    let phone = house.phone();
    let mut passed = 0;
    for (n, poll) in polls.iter().enumerate() {
        let forged = format!("handsup_device=6f9619ff-8b86-4d01-b42d-0000000000{n:02}");
        let ballot = json!({ "option_id": poll.id("Tabs"), "browser_token": phone.token() });
        let stranger = phone.neighbour();
        let request = stranger.request(Method::POST, &poll.path("/vote")).header("cookie", forged).json(&ballot);
        passed += usize::from(stranger.send(request).await.status == 200);
    }
    assert_eq!(passed, 10);
}

#[tokio::test]
async fn the_host_is_never_limited() {
    let house = House::open().await;
    let polls = polls(&house).await;
    let host = house.host();
    assert_eq!(count_too_fast(&host_votes(&host, &polls).await), 0);
}

#[tokio::test]
async fn a_limited_phone_still_sees_pages_and_results() {
    let house = House::open().await;
    let polls = polls(&house).await;
    let phone = house.phone();
    votes(&phone, &polls).await;
    for poll in &polls {
        phone.opens(&poll.path("")).await.is_page(200);
        phone.results(poll).await;
    }
}

#[tokio::test]
async fn new_polls_of_guests_are_limited_like_votes() {
    let house = House::with(|config| config.create_access = CreateAccess::Open).await;
    let maker = house.phone();
    let body = json!({ "question": QUESTION, "options": OPTIONS });
    let mut answers = Vec::new();
    for _ in 0..VOTES {
        answers.push(maker.sends(Method::POST, "/create", &body).await);
    }
    assert_eq!(count_too_fast(&answers), 4);
    assert_eq!(house.count("polls").await, 10);
}

#[tokio::test]
async fn zero_turns_the_limit_off() {
    let house = House::with(|config| config.vote_limit_per_minute = 0).await;
    let polls = polls(&house).await;
    assert_eq!(count_too_fast(&votes(&house.phone(), &polls).await), 0);
}

#[tokio::test]
async fn the_host_sees_how_many_came_too_fast() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    for _ in 0..VOTES {
        phone.votes_for(&poll, "Tabs").await;
    }
    let refused = house.host().sees(&poll).await["refused"].clone();
    assert_eq!((&refused["already_voted_device"], &refused["too_many_requests"]), (&json!(9), &json!(4)));
}

#[tokio::test]
async fn votes_over_a_socket_count_against_the_same_limit() {
    let house = House::open().await;
    let polls = polls(&house).await;
    let mut phone = house.phone();
    phone.gets_cookie(&polls[0]).await;
    let mut socket = phone.joins(&polls[0]).await;
    votes(&phone, &polls[..8]).await;
    let mut codes = Vec::new();
    for poll in &polls[8..] {
        let ballot = json!({ "poll_code": poll.code, "option_id": poll.id("Tabs"), "browser_token": phone.token() });
        let ack = socket.calls("vote", ballot).await;
        codes.push(ack["problem"]["code"].as_str().unwrap_or("counted").to_owned());
    }
    assert_eq!(codes[..2], ["counted", "counted"]);
    assert!(codes[2..].iter().all(|code| code == "too_many_requests"), "{codes:?}");
}

async fn polls(house: &House) -> Vec<Poll> {
    let mut polls = Vec::new();
    for n in 0..VOTES {
        polls.push(house.poll(&format!("Question {n}?"), &OPTIONS).await);
    }
    polls
}

async fn votes(phone: &Phone, polls: &[Poll]) -> Vec<Response> {
    let mut answers = Vec::new();
    for poll in polls {
        answers.push(phone.votes_for(poll, "Tabs").await);
    }
    answers
}

async fn host_votes(host: &Host, polls: &[Poll]) -> Vec<Response> {
    let mut answers = Vec::new();
    for poll in polls {
        let ballot = json!({ "option_id": poll.id("Tabs"), "browser_token": uuid::Uuid::new_v4() });
        answers.push(host.sends(Method::POST, &poll.path("/vote"), &ballot).await);
    }
    answers
}

fn count_too_fast(answers: &[Response]) -> usize {
    answers.iter().filter(|answer| answer.status == 429).count()
}
