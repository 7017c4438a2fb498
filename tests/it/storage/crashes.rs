//! An acknowledged vote survives whatever happens to the program: `kill -9`, signals, no free file descriptor.

use handsup_server::verify;
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use std::path::Path;
use std::time::{Duration, Instant};
use support::{OPTIONS, Poll, Program, QUESTION, RawConnection, eventually_some, fresh_address, in_time, one_vote_per_device, soak};
use tempfile::TempDir;
use tokio::sync::mpsc;
use uuid::Uuid;

/// How many clients vote at the same time.
const CLIENTS: usize = 16;
/// How many votes are acknowledged before the program is killed.
const VOTES: usize = 120;
/// How long the program may take to end with five hundred connected phones.
const ENDS_WITHIN: Duration = Duration::from_secs(5);

/// A ballot that was sent, and what its phone received.
struct SentBallot {
    token: Uuid,
    /// The receipt; `None` when the connection broke before a response.
    receipt: Option<String>,
}

/// Casts ballot after ballot until the connection breaks.
async fn votes_until_broken(mut connection: RawConnection, poll: Poll, sender: mpsc::UnboundedSender<SentBallot>) {
    loop {
        let token = Uuid::new_v4();
        let answer = connection.asks(&poll.ballot("Tabs", token)).await;
        let receipt = answer.as_ref().map(|answer| answer.is_counted()["receipt"].as_str().expect("a receipt").to_owned());
        let broken = receipt.is_none();
        if sender.send(SentBallot { token, receipt }).is_err() || broken {
            return;
        }
    }
}

/// Kills the program in the middle of votes; returns every ballot that was sent.
async fn kill_while_clients_vote(program: &mut Program, poll: &Poll) -> Vec<SentBallot> {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    for _ in 0..CLIENTS {
        let connection = RawConnection::connect(program.addr(), fresh_address()).await;
        tokio::spawn(votes_until_broken(connection, poll.clone(), sender.clone()));
    }
    drop(sender);
    let mut ballots = Vec::new();
    while ballots.len() < VOTES {
        ballots.push(in_time("votes", receiver.recv()).await.expect("they vote on"));
    }
    program.is_killed().await;
    while let Some(ballot) = in_time("the connections to break", receiver.recv()).await {
        ballots.push(ballot);
    }
    ballots
}

async fn own_vote(program: &Program, poll: &Poll, token: Uuid) -> Value {
    let phone = program.phone();
    let request = phone.request(http::Method::GET, &poll.path("/results")).header("x-browser-token", token.to_string());
    phone.send(request).await.is(200).json()["your_vote"].take()
}

async fn number(database: &Path, query: &'static str) -> i64 {
    let options = SqliteConnectOptions::new().filename(database).read_only(true);
    let mut reader = SqliteConnection::connect_with(&options).await.expect("the database can be opened");
    sqlx::query_scalar(query).fetch_one(&mut reader).await.expect("the query is right")
}

/// Asserts that every acknowledged vote is there; a voter that got no response sends its ballot again.
async fn nothing_is_lost_or_doubled(program: &Program, poll: &Poll, ballots: &[SentBallot]) {
    for SentBallot { token, receipt } in ballots {
        if let Some(receipt) = receipt {
            assert_eq!(own_vote(program, poll, *token).await["receipt"], receipt.as_str(), "an acknowledged vote");
        } else {
            votes_again(program, poll, *token).await;
        }
    }
}

/// Sends a ballot again: the vote was stored before the crash and is returned, or it is counted now.
async fn votes_again(program: &Program, poll: &Poll, token: Uuid) {
    let mut connection = RawConnection::connect(program.addr(), fresh_address()).await;
    connection.asks(&poll.ballot("Tabs", token)).await.expect("an answer").is_counted_now_or_before();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_killed_while_votes_arrive_loses_none_and_counts_none_twice() {
    #[expect(clippy::disallowed_methods, reason = "the length of a soak is a parameter of the run")]
    let kills = std::env::var("HANDSUP_CRASH_ROUNDS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(4);
    let data = TempDir::new().expect("a directory");
    let mut program = Program::start(data.path()).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let mut voters = 0;
    for _ in 0..kills {
        let ballots = kill_while_clients_vote(&mut program, &poll).await;
        program = program.starts_again().await;
        nothing_is_lost_or_doubled(&program, &poll, &ballots).await;
        voters += ballots.len();
        assert_eq!(program.host().sees(&poll).await["total_votes"], voters, "one vote for each voter");
        assert_eq!(number(&program.database(), "select count(*) from votes").await, i64::try_from(voters).expect("a number"));
        assert_eq!(
            number(&program.database(), "select coalesce(sum(count), 0) from tallies").await,
            i64::try_from(voters).expect("a number")
        );
        assert_eq!(number(&program.database(), "select count(*) from pragma_integrity_check where integrity_check <> 'ok'").await, 0);
        let verdict = verify(&program.database()).await.expect("a database");
        assert!(verdict.is_clean(), "{verdict}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_stop_signal_every_phone_receives_host_closed_and_the_program_succeeds() {
    let data = TempDir::new().expect("a directory");
    let mut program = Program::start(data.path()).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let phones = futures::future::join_all((0..500).map(|_| async { program.phone().joins(&poll).await }));
    let mut phones = phones.await;
    let stopping = Instant::now();
    program.signal("TERM").await;
    for phone in &mut phones {
        assert_eq!(phone.next("host_closed").await["reason"], "quit");
    }
    assert!(program.ends().await);
    soak::within("the program to end with 500 phones", ENDS_WITHIN, stopping.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_program_answers_waiting_votes_when_it_continues() {
    let data = TempDir::new().expect("a directory");
    let program = Program::start(data.path()).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let mut watcher = program.phone().joins(&poll).await;
    program.signal("STOP").await;
    let phone = program.phone();
    let voting = tokio::spawn({
        let poll = poll.clone();
        async move { phone.votes_for(&poll, "Tabs").await }
    });
    tokio::task::yield_now().await;
    assert!(!voting.is_finished(), "a suspended program answers nothing");
    program.signal("CONT").await;
    in_time("the vote to be answered", voting).await.expect("no panic").is_counted();
    watcher.until("vote_update", |update| update["total_votes"] == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn out_of_file_descriptors_the_program_survives_and_serves_again_later() {
    let data = TempDir::new().expect("a directory");
    let program = Program::start_under(data.path(), &["prlimit", "--nofile=256:256"]).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let mut connections = Vec::new();
    for _ in 0..400 {
        connections.push(RawConnection::connect(program.addr(), fresh_address()).await);
    }
    drop(connections);
    let vote = async || RawConnection::connect(program.addr(), fresh_address()).await.asks(&poll.ballot("Tabs", Uuid::new_v4())).await;
    eventually_some("the program to serve again", vote).await.is_counted();
}
