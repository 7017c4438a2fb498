//! Clients that occupy resources: hundreds that never read what they requested, a thousand that connect and send nothing.
//! Other clients are served as before.

use futures::future::join_all;
use serde_json::json;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use support::{Engine, House, OPTIONS, Poll, QUESTION, RawConnection, Socket, fresh_address, in_time, soak};

/// Clients that never read.
const NON_READERS: usize = 200;
/// More bytes than ever wait to be sent to a client that reads.
const MIN_BACKLOG: u64 = 8 * 1024;
/// Clients that connect and send no request.
const SILENT_CLIENTS: usize = 1_000;
/// How long a connection without a whole request head may last.
const SILENT_CLOSED_WITHIN: Duration = Duration::from_secs(15);
/// How long the votes of other clients may take.
const VOTES_WITHIN: Duration = Duration::from_millis(200);
/// How long a house may take to stop.
const STOPS_WITHIN: Duration = Duration::from_secs(5);

/// Follows a poll, asks for snapshot after snapshot, and reads none of them.
async fn never_reads(house: SocketAddr, poll: &Poll) -> Engine {
    let connection = RawConnection::connect_narrow(house, fresh_address()).await;
    let mut engine = Engine::over(connection.into_stream(), house, &[]).await.expect("the house takes sockets");
    for call in 0..30 {
        let join = json!(["join", { "poll_code": poll.code, "browser_token": uuid::Uuid::new_v4() }]);
        engine.sends(format!("42{call}{join}")).await.expect("the socket is open");
    }
    engine
}

/// The connections for which the system buffers more than [`MIN_BACKLOG`] bytes to be sent, and how many
/// bytes. Source: `proc_pid_net(5)`.
fn backlogs(house: SocketAddr) -> Vec<(String, u64)> {
    let port = format!(":{:04X}", house.port());
    let table = std::fs::read_to_string("/proc/net/tcp").expect("a table of connections");
    let rows = table.lines().map(|row| row.split_whitespace().collect::<Vec<_>>()).filter(|row| row[1].ends_with(&port));
    let queues = rows.map(|row| (row[2].to_owned(), u64::from_str_radix(&row[4][..8], 16).expect("bytes to send")));
    queues.filter(|(_, bytes)| *bytes > MIN_BACKLOG).collect()
}

/// One more vote, which every client that reads receives.
async fn one_more_vote(house: &House, poll: &Poll, watcher: &mut Socket) {
    let counted = house.phone().casts(poll, &json!({ "option_id": poll.id(&option(0)), "browser_token": uuid::Uuid::new_v4() })).await;
    let votes = counted.is_counted()["results"]["total_votes"].clone();
    watcher.until("vote_update", |update| update["total_votes"] == votes).await;
}

/// An option so long that a snapshot has kilobytes.
fn option(number: usize) -> String {
    format!("{number:02}{}", "x".repeat(190))
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_clients_that_never_read_delay_neither_others_nor_the_shutdown() {
    let mut house = House::for_crowds().await;
    let options: Vec<String> = (0..20).map(option).collect();
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let poll = house.poll_with(QUESTION, &options, json!({ "fairness": "device" })).await;
    let mut watcher = house.phone().joins(&poll).await;
    let non_readers = join_all((0..NON_READERS).map(|_| never_reads(house.addr(), &poll))).await;
    let mut full = Vec::new();
    in_time("the system's buffers for all of them to be full", async {
        while full.len() < NON_READERS || full != backlogs(house.addr()) {
            full = backlogs(house.addr());
            one_more_vote(&house, &poll, &mut watcher).await;
        }
    })
    .await;
    // From now on the house has to buffer or drop what they do not read.
    for _ in 0..20 {
        one_more_vote(&house, &poll, &mut watcher).await;
    }
    let stopping = Instant::now();
    house.stop().await;
    soak::within("the house to stop with 200 clients that never read", STOPS_WITHIN, stopping.elapsed());
    assert_eq!(watcher.next("host_closed").await["reason"], "quit", "a client that reads receives the event");
    drop(non_readers);
}

/// Connects and sends nothing, or the beginning of a request head; returns when that was, and the connection.
async fn stays_silent(house: SocketAddr, beginning: &[u8]) -> (Instant, RawConnection) {
    let mut connection = RawConnection::connect(house, fresh_address()).await;
    connection.sends(beginning).await;
    (Instant::now(), connection)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_silent_connections_are_closed_while_others_vote() {
    let house = House::for_crowds().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    let beginning: [&[u8]; 2] = [b"", b"POST /vote HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: "];
    let silent = join_all((0..SILENT_CLIENTS).map(|number| stays_silent(house.addr(), beginning[number % 2]))).await;
    let mut durations = Vec::new();
    for _ in 0..100 {
        let (phone, began) = (house.phone(), Instant::now());
        phone.votes_for(&poll, "Tabs").await.is_counted();
        durations.push(began.elapsed());
    }
    durations.sort_unstable();
    soak::within("votes beside a thousand silent connections, at the 95th percentile", VOTES_WITHIN, durations[94]);
    let closed = silent.into_iter().map(|(since, mut connection)| async move {
        connection.is_closed().await;
        since.elapsed()
    });
    let longest = join_all(closed).await.into_iter().max().expect("a thousand");
    soak::within("a silent connection to be closed", SILENT_CLOSED_WITHIN, longest);
    assert_eq!(house.host().sees(&poll).await["total_votes"], 100);
}
