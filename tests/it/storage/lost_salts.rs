//! The salts of meetings are lost, damaged, or do not belong to the database beside them: no voter counts twice in a round, the
//! server starts, and its log says what to do.

use http::Method;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use support::{House, OPTIONS, Phone, Poll, QUESTION, log, on_postgres, story};

/// A house with an open poll that has a vote, one that has none, and the voter.
struct Evening {
    house: House,
    answered: Poll,
    fresh: Poll,
    voter: Phone,
}

impl Evening {
    async fn new() -> Self {
        let house = House::open().await;
        let answered = house.poll(QUESTION, &OPTIONS).await;
        let fresh = house.poll("Not yet?", &OPTIONS).await;
        let voter = house.phone();
        voter.votes_for(&answered, "Tabs").await.is_counted();
        Self { house, answered, fresh, voter }
    }

    /// Stops the house, changes its files, and starts it again.
    async fn with_files_changed(&mut self, change: impl FnOnce(&Path)) {
        self.house.stop().await;
        change(self.house.data());
        self.house.reopen().await;
    }

    async fn total(&self, poll: &Poll) -> Value {
        self.house.host().sees(poll).await["total_votes"].clone()
    }

    /// The round with a vote takes no more, its next round does, and the poll without votes goes on; nobody counts twice.
    async fn goes_on_in_the_next_round(&self) {
        let (house, voter, host) = (&self.house, &self.voter, self.house.host());
        for phone in [voter.clone(), voter.neighbour(), house.phone()] {
            phone.votes_for(&self.answered, "Spaces").await.is_refused(409, "roll_erased");
        }
        assert_eq!(self.total(&self.answered).await, 1);
        host.closes(&self.answered).await;
        host.changes(&self.answered, &json!({ "run_again": true, "state": "open" })).await;
        for poll in [&self.answered, &self.fresh] {
            voter.votes_for(poll, "Spaces").await.is_counted();
            voter.votes_for(poll, "Tabs").await.is_refused(409, "already_voted_device");
            voter.neighbour().votes_for(poll, "Tabs").await.is_refused(409, "already_voted_address");
            assert_eq!(self.total(poll).await, 1);
        }
        let verdict = handsup_server::verify(&house.database()).await.expect("a database");
        assert!(verdict.is_clean(), "{verdict}");
        let meeting = self.answered.meeting();
        let advice = log::everything()
            .lines()
            .any(|line| line.contains("salt of a meeting is lost") && line.contains(meeting) && line.contains("another round"));
        assert!(advice, "the log says what to do");
    }

    /// The voter of the round is known, and others may vote.
    async fn goes_on_in_this_round(&self) {
        self.voter.votes_for(&self.answered, "Spaces").await.is_refused(409, "already_voted_device");
        self.voter.neighbour().votes_for(&self.answered, "Spaces").await.is_refused(409, "already_voted_address");
        self.house.phone().votes_for(&self.answered, "Spaces").await.is_counted();
        assert_eq!(self.total(&self.answered).await, 2);
    }

    async fn changes_meeting(&self, change: &Value) {
        self.house.host().sends(Method::PATCH, &format!("/api/meetings/{}", self.answered.meeting()), change).await.is(200);
    }
}

/// The files of the salts.
fn salts(data: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|suffix| data.join(format!("handsup.db.salts{suffix}")))
}

/// Puts the newest backup in the place of the database, as `SCALING.md` and the comments of backups say.
fn restores_backup(data: &Path) {
    let mut backups: Vec<_> = std::fs::read_dir(data.join("backups")).expect("backups").flatten().map(|entry| entry.path()).collect();
    backups.sort();
    std::fs::copy(&backups[0], data.join("handsup.db")).expect("a copy");
    for suffix in ["-wal", "-shm"] {
        let _was_there = std::fs::remove_file(data.join(format!("handsup.db{suffix}")));
    }
}

fn delete_salts(data: &Path) {
    for file in salts(data) {
        let _was_there = std::fs::remove_file(file);
    }
}

#[tokio::test]
async fn with_its_salts_a_restart_changes_nothing() {
    let mut evening = Evening::new().await;
    evening.with_files_changed(|_| {}).await;
    evening.goes_on_in_this_round().await;
}

#[tokio::test]
async fn a_missing_file_of_salts() {
    let mut evening = Evening::new().await;
    evening.with_files_changed(delete_salts).await;
    evening.goes_on_in_the_next_round().await;
}

#[tokio::test]
async fn an_empty_file_of_salts() {
    let mut evening = Evening::new().await;
    evening.with_files_changed(|data| std::fs::write(&salts(data)[0], "").expect("a file")).await;
    evening.goes_on_in_the_next_round().await;
}

#[tokio::test]
async fn garbage_in_place_of_the_salts_is_replaced() {
    for garbage in [vec![0x5a; 40_000], b"Dear diary".to_vec(), [b"SQLite format 3\0".to_vec(), vec![7; 8000]].concat()] {
        let mut evening = Evening::new().await;
        evening.with_files_changed(|data| std::fs::write(&salts(data)[0], &garbage).expect("a file")).await;
        evening.goes_on_in_the_next_round().await;
        let left = std::fs::read_dir(evening.house.data())
            .expect("a folder")
            .flatten()
            .map(|entry| std::fs::read(entry.path()).unwrap_or_default());
        let copies =
            left.filter(|bytes| bytes.windows(garbage.len().min(64)).any(|window| window == &garbage[..garbage.len().min(64)])).count();
        assert_eq!(copies, 0, "salts in a damaged file would outlive their meetings");
    }
}

#[tokio::test]
async fn a_file_of_salts_whose_pages_are_damaged() {
    let mut evening = Evening::new().await;
    let damage = |data: &Path| {
        let file = &salts(data)[0];
        let mut bytes = std::fs::read(file).expect("a file");
        bytes[4096..].fill(0xa5);
        std::fs::write(file, bytes).expect("an accident");
    };
    evening.with_files_changed(damage).await;
    evening.goes_on_in_the_next_round().await;
}

#[tokio::test]
async fn the_salts_of_another_database() {
    let mut other = Evening::new().await;
    other.house.stop().await;
    let foreign = std::fs::read(&salts(other.house.data())[0]).expect("a file");
    let mut evening = Evening::new().await;
    evening.with_files_changed(|data| std::fs::write(&salts(data)[0], foreign).expect("a file")).await;
    evening.goes_on_in_the_next_round().await;
}

#[tokio::test]
async fn a_backup_restored_beside_its_salts_goes_on() {
    let mut evening = Evening::new().await;
    evening.house.restart().await;
    let later = evening.house.phone();
    later.votes_for(&evening.answered, "Tabs").await.is_counted();
    evening.with_files_changed(restores_backup).await;
    evening.goes_on_in_this_round().await;
    later.votes_for(&evening.answered, "Tabs").await.is_counted();
    assert_eq!(evening.total(&evening.answered).await, 3, "its vote is not in the backup");
}

#[tokio::test]
async fn a_backup_restored_without_its_salts() {
    let mut evening = Evening::new().await;
    evening.house.restart().await;
    evening
        .with_files_changed(|data| {
            restores_backup(data);
            delete_salts(data);
        })
        .await;
    evening.goes_on_in_the_next_round().await;
}

#[tokio::test]
async fn a_backup_of_a_running_meeting_restored_after_its_end() {
    let mut evening = Evening::new().await;
    evening.house.restart().await;
    evening.changes_meeting(&json!({ "ended": true })).await;
    evening.with_files_changed(restores_backup).await;
    evening.goes_on_in_the_next_round().await;
}

#[tokio::test]
async fn a_backup_of_a_running_meeting_restored_after_its_end_and_another_beginning() {
    let mut evening = Evening::new().await;
    evening.house.restart().await;
    evening.changes_meeting(&json!({ "ended": true })).await;
    evening.changes_meeting(&json!({ "ended": false })).await;
    evening.with_files_changed(restores_backup).await;
    evening.goes_on_in_the_next_round().await;
}

#[tokio::test]
async fn the_voter_of_a_round_that_takes_no_more_reads_why_in_both_languages() {
    let mut evening = Evening::new().await;
    evening.with_files_changed(delete_salts).await;
    for (language, why) in [("en", "The host can run the poll again"), ("de", "Das beginnt eine neue Runde")] {
        let mut phone = evening.house.phone();
        phone.gets_cookie(&evening.answered).await;
        let form =
            phone.request(Method::POST, &evening.answered.path("/vote")).header("accept", "text/html").header("accept-language", language);
        let page = phone.send(form.form(&[("option_id", evening.answered.id("Tabs"))])).await;
        assert!(page.shown().contains(why), "{language}: {}", page.shown());
    }
}

#[tokio::test]
async fn a_restored_poll_that_was_closed_cannot_be_opened_in_its_round() {
    let mut evening = Evening::new().await;
    evening.house.host().closes(&evening.answered).await;
    evening.with_files_changed(delete_salts).await;
    let host = evening.house.host();
    let path = format!("/api/polls/{}", evening.answered.code);
    let refusal = host.sends(Method::PATCH, &path, &json!({ "state": "open" })).await.is_refused(409, "roll_erased");
    assert!(refusal["detail"].as_str().is_some_and(|detail| detail.contains("Run the poll again")), "{refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_restored_from_a_dump_without_salts() {
    on_postgres(async {
        let mut evening = Evening::new().await;
        evening.house.stop().await;
        evening.house.tampers("delete from salts").await;
        evening.house.reopen().await;
        evening.goes_on_in_the_next_round().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_at_an_instance_that_has_cached_polls_of_before_the_end_is_counted_once() {
    on_postgres(async {
        for round in 0..5 {
            let evening = Evening::new().await;
            let (one, other) = (&evening.house, evening.house.twin().await);
            let fresh = &evening.fresh;
            let at_one = one.phone();
            let at_other = at_one.at_instance(other.addr());
            // The other instance caches the open poll with the salt of now.
            at_other.results(fresh).await;
            evening.changes_meeting(&json!({ "ended": true })).await;
            evening.changes_meeting(&json!({ "ended": false })).await;
            one.host().changes(fresh, &json!({ "state": "open" })).await;
            let first = at_other.votes_for(fresh, "Tabs").await;
            assert_eq!(first.status, 200, "{round}: {}", first.text());
            at_one.votes_for(fresh, "Spaces").await.is_refused(409, "already_voted_device");
            at_other.votes_for(fresh, "Spaces").await.is_refused(409, "already_voted_device");
            let neighbour = at_one.neighbour();
            neighbour.votes_for(fresh, "Spaces").await.is_refused(409, "already_voted_address");
            let stored = one.number(&format!("select total_votes from polls where poll_code = '{}'", fresh.code)).await;
            assert_eq!(stored, 1, "{round}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_at_an_instance_that_has_cached_an_open_poll_of_an_ended_meeting_is_not_counted() {
    on_postgres(async {
        let evening = Evening::new().await;
        let other = evening.house.twin().await;
        let late = other.phone();
        late.results(&evening.answered).await;
        evening.changes_meeting(&json!({ "ended": true })).await;
        late.votes_for(&evening.answered, "Tabs").await.is_refused(409, "poll_not_open");
        assert_eq!((evening.house.count("roll").await, evening.total(&evening.answered).await), (0, json!(1)));
    })
    .await;
}

#[story]
async fn a_vote_and_the_end_of_its_meeting_at_once_leave_no_roll() {
    let evening = Evening::new().await;
    let phones = evening.house.phones(12);
    let votes = futures::future::join_all(phones.iter().map(|phone| phone.votes_for(&evening.answered, "Tabs")));
    let end = json!({ "ended": true });
    let (answers, ()) = tokio::join!(votes, evening.changes_meeting(&end));
    let counted = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(evening.total(&evening.answered).await, counted + 1);
    assert_eq!(evening.house.count("roll").await, 0);
    let verdict = handsup_server::verify(&evening.house.database()).await.expect("a database");
    assert!(verdict.is_clean(), "{verdict}");
}
