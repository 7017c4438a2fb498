//! Events that phones and hosts receive over the socket.

use futures::future::join_all;
use serde_json::{Value, json};
use std::time::Instant;
use support::{House, OPTIONS, QUESTION, story};

#[story]
async fn a_vote_reaches_another_phone() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut watcher = house.phone().joins(&poll).await;
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
    let update = watcher.until("vote_update", |update| update["total_votes"] == 1).await;
    assert_eq!(update["options"][1]["percentage"], 100.0);
    assert!(update["seq"].as_u64() > watcher.snapshot["seq"].as_u64());
}

#[story]
async fn a_join_returns_the_whole_snapshot_and_the_phones_own_vote() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let receipt = phone.votes_for(&poll, "Tabs").await.is_counted()["receipt"].clone();
    let snapshot = phone.joins(&poll).await.snapshot;
    let requested = phone.results(&poll).await;
    for field in ["poll_code", "question", "kind", "state", "round", "seq", "total_votes", "results_visible", "options", "your_vote"] {
        assert_eq!(snapshot[field], requested[field], "{field}");
    }
    assert_eq!(snapshot["your_vote"]["receipt"], receipt);
    assert!(house.phone().joins(&poll).await.snapshot["your_vote"].is_null(), "no other voter's vote");
}

#[story]
async fn closing_and_opening_are_broadcast_to_the_room() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut watcher = house.phone().joins(&poll).await;
    house.host().closes(&poll).await;
    let closed = watcher.next("poll_state").await;
    assert_eq!((&closed["state"], &closed["round"], &closed["revealed"]), (&json!("closed"), &json!(1), &json!(false)));
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    let opened = watcher.next("poll_state").await;
    assert_eq!(opened["state"], "open");
    assert!(opened["seq"].as_u64() > closed["seq"].as_u64());
}

#[story]
async fn a_reveal_is_broadcast_to_the_room_with_the_counts() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "on_reveal" })).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let mut watcher = house.phone().joins(&poll).await;
    assert!(watcher.snapshot["options"][0]["vote_count"].is_null());
    house.host().reveals(&poll).await;
    let revealed = watcher.next("poll_state").await;
    assert_eq!((&revealed["revealed"], &revealed["options"][0]["vote_count"]), (&json!(true), &json!(1)));
}

#[story]
async fn seq_only_grows() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut seen = vec![poll.created["seq"].as_u64()];
    for _ in 0..3 {
        seen.push(house.phone().votes_for(&poll, "Tabs").await.is_counted()["results"]["seq"].as_u64());
    }
    seen.push(house.host().closes(&poll).await["seq"].as_u64());
    seen.push(house.host().changes(&poll, &json!({ "state": "open" })).await["seq"].as_u64());
    assert!(seen.windows(2).all(|two| two[0] < two[1]), "{seen:?}");
}

#[story]
async fn phones_that_come_and_go_are_counted() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut first = house.phone().joins(&poll).await;
    assert_eq!(first.snapshot["connected"], 1);
    let second = house.phone().joins(&poll).await;
    assert_eq!(second.snapshot["connected"], 2);
    first.until("vote_update", |update| update["connected"] == 2).await;
    drop(second);
    first.until("vote_update", |update| update["connected"] == 1).await;
}

#[story]
async fn arrivals_are_broadcast_at_most_four_times_a_second() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut first = house.phone().joins(&poll).await;
    let began = Instant::now();
    let phones: Vec<_> = (0..40).map(|_| house.phone()).collect();
    let _sockets = join_all(phones.iter().map(|phone| phone.joins(&poll))).await;
    let mut received = 1;
    while first.until("vote_update", |_| true).await["connected"] != 41 {
        received += 1;
    }
    // Four times a second, once for the first phone, and once for a quarter that has begun.
    let limit = began.elapsed().as_millis() / 250 + 2;
    assert!(received <= limit, "the count was broadcast {received} times");
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    first.until("vote_update", |update| update["total_votes"] == 1).await;
}

#[story]
async fn the_hosts_windows_are_not_counted_as_phones() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    assert_eq!(house.host().joins(&poll).await.snapshot["connected"], 0);
}

#[story]
async fn when_the_host_quits_phones_receive_host_closed_before_the_socket_closes() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut phones = [house.phone().joins(&poll).await, house.phone().connects().await];
    house.stop().await;
    for phone in &mut phones {
        let received = phone.is_closed().await;
        assert!(received.contains(&("host_closed".into(), json!({ "reason": "quit" }))), "{received:?}");
    }
}

#[story]
async fn a_phone_sees_counts_only_after_its_own_vote() {
    let house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "results": "after_vote" })).await;
    let phone = house.phone();
    let (mut one, mut other_tab, mut guest) = (phone.joins(&poll).await, phone.joins(&poll).await, house.phone().joins(&poll).await);
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let hidden = one.until("vote_update", |update| update["total_votes"] == 1).await;
    assert!(hidden["options"][0]["vote_count"].is_null());
    // The vote goes over HTTP; both of the phone's sockets see results from then on.
    phone.votes_for(&poll, "Tabs").await.is_counted();
    for socket in [&mut one, &mut other_tab] {
        let shown = socket.until("vote_update", |update| update["total_votes"] == 2).await;
        assert_eq!(shown["options"][0]["vote_count"], 2);
    }
    let still_hidden = guest.until("vote_update", |update| update["total_votes"] == 2).await;
    assert!(still_hidden["options"][0]["vote_count"].is_null());
}

#[story]
async fn an_unknown_event_is_ignored() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut socket = house.phone().connects().await;
    socket.emits("dance", json!({ "how": "wildly" }));
    socket.emits("vote_update", json!({ "total_votes": 1_000_000 }));
    socket.emits("poll_state", Value::Null);
    socket.joins(json!({ "poll_code": poll.code })).await;
    assert_eq!(socket.snapshot["total_votes"], 0);
}

#[story]
async fn a_refused_join_has_the_code_of_its_problem() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut socket = house.phone().connects().await;
    for (body, code) in [
        (json!({ "poll_code": "ZZZZZZZZ" }), "no_such_poll"),
        (json!({ "poll_code": "nonsense" }), "no_such_poll"),
        (json!({ "join_code": "ZZZZZZ" }), "no_such_meeting"),
        (json!({ "poll_code": poll.code, "browser_token": "me" }), "invalid_token"),
        (json!({ "poll_code": poll.code, "join_code": "ZZZZZZ" }), "bad_request"),
        (json!({ "poll_code": 7 }), "bad_request"),
        (json!({ "poll_code": poll.code, "as": "host" }), "bad_request"),
        (json!({}), "bad_request"),
        (json!(null), "bad_request"),
        (json!([poll.code]), "bad_request"),
    ] {
        let ack = socket.calls("join", body.clone()).await;
        assert_eq!((&ack["ok"], &ack["problem"]["code"]), (&json!(false), &json!(code)), "{body}");
    }
    socket.joins(json!({ "poll_code": poll.code })).await;
}

#[story]
async fn a_meetings_code_joins_its_newest_poll() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let join_code = house.text("select join_code from meetings").await;
    let mut socket = house.phone().connects().await;
    socket.joins(json!({ "join_code": join_code })).await;
    assert_eq!(socket.snapshot["poll_code"], poll.code);
}

#[story]
async fn a_phone_follows_one_poll_at_a_time() {
    let house = House::open().await;
    let (first, second) = (house.poll("The first?", &OPTIONS).await, house.poll("The second?", &OPTIONS).await);
    let mut socket = house.phone().joins(&first).await;
    socket.joins(json!({ "poll_code": second.code })).await;
    house.phone().votes_for(&first, "Tabs").await.is_counted();
    house.phone().votes_for(&second, "Tabs").await.is_counted();
    house.host().closes(&first).await;
    house.host().closes(&second).await;
    let received = socket.next("poll_state").await;
    assert_eq!(received["poll_code"], second.code);
    assert_eq!(house.phone().results(&first).await["connected"], 0);
}

#[story]
async fn the_last_of_many_votes_always_arrives() {
    let house = House::for_crowds().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut watcher = house.phone().joins(&poll).await;
    for _ in 0..100 {
        house.phone().votes_for(&poll, "Tabs").await.is_counted();
    }
    watcher.until("vote_update", |update| update["total_votes"] == 100).await;
}

#[story]
async fn host_windows_receive_new_polls_and_refused_votes() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.votes_for(&poll, "Tabs").await.is(409);
    console.until("vote_update", |update| update["refused"]["already_voted_device"] == 1).await;
    let newer = house.poll("Another?", &OPTIONS).await;
    console.until("polls", |list| list["polls"][1]["poll_code"] == newer.code).await;
}

#[story]
async fn a_socket_that_follows_nothing_is_closed() {
    let house = House::open().await;
    let mut socket = house.phone().connects().await;
    socket.is_closed().await;
}

#[story]
async fn a_socket_that_floods_is_closed() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut socket = house.phone().joins(&poll).await;
    for _ in 0..500 {
        socket.emits("dance", Value::Null);
    }
    socket.is_closed().await;
    house.phone().joins(&poll).await;
}
