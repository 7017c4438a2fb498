//! Hidden results are hidden from the visitors that the rule names: on the pages, in the data and in the events that a phone
//! receives.

use serde_json::{Value, json};
use support::{Host, House, OPTIONS, Phone, Poll, QUESTION, story};

/// Two of three votes for Tabs: percentages that appear on a page only when counts do.
const SHARES: [&str; 2] = ["66.7", "33.3"];

/// A poll under `rule`, with three votes; returns the voters too.
async fn with_votes(house: &House, rule: &str) -> (Poll, Vec<Phone>) {
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": rule })).await;
    let mut voters = Vec::new();
    for option in ["Tabs", "Tabs", "Spaces"] {
        let mut phone = house.phone();
        phone.gets_cookie(&poll).await;
        phone.votes_for(&poll, option).await.is_counted();
        voters.push(phone);
    }
    (poll, voters)
}

/// Whether one phone sees the counts, by each route.
async fn views(phone: &Phone, poll: &Poll) -> Vec<(&'static str, bool)> {
    let page = phone.opens(&poll.path("")).await;
    let share = phone.opens(&poll.path("/share")).await;
    let html = page.text().split("id=\"boot\"").next().unwrap_or("");
    let shows = |text: &str| SHARES.iter().any(|share| text.contains(share));
    vec![
        ("page", shows(html)),
        ("boot", shows_counts(&page.boot()["snapshot"])),
        ("results", shows_counts(&phone.results(poll).await)),
        ("socket", shows_counts(&phone.joins(poll).await.snapshot)),
        ("share", shows(share.text())),
    ]
}

/// Whether a snapshot has counts: for all options or for none.
#[track_caller]
fn shows_counts(snapshot: &Value) -> bool {
    let visible = snapshot["results_visible"].as_bool().expect("results_visible is there");
    assert!(snapshot["total_votes"].is_u64(), "how many voted is always there");
    for option in snapshot["options"].as_array().expect("options") {
        assert_eq!((option["vote_count"].is_u64(), option["percentage"].is_f64()), (visible, visible), "{option}");
    }
    visible
}

async fn is_hidden_from(phone: &Phone, poll: &Poll) {
    let shown: Vec<_> = views(phone, poll).await.into_iter().filter(|(_, shown)| *shown).collect();
    assert!(shown.is_empty(), "shown at {shown:?}");
}

/// Asserts that a phone sees the counts by each route but the share page, which shows no counts.
async fn is_shown_to(phone: &Phone, poll: &Poll) {
    let missing: Vec<_> = views(phone, poll).await.into_iter().filter(|(view, shown)| !*shown && *view != "share").collect();
    assert!(missing.is_empty(), "not shown at {missing:?}");
}

async fn is_shown_to_the_host(host: &Host, poll: &Poll) {
    assert!(shows_counts(&host.sees(poll).await));
    assert!(shows_counts(&host.get(&poll.path("/results")).await.is(200).json()));
    assert!(shows_counts(&host.joins(poll).await.snapshot));
    assert!(shows_counts(&host.get("/api/console").await.is(200).json()["staged"]));
}

#[story]
async fn live_results_are_shown_to_all() {
    let house = House::open().await;
    let (poll, voters) = with_votes(&house, "live").await;
    is_shown_to(&house.phone(), &poll).await;
    is_shown_to(&voters[0], &poll).await;
    is_shown_to_the_host(&house.host(), &poll).await;
}

#[story]
async fn after_vote_hides_results_from_guests() {
    let house = House::open().await;
    let (poll, _) = with_votes(&house, "after_vote").await;
    is_hidden_from(&house.phone(), &poll).await;
}

#[story]
async fn after_vote_shows_results_to_voters_and_the_host() {
    let house = House::open().await;
    let (poll, voters) = with_votes(&house, "after_vote").await;
    is_shown_to(&voters[0], &poll).await;
    is_shown_to_the_host(&house.host(), &poll).await;
}

#[story]
async fn on_reveal_hides_results_from_guests_and_voters_alike() {
    let house = House::open().await;
    let (poll, voters) = with_votes(&house, "on_reveal").await;
    is_hidden_from(&house.phone(), &poll).await;
    is_hidden_from(&voters[0], &poll).await;
    is_shown_to_the_host(&house.host(), &poll).await;
}

#[story]
async fn on_reveal_shows_results_to_all_once_the_host_reveals() {
    let house = House::open().await;
    let (poll, voters) = with_votes(&house, "on_reveal").await;
    house.host().reveals(&poll).await;
    is_shown_to(&house.phone(), &poll).await;
    is_shown_to(&voters[0], &poll).await;
}

#[story]
async fn what_was_revealed_can_be_hidden_again() {
    let house = House::open().await;
    let (poll, _) = with_votes(&house, "on_reveal").await;
    house.host().reveals(&poll).await;
    house.host().changes(&poll, &json!({ "revealed": false })).await;
    is_hidden_from(&house.phone(), &poll).await;
}

#[story]
async fn the_answer_to_a_vote_has_counts_as_the_rule_says() {
    let house = House::open().await;
    for (rule, visible) in [("live", true), ("after_vote", true), ("on_reveal", false)] {
        let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": rule })).await;
        let counted = house.phone().votes_for(&poll, "Tabs").await.is_counted();
        assert_eq!(shows_counts(&counted["results"]), visible, "{rule}");
    }
}

#[story]
async fn a_voter_of_one_round_sees_results_of_the_next_only_after_voting_in_it() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "after_vote" })).await;
    let phone = house.phone();
    let mut socket = phone.joins(&poll).await;
    phone.votes_for(&poll, "Tabs").await.is_counted();
    assert!(shows_counts(&socket.until("vote_update", |update| update["total_votes"] == 1).await));
    house.host().changes(&poll, &json!({ "run_again": true, "state": "open" })).await;
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
    let shown = socket.until("vote_update", |update| update["round"] == 2 && update["total_votes"] == 1).await;
    assert!(!shows_counts(&shown), "{shown}");
    phone.votes_for(&poll, "Tabs").await.is_counted();
    assert!(shows_counts(&socket.until("vote_update", |update| update["total_votes"] == 2).await));
}

#[story]
async fn updates_hide_counts_from_guests_and_show_them_to_the_host() {
    let house = House::open().await;
    for rule in ["after_vote", "on_reveal"] {
        let (poll, _) = with_votes(&house, rule).await;
        let (mut guest, mut host) = (house.phone().joins(&poll).await, house.host().joins(&poll).await);
        house.phone().votes_for(&poll, "Tabs").await.is_counted();
        assert!(!shows_counts(&guest.until("vote_update", |update| update["total_votes"] == 4).await), "{rule}");
        assert!(shows_counts(&host.until("vote_update", |update| update["total_votes"] == 4).await), "{rule}");
        house.host().closes(&poll).await;
        assert!(!shows_counts(&guest.next("poll_state").await), "{rule}: closing reveals nothing");
    }
}
