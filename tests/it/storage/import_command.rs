//! `handsup-server import`: a database moves from SQLite to PostgreSQL and back without a difference.

use handsup_server::verify;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Output;
use support::{Cluster, House, OPTIONS, QUESTION, on_postgres, run};

/// A stopped house, with a changed vote, a reworded question, two rounds, several choices, two meetings and a draft.
async fn stopped_house() -> House {
    let mut house = House::open().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "allow_change": true, "note": "One.\nTwo “„’ 🎉 \\ \" '" })).await;
    let phone = house.phone();
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.votes_for(&poll, "Spaces").await.is_counted();
    house.phone().votes_for(&poll, "Spaces").await.is_counted();
    house.host().changes(&poll, &json!({ "question": "Tabs or spaces, then?" })).await;
    house.host().closes(&poll).await;
    house.host().changes(&poll, &json!({ "run_again": true, "state": "open" })).await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    let several = json!({ "kind": "multiple", "max_choices": 2, "fairness": "device" });
    let other = house.poll_with("Which ones?", &["A", "B", "C"], several).await;
    house.phone().votes_for_all(&other, &["A", "C"]).await.is_counted();
    house.host().meets("Another evening").await;
    house.poll_with("A draft?", &OPTIONS, json!({ "state": "draft" })).await;
    house.stop().await;
    house
}

async fn imports(from: &Path, to: &Path, more: &[&str]) -> Output {
    let (from, to) = (from.to_str().expect("text"), to.to_str().expect("text"));
    run(&[&["import", from, to], more].concat()).await
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn verdict(database: &Path) -> String {
    verify(database).await.expect("it can be read").to_string()
}

/// The rows of a database file, one a line, without SQLite's statistics and the records of migrations.
async fn dump(file: &Path) -> String {
    let output = tokio::process::Command::new("python3")
        .args(["-c", "import sqlite3, sys\nfor line in sqlite3.connect(sys.argv[1]).iterdump(): print(line) if 'INTO' in line and '_sqlx' not in line and 'sqlite_stat' not in line else None"])
        .arg(file)
        .output()
        .await
        .expect("Python is there");
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test]
async fn a_database_imported_into_postgres_and_back_is_unchanged_and_usable_in_both() {
    let house = stopped_house().await;
    let database = Cluster::shared().empty_database().await;
    let there = PathBuf::from(database.url());
    let moved = imports(&house.database(), &there, &[]).await;
    assert!(moved.status.success(), "{}", said(&moved));
    assert!(said(&moved).contains("votes: 5"), "it reports its progress: {}", said(&moved));
    assert_eq!(verdict(&there).await, verdict(&house.database()).await);

    let back = house.data().join("back.db");
    let moved = imports(&there, &back, &[]).await;
    assert!(moved.status.success(), "{}", said(&moved));
    assert_eq!(dump(&back).await, dump(&house.database()).await);

    // An instance can go on with the imported data: the same codes, the next vote.
    on_postgres(async {
        let instance = House::with(|config| config.database_url = Some(database.url())).await;
        let polls = instance.host().get("/api/polls").await.is(200).json();
        let which = polls.as_array().expect("a list").iter().find(|poll| poll["question"] == "Which ones?").expect("it is there").clone();
        let code = which["poll_code"].as_str().expect("a poll has a code");
        let poll = support::Poll::from_created(instance.host().get(&format!("/api/polls/{code}")).await.is(200).json());
        instance.phone().votes_for_all(&poll, &["B"]).await.is_counted();
        instance.poll("A new one?", &OPTIONS).await;
        assert!(verify(&instance.database()).await.expect("it answers").is_clean());
    })
    .await;
}

#[tokio::test]
async fn after_an_import_the_id_of_a_deleted_option_is_not_reused() {
    let newest = "select max(id) from options";
    let house = stopped_house().await;
    let gone = house.number(newest).await;
    house.tampers("delete from options where poll_id = (select id from polls where question = 'A draft?')").await;
    house.tampers("delete from polls where question = 'A draft?'").await;
    assert!(house.number(newest).await < gone);
    let database = Cluster::shared().empty_database().await;
    let there = PathBuf::from(database.url());
    assert!(imports(&house.database(), &there, &[]).await.status.success());
    let back = house.data().join("back.db");
    assert!(imports(&there, &back, &[]).await.status.success());
    for url in [database.url(), format!("sqlite://{}", back.display())] {
        let instance = House::with(|config| config.database_url = Some(url.clone())).await;
        let poll = instance.poll("A new one?", &OPTIONS).await;
        assert!(poll.ids(&OPTIONS).iter().all(|id| *id > gone), "{url}: {:?} after {gone}", poll.ids(&OPTIONS));
    }
}

#[tokio::test]
async fn import_overwrites_existing_data_only_with_the_flag_for_it() {
    let (house, other) = (stopped_house().await, stopped_house().await);
    let before = dump(&other.database()).await;
    let refused = imports(&house.database(), &other.database(), &[]).await;
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(said(&refused).contains("--replace") && said(&refused).contains("Nothing was imported"), "{}", said(&refused));
    assert_eq!(dump(&other.database()).await, before);

    let database = Cluster::shared().empty_database().await;
    let there = PathBuf::from(database.url());
    assert!(imports(&other.database(), &there, &[]).await.status.success());
    assert_eq!(imports(&house.database(), &there, &[]).await.status.code(), Some(2));
    let replaced = imports(&house.database(), &there, &["--replace"]).await;
    assert!(replaced.status.success(), "{}", said(&replaced));
    assert_eq!(verdict(&there).await, verdict(&house.database()).await);
}

#[tokio::test]
async fn import_refuses_a_database_that_does_not_add_up() {
    let house = stopped_house().await;
    house.tampers("update options set vote_count = vote_count + 1 where id = 1").await;
    let database = Cluster::shared().empty_database().await;
    let refused = imports(&house.database(), Path::new(&database.url()), &[]).await;
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("DOES NOT ADD UP"), "{}", said(&refused));
}

#[tokio::test]
async fn import_of_an_export_says_what_the_export_lacks() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let export = house.host().get(&format!("/api/meetings/{}/export?format=json", poll.meeting())).await;
    let file = house.data().join("evening.json");
    std::fs::write(&file, &export.is(200).body).expect("a file");
    let refused = imports(&file, &house.data().join("new.db"), &[]).await;
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(said(&refused).contains("by which marks its voters"), "{}", said(&refused));
}

#[tokio::test]
async fn a_password_in_an_address_is_not_repeated() {
    let house = stopped_house().await;
    let refused = imports(&house.database(), Path::new("postgres://me:hunter2secret@127.0.0.1:1/votes"), &[]).await;
    assert_eq!(refused.status.code(), Some(2));
    assert!(!said(&refused).contains("hunter2secret"), "{}", said(&refused));
}
