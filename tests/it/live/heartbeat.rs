//! Heartbeats: rare enough for phones that lie on the table, and frequent enough to notice one that is gone.

use serde_json::json;
use support::{House, OPTIONS, QUESTION, Socket};

#[tokio::test]
async fn the_servers_own_pings_are_far_apart() {
    let house = House::open().await;
    let handshake = house.phone().get("/socket.io/?EIO=4&transport=polling").await;
    let received: serde_json::Value = serde_json::from_str(handshake.is(200).text().trim_start_matches('0')).expect("an open packet");
    assert!(received["pingInterval"].as_u64().is_some_and(|millis| millis >= 20_000), "{received}");
}

#[tokio::test]
async fn a_page_in_sight_is_answered_and_asked_how_fast_it_is_and_a_hidden_one_is_left_alone() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    let (mut seen, mut hidden) = (house.phone().joins(&poll).await, house.phone().joins(&poll).await);
    seen.calls("alive", json!({})).await;
    hidden.calls("alive", json!({ "hidden": true })).await;
    let received = console.until("doctor", |diagnosis| !diagnosis["latency"].is_null()).await;
    assert_eq!((&received["latency"]["asked"], &received["latency"]["answered"]), (&json!(1), &json!(1)), "{received}");
    assert_eq!(house.host().sees(&poll).await["connected"], 2, "hidden, and here");
}

#[tokio::test]
async fn a_page_in_sight_that_falls_silent_is_gone_and_the_others_stay() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let (mut silent, mut hidden) = (house.phone().joins(&poll).await, house.phone().joins(&poll).await);
    let _program: Socket = house.phone().joins(&poll).await;
    silent.calls("alive", json!({})).await;
    hidden.calls("alive", json!({})).await;
    hidden.calls("alive", json!({ "hidden": true })).await;
    silent.is_closed().await;
    assert_eq!(house.host().sees(&poll).await["connected"], 2);
}

#[tokio::test]
async fn beats_are_events_like_any_others_and_keep_to_the_pace() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut phone = house.phone().joins(&poll).await;
    for _ in 0..200 {
        phone.emits("alive", json!({}));
    }
    phone.is_closed().await;
    let mut odd = house.phone().joins(&poll).await;
    odd.emits("alive", json!("hidden"));
    odd.calls("alive", json!({ "hidden": false, "more": [1] })).await;
}

#[tokio::test]
async fn a_hosts_window_keeps_no_pace() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    for _ in 0..200 {
        console.emits("alive", json!({}));
    }
    console.calls("alive", json!({})).await;
}
