//! Limits on connections and sockets, for an address and for the server.

use support::{Engine, House, OPTIONS, QUESTION, RawConnection, eventually, fresh_address};

const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";

#[tokio::test]
async fn the_65th_silent_connection_of_an_address_is_closed_at_once_and_others_are_served() {
    let house = House::open().await;
    let address = fresh_address();
    let mut silent = Vec::new();
    for _ in 0..64 {
        silent.push(RawConnection::connect(house.addr(), address).await);
    }
    let received = RawConnection::connect(house.addr(), address).await.is_closed().await;
    assert!(received.is_empty(), "closing is cheaper than an answer");
    house.answers(HEALTH).await.expect("another address is served").is(200);
}

#[tokio::test]
async fn connections_that_have_sent_a_request_do_not_count_as_silent() {
    let house = House::open().await;
    let address = fresh_address();
    let mut connections = Vec::new();
    for _ in 0..100 {
        let mut connection = RawConnection::connect(house.addr(), address).await;
        connection.asks(HEALTH).await.expect("served").is(200);
        connections.push(connection);
    }
    for connection in &mut connections {
        connection.asks(HEALTH).await.expect("still served").is(200);
    }
}

#[tokio::test]
async fn an_address_gets_only_as_many_connections_as_configured() {
    let house = House::with(|config| config.connections_per_address = 3).await;
    let address = fresh_address();
    let mut connections = Vec::new();
    for _ in 0..3 {
        let mut connection = RawConnection::connect(house.addr(), address).await;
        connection.asks(HEALTH).await.expect("served").is(200);
        connections.push(connection);
    }
    assert!(RawConnection::connect(house.addr(), address).await.asks(HEALTH).await.is_none(), "the fourth is closed");
    house.answers(HEALTH).await.expect("another address is served").is(200);
}

#[tokio::test]
async fn a_session_beyond_the_limit_has_retry_after_and_connects_once_another_ends() {
    let house = House::with(|config| config.sessions = 3).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut sockets = Vec::new();
    for _ in 0..3 {
        sockets.push(house.phone().joins(&poll).await);
    }
    let refused = house.answers(b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").await.expect("an answer");
    assert_eq!(refused.is_refused(503, "overloaded")["retry_after"], 1);
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    sockets.pop();
    eventually("a free session", async || Engine::open(house.addr(), fresh_address(), &[]).await.is_ok()).await;
}

#[tokio::test]
async fn one_address_gets_a_quarter_of_the_sessions_and_other_addresses_still_connect() {
    let house = House::with(|config| {
        config.sessions = 40;
        config.connections_per_address = 10;
    })
    .await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let greedy = house.phone();
    let mut connections = Vec::new();
    // One connection fewer than an address may have.
    for _ in 0..9 {
        connections.push(RawConnection::connect(house.addr(), greedy.address()).await);
    }
    let (mut opened, began) = (0, std::time::Instant::now());
    for n in 0..60 {
        let request = b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";
        let answer = connections[n % 9].asks(request).await.expect("an answer");
        if answer.status == 200 {
            opened += 1;
        } else {
            answer.is_refused(503, "overloaded");
        }
    }
    // A session that joins nothing ends after five seconds and frees its permit.
    let freed = usize::try_from(began.elapsed().as_secs() / 5 * 10).expect("few");
    assert!((10..=10 + freed).contains(&opened), "{opened}, {freed} of them freed meanwhile");
    for _ in 0..3 {
        let mut socket = house.phone().joins(&poll).await;
        socket.calls("join", serde_json::json!({ "poll_code": poll.code })).await;
    }
    house.host().joins(&poll).await;
}

#[tokio::test]
async fn a_host_connects_while_a_neighbour_behind_the_same_router_floods() {
    let house = House::with(|config| config.sessions = 40).await;
    let neighbour = house.phone();
    let path = "/socket.io/?EIO=4&transport=polling";
    let mut flood = RawConnection::connect(house.addr(), neighbour.address()).await;
    let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    for _ in 0..3 {
        // A busy computer may answer no faster than the limit allows; then no request of the flood is refused.
        for _ in 0..4_000 {
            if flood.asks(request.as_bytes()).await.expect("an answer").status == 429 {
                break;
            }
        }
        let host = neighbour.request(http::Method::GET, path).header("authorization", format!("Bearer {}", house.host_key()));
        neighbour.send(host).await.is(200);
    }
}

#[tokio::test]
async fn a_connection_that_begins_with_tls_or_garbage_is_refused_or_closed() {
    let house = House::open().await;
    let hello = [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".as_slice(), &[0x42; 500]].concat();
    for greeting in [hello.as_slice(), b"\0\0\0\0\r\n\r\n", b"HELO mail\r\n\r\n", b"GET\r\n\r\n", "GÈT / HTTP/1.1\r\n\r\n".as_bytes()] {
        let answer = house.answers(greeting).await;
        assert!(answer.is_none_or(|answer| (400..500).contains(&answer.status)), "{greeting:?}");
    }
    house.answers(HEALTH).await.expect("still serving").is(200);
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let house = House::open().await;
    let large = format!("GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nx-large: {}\r\n\r\n", "x".repeat(20_000));
    let many = format!("GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n{}\r\n", "x-many: x\r\n".repeat(100));
    let long = format!("GET /{} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n", "x".repeat(70_000));
    for head in [large, many, long] {
        let answer = house.answers(&head).await;
        assert!(answer.as_ref().is_none_or(|answer| (400..500).contains(&answer.status)), "{answer:?}");
    }
    house.answers(HEALTH).await.expect("still serving").is(200);
}

#[tokio::test]
async fn a_body_with_two_lengths_smuggles_no_second_request() {
    let house = House::open().await;
    for lengths in ["content-length: 5\r\ntransfer-encoding: chunked", "content-length: 5\r\ncontent-length: 50"] {
        let smuggled = format!(
            "POST /poll/ZZZZZZZZ/vote HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n{lengths}\r\n\r\n0\r\n\r\nGET /openapi.json HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
        );
        let answer = house.answers(&smuggled).await;
        assert!(answer.as_ref().is_none_or(|answer| (400..500).contains(&answer.status)), "{answer:?}");
    }
}
