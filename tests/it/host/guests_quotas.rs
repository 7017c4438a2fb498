//! Where anyone may create (`CREATE_ACCESS=open`): how many polls guests may have, and when they are deleted.

use handsup_server::config::CreateAccess;
use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Phone, QUESTION, Response, eventually, story};

async fn open_house() -> House {
    House::with(|config| {
        config.create_access = CreateAccess::Open;
        config.vote_limit_per_minute = 0;
    })
    .await
}

async fn creates_poll(guest: &Phone) -> Response {
    guest.sends(Method::POST, "/create", &json!({ "question": QUESTION, "options": OPTIONS })).await
}

#[story]
async fn guests_of_one_address_make_at_most_a_hundred_polls_and_others_are_not_affected() {
    let house = open_house().await;
    let guest = house.phone();
    let first: Value = creates_poll(&guest).await.is(201).json();
    for _ in 1..100 {
        creates_poll(&guest).await.is(201);
    }
    creates_poll(&guest).await.is_refused(403, "too_many_guest_polls");
    creates_poll(&guest.neighbour()).await.is_refused(403, "too_many_guest_polls");
    let token = format!("Bearer {}", first["host_token"].as_str().expect("a token"));
    let body = json!({ "question": QUESTION, "options": OPTIONS, "meeting": first["meeting"] });
    let request = guest.request(Method::POST, "/create").header("authorization", &token).json(&body);
    guest.send(request).await.is_refused(403, "too_many_guest_polls");
    assert_eq!(house.count("meetings").await, 100, "what is refused leaves nothing behind");
    creates_poll(&house.phone()).await.is(201);
    house.poll(QUESTION, &OPTIONS).await;
}

#[story]
async fn polls_that_guests_delete_still_count_against_the_quota() {
    let house = open_house().await;
    let guest = house.phone();
    for n in 0..100 {
        let created: Value = creates_poll(&guest).await.is(201).json();
        let (code, token) = (created["poll_code"].as_str().expect("a code"), created["host_token"].as_str().expect("a token"));
        let for_good = if n % 10 == 0 { "?for_good=true" } else { "" };
        let request = guest.request(Method::DELETE, &format!("/api/polls/{code}{for_good}"));
        guest.send(request.header("authorization", format!("Bearer {token}"))).await.is(204);
    }
    creates_poll(&guest).await.is_refused(403, "too_many_guest_polls");
    assert_eq!(house.count("meetings").await, 100);
    creates_poll(&house.phone()).await.is(201);
}

#[story]
async fn a_poll_deleted_from_a_guests_own_meeting_still_counts_against_the_quota() {
    let house = open_house().await;
    let guest = house.phone();
    let first: Value = creates_poll(&guest).await.is(201).json();
    let bearer = |token: &Value| format!("Bearer {}", token.as_str().expect("a token"));
    let mut token = bearer(&first["host_token"]);
    for _ in 1..100 {
        let body = json!({ "question": QUESTION, "options": OPTIONS, "meeting": first["meeting"] });
        let request = guest.request(Method::POST, "/create").header("authorization", &token).json(&body);
        let next: Value = guest.send(request).await.is(201).json();
        token = bearer(&next["host_token"]);
    }
    let last = guest.request(Method::DELETE, &format!("/api/polls/{}", first["poll_code"].as_str().expect("a code")));
    guest.send(last.header("authorization", bearer(&first["host_token"]))).await.is(204);
    creates_poll(&guest).await.is_refused(403, "too_many_guest_polls");
}

#[story]
async fn all_guests_together_make_at_most_ten_thousand_polls() {
    let house = open_house().await;
    creates_poll(&house.phone()).await.is(201);
    house
        .tampers(
            "insert into polls (meeting_id, poll_code, question, fairness, results, allow_change, state, created_at) \
             with recursive n (i) as (select 1 union all select i + 1 from n where i < 9999) \
             select (select max(id) from meetings), 'x' || i, '?', 'device', 'live', allow_change, 'closed', 0 from n, polls",
        )
        .await;
    creates_poll(&house.phone()).await.is_refused(403, "too_many_guest_polls");
    house.poll(QUESTION, &OPTIONS).await;
}

#[story]
async fn a_guests_poll_has_at_most_twenty_rounds_and_a_hosts_any_number() {
    let house = open_house().await;
    let guest = house.phone();
    let own: Value = creates_poll(&guest).await.is(201).json();
    let hosts_poll = house.poll(QUESTION, &OPTIONS).await;
    house.tampers("update polls set round = 20, total_votes = 1, ballots = 1, state = 'closed'").await;
    let mut house = house;
    house.restart().await;
    let runs_again = |code: &str, key: &str| {
        let body = json!({ "run_again": true });
        let request =
            guest.request(Method::PATCH, &format!("/api/polls/{code}")).header("authorization", format!("Bearer {key}")).json(&body);
        guest.send(request)
    };
    let token = own["host_token"].as_str().expect("a token");
    runs_again(own["poll_code"].as_str().expect("a code"), token).await.is_refused(403, "too_many_rounds");
    runs_again(&hosts_poll.code, house.host_key()).await.is(200);
}

#[story]
async fn guests_meetings_are_deleted_after_thirty_days_and_the_hosts_stay() {
    let mut house = open_house().await;
    let guest = house.phone();
    let old: Value = creates_poll(&guest).await.is(201).json();
    let hosts_poll = house.poll(QUESTION, &OPTIONS).await;
    // 31 days.
    house.tampers("update meetings set created_at = created_at - 2678400000").await;
    let young: Value = creates_poll(&guest).await.is(201).json();
    house.restart().await;
    let page = |poll: &Value| format!("/poll/{}/results", poll["poll_code"].as_str().expect("a code"));
    eventually("the old one to go", async || guest.get(&page(&old)).await.status == 404).await;
    guest.get(&page(&young)).await.is(200);
    guest.get(&hosts_poll.path("/results")).await.is(200);
    assert_eq!(house.number("select count(*) from meetings where deleted_at is null").await, 2);
}
