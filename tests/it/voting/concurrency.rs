//! The requirement "Concurrent votes: row-level locking prevents corruption": every vote once, and every voter once.

use futures::future::join_all;
use serde_json::json;
use std::collections::HashMap;
use support::{House, OPTIONS, QUESTION, Response, story};

/// Phones in a full hall.
const HALL: usize = 1_000;

#[story(flavor = "multi_thread")]
async fn a_thousand_phones_at_once_are_a_thousand_votes() {
    let house = House::for_crowds().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phones = house.phones(HALL);
    let answers = join_all(phones.iter().enumerate().map(|(n, phone)| phone.votes_for(&poll, OPTIONS[n % 2]))).await;
    assert_eq!(statuses(&answers), HashMap::from([(200, HALL)]));
    let results = house.phone().results(&poll).await;
    assert_eq!(results["total_votes"], HALL);
    assert_eq!((&results["options"][0]["vote_count"], &results["options"][1]["vote_count"]), (&json!(HALL / 2), &json!(HALL / 2)));
    assert_eq!(house.count("votes").await, 1_000);
    assert_eq!(house.number("select coalesce(sum(count), 0) from tallies").await, 1_000);
    let mut seqs: Vec<_> = answers.iter().filter_map(|answer| answer.json()["results"]["seq"].as_u64()).collect();
    seqs.sort_unstable();
    assert!(seqs.last() <= results["seq"].as_u64().as_ref(), "no response is newer than the results");
}

#[story(flavor = "multi_thread")]
async fn a_thousand_votes_at_once_by_one_token_are_one_vote() {
    let house = House::for_crowds().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    let phone = house.phone();
    let twins: Vec<_> = (0..HALL).map(|_| phone.at_another_address()).collect();
    let answers = join_all(twins.iter().enumerate().map(|(n, twin)| twin.votes_for(&poll, OPTIONS[n % 2]))).await;
    assert_eq!(statuses(&answers), HashMap::from([(200, 1), (409, HALL - 1)]));
    assert_eq!(house.count("votes").await, 1);
    assert_eq!(house.number("select coalesce(sum(count), 0) from tallies").await, 1);
    let winner = answers.iter().find(|answer| answer.status == 200).expect("one is counted").json();
    for refused in answers.iter().filter(|answer| answer.status == 409) {
        assert_eq!(refused.is_refused(409, "already_voted_device")["your_vote"]["receipt"], winner["receipt"]);
    }
}

#[story(flavor = "multi_thread")]
async fn two_hundred_votes_at_once_from_one_address_are_one_vote_under_the_strict_rule() {
    let house = House::for_crowds().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let neighbours: Vec<_> = (0..200).map(|_| phone.neighbour()).collect();
    let answers = join_all(neighbours.iter().map(|neighbour| neighbour.votes_for(&poll, "Tabs"))).await;
    assert_eq!(statuses(&answers), HashMap::from([(200, 1), (409, 199)]));
    assert_eq!(house.count("votes").await, 1);
    assert_eq!(phone.results(&poll).await["total_votes"], 1);
}

#[story(flavor = "multi_thread")]
async fn concurrent_changes_by_one_phone_leave_one_vote() {
    let house = House::for_crowds().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "allow_change": true })).await;
    let phone = house.phone();
    join_all((0..100).map(|n| phone.votes_for(&poll, OPTIONS[n % 2]))).await;
    assert_eq!(house.number("select count(*) from votes where counts").await, 1);
    assert_eq!(house.number("select coalesce(sum(count), 0) from tallies").await, 1);
    assert_eq!(phone.results(&poll).await["total_votes"], 1);
}

#[story(flavor = "multi_thread")]
async fn every_vote_that_races_with_the_close_is_counted_or_refused() {
    let house = House::for_crowds().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let (phones, host) = (house.phones(200), house.host());
    let voting = join_all(phones.iter().map(|phone| phone.votes_for(&poll, "Tabs")));
    let (answers, _) = futures::join!(voting, host.closes(&poll));
    let counted = answers.iter().filter(|answer| answer.status == 200).count();
    for late in answers.iter().filter(|answer| answer.status != 200) {
        late.is_refused(409, "poll_not_open");
    }
    assert_eq!(house.phone().results(&poll).await["total_votes"], counted);
}

fn statuses(answers: &[Response]) -> HashMap<u16, usize> {
    answers.iter().fold(HashMap::new(), |mut statuses, answer| {
        *statuses.entry(answer.status).or_default() += 1;
        statuses
    })
}
