//! Several instances on one PostgreSQL keep the guarantees of one: totals, fairness, sequence numbers, migrations.

use futures::future::join_all;
use handsup_server::{Config, Migrate, Server, verify};
use http::Method;
use serde_json::json;
use sqlx::Connection;
use std::path::Path;
use support::{Cluster, House, OPTIONS, Phone, Poll, QUESTION, Response, eventually, eventually_some, on_postgres};

/// Phones in a full hall.
const HALL: usize = 1_000;

/// Votes, and again after a 503, as phones do. A vote that was answered 503 may be counted already; the next answer is then a 409.
async fn until_counted(phone: &Phone, poll: &Poll, option: &str) -> Response {
    eventually_some("a vote to be counted", async || {
        let answer = phone.votes_for(poll, option).await;
        assert!(matches!(answer.status, 200 | 409 | 503), "{}", answer.text());
        Some(answer).filter(|answer| answer.status != 503)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_phones_through_two_instances_are_a_thousand_votes_in_one_chain() {
    on_postgres(async {
        let one = House::for_crowds().await;
        let other = one.twin().await;
        let poll = one.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
        let phones: Vec<_> = (0..HALL).map(|n| if n % 2 == 0 { one.phone() } else { other.phone() }).collect();
        let answers = join_all(phones.iter().enumerate().map(|(n, phone)| until_counted(phone, &poll, OPTIONS[n / 2 % 2]))).await;
        assert_eq!(one.count("votes").await, 1_000);
        assert_eq!(one.number("select sum(count) from tallies").await, 1_000);
        assert_eq!(one.number("select total_votes from polls").await, 1_000);
        let seqs: Vec<_> = answers.iter().filter_map(|answer| answer.json()["results"]["seq"].as_u64()).collect();
        let newest = one.number("select seq from polls").await;
        assert!(seqs.iter().all(|seq| i64::try_from(*seq).is_ok_and(|seq| seq <= newest)), "no response is newer than the database");
        let verdict = verify(&one.database()).await.expect("the database answers");
        assert!(verdict.is_clean() && verdict.to_string().contains("1000 votes name 1000 options"), "{verdict}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn seq_never_runs_backwards_at_either_instance() {
    on_postgres(async {
        let one = House::for_crowds().await;
        let other = one.twin().await;
        let poll = one.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
        let votes_through = async |house: &House| {
            let mut last = 0;
            for _ in 0..60 {
                let seq = house.phone().votes_for(&poll, "Tabs").await.is_counted()["results"]["seq"].as_u64().expect("a number");
                assert!(seq > last, "{seq} after {last}");
                last = seq;
            }
        };
        tokio::join!(votes_through(&one), votes_through(&other));
        assert_eq!(one.count("votes").await, 120);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_that_write_votes_of_the_same_polls_do_not_deadlock() {
    on_postgres(async {
        let one = House::for_crowds().await;
        let other = one.twin().await;
        let mut polls = Vec::new();
        for _ in 0..8 {
            polls.push(one.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await);
        }
        let votes_at = |house: &House, backwards: bool| {
            let mut order: Vec<_> = polls.iter().collect();
            if backwards {
                order.reverse();
            }
            let votes: Vec<_> = order.into_iter().cycle().take(400).map(|poll| (house.phone(), poll)).collect();
            async move { join_all(votes.iter().map(|(phone, poll)| until_counted(phone, poll, "Tabs"))).await }
        };
        // Two transactions that lock the same polls in opposite orders would deadlock.
        tokio::join!(votes_at(&one, false), votes_at(&other, true));
        assert_eq!(one.number("select deadlocks from pg_stat_database where datname = current_database()").await, 0);
        assert_eq!(one.number("select sum(count) from tallies").await, 800);
        let verdict = verify(&one.database()).await.expect("the database answers");
        assert!(verdict.is_clean(), "{verdict}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_device_that_votes_at_both_instances_at_once_is_counted_once() {
    on_postgres(async {
        let one = House::for_crowds().await;
        let other = one.twin().await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        for _ in 0..10 {
            let at_one = one.phone();
            let at_other = at_one.at_instance(other.addr());
            let (a, b) = tokio::join!(at_one.votes_for(&poll, "Tabs"), at_other.votes_for(&poll, "Spaces"));
            let mut statuses = [a.status, b.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
        }
        assert_eq!(one.count("votes").await, 10);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_closed_at_one_instance_takes_votes_at_neither() {
    on_postgres(async {
        let one = House::for_crowds().await;
        let other = one.twin().await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        other.phone().votes_for(&poll, "Tabs").await.is_counted();
        one.host().closes(&poll).await;
        other.phone().votes_for(&poll, "Tabs").await.is_refused(409, "poll_not_open");
        assert_eq!(one.count("votes").await, 1);
    })
    .await;
}

fn config(data: &Path, url: &str) -> Config {
    let mut config = Config::scratch(data.to_owned());
    config.database_url = Some(url.to_owned());
    config.secret_key = Some(support::fresh_secret());
    config
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_that_start_at_once_make_the_tables_once() {
    let database = Cluster::shared().empty_database().await;
    let data: Vec<_> = (0..6).map(|_| tempfile::TempDir::new().expect("a directory")).collect();
    let secret = support::fresh_secret();
    let alike = |data: &tempfile::TempDir| Config { secret_key: Some(secret.clone()), ..config(data.path(), &database.url()) };
    let settings: Vec<_> = data.iter().map(alike).collect();
    for started in join_all(settings.iter().map(Server::bind)).await {
        started.expect("it opens");
    }
}

#[tokio::test]
async fn a_role_that_cannot_change_tables_serves_votes_and_without_tables_demands_migrate() {
    let cluster = Cluster::shared();
    let database = cluster.empty_database().await;
    let name = database.name();
    let data = tempfile::TempDir::new().expect("a directory");
    // The grant that every role has up to PostgreSQL 14; then the superuser's statements from the shipped instructions.
    let instructions = include_str!("../../../server/deploy/postgres-role.sql").replace("handsup_app", &format!("app_{name}"));
    let instructions = instructions.replace("handsup_owner", &format!("owner_{name}")).replace(" password '…'", "");
    let superuser =
        |line: &&str| ["create role", "revoke", "grant", "do $$"].iter().any(|word| line.starts_with(&format!("--        {word}")));
    let statements: Vec<&str> = instructions.lines().filter(superuser).map(|line| line.trim_start_matches(['-', ' '])).collect();
    assert_eq!(statements.len(), 7, "{statements:#?}");
    cluster.does(name, &format!("grant create on schema public to public; {}", statements.join("\n"))).await;
    let (owner, app) = (cluster.url(&format!("owner_{name}"), name), cluster.url(&format!("app_{name}"), name));

    let refusal = format!("{:#}", Server::bind(&config(data.path(), &app)).await.err().expect("it may not make tables"));
    assert!(refusal.contains("handsup-server migrate"), "{refusal}");

    let message = Migrate::default().migrate(&config(data.path(), &owner)).await.expect("the owner may");
    assert!(message.starts_with("Made the tables of "), "{message}");
    // The grants from the same instructions.
    let grants = instructions.lines().filter(|line| line.starts_with("grant")).collect::<Vec<_>>().join("\n");
    let mut as_owner = sqlx::PgConnection::connect(&owner).await.expect("it may log in");
    sqlx::raw_sql(sqlx::AssertSqlSafe(grants)).execute(&mut as_owner).await.expect("the owner may grant");

    let mut as_app = sqlx::PgConnection::connect(&app).await.expect("it may log in");
    let query = "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and not has_table_privilege(oid, 'select')";
    let without_grant: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut as_app).await.expect("every role may query the catalogue");
    assert_eq!(without_grant, [""; 0], "tables that the role file does not name");

    on_postgres(async {
        let house = House::with(|config| config.database_url = Some(app.clone())).await;
        let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "allow_change": true })).await;
        let phone = house.phone();
        phone.votes_for(&poll, "Tabs").await.is_counted();
        phone.votes_for(&poll, "Spaces").await.is_counted();
        house.host().changes(&poll, &json!({ "question": "Tabs, or spaces?" })).await;
        house.host().closes(&poll).await;
        house.host().changes(&poll, &json!({ "run_again": true })).await;
        // A text may be erased from a vote, and nothing else of it changed.
        let words = Poll::from_created(house.host().creates(&json!({ "question": "Which?", "kind": "words" })).await.is(201).json());
        house.phone().answers(&words, &json!({ "texts": ["Nonsense", "Sense"] })).await.is_counted();
        let terms = house.host().get(&format!("/api/polls/{}/terms", words.code)).await.is(200).json();
        let term = json!({ "term": terms["terms"][0]["term"] });
        house.host().sends(http::Method::POST, &format!("/api/polls/{}/redactions", words.code), &term).await.is(200);
        // A whole poll may be deleted for good, with its votes.
        let deleted = house.poll("Gone?", &OPTIONS).await;
        house.phone().votes_for(&deleted, "Tabs").await.is_counted();
        house.host().sends(http::Method::DELETE, &format!("/api/polls/{}?for_good=true", deleted.code), &json!({})).await.is(204);
        assert_eq!(house.phone().get(&deleted.path("/results")).await.status, 404);
        let draft = house.poll_with(QUESTION, &OPTIONS, json!({ "state": "ready" })).await;
        house
            .host()
            .changes(&draft, &json!({ "options": [{ "option_text": "One" }, { "option_text": "Other" }, { "option_text": "Both" }] }))
            .await;
        assert!(verify(&house.database()).await.expect("it may read").is_clean());
    })
    .await;
    for forbidden in [
        "drop table votes",
        "delete from votes",
        "truncate polls",
        "create table mine (id bigint)",
        "create temporary table mine (id bigint)",
        "update votes set commitment = null",
        "delete from events",
        "create schema mine",
        "alter table polls disable trigger all",
    ] {
        let mut app = sqlx::PgConnection::connect(&app).await.expect("it may log in");
        let refusal = sqlx::raw_sql(forbidden).execute(&mut app).await.expect_err(forbidden).to_string();
        assert!(refusal.contains("permission denied") || refusal.contains("must be owner"), "{forbidden}: {refusal}");
    }
}

#[tokio::test]
async fn a_database_password_is_in_no_log_and_no_error() {
    let data = tempfile::TempDir::new().expect("a directory");
    let port = Cluster::shared().port();
    for url in [
        format!("postgres://nobody:hunter2secret@127.0.0.1:{port}/nowhere"),
        "postgres://nobody:hunter2secret@127.0.0.1:1/nowhere".into(),
        "postgres://nobody:hunter2secret@[::1/nowhere".into(),
        "postgres://nobody:hunter2secret@127.0.0.1:99999/nowhere".into(),
    ] {
        // `migrate`, because a server would wait for a database that is not there.
        let refusal = format!("{:#}", Migrate::default().migrate(&config(data.path(), &url)).await.expect_err("it does not open"));
        assert!(!refusal.contains("hunter2secret"), "{refusal}");
        assert!(refusal.contains("DATABASE_URL"), "it names the setting: {refusal}");
    }
    assert!(!support::log::everything().contains("hunter2secret"));
}

#[tokio::test]
async fn of_two_steps_at_two_instances_from_one_state_one_is_taken() {
    on_postgres(async {
        let one = House::open().await;
        let other = one.twin().await;
        let poll = one.poll_with(QUESTION, &OPTIONS, json!({ "state": "ready" })).await;
        let path = format!("/api/meetings/{}/step", poll.meeting());
        for step in ["open", "close"] {
            let at = one.host().get(&path).await.is(200).json()["at"].clone();
            let press = json!({ "step": "next", "from": at });
            let (at_one, at_other) = (one.host(), other.host());
            let answers = tokio::join!(at_one.sends(Method::POST, &path, &press), at_other.sends(Method::POST, &path, &press));
            let (taken, late) = if answers.0.status == 200 { answers } else { (answers.1, answers.0) };
            assert_eq!(taken.is(200).json()["did"], step);
            late.is_refused(409, "step_passed");
            // The next state is read at the first instance, which has to have seen the step.
            let seen = taken.json()["now"]["at"].clone();
            eventually("the step to be seen", async || one.host().get(&path).await.is(200).json()["at"] == seen).await;
        }
    })
    .await;
}
