//! The host quits: connected clients are notified, and clients that connect or join after that are refused.

use handsup_crowd::Engine;
use serde_json::json;
use support::{House, OPTIONS, QUESTION, story};
use tokio::net::TcpStream;

#[story]
async fn a_phone_that_connects_after_host_closed_is_refused() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut watcher = house.phone().joins(&poll).await;
    let stream = TcpStream::connect(house.addr()).await.expect("a connection");
    let mut late = Engine::bare(stream, house.addr(), &[]).await.expect("a websocket");
    assert!(late.receives().await.is_some_and(|opened| opened.starts_with("0{")));
    let watching_the_end = async {
        assert_eq!(watcher.next("host_closed").await["reason"], "quit");
        let _closed = late.sends("40".into()).await;
        late.receives().await
    };
    // Refused with a message, or closed without one, depending on how far the shutdown has got.
    let ((), answer) = tokio::join!(house.stop(), watching_the_end);
    assert!(answer.as_ref().is_none_or(|answer| answer.as_str() == r#"44{"message":"host_closed"}"#), "{answer:?}");
}

#[story]
async fn a_join_after_host_closed_is_not_acknowledged() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let stream = TcpStream::connect(house.addr()).await.expect("a connection");
    let mut engine = Engine::over(stream, house.addr(), &phone.identifying_headers()).await.expect("a socket");
    engine.join(&poll.code).await.expect("it joins");
    let watching_the_end = async {
        let mut received = Vec::new();
        while let Some(packet) = engine.receives().await {
            if packet.contains("host_closed") {
                let _closed = engine.sends(format!("421{}", json!(["join", { "poll_code": poll.code }]))).await;
            }
            received.push(packet);
        }
        received
    };
    let ((), received) = tokio::join!(house.stop(), watching_the_end);
    assert!(received.iter().any(|packet| packet.contains("host_closed")), "{received:?}");
    assert!(!received.iter().any(|packet| packet.starts_with("431")), "no acknowledgement: {received:?}");
}
