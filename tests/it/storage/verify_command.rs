//! `verify` recounts the logs of a database; its exit code says what it found.

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use support::{OPTIONS, Program, QUESTION, one_vote_per_device, run};
use tempfile::TempDir;

#[tokio::test]
async fn verify_exits_0_when_clean_1_when_falsified_and_2_when_unreadable() {
    let data = TempDir::new().expect("a directory");
    let program = Program::start(data.path()).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    program.phone().votes_for(&poll, "Tabs").await.is_counted();
    let database = program.database();
    let file = database.to_str().expect("a path");
    assert_eq!(run(&["verify", file]).await.status.code(), Some(0));
    let mut writer = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&database)).await.expect("it opens");
    sqlx::query("update polls set total_votes = 7").execute(&mut writer).await.expect("it can be falsified");
    let falsified = run(&["verify", file]).await;
    assert_eq!(falsified.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&falsified.stdout).contains("the poll says 7 votes, the log holds 1 that count"));
    let missing = run(&["verify", "/nowhere/handsup.db"]).await;
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("could not read"));
}
