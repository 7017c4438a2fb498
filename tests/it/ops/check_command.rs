//! Wrong set-ups, as `handsup-server check` and the log of every start report them; and instances without Redis, which follow
//! each other through the database.

use serde_json::json;
use std::path::Path;
use std::process::Output;
use support::{Cluster, House, OPTIONS, Program, QUESTION, Starting, eventually, on_postgres, one_vote_per_device, run_under};
use tempfile::TempDir;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const OTHER_SECRET: &str = "fedcba9876543210fedcba9876543210";
/// Runs what follows with `PATH` and the given settings as its only environment variables.
const CLEAN_ENVIRONMENT: [&str; 4] = ["sh", "-c", "exec env -i PATH=\"$PATH\" \"$@\"", "sh"];

/// Runs `check` with these settings alone; returns its exit code and what it prints.
async fn checks(settings: &[&str], arguments: &[&str]) -> (Option<i32>, String) {
    let data = TempDir::new().expect("a directory");
    let data_dir = format!("HANDSUP_DATA_DIR={}", data.path().display());
    let wrapper = [&CLEAN_ENVIRONMENT[..], &[&data_dir], settings].concat();
    let Output { status, stdout, stderr } = run_under(&wrapper, &[&["check"], arguments].concat()).await;
    assert!(stderr.is_empty(), "{}", String::from_utf8_lossy(&stderr));
    (status.code(), String::from_utf8(stdout).expect("text"))
}

#[tokio::test]
async fn check_of_a_correct_set_up_reports_nothing_wrong() {
    let (code, report) = checks(&[], &[]).await;
    assert_eq!((code, report.as_str()), (Some(0), "Nothing is wrong with this set-up.\n"));
}

#[tokio::test]
async fn check_names_everything_that_is_wrong_at_once() {
    let wrong =
        ["TRUSTED_PROXYS=10.0.0.1/32", "REDIS_URI=redis://cache", "TRUSTED_PROXIES=0.0.0.0/0", "HANDSUP_PORT=80", "METRICS_TOKEN=x"];
    let (code, report) = checks(&wrong, &[]).await;
    assert_eq!(code, Some(1), "{report}");
    for words in [
        "did you mean TRUSTED_PROXIES?",
        "did you mean REDIS_URL?",
        "did you mean PORT?",
        "TRUSTED_PROXIES has 0.0.0.0/0",
        "METRICS_TOKEN is shorter",
    ] {
        assert!(report.contains(words), "{words} in {report}");
    }
    assert!(report.ends_with("Warnings: 5.\n"), "{report}");

    let broken =
        ["DATABASE_URL=postgres://nobody:hunter2@127.0.0.1:1/nowhere", "REDIS_URL=redis://:hunter2@127.0.0.1:1", "HANDSUP_ENV=production"];
    let (code, report) = checks(&broken, &[]).await;
    assert_eq!(code, Some(2), "{report}");
    for words in ["SECRET_KEY", "could not connect to the database nowhere", "Redis at REDIS_URL"] {
        assert!(report.contains(words), "{words} in {report}");
    }
    assert!(!report.contains("hunter2"), "{report}");
}

#[tokio::test]
async fn every_start_logs_the_warnings_of_check() {
    let (data, addr) = (TempDir::new().expect("a directory"), ([127, 0, 0, 1], 0).into());
    let log = data.path().join("log");
    let log_to_file =
        ["sh", "-c", "log=$1; shift; exec env -i PATH=\"$PATH\" \"$@\" 2>\"$log\"", "sh", log.to_str().expect("a plain path")];
    let wrapper = [&log_to_file[..], &["REDIS_URI=redis://cache", "TRUSTED_PROXIES=::/0"]].concat();
    Starting::at(data.path(), addr, &wrapper).until_ready().await;
    let logged_lines = std::fs::read_to_string(&log).expect("a log");
    assert!(logged_lines.contains("setup: REDIS_URI is set") && logged_lines.contains("setup: TRUSTED_PROXIES has ::/0"), "{logged_lines}");
    assert_eq!(logged_lines.lines().count(), 2, "{logged_lines}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_an_instance_still_sees_what_another_does() {
    on_postgres(async {
        let one = House::with(|config| config.vote_limit_per_minute = 0).await;
        let other = one.twin().await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        let mut follower = other.phone().joins(&poll).await;
        for n in 1..=3 {
            one.phone().votes_for(&poll, "Tabs").await.is_counted();
            follower.until("vote_update", |update| update["total_votes"] == n).await;
        }
        // Also for a poll without followers: the instance answers from its cache.
        let quiet = one.poll("And this?", &OPTIONS).await;
        other.phone().results(&quiet).await;
        one.phone().votes_for(&quiet, "Tabs").await.is_counted();
        eventually("the vote to be seen", async || other.phone().results(&quiet).await["total_votes"] == 1).await;
        let mut console = other.host().joins(&quiet).await;
        one.host().closes(&quiet).await;
        console.until("poll_state", |state| state["state"] == "closed").await;
        // A new poll appears in the list of a console at the other instance.
        let draft = one.poll_with("A draft?", &OPTIONS, json!({ "state": "draft" })).await;
        console.until("polls", |list| list["polls"].as_array().expect("a list").iter().any(|poll| poll["poll_code"] == draft.code)).await;
        one.host().sends(http::Method::DELETE, &format!("/api/polls/{}", quiet.code), &json!({})).await.is(204);
        eventually("the poll to go", async || other.phone().get(&quiet.path("/results")).await.status == 404).await;
    })
    .await;
}

fn logged(log: &Path, words: &str) -> bool {
    std::fs::read_to_string(log).unwrap_or_default().contains(words)
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_without_redis_are_reported_by_their_logs_and_by_check() {
    let database = Cluster::shared().empty_database().await;
    let (url, secret) = (format!("DATABASE_URL={}", database.url()), format!("SECRET_KEY={SECRET}"));
    let mut programs = Vec::new();
    for _ in 0..2 {
        let data = TempDir::new().expect("a directory");
        let log = data.path().join("log");
        let log_to_file =
            ["sh", "-c", "log=$1; shift; exec env -i PATH=\"$PATH\" \"$@\" 2>\"$log\"", "sh", log.to_str().expect("a plain path")];
        let program = Program::start_under(data.path(), &[&log_to_file[..], &[&url, &secret]].concat()).await;
        programs.push((program, log, data));
    }
    for (_, log, _) in &programs {
        eventually("the warning", async || logged(log, "2 of 2 on this database were started without REDIS_URL")).await;
    }
    // `check` counts itself as the third.
    let (code, report) = checks(&[&url, &secret], &[]).await;
    assert!(code == Some(1) && report.contains("3 of 3 on this database were started without REDIS_URL"), "{report}");
    // An instance that ends removes its row at once.
    let (mut first, ..) = programs.swap_remove(0);
    first.signal("TERM").await;
    assert!(first.ends().await);
    let mut reader = database.connect().await;
    let instances: i64 = sqlx::query_scalar("select count(*) from instances").fetch_one(&mut reader).await.expect("a number");
    assert_eq!(instances, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_another_secret_key_a_server_starts_only_after_adopt_secret_key() {
    let database = Cluster::shared().empty_database().await;
    let url = format!("DATABASE_URL={}", database.url());
    let (first, other) = (format!("SECRET_KEY={SECRET}"), format!("SECRET_KEY={OTHER_SECRET}"));
    let data = TempDir::new().expect("a directory");
    let mut program = Program::start_under(data.path(), &[&CLEAN_ENVIRONMENT[..], &[&url, &first]].concat()).await;
    program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    program.signal("TERM").await;
    assert!(program.ends().await);
    let data_dir = data.path().to_str().expect("a plain path");
    let arguments = ["--bind", "127.0.0.1:0", "--no-mdns", "--data-dir", data_dir];
    let refused = run_under(&[&CLEAN_ENVIRONMENT[..], &[&url, &other]].concat(), &arguments).await;
    let stderr = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && stderr.contains("SECRET_KEY is another") && !stderr.contains(OTHER_SECRET), "{stderr}");
    let (code, report) = checks(&[&url, &other], &[]).await;
    assert!(code == Some(2) && report.contains("SECRET_KEY is another"), "{report}");
    assert!(checks(&[&url, &first], &[]).await.1.lines().all(|line| !line.contains("SECRET_KEY")));
    checks(&[&url, &other], &["--adopt-secret-key"]).await;
    Program::start_under(data.path(), &[&CLEAN_ENVIRONMENT[..], &[&url, &other]].concat()).await;
}
