//! Deletion for good: nothing of a poll is left in the database, its logs or its backups.

use http::Method;
use serde_json::json;
use std::path::{Path, PathBuf};
use support::{Cluster, House, OPTIONS, Poll, Program, QUESTION, eventually, run, story};
use tempfile::TempDir;

pub(crate) const SECRET_QUESTION: &str = "Who shall be dismissed in spring?";
pub(crate) const SECRET_OPTIONS: [&str; 3] = ["Anna Geheimrat", "Berta Geheimrat", "Nobody at all, honestly"];
const SECRET_NOTE: &str = "Ask the works council beforehand";
/// Words of the secret poll, which no file may contain after its deletion.
pub(crate) const WORDS: [&str; 5] = ["dismissed in spring", "Anna Geheimrat", "Berta Geheimrat", "works council", "Nobody at all"];

/// A poll of the secret words, with five votes and a reworded question.
pub(crate) async fn a_secret(house: &House) -> Poll {
    let poll = house.poll_with(SECRET_QUESTION, &SECRET_OPTIONS, json!({ "note": SECRET_NOTE, "fairness": "device" })).await;
    for phone in house.phones(5) {
        phone.votes_for(&poll, SECRET_OPTIONS[0]).await.is_counted();
    }
    house.host().changes(&poll, &json!({ "question": format!("{SECRET_QUESTION} (really?)") })).await;
    poll
}

pub(crate) async fn deletes(house: &House, poll: &Poll) {
    house.host().sends(Method::DELETE, &format!("/api/polls/{}", poll.code), &json!({})).await.is(204);
}

pub(crate) async fn ends(house: &House, meeting: &str) {
    house.host().sends(Method::PATCH, &format!("/api/meetings/{meeting}"), &json!({ "ended": true })).await.is(200);
}

/// Waits until the database has so many polls.
pub(crate) async fn until_polls_are(house: &House, polls: i64) {
    eventually("the deleted polls to be removed", async || house.count("polls").await == polls).await;
}

/// The files below a folder that contain a word, byte for byte.
pub(crate) fn files_with(folder: &Path, word: &str) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            paths.extend(files_with(&entry.path(), word));
        } else if std::fs::read(entry.path()).unwrap_or_default().windows(word.len()).any(|bytes| bytes == word.as_bytes()) {
            paths.push(entry.path());
        }
    }
    paths
}

#[story]
async fn a_deleted_poll_can_be_restored_until_its_meeting_ends() {
    let house = House::open().await;
    let (deleted, stays) = (a_secret(&house).await, house.poll(QUESTION, &OPTIONS).await);
    let restored = house.poll("Shall it come back?", &OPTIONS).await;
    deletes(&house, &deleted).await;
    deletes(&house, &restored).await;
    house.host().sends(Method::PATCH, &format!("/api/polls/{}", restored.code), &json!({ "deleted": false })).await.is(200);
    assert_eq!(house.count("polls").await, 3, "the deleted poll is still in the database");
    ends(&house, stays.meeting()).await;
    until_polls_are(&house, 2).await;
    let response = house.host().sends(Method::PATCH, &format!("/api/polls/{}", deleted.code), &json!({ "deleted": false })).await;
    response.is_refused(404, "no_such_poll");
    assert_eq!(house.number("select count(*) from votes").await, 0);
    assert_eq!(house.number("select count(*) from edits").await, 0);
    assert_eq!(house.number("select count(*) from options").await, 4);
    assert!(handsup_server::verify(&house.database()).await.expect("a database").is_clean());
}

#[story]
async fn a_host_deletes_for_good_at_once_and_followers_are_notified() {
    let house = House::open().await;
    let (deleted, shown) = (a_secret(&house).await, house.poll(QUESTION, &OPTIONS).await);
    let mut socket = house.phone().joins(&shown).await;
    deletes(&house, &deleted).await;
    for poll in [&deleted, &shown] {
        house.host().sends(Method::DELETE, &format!("/api/polls/{}?for_good=true", poll.code), &json!({})).await.is(204);
        house
            .host()
            .sends(Method::DELETE, &format!("/api/polls/{}?for_good=true", poll.code), &json!({}))
            .await
            .is_refused(404, "no_such_poll");
        house.phone().get(&poll.path("/results")).await.is_refused(404, "no_such_poll");
    }
    socket.until("poll_state", |state| state["state"] == "closed").await;
    assert_eq!(house.count("polls").await + house.count("options").await + house.count("votes").await, 0);
    house.phone().sends(Method::DELETE, &format!("/api/polls/{}?for_good=true", shown.code), &json!({})).await.is_refused(401, "host_only");
}

#[story]
async fn only_a_deleted_meeting_can_be_deleted_for_good() {
    let house = House::open().await;
    let (old, deleted) = (a_secret(&house).await, house.poll("Deleted?", &OPTIONS).await);
    deletes(&house, &deleted).await;
    let meeting = format!("/api/meetings/{}", old.meeting());
    house.host().sends(Method::DELETE, &format!("{meeting}/deleted"), &json!({})).await.is(204);
    assert_eq!((house.count("meetings").await, house.count("polls").await), (1, 1), "the meeting stays, its deleted poll is removed");
    house.host().starts_meeting("Next").await;
    house.host().sends(Method::PATCH, &meeting, &json!({ "deleted": true })).await.is(200);
    house.host().sends(Method::DELETE, &format!("{meeting}/deleted"), &json!({})).await.is(204);
    assert_eq!((house.count("meetings").await, house.count("polls").await, house.count("votes").await), (1, 0, 0));
}

#[tokio::test]
async fn nothing_of_a_deleted_poll_is_left_in_any_file() {
    let mut house = House::open().await;
    house.poll(QUESTION, &OPTIONS).await;
    let deleted = a_secret(&house).await;
    // Fills and splits the database's pages around the poll, before a backup contains it too.
    for n in 0..40 {
        house.poll(&format!("Filler {n}?"), &["A", "B"]).await;
    }
    house.restart().await;
    assert!(WORDS.iter().all(|word| files_with(house.data(), word).len() >= 2), "in the database, and in a backup");
    deletes(&house, &deleted).await;
    ends(&house, deleted.meeting()).await;
    until_polls_are(&house, 41).await;
    eventually("every file to be rid of it", async || !WORDS.iter().any(|word| !files_with(house.data(), word).is_empty())).await;
    // The backups are still there, and verify.
    let backups: Vec<_> = std::fs::read_dir(house.data().join("backups")).expect("a folder").flatten().collect();
    assert!(!backups.is_empty());
    for backup in backups {
        let verdict = handsup_server::verify(&backup.path()).await.expect("a database");
        assert!(verdict.is_clean() && verdict.to_string().contains(QUESTION), "{verdict}");
    }
    assert_eq!(house.phone().opens("/").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn purge_deletes_for_good_now_and_says_what_it_deleted() {
    let data = TempDir::new().expect("a directory");
    let mut program = Program::start(data.path()).await;
    let poll = program.poll(SECRET_QUESTION, &SECRET_OPTIONS, json!({ "note": SECRET_NOTE })).await;
    program.poll(QUESTION, &OPTIONS, json!({})).await;
    program.host().sends(Method::DELETE, &format!("/api/polls/{}", poll.code), &json!({})).await.is(204);
    program.signal("TERM").await;
    assert!(program.ends().await);
    assert!(!files_with(data.path(), WORDS[0]).is_empty(), "its deletion can still be undone");
    let output = run(&["--data-dir", data.path().to_str().expect("a plain path"), "purge"]).await;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && stdout.contains("Deleted for good: 1 polls and 0 meetings."),
        "{stdout}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for word in WORDS {
        assert_eq!(files_with(data.path(), word), Vec::<PathBuf>::new(), "{word}");
    }
    assert!(!files_with(data.path(), QUESTION).is_empty(), "what was not deleted is still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn import_leaves_out_deleted_polls_and_meetings() {
    let mut house = House::open().await;
    let deleted = a_secret(&house).await;
    house.poll(QUESTION, &OPTIONS).await;
    deletes(&house, &deleted).await;
    let other = house.host().starts_meeting("To be deleted").await;
    house.poll("Also gone?", &OPTIONS).await;
    house.host().starts_meeting("The last").await;
    house.host().sends(Method::PATCH, &format!("/api/meetings/{other}"), &json!({ "deleted": true })).await.is(200);
    house.stop().await;
    let database = Cluster::shared().empty_database().await;
    let imported = run(&["import", house.database().to_str().expect("text"), &database.url()]).await;
    let stdout = String::from_utf8_lossy(&imported.stdout).into_owned();
    assert!(
        imported.status.success() && stdout.contains("2 polls were deleted where they are"),
        "{stdout}{}",
        String::from_utf8_lossy(&imported.stderr)
    );
    let mut reader = database.connect().await;
    let questions: Vec<String> = sqlx::query_scalar("select question from polls").fetch_all(&mut reader).await.expect("polls");
    assert_eq!(questions, [QUESTION]);
    let folder = house.data().join("new");
    std::fs::create_dir(&folder).expect("a folder");
    let imported = run(&["import", house.database().to_str().expect("text"), folder.join("new.db").to_str().expect("text")]).await;
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    assert!(WORDS.iter().all(|word| files_with(&folder, word).is_empty()));
}

#[story]
async fn the_report_says_what_is_kept_and_until_when() {
    let house = House::with(|config| config.retention_days = Some(90)).await;
    let (deleted, poll) = (a_secret(&house).await, house.poll(QUESTION, &OPTIONS).await);
    deletes(&house, &deleted).await;
    let path = format!("/api/meetings/{}/report", poll.meeting());
    let text = house.host().get(&path).await.is(200).text().to_owned();
    for sentence in [
        "What is kept",
        "90 days after the meeting was last used",
        "can be told until the meeting ends",
        "Deleted questions that can still be taken back: 1",
    ] {
        assert!(text.contains(sentence), "{sentence} in {text}");
    }
    ends(&house, poll.meeting()).await;
    until_polls_are(&house, 1).await;
    let text = house.host().get(&path).await.is(200).text().to_owned();
    assert!(
        text.contains("Then all of it is deleted for good")
            && text.contains("key to the hashes of addresses was deleted")
            && !text.contains("taken back"),
        "{text}"
    );
    let export = house.host().get(&format!("/api/meetings/{}/export?format=json", poll.meeting())).await.is(200).json();
    let (ended, until) = (export["meeting"]["ended_at"].as_i64(), export["kept"]["until"].as_i64());
    assert_eq!(until.zip(ended).map(|(until, ended)| until - ended), Some(90 * 24 * 3600 * 1000));
    let forever = House::open().await;
    let poll = forever.poll(QUESTION, &OPTIONS).await;
    let text = forever.host().get(&format!("/api/meetings/{}/report?lang=de", poll.meeting())).await.is(200).text().to_owned();
    assert!(text.contains("bis jemand sie löscht"), "{text}");
}
