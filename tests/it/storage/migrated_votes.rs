//! Votes of schema 11, whose log is of version 1, after the migration: nothing that was printed then changes, nobody votes
//! twice, and the polls that are open go on.

use crate::security::forger::hex;
use crate::security::version_1::LogOf1;
use handsup_server::verify;
use serde_json::{Value, json};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::path::Path;
use support::{Cluster, Database, House, Poll, Response, eventually, run, run_under, story};
use tempfile::TempDir;

/// The secret of the server.
const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A device: the token that its program names, and what the server stored for it. Without a cookie that is, in the form of a
/// UUID of version 4, HMAC-SHA-256 over `token without a cookie`, a zero and the token, keyed by the secret.
type Device = (&'static str, [u8; 16]);

/// The devices that have voted.
const ANNA: Device = ("11111111-1111-4111-8111-111111111111", 0x939f_dd48_0726_464a_8812_3138_0e8b_33ae_u128.to_be_bytes());
const BENI: Device = ("22222222-2222-4222-8222-222222222222", 0xe5ae_8348_d8c7_446c_8a6b_d119_5fba_05c9_u128.to_be_bytes());
const CLEO: Device = ("33333333-3333-4333-8333-333333333333", 0xf3e8_6c01_ac0c_4029_9263_751c_67ae_8b1a_u128.to_be_bytes());

const OPEN: &str = "0PEN0PEN";
const ROUNDS: &str = "R0VNDSR0";
const RATING: &str = "RATEDRAT";
const SEVERAL: &str = "SEVERA20";
const ENDED: &str = "ENDEDEND";
const READY: &str = "READYREA";

/// What is altered in an exported log, and how.
type Alteration = (&'static str, fn(&mut Value));

/// A vote of schema 11: its voter, unless it no longer counts.
type Vote<'a> = (Option<&'a Device>, u32, &'a [i64], Option<u64>);

/// A poll of schema 11.
struct OldPoll<'a> {
    id: i64,
    meeting: i64,
    code: &'a str,
    kind: (&'a str, i64, i64),
    allow_change: bool,
    state: &'a str,
    round: u32,
    options: &'a [&'a str],
    votes: &'a [Vote<'a>],
}

/// The polls. The first option of poll 1 has the id 11, and so on.
const POLLS: [OldPoll<'static>; 6] = [
    OldPoll {
        id: 1,
        meeting: 1,
        code: OPEN,
        kind: ("single", 1, 1),
        allow_change: true,
        state: "open",
        round: 1,
        options: &["Tabs", "Spaces"],
        // Anna has changed her vote, Cleo's was struck.
        votes: &[
            (None, 1, &[11], None),
            (Some(&BENI), 1, &[12], None),
            (Some(&ANNA), 1, &[12], Some(1)),
            (None, 1, &[11], None),
            (None, 1, &[], Some(4)),
        ],
    },
    OldPoll {
        id: 2,
        meeting: 1,
        code: ROUNDS,
        kind: ("single", 1, 1),
        allow_change: false,
        state: "closed",
        round: 2,
        options: &["Yes", "No"],
        votes: &[
            (Some(&ANNA), 1, &[21], None),
            (Some(&BENI), 1, &[22], None),
            (Some(&ANNA), 2, &[22], None),
            (Some(&BENI), 2, &[22], None),
        ],
    },
    OldPoll {
        id: 3,
        meeting: 1,
        code: RATING,
        kind: ("rating", 1, 1),
        allow_change: false,
        state: "open",
        round: 1,
        options: &["1", "2", "3", "4", "5"],
        votes: &[(Some(&ANNA), 1, &[33], None), (Some(&BENI), 1, &[35], None)],
    },
    OldPoll {
        id: 4,
        meeting: 1,
        code: SEVERAL,
        kind: ("multiple", 1, 2),
        allow_change: false,
        state: "closed",
        round: 1,
        options: &["A", "B", "C"],
        votes: &[(Some(&ANNA), 1, &[41, 43], None), (Some(&BENI), 1, &[42], None)],
    },
    OldPoll {
        id: 5,
        meeting: 2,
        code: ENDED,
        kind: ("single", 1, 1),
        allow_change: false,
        state: "closed",
        round: 1,
        options: &["Then", "Now"],
        votes: &[(Some(&ANNA), 1, &[51], None), (Some(&CLEO), 1, &[52], None)],
    },
    OldPoll {
        id: 6,
        meeting: 1,
        code: READY,
        kind: ("single", 1, 1),
        allow_change: false,
        state: "ready",
        round: 1,
        options: &["Yes", "No"],
        votes: &[],
    },
];

impl OldPoll<'_> {
    fn log(&self) -> LogOf1 {
        let mut log = LogOf1::new(self.code);
        for (_, round, ids, replaces) in self.votes {
            log.add(*round, ids, *replaces);
        }
        log
    }

    /// The votes of the last round that count, by index.
    fn counting(&self) -> Vec<usize> {
        (0..self.votes.len()).filter(|index| self.votes[*index].0.is_some() && self.votes[*index].1 == self.round).collect()
    }

    fn count(&self, option: i64) -> usize {
        self.counting().into_iter().filter(|index| self.votes[*index].2.contains(&option)).count()
    }

    /// The statements that the old version's rows come from.
    fn rows(&self, on_postgres: bool) -> String {
        let log = self.log();
        let blob = |bytes: &[u8]| if on_postgres { format!("decode('{}', 'hex')", hex(bytes)) } else { format!("x'{}'", hex(bytes)) };
        let given = if on_postgres { "overriding system value" } else { "" };
        let truth = |truth: bool| if on_postgres { truth.to_string() } else { u8::from(truth).to_string() };
        let (kind, min, max) = self.kind;
        let head = if log.entries.is_empty() { "null".into() } else { blob(&log.head()) };
        let salt = if self.meeting == 1 { blob(&[7; 32]) } else { "null".into() };
        let mut sql = vec![format!(
            "insert into polls (id, meeting_id, poll_code, question, kind, min_choices, max_choices, fairness, results, allow_change, state, \
             round, total_votes, address_salt, created_at, position, log_length, log_head) {given} \
             values ({}, {}, '{}', 'Question {}?', '{kind}', {min}, {max}, 'device', 'live', {}, '{}', {}, {}, {salt}, 5, {}, {}, {head});",
            self.id,
            self.meeting,
            self.code,
            self.id,
            truth(self.allow_change),
            self.state,
            self.round,
            self.counting().len(),
            self.id,
            log.entries.len()
        )];
        for (id, text) in (10 * self.id + 1..).zip(self.options) {
            sql.push(format!(
                "insert into options (id, poll_id, position, option_text, vote_count) {given} values ({id}, {}, {id}, '{text}', {});",
                self.id,
                self.count(id)
            ));
        }
        for (index, (entry, link)) in log.entries.iter().zip(log.links()).enumerate() {
            let ids = if on_postgres { format!("array{:?}::bigint[]", entry.option_ids) } else { format!("'{:?}'", entry.option_ids) };
            let token = self.votes[index].0;
            sql.push(format!(
                "insert into votes (poll_id, round, position, browser_token, option_ids, nonce, receipt, replaces, counts, link, created_at, changes) \
                 values ({}, {}, {}, {}, {ids}, {}, '{}', {}, {}, {}, 6, {});",
                self.id,
                entry.round,
                index + 1,
                token.map_or_else(|| "null".into(), |(_, stored)| blob(stored)),
                blob(&entry.nonce),
                log.receipt(index),
                entry.replaces.map_or_else(|| "null".into(), |earlier| earlier.to_string()),
                truth(token.is_some()),
                blob(&link),
                u8::from(token.is_some() && entry.replaces.is_some())
            ));
        }
        for round in 1..=self.round {
            let closed = if self.state == "closed" || round < self.round { (10 * round + 5).to_string() } else { "null".into() };
            if self.state != "ready" {
                sql.push(format!(
                    "insert into rounds (poll_id, round, opened_at, closed_at) values ({}, {round}, {}, {closed});",
                    self.id,
                    10 * round
                ));
            }
        }
        sql.concat()
    }
}

fn rows(on_postgres: bool) -> String {
    let given = if on_postgres { "overriding system value" } else { "" };
    let meetings = format!(
        "insert into meetings (id, join_code, created_at, opened_at, ended_at) {given} values (1, 'RVNN1N', 1, 1, null), (2, 'ENDED0', 2, 2, 3);"
    );
    let sequence = "select setval(pg_get_serial_sequence('polls', 'id'), 99); select setval(pg_get_serial_sequence('options', 'id'), 999);";
    let polls: String = POLLS.iter().map(|poll| poll.rows(on_postgres)).collect();
    format!("{meetings} {polls} {}", if on_postgres { sequence } else { "" })
}

/// What must outlive a house: the folder or the database that it was migrated in.
struct Migrated {
    house: House,
    folder: TempDir,
    database: Option<Database>,
}

async fn migrations(kind: &str) -> Migrator {
    Migrator::new(Path::new(&format!("{}/../migrations/{kind}", env!("CARGO_MANIFEST_DIR")))).await.expect("migrations")
}

/// A house on a database that schema 11 has left.
async fn migrated() -> Migrated {
    let on_postgres = crate::security::forger::is_on_postgres(&House::open().await);
    let folder = TempDir::new().expect("a directory");
    if on_postgres {
        let database = Cluster::shared().empty_database().await;
        let mut connection = database.connect().await;
        migrations("postgres").await.run_to(11, &mut connection).await.expect("schema 11");
        sqlx::raw_sql(AssertSqlSafe(rows(true))).execute(&mut connection).await.expect("votes");
        connection.close().await.expect("it closes");
        let url = database.url();
        let output = run_under(&["env", &format!("DATABASE_URL={url}")], &["migrate", "--i-have-a-backup"]).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let on_database = |config: &mut handsup_server::Config| {
            (config.database_url, config.secret_key) = (Some(url), Some(SECRET.to_owned()));
        };
        return Migrated { house: House::with(on_database).await, folder, database: Some(database) };
    }
    let file = folder.path().join("schema-11.db");
    let mut connection =
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&file).create_if_missing(true)).await.expect("a file");
    migrations("sqlite").await.run_to(11, &mut connection).await.expect("schema 11");
    sqlx::raw_sql(AssertSqlSafe(rows(false))).execute(&mut connection).await.expect("votes");
    connection.close().await.expect("it closes");
    let copy = |config: &mut handsup_server::Config| {
        let data = config.data_dir.as_ref().expect("a house has a folder");
        std::fs::copy(&file, data.join("handsup.db")).expect("a copy");
        config.secret_key = Some(SECRET.to_owned());
    };
    Migrated { house: House::with(copy).await, folder, database: None }
}

impl Migrated {
    /// Casts a ballot as one of the old devices.
    async fn casts(&self, (token, _): &Device, code: &str, option: i64) -> Response {
        let ballot = json!({ "option_id": option, "browser_token": token });
        self.house.phone().sends(http::Method::POST, &format!("/poll/{code}/vote"), &ballot).await
    }

    async fn get(&self, code: &str, resource: &str) -> Value {
        self.house.host().get(&format!("/api/polls/{code}{resource}")).await.is(200).json()
    }

    async fn poll(&self, code: &str) -> Poll {
        Poll::from_created(self.get(code, "").await)
    }

    /// One text from the database, as another program reads it.
    async fn text(&self, query: &str) -> String {
        match &self.database {
            Some(database) => sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut database.connect().await).await.expect("a text"),
            None => self.house.text(query).await,
        }
    }

    /// One number.
    async fn number(&self, query: &str) -> i64 {
        self.text(&format!("select cast(({query}) as text)")).await.parse().expect("a number")
    }

    async fn is_clean(&self) {
        let verdict = verify(&self.house.database()).await.expect("it can be read");
        assert!(verdict.is_clean(), "{verdict}");
    }
}

/// A poll of the table.
fn old(code: &str) -> &'static OldPoll<'static> {
    POLLS.iter().find(|poll| poll.code == code).expect("a poll of the table")
}

#[story]
async fn seals_and_receipts_of_schema_11_stay_and_its_logs_verify() {
    let migrated = migrated().await;
    migrated.is_clean().await;
    let mut arguments = vec!["verify".to_owned(), migrated.house.database().to_str().expect("a plain path").to_owned()];
    for code in [ROUNDS, SEVERAL, ENDED] {
        let (poll, log) = (old(code), old(code).log());
        let recount = migrated.get(code, "/recount").await;
        assert_eq!((&recount["seal"], &recount["findings"]), (&json!(log.seal()), &json!([])), "{code}");
        let list = migrated.get(code, "/receipts").await;
        let mut listed: Vec<_> = list["receipts"].as_array().expect("rows").iter().map(|row| row["receipt"].clone()).collect();
        let mut receipts: Vec<_> = poll.counting().into_iter().map(|index| json!(log.receipt(index))).collect();
        listed.sort_by_key(ToString::to_string);
        receipts.sort_by_key(ToString::to_string);
        assert_eq!(listed, receipts, "{code}");
        arguments.extend(["--seal".to_owned(), log.seal()]);
        let exported = migrated.get(code, "/log").await;
        let file = migrated.folder.path().join("log.json");
        std::fs::write(&file, exported.to_string()).expect("a file");
        let output = run(&["verify", file.to_str().expect("a plain path"), "--seal", &log.seal()]).await;
        assert_eq!(output.status.code(), Some(0), "{code}: {}", String::from_utf8_lossy(&output.stdout));
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = run(&arguments).await;
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(0) && printed.matches("anchored: it is the seal that you gave").count() == 3, "{printed}");
}

#[story]
async fn counts_and_earlier_rounds_of_schema_11_stay() {
    let migrated = migrated().await;
    let counts =
        |poll: &Value| poll["options"].as_array().expect("options").iter().map(|option| option["vote_count"].clone()).collect::<Vec<_>>();
    assert_eq!(counts(&migrated.get(OPEN, "").await), [json!(0), json!(2)]);
    assert_eq!(counts(&migrated.get(ROUNDS, "").await), [json!(0), json!(2)]);
    assert_eq!(counts(&migrated.get(SEVERAL, "").await), [json!(1), json!(1), json!(1)]);
    let rating = migrated.get(RATING, "").await;
    assert_eq!((counts(&rating), &rating["mean"]), (vec![json!(0), json!(0), json!(1), json!(0), json!(1)], &json!(4.0)), "{rating}");
    let rounds = migrated.get(ROUNDS, "/rounds").await;
    assert_eq!(rounds[0]["total_votes"], 2, "{rounds}");
    assert_eq!(migrated.get(SEVERAL, "").await["max_choices"], 2);
}

#[story]
async fn a_device_that_has_voted_under_schema_11_votes_no_second_time() {
    let migrated = migrated().await;
    for (device, mark) in [(&ANNA, 31), (&BENI, 32)] {
        migrated.casts(device, RATING, mark).await.is_refused(409, "already_voted_device");
    }
    migrated.casts(&CLEO, RATING, 31).await.is_counted();
    assert_eq!(migrated.get(RATING, "").await["total_votes"], 3);
    migrated.is_clean().await;
}

#[story]
async fn a_vote_of_schema_11_can_be_changed_and_the_poll_goes_on_with_the_new_log() {
    let migrated = migrated().await;
    let changes = "select changes from roll where poll_id = 1 order by changes desc limit 1";
    assert_eq!(migrated.number(changes).await, 1, "Anna's first change is not forgotten");
    migrated.casts(&ANNA, OPEN, 12).await.is_refused(409, "already_voted_device");
    migrated.casts(&ANNA, OPEN, 11).await.is_counted();
    assert_eq!(migrated.number(changes).await, 2);
    // The device whose vote was struck may vote again.
    let receipt = migrated.casts(&CLEO, OPEN, 11).await.is_counted()["receipt"].clone();
    migrated.casts(&CLEO, OPEN, 11).await.is_refused(409, "already_voted_device");
    migrated.is_clean().await;
    let poll = migrated.poll(OPEN).await;
    let closed = migrated.house.host().closes(&poll).await;
    assert_eq!(closed["total_votes"], 3);
    migrated.is_clean().await;
    let list = migrated.get(OPEN, "/receipts").await;
    let rows = list["receipts"].as_array().expect("rows");
    assert!(rows.contains(&json!({ "receipt": receipt, "options": ["Tabs"] })), "{list}");
    assert!(rows.contains(&json!({ "receipt": old(OPEN).log().receipt(1), "options": ["Spaces"] })), "Beni's receipt of then: {list}");
    let recount = migrated.get(OPEN, "/recount").await;
    let (seal, key) = (recount["seal"].as_str().expect("a seal"), recount["key"].as_str().expect("it is signed"));
    assert_eq!((&recount["votes"], &recount["receipts"], &recount["struck"]), (&json!(3), &json!(3), &json!(1)));
    let log = migrated.folder.path().join("log.json");
    std::fs::write(&log, migrated.get(OPEN, "/log").await.to_string()).expect("a file");
    for anchor in [["--seal", seal], ["--key", key]] {
        let output = run(&[&["verify", log.to_str().expect("a plain path")], &anchor[..]].concat()).await;
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

#[story]
async fn closed_and_ready_polls_of_schema_11_go_on() {
    let migrated = migrated().await;
    let (rounds, ready) = (migrated.poll(ROUNDS).await, migrated.poll(READY).await);
    let host = migrated.house.host();
    host.changes(&ready, &json!({ "state": "open" })).await;
    migrated.casts(&ANNA, READY, 61).await.is_counted();
    // The second round is opened again: its voters are known.
    host.changes(&rounds, &json!({ "state": "open" })).await;
    migrated.casts(&ANNA, ROUNDS, 21).await.is_refused(409, "already_voted_device");
    migrated.casts(&CLEO, ROUNDS, 21).await.is_counted();
    host.closes(&rounds).await;
    migrated.is_clean().await;
    host.changes(&rounds, &json!({ "run_again": true, "state": "open" })).await;
    migrated.casts(&ANNA, ROUNDS, 21).await.is_counted();
    host.closes(&rounds).await;
    migrated.is_clean().await;
    let earlier = migrated.get(ROUNDS, "/rounds").await;
    let totals: Vec<_> = earlier.as_array().expect("rounds").iter().map(|round| round["total_votes"].clone()).collect();
    assert_eq!(totals[..2], [json!(2), json!(3)], "{earlier}");
}

#[story]
async fn the_prompt_of_a_rating_has_its_scale() {
    let migrated = migrated().await;
    let prompt = async |code: &str| {
        let text = migrated.text(&format!("select prompt from polls where poll_code = '{code}'")).await;
        serde_json::from_str::<Value>(&text).expect("JSON")
    };
    assert_eq!(prompt(RATING).await, json!({ "kind": "rating", "scale": 5 }));
    assert_eq!(prompt(SEVERAL).await, json!({ "kind": "multiple", "min_choices": 1, "max_choices": 2 }));
    assert_eq!(prompt(OPEN).await, json!({ "kind": "single" }));
}

#[story]
async fn no_table_has_a_device_of_schema_11() {
    let migrated = migrated().await;
    assert_eq!(migrated.number("select count(*) from unhashed_roll").await, 0);
    assert_eq!(migrated.number("select count(*) from roll where poll_id = 5").await, 0, "its meeting has ended");
    // The two of the open poll, of the two rounds, of the rating and of the poll with several choices.
    assert_eq!(migrated.number("select count(*) from roll").await, 2 + 4 + 2 + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_migrated_file_has_no_device_of_schema_11() {
    let migrated = migrated().await;
    let holds = |suffix: &str, (_, token): &Device| {
        let file = migrated.house.data().join(format!("handsup.db{suffix}"));
        std::fs::read(file).is_ok_and(|bytes| bytes.windows(16).any(|window| window == token))
    };
    for token in [&ANNA, &BENI, &CLEO] {
        eventually("the write-ahead log to be emptied", async || {
            ["", "-wal", "-shm", ".salts", ".salts-wal"].iter().all(|file| !holds(file, token))
        })
        .await;
    }
}

#[tokio::test]
async fn the_golden_log_of_version_1_has_the_seal_that_version_1_printed() {
    assert_eq!(old(OPEN).log().seal(), "FKYX-DB7W-Y4AE-PB8X");
    assert_eq!(old(ROUNDS).log().seal(), "6AAB-RDVS-72MS-BGKR");
    assert_eq!(old(ROUNDS).log().receipt(0), "32622SPA");
}

#[tokio::test]
async fn a_log_exported_by_version_1_verifies_and_an_altered_one_does_not() {
    let folder = TempDir::new().expect("a directory");
    let file = folder.path().join("log.json");
    let log = old(OPEN).log();
    let export = log.export(1, &[(11, "Tabs", 0), (12, "Spaces", 2)], 2);
    let verdict = async |export: &Value, anchors: &[&str]| {
        std::fs::write(&file, export.to_string()).expect("a file");
        let output = run(&[&["verify", file.to_str().expect("a plain path")], anchors].concat()).await;
        (
            output.status.code().expect("it ends by itself"),
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)),
        )
    };
    let seal = log.seal();
    let (code, printed) = verdict(&export, &["--seal", &seal]).await;
    assert!(code == 0 && printed.contains(&format!("seal {seal}, anchored")) && printed.contains("1 votes were struck"), "{printed}");
    let alterations: [Alteration; 10] = [
        ("a vote", |log| log["votes"][1]["option_ids"] = json!([11])),
        ("a receipt", |log| log["votes"][1]["receipt"] = json!("00000000")),
        ("a nonce", |log| log["votes"][1]["nonce"] = json!("00".repeat(16))),
        ("a round", |log| log["votes"][1]["round"] = json!(2)),
        ("a replacement", |log| log["votes"][2]["replaces"] = Value::Null),
        ("a count", |log| log["options"][0]["vote_count"] = json!(1)),
        ("the total", |log| log["total_votes"] = json!(3)),
        ("the head", |log| log["log_head"] = log["votes"][0]["link"].clone()),
        ("a vote of the new version", |log| log["votes"][1]["commitment"] = json!("00".repeat(32))),
        ("the tail", |log| {
            log["votes"].as_array_mut().expect("votes").truncate(4);
        }),
    ];
    for (what, alter) in alterations {
        let mut altered = export.clone();
        alter(&mut altered);
        let (code, printed) = verdict(&altered, &[]).await;
        assert_ne!(code, 0, "{what}: {printed}");
    }
    // A tail that is cut with everything mended is found with the seal alone, as version 1 has it.
    let mut cut = log.clone();
    cut.entries.truncate(4);
    let cut = cut.export(1, &[(11, "Tabs", 1), (12, "Spaces", 2)], 3);
    assert_eq!(verdict(&cut, &[]).await.0, 0);
    assert_eq!(verdict(&cut, &["--seal", &seal]).await.0, 1);
}
