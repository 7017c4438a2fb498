//! Where the poll allows it, a voter may change the vote.

use serde_json::{Value, json};
use support::{House, OPTIONS, Poll, QUESTION, story};

async fn changeable_poll(house: &House) -> Poll {
    house.poll_with(QUESTION, &OPTIONS, json!({ "allow_change": true })).await
}

fn counts(results: &Value) -> Vec<u64> {
    results["options"].as_array().expect("options").iter().filter_map(|option| option["vote_count"].as_u64()).collect()
}

#[story]
async fn a_changed_vote_moves_from_one_option_to_the_other() {
    let house = House::open().await;
    let poll = changeable_poll(&house).await;
    let phone = house.phone();
    let first = phone.votes_for(&poll, "Tabs").await.is_counted();
    let second = phone.votes_for(&poll, "Spaces").await.is_counted();
    assert_eq!(counts(&second["results"]), [0, 1]);
    assert_eq!(second["results"]["total_votes"], 1);
    assert!(second["results"]["seq"].as_u64() > first["results"]["seq"].as_u64());
    assert_ne!(second["receipt"], first["receipt"], "another ballot, another receipt");
    assert_eq!(phone.results(&poll).await["your_vote"]["receipt"], second["receipt"]);
    assert_eq!(house.number("select count(*) from votes where counts").await, 1);
    assert_eq!(house.count("votes").await, 2, "the log keeps the vote that was replaced");
}

#[story]
async fn the_same_ballot_again_is_a_409_with_the_voters_vote() {
    let house = House::open().await;
    let poll = changeable_poll(&house).await;
    let phone = house.phone();
    let counted = phone.votes_for(&poll, "Tabs").await.is_counted();
    let problem = phone.votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_device");
    assert_eq!(problem["your_vote"]["receipt"], counted["receipt"]);
    assert_eq!(phone.results(&poll).await["seq"], counted["results"]["seq"], "nothing was changed");
}

#[story]
async fn a_neighbour_does_not_change_another_voters_vote() {
    let house = House::open().await;
    let poll = changeable_poll(&house).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.neighbour().votes_for(&poll, "Spaces").await.is_refused(409, "already_voted_address");
    assert_eq!(counts(&phone.results(&poll).await), [1, 0]);
}

#[story]
async fn a_vote_cannot_be_changed_after_the_close() {
    let house = House::open().await;
    let poll = changeable_poll(&house).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    house.host().closes(&poll).await;
    phone.votes_for(&poll, "Spaces").await.is_refused(409, "poll_not_open");
    assert_eq!(counts(&phone.results(&poll).await), [1, 0]);
}

#[story]
async fn several_choices_change_together() {
    let house = House::open().await;
    let poll = house.poll_with("Which?", &["A", "B", "C"], json!({ "kind": "multiple", "allow_change": true })).await;
    let phone = house.phone();
    phone.votes_for_all(&poll, &["A", "B"]).await.is_counted();
    let changed = phone.votes_for_all(&poll, &["C", "B"]).await.is_counted();
    assert_eq!(counts(&changed["results"]), [0, 1, 1]);
    phone.votes_for_all(&poll, &["B", "C"]).await.is_refused(409, "already_voted_device");
    assert_eq!(house.number("select count(*) from votes where counts").await, 1);
}

#[story]
async fn a_form_may_change_the_vote_too() {
    let house = House::open().await;
    let poll = changeable_poll(&house).await;
    let mut phone = house.phone();
    phone.gets_cookie(&poll).await;
    phone.votes_by_form(&poll, &["Tabs"]).await.is(303);
    phone.votes_by_form(&poll, &["Spaces"]).await.is(303);
    assert_eq!(counts(&phone.results(&poll).await), [0, 1]);
}

#[story]
async fn a_vote_is_changed_twenty_times_in_a_round_and_then_stands() {
    let house = House::for_crowds().await;
    let poll = changeable_poll(&house).await;
    let phone = house.phone();
    let mut last = Value::Null;
    for change in 0..=20 {
        last = phone.votes_for(&poll, OPTIONS[change % 2]).await.is_counted();
    }
    for _ in 0..5 {
        let problem = phone.votes_for(&poll, "Spaces").await.is_refused(409, "too_many_changes");
        assert_eq!(problem["your_vote"]["receipt"], last["receipt"]);
    }
    let problem = phone.votes_for(&poll, "Tabs").await.is_refused(409, "already_voted_device");
    assert_eq!(problem["your_vote"]["receipt"], last["receipt"], "the same ballot again is the vote that counts");
    assert_eq!(house.count("votes").await, 21, "what is refused is not written");
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
    house.host().changes(&poll, &json!({ "run_again": true, "state": "open" })).await;
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.votes_for(&poll, "Spaces").await.is_counted();
}

#[story(flavor = "multi_thread")]
async fn changes_that_share_a_transaction_are_counted_as_well() {
    let house = House::for_crowds().await;
    let poll = changeable_poll(&house).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    futures::future::join_all((0..200).map(|n| phone.votes_for(&poll, OPTIONS[n % 2]))).await;
    assert!(house.count("votes").await <= 21);
    assert_eq!(house.number("select count(*) from votes where counts").await, 1);
}
