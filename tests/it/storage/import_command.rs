//! `handsup-server import`: a database moves from SQLite to PostgreSQL and back without a difference.

use handsup_server::verify;
use http::Method;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Output;
use support::{Cluster, House, OPTIONS, QUESTION, on_postgres, run};

/// A stopped house, with a changed vote, a reworded question, two rounds, several choices, two meetings, a draft, and a question that
/// waits because of a word of the host's own.
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
    let meeting = house.host().starts_meeting("Another evening").await;
    let path = |rest: &str| format!("/api/meetings/{meeting}/{rest}");
    house.host().sends(Method::PUT, &path("words"), &json!({ "words": ["Falke", "“\\ 🎉"] })).await.is(200);
    house.host().sends(Method::PATCH, &path("board"), &json!({ "board": "open", "moderation": "after" })).await.is(200);
    let asker = house.phone();
    let question = json!({ "text": "Falke?", "browser_token": asker.token() });
    asker.sends(Method::POST, &format!("/m/{meeting}/questions"), &question).await.is(201);
    house.poll_with("A draft?", &OPTIONS, json!({ "state": "draft", "one_tap": true })).await;
    house.stop().await;
    house
}

async fn import(from: &Path, to: &Path, flags: &[&str]) -> Output {
    let (from, to) = (from.to_str().expect("text"), to.to_str().expect("text"));
    run(&[&["import", from, to], flags].concat()).await
}

fn printed(output: &Output) -> String {
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
    assert!(output.status.success(), "{}", printed(&output));
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test]
async fn a_database_imported_into_postgres_and_back_is_unchanged_and_usable_in_both() {
    let house = stopped_house().await;
    let database = Cluster::shared().empty_database().await;
    let target = PathBuf::from(database.url());
    let imported = import(&house.database(), &target, &[]).await;
    assert!(imported.status.success(), "{}", printed(&imported));
    assert!(printed(&imported).contains("votes: 5"), "it reports its progress: {}", printed(&imported));
    assert_eq!(verdict(&target).await, verdict(&house.database()).await);

    let returned = house.data().join("back.db");
    let imported = import(&target, &returned, &[]).await;
    assert!(imported.status.success(), "{}", printed(&imported));
    assert_eq!(dump(&returned).await, dump(&house.database()).await);

    // An instance can go on with the imported data: the same codes, the next vote.
    on_postgres(async {
        let instance = House::with(|config| config.database_url = Some(database.url())).await;
        let polls = instance.host().get("/api/polls").await.is(200).json();
        let listed_poll =
            polls.as_array().expect("a list").iter().find(|poll| poll["question"] == "Which ones?").expect("it is there").clone();
        let code = listed_poll["poll_code"].as_str().expect("a poll has a code");
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
    let deleted_id = house.number(newest).await;
    house.tampers("delete from options where poll_id = (select id from polls where question = 'A draft?')").await;
    house.tampers("delete from polls where question = 'A draft?'").await;
    assert!(house.number(newest).await < deleted_id);
    let database = Cluster::shared().empty_database().await;
    let target = PathBuf::from(database.url());
    assert!(import(&house.database(), &target, &[]).await.status.success());
    let returned = house.data().join("back.db");
    assert!(import(&target, &returned, &[]).await.status.success());
    for url in [database.url(), format!("sqlite://{}", returned.display())] {
        let instance = House::with(|config| config.database_url = Some(url.clone())).await;
        let poll = instance.poll("A new one?", &OPTIONS).await;
        assert!(poll.ids(&OPTIONS).iter().all(|id| *id > deleted_id), "{url}: {:?} after {deleted_id}", poll.ids(&OPTIONS));
    }
}

#[tokio::test]
async fn import_overwrites_existing_data_only_with_the_flag_for_it() {
    let (house, other) = (stopped_house().await, stopped_house().await);
    let dump_before = dump(&other.database()).await;
    let refused = import(&house.database(), &other.database(), &[]).await;
    assert_eq!(refused.status.code(), Some(2), "{}", printed(&refused));
    assert!(printed(&refused).contains("--replace") && printed(&refused).contains("Nothing was imported"), "{}", printed(&refused));
    assert_eq!(dump(&other.database()).await, dump_before);

    let database = Cluster::shared().empty_database().await;
    let target = PathBuf::from(database.url());
    assert!(import(&other.database(), &target, &[]).await.status.success());
    assert_eq!(import(&house.database(), &target, &[]).await.status.code(), Some(2));
    let replaced = import(&house.database(), &target, &["--replace"]).await;
    assert!(replaced.status.success(), "{}", printed(&replaced));
    assert_eq!(verdict(&target).await, verdict(&house.database()).await);
}

#[tokio::test]
async fn import_refuses_a_database_that_does_not_add_up() {
    let house = stopped_house().await;
    house.tampers("update tallies set count = count + 1 where key = 'option 1'").await;
    let database = Cluster::shared().empty_database().await;
    let refused = import(&house.database(), Path::new(&database.url()), &[]).await;
    assert_eq!(refused.status.code(), Some(1), "{}", printed(&refused));
    assert!(printed(&refused).contains("DOES NOT ADD UP"), "{}", printed(&refused));
}

#[tokio::test]
async fn import_of_an_export_says_what_the_export_lacks() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let export = house.host().get(&format!("/api/meetings/{}/export?format=json", poll.meeting())).await;
    let file = house.data().join("evening.json");
    std::fs::write(&file, &export.is(200).body).expect("a file");
    let refused = import(&file, &house.data().join("new.db"), &[]).await;
    assert_eq!(refused.status.code(), Some(2), "{}", printed(&refused));
    assert!(printed(&refused).contains("by which marks its voters"), "{}", printed(&refused));
}

#[tokio::test]
async fn a_password_in_a_database_url_is_not_printed() {
    let house = stopped_house().await;
    let refused = import(&house.database(), Path::new("postgres://me:hunter2secret@127.0.0.1:1/votes"), &[]).await;
    assert_eq!(refused.status.code(), Some(2));
    assert!(!printed(&refused).contains("hunter2secret"), "{}", printed(&refused));
}
