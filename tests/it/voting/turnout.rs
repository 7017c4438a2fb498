//! How many have voted, and how many are connected without a vote.

use futures::future::join_all;
use serde_json::{Value, json};
use support::{House, OPTIONS, QUESTION, Socket, story};

/// Waits until a host's console shows these numbers.
async fn until_shown(console: &mut Socket, voted: u64, choosing: u64) -> Value {
    console.until("vote_update", |update| update["total_votes"] == voted && update["still_choosing"] == choosing).await
}

#[story]
async fn voters_who_disconnected_do_not_reduce_the_number_still_choosing() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    let voters = house.phones(6);
    let connected = join_all(voters.iter().map(|phone| phone.joins(&poll))).await;
    until_shown(&mut console, 0, 6).await;
    for phone in &voters {
        phone.votes_for(&poll, "Tabs").await.is_counted();
    }
    until_shown(&mut console, 6, 0).await;
    drop(connected);
    console.until("vote_update", |update| update["connected"] == 0 && update["still_choosing"] == 0).await;
    let late = house.phones(4);
    let mut choosing = join_all(late.iter().map(|phone| phone.joins(&poll))).await;
    let update = until_shown(&mut console, 6, 4).await;
    assert_eq!(update["connected"], 4, "only the late phones are connected");
    late[0].votes_for(&poll, "Spaces").await.is_counted();
    until_shown(&mut console, 7, 3).await;
    choosing.pop();
    until_shown(&mut console, 7, 2).await;
    let seen = house.phone().results(&poll).await;
    assert_eq!((&seen["total_votes"], &seen["still_choosing"]), (&json!(7), &json!(2)), "phones see the same numbers");
    assert_eq!(house.host().sees(&poll).await["still_choosing"], 2);
}

#[story]
async fn a_voter_that_reconnects_is_not_counted_as_choosing() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    let _socket = phone.joins(&poll).await;
    console.until("vote_update", |update| update["connected"] == 1 && update["still_choosing"] == 0).await;
}

#[story]
async fn tabs_of_one_browser_count_as_one_device_and_consoles_and_projectors_as_none() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    let mut screen = house.phone().connects().await;
    screen.joins(json!({ "join_code": poll.meeting(), "screen": true, "browser_token": house.phone().token() })).await;
    let phone = house.phone();
    let (_one, _other) = (phone.joins(&poll).await, phone.joins(&poll).await);
    let update = until_shown(&mut console, 0, 1).await;
    assert_eq!(update["connected"], 2);
    phone.votes_for(&poll, "Tabs").await.is_counted();
    until_shown(&mut console, 1, 0).await;
}

#[story]
async fn in_another_round_all_choose_again_and_see_no_results_before() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "after_vote" })).await;
    let mut console = house.host().joins(&poll).await;
    let (first, second) = (house.phone(), house.phone());
    let (mut voter, _other) = (first.joins(&poll).await, second.joins(&poll).await);
    first.votes_for(&poll, "Tabs").await.is_counted();
    voter.until("vote_update", |update| update["results_visible"] == true).await;
    until_shown(&mut console, 1, 1).await;
    house.host().changes(&poll, &json!({ "run_again": true })).await;
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    console.until("poll_state", |state| state["state"] == "open" && state["round"] == 2 && state["still_choosing"] == 2).await;
    second.votes_for(&poll, "Spaces").await.is_counted();
    let update = voter.until("vote_update", |update| update["round"] == 2 && update["total_votes"] == 1).await;
    assert_eq!(update["results_visible"], false, "this phone has not voted in this round");
    until_shown(&mut console, 1, 1).await;
}
