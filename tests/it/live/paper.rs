//! Sockets that join with `"paper": false` receive counts alone; the texts come when they join, and when they have changed.

use serde_json::{Value, json};
use std::cell::Cell;
use support::{Caller, House, OPTIONS, Poll, QUESTION, Redis, Socket, on_postgres, story};

/// The longest frame that is sent while people vote, in bytes.
const LONGEST_FRAME: usize = 2_000;

/// Follows a poll without its paper.
async fn counts(caller: &Caller, poll: &Poll) -> Socket {
    let mut socket = Socket::connect(caller).await;
    socket.joins(json!({ "poll_code": poll.code, "paper": false })).await;
    socket
}

/// The projector of the poll's meeting, without paper.
async fn projector(house: &House, poll: &Poll) -> Socket {
    let mut socket = house.phone().connects().await;
    socket.joins(json!({ "join_code": poll.meeting(), "screen": true, "paper": false })).await;
    socket
}

fn has_texts(event: &Value) -> bool {
    event.get("options").is_some() || event.get("question").is_some()
}

#[story]
async fn live_events_are_counts_for_those_that_ask_and_whole_snapshots_for_others() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut small = [counts(&house.phone(), &poll).await, counts(&house.host(), &poll).await, projector(&house, &poll).await];
    let mut whole = [house.phone().joins(&poll).await, house.host().joins(&poll).await];
    assert_eq!(small[0].snapshot["question"], QUESTION, "the paper comes with the join");
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
    for socket in &mut small {
        let update = socket.until("vote_update", |update| update["total_votes"] == 1).await;
        assert_eq!(update["counts"], json!([[poll.id("Tabs"), 0], [poll.id("Spaces"), 1]]));
        assert!(!has_texts(&update), "{update}");
    }
    for socket in &mut whole {
        let update = socket.until("vote_update", |update| update["total_votes"] == 1).await;
        assert_eq!((&update["question"], &update["options"][1]["percentage"]), (&json!(QUESTION), &json!(100.0)));
    }
    house.host().closes(&poll).await;
    for socket in &mut small {
        let state = socket.next("poll_state").await;
        assert_eq!((&state["state"], has_texts(&state)), (&json!("closed"), false));
    }
    for socket in &mut whole {
        assert_eq!(socket.next("poll_state").await["question"], QUESTION);
    }
}

#[story]
async fn every_live_frame_has_at_most_two_kilobytes_whatever_the_texts() {
    let house = House::open().await;
    let options: Vec<String> = (10..30).map(|n| n.to_string().repeat(100)).collect();
    let poll = house.poll_with(&"ẞ".repeat(500), &options.iter().map(String::as_str).collect::<Vec<_>>(), json!({})).await;
    let mut sockets = [counts(&house.phone(), &poll).await, counts(&house.host(), &poll).await, projector(&house, &poll).await];
    assert!(sockets[0].snapshot.to_string().len() > 5_000);
    house.phone().votes_for(&poll, &options[0]).await.is_counted();
    house.host().closes(&poll).await;
    for socket in &mut sockets {
        for event in ["vote_update", "poll_state"] {
            let frame = socket.next(event).await.to_string();
            // Room for ids, counts and numbers of devices of ten digits instead of one or two.
            assert!(frame.len() + 20 * 20 < LONGEST_FRAME, "{event}: {frame}");
        }
    }
}

#[story]
async fn other_texts_and_rules_arrive_before_the_count_that_belongs_to_them() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut sockets = [counts(&house.phone(), &poll).await, counts(&house.host(), &poll).await, projector(&house, &poll).await];
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    for socket in &mut sockets {
        let update = socket.until("vote_update", |update| update["total_votes"] == 1).await;
        assert!(update["revision"].as_u64() <= socket.snapshot["seq"].as_u64(), "the paper of the join is still the right one");
    }
    for (change, field) in [
        (json!({ "question": "Tabs, or rather spaces?" }), "question"),
        (json!({ "options": [{ "option_text": "Tabulators" }, { "option_text": "Spaces" }] }), "options"),
        (json!({ "allow_change": true }), "allow_change"),
    ] {
        let changed = house.host().changes(&poll, &change).await;
        for socket in &mut sockets {
            let last = socket.snapshot["revision"].clone();
            let paper = socket.next("paper").await;
            assert!(paper["revision"].as_u64() > last.as_u64(), "{last}, then {paper}");
            assert!(paper["seq"].as_u64() >= paper["revision"].as_u64());
            match field {
                "options" => assert_eq!(paper["options"][0]["option_text"], "Tabulators"),
                _ => assert_eq!(paper[field], changed[field]),
            }
            let state = socket.next("poll_state").await;
            assert_eq!(state["revision"], paper["revision"]);
            socket.snapshot = paper;
        }
    }
}

#[story]
async fn counts_hide_what_results_hide() {
    let house = House::open().await;
    let rules = json!({ "results": "after_vote", "correct": [1] });
    let poll = house.poll_with(QUESTION, &OPTIONS, rules).await;
    let phone = house.phone();
    let (mut guest, mut console) = (counts(&house.phone(), &poll).await, counts(&house.host(), &poll).await);
    let mut its_tab = phone.connects().await;
    its_tab.joins(json!({ "poll_code": poll.code, "browser_token": phone.token(), "paper": false })).await;
    phone.votes_for(&poll, "Spaces").await.is_counted();
    let shows = |event: &Value| event["counts"].as_array().map(Vec::len) == Some(2);
    for (socket, visible, knows) in [(&mut guest, false, false), (&mut its_tab, true, false), (&mut console, true, true)] {
        let update = socket.until("vote_update", |update| update["total_votes"] == 1).await;
        assert_eq!((&update["results_visible"], shows(&update)), (&json!(visible), visible), "{update}");
        assert_eq!(update.get("correct").is_some(), knows, "{update}");
    }
    house.host().changes(&poll, &json!({ "state": "closed", "answer_shown": true })).await;
    let closed = guest.until("poll_state", |state| state["answer_shown"] == true).await;
    assert_eq!((&closed["correct"], shows(&closed)), (&json!([poll.id("Spaces")]), false));
    house.host().reveals(&poll).await;
    assert!(shows(&guest.until("poll_state", |state| state["revealed"] == true).await));
}

#[story]
async fn a_snapshot_over_http_is_whole_and_names_its_revision() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let _joined = counts(&house.phone(), &poll).await;
    let results = house.phone().results(&poll).await;
    assert_eq!(results["options"][1]["option_text"], "Spaces");
    assert!(results["revision"].as_u64() <= results["seq"].as_u64(), "{results}");
    house.host().changes(&poll, &json!({ "question": "Blanks?" })).await;
    let reworded = house.phone().results(&poll).await;
    assert!(reworded["revision"].as_u64() > results["seq"].as_u64(), "{reworded}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_texts_at_one_instance_arrive_at_the_other_and_no_count_is_ahead_of_them() {
    on_postgres(async {
        let redis = Redis::start();
        let one = House::with(|config| config.redis_url = Some(redis.url())).await;
        let other = one.twin().await;
        crate::cluster::shared_rooms::until_both_are_connected(&one, &other).await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        let mut phone = counts(&other.phone(), &poll).await;
        for n in 1..=3 {
            one.phone().votes_for(&poll, "Tabs").await.is_counted();
            one.host().changes(&poll, &json!({ "question": format!("For the {n}. time?") })).await;
            let paper = phone.until("paper", |paper| paper["question"] == format!("For the {n}. time?")).await;
            let seq = Cell::new(paper["seq"].as_u64());
            one.phone().votes_for(&poll, "Tabs").await.is_counted();
            phone
                .until_shown(|count| {
                    assert!(count["revision"].as_u64() <= seq.get(), "the phone has the texts of every later count");
                    seq.set(count["seq"].as_u64().max(seq.get()));
                    count["total_votes"] == 2 * n
                })
                .await;
            let results = one.phone().results(&poll).await;
            assert!(results["revision"].as_u64() <= seq.get(), "and the other instance's answers belong to them too");
        }
    })
    .await;
}
