//! What is deleted for good disappears from every file, backups included. Interrupted steps are completed later, and no backup
//! is lost.

use crate::host::deleting::{SECRET_OPTIONS, SECRET_QUESTION, WORDS, deletes, ends, files_with};
use futures::future::join_all;
use http::Method;
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use std::path::{Path, PathBuf};
use support::{Disk, Host, House, OPTIONS, Poll, Program, QUESTION, RawConnection, eventually, fresh_address, one_vote_per_device, run};
use tempfile::TempDir;
use uuid::Uuid;

async fn deletes_for_good(host: &Host, poll: &Poll) {
    host.sends(Method::DELETE, &format!("/api/polls/{}?for_good=true", poll.code), &json!({})).await.is(204);
}

fn backups(data: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(data.join("backups")).expect("backups").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Asserts that backups verify and have the poll that was not deleted.
async fn are_whole(backups: &[PathBuf]) {
    for backup in backups {
        let verdict = handsup_server::verify(backup).await.expect("a database");
        assert!(verdict.is_clean() && verdict.to_string().contains(QUESTION), "{}: {verdict}", backup.display());
    }
}

/// Waits until no file contains a word.
async fn until_gone(word: &str, data: &Path) {
    eventually(&format!("{word} to go"), async || files_with(data, word).is_empty()).await;
}

/// Waits until no deletion is pending.
async fn until_no_deletion_is_pending(data: &Path) {
    eventually("the last trace to go", async || !data.join("handsup.db.deleted").exists()).await;
}

async fn a_secret(program: &Program) -> Poll {
    let poll = program.poll(SECRET_QUESTION, &SECRET_OPTIONS, one_vote_per_device()).await;
    program.phone().votes_for(&poll, SECRET_OPTIONS[0]).await.is_counted();
    poll
}

/// Stops the program, which makes a backup, and starts it again.
async fn restart(mut program: Program) -> Program {
    program.signal("TERM").await;
    assert!(program.ends().await);
    program.starts_again().await
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_several_polls_for_good_at_once_loses_no_backup() {
    let mut house = House::open().await;
    let stays = house.poll(QUESTION, &OPTIONS).await;
    let words: Vec<String> = (0..8).map(|n| format!("Geheimnis {n}{n}{n}")).collect();
    let mut secrets = Vec::new();
    for word in &words {
        secrets.push(house.poll(word, &OPTIONS).await);
    }
    for _ in 0..5 {
        house.phone().votes_for(&stays, "Tabs").await.is_counted();
        house.restart().await;
    }
    let backups_before = backups(house.data());
    assert_eq!(backups_before.len(), 5);
    let host = house.host();
    join_all(secrets.iter().map(|secret| deletes_for_good(&host, secret))).await;
    for word in &words {
        until_gone(word, house.data()).await;
    }
    until_no_deletion_is_pending(house.data()).await;
    assert_eq!(backups(house.data()), backups_before, "the same files, and no others");
    are_whole(&backups_before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_no_backup_is_lost_and_traces_are_removed_once_there_is_room() {
    let Some(disk) = Disk::small() else { return };
    let mut program = Program::start(&disk.folder()).await;
    let (stays, secret) = (program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await, a_secret(&program).await);
    let other = program.poll("Noch ein Geheimnis", &OPTIONS, one_vote_per_device()).await;
    // So that a backup is larger than the room that will be left.
    let long: Vec<String> = (0..20).map(|n| format!("{n} {}", "long ".repeat(38))).collect();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    for _ in 0..20 {
        program.poll("Which one?", &long, one_vote_per_device()).await;
    }
    for _ in 0..2 {
        program.phone().votes_for(&stays, "Tabs").await.is_counted();
        program = restart(program).await;
    }
    let backups_before = backups(&disk.folder());
    // Two pages less than the smallest backup needs.
    let room = backups_before.iter().map(|backup| std::fs::metadata(backup).expect("a backup").len()).min().expect("two backups") - 8192;
    let ballast = disk.fill();
    let filled = std::fs::metadata(&ballast).expect("ballast").len();
    std::fs::File::options().write(true).open(&ballast).and_then(|file| file.set_len(filled - room)).expect("some room");
    deletes_for_good(&program.host(), &secret).await;
    program.phone().votes_for(&stays, "Tabs").await.is_counted();
    program.is_killed().await;
    assert_eq!(backups(&disk.folder()).iter().filter(|backup| backups_before.contains(backup)).count(), backups_before.len());
    are_whole(&backups_before).await;
    assert!(!files_with(&disk.folder(), WORDS[0]).is_empty(), "there was no room to rewrite the backups");
    // The disk is still full at this start.
    let program = program.starts_again().await;
    std::fs::remove_file(ballast).expect("it was there");
    // The next deletion also completes the earlier one.
    deletes_for_good(&program.host(), &other).await;
    for word in [WORDS[0], WORDS[1], "Noch ein Geheimnis"] {
        until_gone(word, &disk.folder()).await;
    }
    until_no_deletion_is_pending(&disk.folder()).await;
    assert_eq!(backups(&disk.folder()), backups_before);
    are_whole(&backups_before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polls_deleted_in_a_meeting_that_ends_just_before_the_shutdown_leave_every_file() {
    let mut house = House::open().await;
    let stays = house.poll(QUESTION, &OPTIONS).await;
    let secret = house.poll(SECRET_QUESTION, &SECRET_OPTIONS).await;
    house.restart().await;
    deletes(&house, &secret).await;
    ends(&house, stays.meeting()).await;
    house.restart().await;
    for word in [WORDS[0], WORDS[1]] {
        until_gone(word, house.data()).await;
    }
    are_whole(&backups(house.data())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn traces_that_a_killed_program_left_are_removed_after_the_next_start() {
    let data = TempDir::new().expect("a directory");
    let program = Program::start(data.path()).await;
    let (stays, secret) = (program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await, a_secret(&program).await);
    let mut program = restart(program).await;
    // As an earlier version left it, when it was killed in the middle of a backup.
    std::fs::copy(data.path().join("backups/handsup-0001.db"), data.path().join("backups/unfinished")).expect("a copy");
    let host = program.host();
    host.sends(Method::DELETE, &format!("/api/polls/{}", secret.code), &json!({})).await.is(204);
    host.sends(Method::PATCH, &format!("/api/meetings/{}", stays.meeting()), &json!({ "ended": true })).await.is(200);
    program.is_killed().await;
    let program = program.starts_again().await;
    for word in [WORDS[0], WORDS[1]] {
        until_gone(word, data.path()).await;
    }
    until_no_deletion_is_pending(data.path()).await;
    assert_eq!(backups(data.path()).len(), 1, "no unfinished file is left");
    are_whole(&backups(data.path())).await;
    program.phone().get("/readyz").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_backup_is_left_unchanged_and_the_others_are_rewritten() {
    let mut house = House::open().await;
    let (stays, secret) = (house.poll(QUESTION, &OPTIONS).await, house.poll(SECRET_QUESTION, &SECRET_OPTIONS).await);
    for _ in 0..2 {
        house.phone().votes_for(&stays, "Tabs").await.is_counted();
        house.restart().await;
    }
    let backups_before = backups(house.data());
    let (damaged, good) = (&backups_before[0], &backups_before[1]);
    let mut bytes = std::fs::read(damaged).expect("a backup");
    bytes[4096..].fill(0xa5);
    std::fs::write(damaged, &bytes).expect("an accident");
    deletes_for_good(&house.host(), &secret).await;
    until_gone(WORDS[0], house.data()).await;
    // A file that is being written is there for a moment.
    eventually("only the backups to be there", async || backups(house.data()) == backups_before).await;
    assert!(std::fs::read(damaged).expect("it is there") == bytes, "the damaged backup is unchanged");
    are_whole(std::slice::from_ref(good)).await;
    // The damaged backup is tried again until it is removed.
    house.stop().await;
    let purged = run(&["--data-dir", house.data().to_str().expect("a plain path"), "purge"]).await;
    let stderr = String::from_utf8_lossy(&purged.stderr);
    assert!(purged.status.code() == Some(2) && stderr.contains("handsup-0001.db could not be written anew"), "{stderr}");
    std::fs::remove_file(damaged).expect("it is there");
    house.reopen().await;
    until_no_deletion_is_pending(house.data()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_read_delays_neither_a_deletion_nor_a_vote() {
    let house = House::for_crowds().await;
    let (stays, secret) = (house.poll(QUESTION, &OPTIONS).await, house.poll(SECRET_QUESTION, &SECRET_OPTIONS).await);
    let options = SqliteConnectOptions::new().filename(house.database()).read_only(true);
    let mut reader = SqliteConnection::connect_with(&options).await.expect("a database");
    sqlx::raw_sql("begin; select count(*) from polls").execute(&mut reader).await.expect("it may read");
    deletes_for_good(&house.host(), &secret).await;
    for phone in house.phones(5) {
        phone.votes_for(&stays, "Tabs").await.is_counted();
    }
    assert!(!files_with(house.data(), WORDS[0]).is_empty(), "the reader still sees it");
    sqlx::raw_sql("rollback").execute(&mut reader).await.expect("it has read");
    until_gone(WORDS[0], house.data()).await;
    until_no_deletion_is_pending(house.data()).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_blocks_when_opened_delays_neither_votes_nor_the_shutdown() {
    let data = TempDir::new().expect("a directory");
    let program = Program::start(data.path()).await;
    let (stays, secret) = (program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await, a_secret(&program).await);
    let mut program = restart(program).await;
    // A named pipe: opening it blocks until another process writes.
    let pipe = data.path().join("backups/handsup-0000.db");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo is there").success());
    deletes_for_good(&program.host(), &secret).await;
    program.phone().votes_for(&stays, "Tabs").await.is_counted();
    program.signal("TERM").await;
    assert!(program.ends().await);
    std::fs::remove_file(pipe).expect("it was there");
    assert!(!files_with(data.path(), WORDS[0]).is_empty(), "the backup behind it could not be reached");
    let _program = program.starts_again().await;
    until_gone(WORDS[0], data.path()).await;
    until_no_deletion_is_pending(data.path()).await;
    are_whole(&backups(data.path())).await;
}

/// Deleting for good does not reach SQLite's temporary files.
#[tokio::test(flavor = "multi_thread")]
async fn votes_are_written_into_no_temporary_file() {
    let [data, temporary] = [TempDir::new().expect("a directory"), TempDir::new().expect("a directory")];
    let program = Program::start_under(data.path(), &["env", &format!("SQLITE_TMPDIR={}", temporary.path().display())]).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    // Creating a file and deleting it changes the folder's time.
    let changed_at = || std::fs::metadata(temporary.path()).and_then(|folder| folder.modified()).expect("a time");
    let before = changed_at();
    // A batch of them changes more pages than SQLite keeps in memory by default.
    let votes = |mut connection: RawConnection, poll: Poll| async move {
        for _ in 0..30 {
            connection.asks(&poll.ballot(OPTIONS[0], Uuid::new_v4())).await.expect("an answer").is_counted();
        }
    };
    let mut clients = Vec::new();
    for _ in 0..64 {
        clients.push(votes(RawConnection::connect(program.addr(), fresh_address()).await, poll.clone()));
    }
    join_all(clients).await;
    assert_eq!(changed_at(), before);
}
