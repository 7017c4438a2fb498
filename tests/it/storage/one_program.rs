//! One program at a time on one set of data: a second one would show stale counts and states.

use std::path::Path;
use support::{OPTIONS, Program, QUESTION, run};
use tempfile::TempDir;

/// Starts a second server on this data, which must refuse; returns what it prints to standard error.
async fn second_start(data: &Path) -> String {
    let second = run(&["--no-mdns", "--bind", "127.0.0.1:0", "--data-dir", data.to_str().expect("text")]).await;
    assert!(!second.status.success());
    String::from_utf8(second.stderr).expect("text")
}

#[tokio::test]
async fn a_second_server_on_the_same_data_does_not_start_and_says_where_the_first_is() {
    let data = TempDir::new().expect("a directory");
    let first = Program::start(data.path()).await;
    let secrets = std::fs::read(data.path().join("handsup.json")).expect("its secrets");
    let stderr = second_start(data.path()).await;
    assert!(stderr.contains(&format!("Handsup already runs on this data, at http://{}", first.addr())), "{stderr}");
    assert_eq!(
        std::fs::read(data.path().join("handsup.json")).expect("its secrets"),
        secrets,
        "secrets and the remembered port are as they were"
    );
    let poll = first.poll(QUESTION, &OPTIONS, serde_json::json!({})).await;
    first.phone().votes_for(&poll, "Tabs").await.is_counted();
}

#[tokio::test]
async fn a_second_server_with_another_folder_and_the_same_database_does_not_start() {
    let (data, other) = (TempDir::new().expect("a directory"), TempDir::new().expect("a directory"));
    let first = Program::start(data.path()).await;
    let url = format!("sqlite://{}", data.path().join("handsup.db").display());
    let second =
        run(&["--no-mdns", "--bind", "127.0.0.1:0", "--database-url", &url, "--data-dir", other.path().to_str().expect("text")]).await;
    let stderr = String::from_utf8(second.stderr).expect("text");
    assert!(!second.status.success() && stderr.contains(&format!("at http://{}", first.addr())), "{stderr}");
    assert!(!other.path().join("handsup.json").exists(), "nothing was written for a server that does not start");
}

#[tokio::test]
async fn migrate_is_refused_while_a_server_runs() {
    let data = TempDir::new().expect("a directory");
    let first = Program::start(data.path()).await;
    let migrated = run(&["--data-dir", data.path().to_str().expect("text"), "migrate"]).await;
    let stderr = String::from_utf8(migrated.stderr).expect("text");
    assert!(!migrated.status.success() && stderr.contains(&format!("already runs on this data, at http://{}", first.addr())), "{stderr}");
}

#[tokio::test]
async fn the_lock_files_of_a_killed_server_do_not_stop_the_next_one() {
    let data = TempDir::new().expect("a directory");
    let mut first = Program::start(data.path()).await;
    first.is_killed().await;
    assert!(data.path().join("handsup.db.address").exists(), "it could not remove its lock files");
    let second = first.starts_again().await;
    let stderr = second_start(data.path()).await;
    assert!(stderr.contains(&format!("at http://{}", second.addr())), "{stderr}");
}

#[tokio::test]
async fn a_server_that_starts_while_the_first_is_ending_takes_over() {
    let data = TempDir::new().expect("a directory");
    let mut first = Program::start(data.path()).await;
    first.signal("TERM").await;
    let second = Program::start(data.path());
    let (ended, second) = tokio::join!(first.ends(), second);
    assert!(ended, "the first ends well");
    second.phone().opens("/").await.is(200);
}
