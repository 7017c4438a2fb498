//! The budget that all phones share: they are updated less often, never late for good, and nothing else waits for it.

use futures::future::join_all;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{House, OPTIONS, Poll, QUESTION, Socket, story};

/// More phones than are updated without a limit.
const PHONES: usize = 61;
/// The longest pause between two updates of a phone, less the time on the way.
const LONGEST_PAUSE: Duration = Duration::from_millis(1_900);

/// A house whose phones share one update a second: each is updated as rarely as permitted.
async fn narrow_house() -> House {
    House::with(|config| {
        config.vote_limit_per_minute = 0;
        config.connections_per_address = 0;
        config.phone_updates_per_second = 1;
    })
    .await
}

/// Phones that follow a poll, once the update about the last of them has arrived.
async fn crowd(house: &House, poll: &Poll) -> Vec<Socket> {
    let phones = house.phones(PHONES);
    let mut sockets = join_all(phones.iter().map(|phone| phone.joins(poll))).await;
    for socket in &mut sockets {
        socket.until("vote_update", |update| update["connected"] == PHONES).await;
    }
    sockets
}

async fn projector(house: &House, poll: &Poll) -> Socket {
    let mut screen = house.phone().connects().await;
    screen.joins(json!({ "join_code": poll.meeting(), "screen": true })).await;
    screen
}

#[story(flavor = "multi_thread")]
async fn screens_show_each_vote_while_phones_share_the_air_and_end_on_the_last() {
    const VOTES: u32 = 40;
    let house = narrow_house().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut crowd = crowd(&house, &poll).await;
    let (mut console, mut projector) = (house.host().joins(&poll).await, projector(&house, &poll).await);
    let began = Instant::now();
    for n in 1..=VOTES {
        house.phone().votes_for(&poll, "Tabs").await.is_counted();
        for screen in [&mut console, &mut projector] {
            screen.until("vote_update", |update| update["total_votes"] == n).await;
        }
    }
    for phone in &mut crowd {
        let mut updates = 1;
        while phone.next("vote_update").await["total_votes"] != VOTES {
            updates += 1;
        }
        let pauses = began.elapsed().as_millis() / LONGEST_PAUSE.as_millis();
        assert!(updates <= pauses + 2, "{updates} updates in {:?}", began.elapsed());
    }
}

#[story(flavor = "multi_thread")]
async fn a_phones_own_vote_is_in_its_own_answer_before_any_update() {
    let house = narrow_house().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut crowd = crowd(&house, &poll).await;
    let mut last = 0;
    for _ in 0..5 {
        let results = house.phone().votes_for(&poll, "Tabs").await.is_counted()["results"].clone();
        last += 1;
        assert_eq!(results["total_votes"], last);
    }
    crowd[0].until("vote_update", |update| update["total_votes"] == last).await;
}

/// Closes the poll while an update of its phones is due only later, and returns what a phone received until the state: nothing
/// where this computer was too slow to do so.
async fn closes_while_an_update_waits(house: &House, poll: &Poll, crowd: &mut [Socket]) -> Option<Vec<Value>> {
    let total = house.host().sees(poll).await["total_votes"].as_u64().expect("a number");
    house.phone().votes_for(poll, "Tabs").await.is_counted();
    for phone in &mut *crowd {
        phone.until("vote_update", |update| update["total_votes"] == total + 1).await;
    }
    let updated = Instant::now();
    house.phone().votes_for(poll, "Tabs").await.is_counted();
    house.host().closes(poll).await;
    let was_quick = updated.elapsed() < LONGEST_PAUSE / 2;
    let mut received = Vec::new();
    for phone in crowd {
        received.push(phone.next("poll_state").await);
    }
    let all_at_once = updated.elapsed() < LONGEST_PAUSE;
    was_quick.then(|| {
        assert!(all_at_once, "the state was sent after {:?}", updated.elapsed());
        received
    })
}

#[story(flavor = "multi_thread")]
async fn states_are_sent_at_once_though_the_budget_is_used_up() {
    let house = narrow_house().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut crowd = crowd(&house, &poll).await;
    for _ in 0..10 {
        if let Some(states) = closes_while_an_update_waits(&house, &poll, &mut crowd).await {
            for state in states {
                assert_eq!((&state["state"], &state["seq"]), (&json!("closed"), &house.host().sees(&poll).await["seq"]));
            }
            return;
        }
        house.host().changes(&poll, &json!({ "state": "open" })).await;
    }
    panic!("this computer is too slow");
}

#[story]
async fn the_console_reads_what_phones_are_sent() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    let mut phone = house.phone().joins(&poll).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    phone.until("vote_update", |update| update["total_votes"] == 1).await;
    let sends = |diagnosis: &Value| diagnosis["sending"]["bits_per_second"].as_u64() > Some(0);
    let diagnosis = console.until("doctor", sends).await;
    assert_eq!(diagnosis["sending"]["phones"], 1);
    drop(phone);
    console.until("doctor", |diagnosis| diagnosis["sending"].is_null()).await;
}
