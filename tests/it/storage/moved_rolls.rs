//! `import` moves rolls, salts, events and seals: a voter who has voted is known afterwards, and seals stay.

use handsup_server::verify;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Output;
use support::{Cluster, Database, House, OPTIONS, Phone, Poll, QUESTION, log, on_postgres, on_sqlite, run};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// An evening that moves: an open poll with votes, one of which was changed, a closed one, and what was noted of it.
struct Evening {
    house: House,
    open: Poll,
    closed: Poll,
    voter: Phone,
    seal: String,
    key: String,
}

impl Evening {
    /// Prepared, and stopped.
    async fn stopped() -> Self {
        let mut house = House::with(|config| config.secret_key = Some(SECRET.to_owned())).await;
        let open = house.poll_with(QUESTION, &OPTIONS, json!({ "allow_change": true })).await;
        let closed = house.poll("Closed?", &OPTIONS).await;
        let voter = house.phone();
        voter.votes_for(&open, "Tabs").await.is_counted();
        voter.votes_for(&open, "Spaces").await.is_counted();
        for phone in [&voter, &house.phone()] {
            phone.votes_for(&closed, "Tabs").await.is_counted();
        }
        house.host().changes(&closed, &json!({ "question": "Closed now?" })).await;
        house.host().closes(&closed).await;
        let recount = house.host().get(&format!("/api/polls/{}/recount", closed.code)).await.is(200).json();
        let text = |field: &str| recount[field].as_str().expect("text").to_owned();
        let (seal, key) = (text("seal"), text("key"));
        house.stop().await;
        Self { house, open, closed, voter, seal, key }
    }

    /// Goes on in a house on the moved data.
    async fn goes_on_in(&self, moved: &House) {
        let voter = self.voter.at_instance(moved.addr());
        voter.votes_for(&self.open, "Spaces").await.is_refused(409, "already_voted_device");
        voter.neighbour().votes_for(&self.open, "Tabs").await.is_refused(409, "already_voted_address");
        let seen = voter.results(&self.open).await;
        assert_eq!(seen["your_vote"]["option_ids"], json!([self.open.id("Spaces")]), "{seen}");
        voter.votes_for(&self.open, "Tabs").await.is_counted();
        moved.phone().votes_for(&self.open, "Tabs").await.is_counted();
        let results: Value = moved.host().sees(&self.open).await;
        assert_eq!(results["total_votes"], 2);
        // A reopened round knows its voters as well.
        moved.host().changes(&self.closed, &json!({ "state": "open" })).await;
        voter.votes_for(&self.closed, "Tabs").await.is_refused(409, "already_voted_device");
        moved.host().closes(&self.closed).await;
        moved.host().closes(&self.open).await;
        let verdict = verify(&moved.database()).await.expect("it can be read");
        assert!(verdict.is_clean(), "{verdict}");
    }

    /// `verify` with seal and key finds nothing, and says that the poll is anchored.
    async fn is_anchored(&self, place: &Path) {
        let place = place.to_str().expect("a plain path");
        for anchor in [["--seal", &self.seal], ["--key", &self.key]] {
            let output = run(&[&["verify", place], &anchor[..]].concat()).await;
            let printed = printed(&output);
            assert!(output.status.code() == Some(0) && printed.contains(", anchored: "), "{printed}");
            assert!(printed.contains(&format!("seal {}", self.seal)), "{printed}");
        }
    }
}

fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn import(from: &Path, to: &Path) {
    let imported = run(&["import", from.to_str().expect("text"), to.to_str().expect("text")]).await;
    assert!(imported.status.success(), "{}", printed(&imported));
}

/// A house on data that was moved to this URL.
async fn house_on(url: String) -> House {
    House::with(|config| {
        config.database_url = Some(url);
        config.secret_key = Some(SECRET.to_owned());
    })
    .await
}

async fn empty_postgres() -> (Database, PathBuf) {
    let database = Cluster::shared().empty_database().await;
    let url = PathBuf::from(database.url());
    (database, url)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evening_moves_from_a_file_to_postgres() {
    on_sqlite(async {
        let evening = Evening::stopped().await;
        let (_database, target) = empty_postgres().await;
        import(&evening.house.database(), &target).await;
        evening.is_anchored(&evening.house.database()).await;
        evening.is_anchored(&target).await;
        evening.goes_on_in(&house_on(target.to_str().expect("a URL").to_owned()).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evening_moves_from_postgres_to_a_file() {
    on_postgres(async {
        let evening = Evening::stopped().await;
        let target = evening.house.data().join("moved.db");
        import(&evening.house.database(), &target).await;
        evening.is_anchored(&evening.house.database()).await;
        evening.is_anchored(&target).await;
        assert!(evening.house.data().join("moved.db.salts").exists());
        evening.goes_on_in(&house_on(format!("sqlite://{}", target.display())).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_has_no_salts_so_its_rounds_take_no_more_votes_where_it_is_moved() {
    on_sqlite(async {
        let evening = Evening::stopped().await;
        let (_database, target) = empty_postgres().await;
        import(&evening.house.data().join("backups/handsup-0001.db"), &target).await;
        evening.is_anchored(&target).await;
        let moved = house_on(target.to_str().expect("a URL").to_owned()).await;
        evening.voter.at_instance(moved.addr()).votes_for(&evening.open, "Tabs").await.is_refused(409, "roll_erased");
        let meeting = evening.open.meeting();
        assert!(log::everything().lines().any(|line| line.contains("salt of a meeting is lost") && line.contains(meeting)));
        moved.host().closes(&evening.open).await;
        moved.host().changes(&evening.open, &json!({ "run_again": true, "state": "open" })).await;
        evening.voter.at_instance(moved.addr()).votes_for(&evening.open, "Tabs").await.is_counted();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_meeting_moves_without_a_roll() {
    on_postgres(async {
        let mut evening = Evening::stopped().await;
        evening.house.reopen().await;
        let meeting = format!("/api/meetings/{}", evening.open.meeting());
        evening.house.host().sends(http::Method::PATCH, &meeting, &json!({ "ended": true })).await.is(200);
        evening.house.stop().await;
        let target = evening.house.data().join("moved.db");
        import(&evening.house.database(), &target).await;
        evening.is_anchored(&target).await;
        let moved = house_on(format!("sqlite://{}", target.display())).await;
        let path = format!("/api/polls/{}", evening.open.code);
        moved.host().sends(http::Method::PATCH, &meeting, &json!({ "ended": false })).await.is(200);
        moved.host().sends(http::Method::PATCH, &path, &json!({ "state": "open" })).await.is_refused(409, "roll_erased");
    })
    .await;
}
