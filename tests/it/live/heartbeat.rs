//! Heartbeats: rare enough to spare the batteries of idle phones, frequent enough to notice a phone that was lost.

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
async fn a_visible_page_is_measured_for_latency_and_a_hidden_one_is_not() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    let (mut visible, mut hidden) = (house.phone().joins(&poll).await, house.phone().joins(&poll).await);
    visible.calls("alive", json!({})).await;
    hidden.calls("alive", json!({ "hidden": true })).await;
    let received = console.until("doctor", |diagnosis| !diagnosis["latency"].is_null()).await;
    assert_eq!((&received["latency"]["asked"], &received["latency"]["answered"]), (&json!(1), &json!(1)), "{received}");
    assert_eq!(house.host().sees(&poll).await["connected"], 2, "a hidden page stays connected");
}

#[tokio::test]
async fn a_visible_page_without_heartbeats_is_closed_and_hidden_pages_and_programs_stay() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let (mut silent, mut hidden) = (house.phone().joins(&poll).await, house.phone().joins(&poll).await);
    // Sends no heartbeats at all, as a program does.
    let _program: Socket = house.phone().joins(&poll).await;
    silent.calls("alive", json!({})).await;
    hidden.calls("alive", json!({})).await;
    hidden.calls("alive", json!({ "hidden": true })).await;
    silent.is_closed().await;
    assert_eq!(house.host().sees(&poll).await["connected"], 2);
}

#[tokio::test]
async fn heartbeats_are_rate_limited_and_unexpected_bodies_are_accepted() {
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
async fn heartbeats_of_a_hosts_window_are_not_rate_limited() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    for _ in 0..200 {
        console.emits("alive", json!({}));
    }
    console.calls("alive", json!({})).await;
}
