//! Several consoles show the same, whatever changed it: a console, a guest, a timer.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Poll, QUESTION, Socket, story};

/// This poll's state in a list of polls; null where the poll is not in it.
fn state_of(list: &Value, poll: &Poll) -> Value {
    let polls = list["polls"].as_array().expect("a list of polls");
    polls.iter().find(|one| one["poll_code"] == poll.code).map_or(Value::Null, |one| one["state"].clone())
}

async fn changes_meeting(house: &House, meeting: &str, body: &Value) {
    house.host().sends(Method::PATCH, &format!("/api/meetings/{meeting}"), body).await.is(200);
}

#[story]
async fn a_poll_that_its_timer_closes_is_closed_at_consoles_that_follow_another_poll() {
    let house = House::open().await;
    let timed = house.poll(QUESTION, &OPTIONS).await;
    let other = house.poll_with("Another?", &OPTIONS, json!({ "state": "draft" })).await;
    let mut console = house.host().joins(&other).await;
    house.host().changes(&timed, &json!({ "timer_seconds": 1 })).await;
    console.until("polls", |list| state_of(list, &timed) == "closed").await;
}

#[story]
async fn a_meeting_that_ends_closes_its_polls_at_every_console() {
    let house = House::open().await;
    let open = house.poll(QUESTION, &OPTIONS).await;
    let other = house.poll_with("Another?", &OPTIONS, json!({ "state": "draft" })).await;
    // A console for each: the order in which stage and list are broadcast is not promised.
    let (mut stage_console, mut list_console) = (house.host().joins(&other).await, house.host().joins(&other).await);
    changes_meeting(&house, open.meeting(), &json!({ "ended": true })).await;
    stage_console.until("stage", |stage| stage["ended"] == true && stage["join_code"] == open.meeting()).await;
    list_console.until("current", |current| current["join_code"] == open.meeting() && current["ended"] == true).await;
    list_console.until("polls", |list| state_of(list, &open) == "closed").await;
}

#[story]
async fn every_console_switches_to_the_meeting_that_a_host_opens() {
    let house = House::open().await;
    let first = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&first).await;
    let second = house.host().starts_meeting("The next evening").await;
    console.until("current", |current| current["join_code"] == second).await;
    changes_meeting(&house, first.meeting(), &json!({ "ended": false })).await;
    console.until("current", |current| current["join_code"] == first.meeting()).await;
    changes_meeting(&house, first.meeting(), &json!({ "deleted": true })).await;
    console.until("current", |current| current["join_code"] == second).await;
}

#[story]
async fn a_guests_meeting_does_not_become_a_consoles_current_one() {
    let mut house = House::with(|config| config.create_access = handsup_server::config::CreateAccess::Open).await;
    let hosts_poll = house.poll(QUESTION, &OPTIONS).await;
    let (mut console, mut other_console) = (house.host().joins(&hosts_poll).await, house.host().joins(&hosts_poll).await);
    let body = json!({ "question": "A guest's?", "options": OPTIONS });
    let guests_poll = house.phone().sends(Method::POST, "/create", &body).await.is(201).json();
    other_console.until("polls", |list| list["join_code"] == guests_poll["meeting"]).await;
    house.stop().await;
    let received = console.is_closed().await;
    let current: Vec<_> = received.iter().filter(|(event, _)| event == "current").collect();
    assert!(!current.is_empty() && current.iter().all(|(_, current)| current["join_code"] == hosts_poll.meeting()), "{current:?}");
}

/// Waits for a list of polls with this poll.
async fn until_listed(console: &mut Socket, poll: &Poll) {
    console.until("polls", |list| !state_of(list, poll).is_null()).await;
}

/// Waits for a list of polls without this poll.
async fn until_not_listed(console: &mut Socket, poll: &Poll) {
    console.until("polls", |list| state_of(list, poll).is_null()).await;
}

#[story]
async fn every_change_of_a_list_of_polls_is_broadcast_to_the_consoles() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let (meeting, path) = (poll.meeting().to_owned(), format!("/api/polls/{}", poll.code));
    let mut console = house.host().joins(&poll).await;
    house.host().sends(Method::DELETE, &path, &json!({})).await.is(204);
    until_not_listed(&mut console, &poll).await;
    house.host().changes(&poll, &json!({ "deleted": false })).await;
    until_listed(&mut console, &poll).await;
    house.host().sends(Method::POST, &format!("{path}/copy"), &json!({})).await.is(201);
    console.until("polls", |list| list["polls"].as_array().map(Vec::len) == Some(2)).await;
    let questions = json!({ "polls": [{ "question": "From a file?", "options": OPTIONS }] });
    house.host().sends(Method::POST, &format!("/api/meetings/{meeting}/questions"), &questions).await.is(201);
    console.until("polls", |list| list["polls"][2]["question"] == "From a file?").await;
    let mut order = house.host().polls_of(&meeting).await;
    order.reverse();
    house.host().sends(Method::PUT, &format!("/api/meetings/{meeting}/order"), &json!({ "poll_codes": order })).await.is(200);
    console.until("polls", |list| list["polls"][0]["question"] == "From a file?").await;
}

#[story]
async fn the_list_broadcast_last_is_the_newest_after_concurrent_changes() {
    let mut house = House::for_crowds().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    let drafts = (0..20).map(|n| {
        let host = house.host();
        async move {
            host.creates(&json!({ "question": format!("Question {n}?"), "options": OPTIONS, "state": "draft" })).await.is(201);
        }
    });
    futures::future::join_all(drafts).await;
    let length = |list: &Value| list["polls"].as_array().map(Vec::len);
    console.until("polls", |list| length(list) == Some(21)).await;
    house.stop().await;
    let later = console.is_closed().await;
    assert!(later.iter().filter(|(event, _)| event == "polls").all(|(_, list)| length(list) == Some(21)), "{later:?}");
}
