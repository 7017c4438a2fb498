//! Damaged, foreign and newer files under the name of the database: none is overwritten, and the message says what to do.

use handsup_server::{Config, Server, verify};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use std::path::{Path, PathBuf};
use support::{House, OPTIONS, QUESTION, without_restart_numbers};
use tempfile::TempDir;

/// An empty directory, and the bytes of a cleanly closed database with a poll and a hundred votes.
async fn directory_and_database() -> (TempDir, Vec<u8>) {
    let mut house = House::for_crowds().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, serde_json::json!({ "fairness": "device" })).await;
    for _ in 0..100 {
        house.phone().votes_for(&poll, "Tabs").await.is_counted();
    }
    house.stop().await;
    let bytes = std::fs::read(house.database()).expect("a database");
    (TempDir::new().expect("a directory"), bytes)
}

async fn start(data: &Path) -> anyhow::Result<String> {
    Server::bind(&Config::scratch(data.to_owned())).await.map(|server| server.ready_lines())
}

/// The damaged databases that a start has moved aside.
fn moved_aside(data: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(data).expect("a directory").map(|entry| entry.expect("an entry").path());
    files.filter(|path| path.to_string_lossy().ends_with(".damaged-1")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_moved_aside_and_reported_or_the_start_is_refused() {
    let (folder, whole) = directory_and_database().await;
    // The page size of SQLite.
    let page = 4096;
    let mut variants: Vec<(String, Vec<u8>)> = Vec::new();
    for length in [1, 50, 99, 100, page - 1, page, page + 1, 2 * page, 3 * page + 7, whole.len() / 2, whole.len() - page, whole.len() - 1] {
        variants.push((format!("cut to {length} bytes"), whole[..length].to_vec()));
    }
    for number in (1..whole.len() / page).take(14) {
        let mut bytes = whole.clone();
        bytes[number * page..number * page + 200].fill(0xa5);
        variants.push((format!("page {number} overwritten"), bytes));
    }
    for (offset, name) in
        [(0, "the name"), (16, "the page size"), (18, "the versions"), (44, "the schema format"), (100, "the first page's kind")]
    {
        let mut bytes = whole.clone();
        bytes[offset..offset + 2].fill(0xff);
        variants.push((format!("{name} is wrong"), bytes));
    }
    assert!(variants.len() >= 30, "{}", variants.len());
    let mut moved_count = 0;
    for (number, (what, bytes)) in variants.into_iter().enumerate() {
        let data = folder.path().join(number.to_string());
        std::fs::create_dir(&data).expect("a directory");
        std::fs::write(data.join("handsup.db"), &bytes).expect("a file");
        match start(&data).await {
            Err(error) => {
                let message = format!("{error:#}");
                assert!(message.contains("left as it"), "{what}: {message}");
                assert_eq!(std::fs::read(data.join("handsup.db")).expect("still there"), bytes, "{what}");
            }
            Ok(printed) => {
                let moved = moved_aside(&data);
                if moved.is_empty() {
                    // SQLite found no damage, so every vote is there or `verify` reports the difference.
                    let verdict = verify(&data.join("handsup.db")).await.expect("a database").to_string();
                    assert!(verdict.contains("100 votes") || verdict.contains("DOES NOT ADD UP"), "{what}: {verdict}");
                } else {
                    moved_count += 1;
                    assert!(printed.contains("is damaged") && printed.contains("backups"), "{what}: {printed}");
                    assert_eq!(std::fs::read(&moved[0]).expect("kept").len(), bytes.len(), "{what}");
                }
            }
        }
    }
    assert!(moved_count >= 5, "only {moved_count} were moved aside: is the check still made?");
}

#[tokio::test]
async fn another_programs_database_is_left_alone() {
    let data = TempDir::new().expect("a directory");
    let file = data.path().join("handsup.db");
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut foreign = SqliteConnection::connect_with(&options).await.expect("a file");
    sqlx::raw_sql("create table diary (dear text); insert into diary values ('me')").execute(&mut foreign).await.expect("a table");
    foreign.close().await.expect("it closes");
    let refusal = start(data.path()).await.expect_err("it is not ours");
    assert!(format!("{refusal:#}").contains("another program's database"), "{refusal:#}");
    assert!(moved_aside(data.path()).is_empty());
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let mut house = House::open().await;
    house.stop().await;
    house.tampers("insert into _sqlx_migrations values (9999, 'the future', current_timestamp, true, x'00', 1)").await;
    let refusal = start(house.data()).await.expect_err("it is too new");
    assert!(format!("{refusal:#}").contains("newer version"), "{refusal:#}");
    assert!(moved_aside(house.data()).is_empty());
}

#[tokio::test]
async fn a_shutdown_after_new_votes_makes_a_backup_and_keeps_five() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let backups = house.data().join("backups");
    for _ in 0..7 {
        house.phone().votes_for(&poll, "Tabs").await.is_counted();
        house.restart().await;
    }
    house.restart().await;
    let mut names: Vec<_> = std::fs::read_dir(&backups).expect("backups").map(|entry| entry.expect("an entry").file_name()).collect();
    names.sort();
    assert_eq!(
        names,
        ["handsup-0003.db", "handsup-0004.db", "handsup-0005.db", "handsup-0006.db", "handsup-0007.db"],
        "a run without votes adds none"
    );
}

#[tokio::test]
async fn a_backup_copied_over_the_database_restores_everything() {
    let mut house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    let results = without_restart_numbers(phone.results(&poll).await);
    house.stop().await;
    let backup = house.data().join("backups/handsup-0001.db");
    assert!(verify(&backup).await.expect("a database").is_clean());
    std::fs::write(house.database(), b"a cup of coffee").expect("an accident");
    std::fs::copy(&backup, house.database()).expect("a copy");
    house.reopen().await;
    assert_eq!(without_restart_numbers(phone.results(&poll).await), results);
    phone.votes_for(&poll, "Spaces").await.is_refused(409, "already_voted_device");
}

#[tokio::test]
async fn the_console_shows_a_notice_of_a_damaged_database_and_guests_see_none() {
    let mut house = House::open().await;
    house.poll(QUESTION, &OPTIONS).await;
    assert!(house.host().get("/api/console").await.is(200).json()["notice"].is_null(), "all is well");
    house.stop().await;
    let mut bytes = std::fs::read(house.database()).expect("a database");
    bytes[4096..].fill(0xa5);
    std::fs::write(house.database(), bytes).expect("an accident");
    house.reopen().await;
    let notice = house.host().get("/api/console").await.is(200).json()["notice"].clone();
    let notice = notice.as_str().expect("a notice");
    assert!(notice.contains("is damaged") && notice.contains(".damaged-1") && notice.contains("backups"), "{notice}");
    assert!(house.host().opens("/").await.is_page(200).contains("is damaged"), "the page has it before its script runs");
    assert!(!house.phone().opens("/").await.is_page(200).contains("is damaged"));
}
