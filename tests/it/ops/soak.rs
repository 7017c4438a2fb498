//! A long evening: hundreds of phones connect, follow, leave and return while votes go on. Afterwards the program is as large
//! as at the beginning. A few seconds of it in every run; `make soak` takes ten minutes.

use serde_json::json;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use support::{Engine, OPTIONS, Phone, Poll, Program, QUESTION, fresh_address, in_time, one_vote_per_device, soak};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use uuid::Uuid;

const PHONES: usize = 500;
/// Votes between two readings.
const VOTES: usize = 50;
/// How large the write-ahead log may get, in bytes.
const MAX_WAL_BYTES: u64 = 8 * 1024 * 1024;
/// Files beyond those that were open at the beginning: connections whose end the program has not noticed yet.
const MAX_EXTRA_FILES: usize = 64;

/// Memory and write-ahead log (`wal`) in bytes, and open files of the program at one moment.
#[derive(Debug, Clone, Copy)]
struct Reading {
    memory: u64,
    files: usize,
    wal: u64,
}

/// A phone that follows the poll and discards what it receives.
async fn follow(house: SocketAddr, poll: &Poll) -> JoinHandle<()> {
    let mut phone = Engine::open(house, fresh_address(), &[]).await.expect("the house takes sockets");
    let join = json!(["join", { "poll_code": poll.code, "browser_token": Uuid::new_v4() }]);
    phone.sends(format!("420{join}")).await.expect("the socket is open");
    in_time("the acknowledgement", async { while phone.receives().await.is_some_and(|packet| !packet.starts_with("430")) {} }).await;
    tokio::spawn(async move { while phone.receives().await.is_some() {} })
}

/// Votes, replaces the oldest follower by another phone, and takes a reading.
async fn vote_and_read(program: &Program, poll: &Poll, voter: &Phone, followers: &mut [JoinHandle<()>], oldest: usize) -> Reading {
    for _ in 0..VOTES {
        let ballot = json!({ "option_id": poll.id("Tabs"), "browser_token": Uuid::new_v4() });
        voter.casts(poll, &ballot).await.is_counted();
    }
    voter.opens(&poll.path("")).await.is_page(200);
    followers[oldest].abort();
    followers[oldest] = follow(program.addr(), poll).await;
    let wal = std::fs::metadata(program.database().with_extension("db-wal")).expect("a write-ahead log").len();
    Reading { memory: program.memory(), files: program.open_files(), wal }
}

/// The largest value among readings.
fn largest<T: Ord>(readings: &[Reading], of: impl Fn(&Reading) -> T) -> T {
    readings.iter().map(of).max().expect("there are readings")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_evening_leaves_the_program_as_large_as_it_was() {
    let data = TempDir::new().expect("a directory");
    let program = Program::start(data.path()).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let voter = program.phone();
    let mut followers = Vec::new();
    for _ in 0..PHONES {
        followers.push(follow(program.addr(), &poll).await);
    }
    let (began, files) = (Instant::now(), program.open_files());
    let mut readings = Vec::new();
    while began.elapsed() < soak::length().unwrap_or(Duration::from_secs(4)) || readings.len() < 6 {
        let oldest = readings.len() % PHONES;
        readings.push(vote_and_read(&program, &poll, &voter, &mut followers, oldest).await);
    }
    let (first, last) = (&readings[..readings.len() / 3], &readings[readings.len() * 2 / 3..]);
    let (early, late) = (largest(first, |reading| reading.memory), largest(last, |reading| reading.memory));
    let wal = largest(&readings, |reading| reading.wal);
    eprintln!(
        "soak: {PHONES} phones, {} votes in {:?}; memory {} kB, later {} kB; files {files}, later {}; log at most {} kB",
        readings.len() * VOTES,
        began.elapsed(),
        early / 1024,
        late / 1024,
        largest(last, |reading| reading.files),
        wal / 1024,
    );
    assert!(late <= early + early / 5, "memory grows: {early} bytes, later {late}");
    assert!(largest(last, |reading| reading.files) <= files + MAX_EXTRA_FILES, "files stay open: {files}, then {last:?}");
    assert!(wal <= MAX_WAL_BYTES, "the write-ahead log has {wal} bytes");
    assert_eq!(program.host().sees(&poll).await["total_votes"], readings.len() * VOTES);
}
