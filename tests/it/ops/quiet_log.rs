//! The log: nothing above `info` on an evening without failures; of an outage, its beginning and its end.

use http::Method;
use serde_json::json;
use std::path::Path;
use support::{Cluster, OPTIONS, Program, QUESTION, Redis, eventually};
use tempfile::TempDir;

/// Starts the program with these settings and no others; what it logs goes into `log`.
async fn start(data: &Path, log: &Path, settings: &[String]) -> Program {
    let script = "log=$1; shift; exec env -i PATH=\"$PATH\" \"$@\" 2>\"$log\"";
    let mut wrapper = vec!["sh", "-c", script, "sh", log.to_str().expect("a plain path")];
    wrapper.extend(settings.iter().map(String::as_str));
    Program::start_under(data, &wrapper).await
}

fn lines(log: &Path) -> Vec<String> {
    std::fs::read_to_string(log).expect("a log").lines().map(str::to_owned).collect()
}

/// Requests of a host and of twelve phones, as in a whole meeting; then the program is stopped.
async fn an_evening(mut program: Program) {
    let host = program.host();
    let poll = program.poll("Ähnlich? 漢字 عربى 👩‍🚀", &["Ja ✓", "Nein ✗", "नहीं"], json!({ "results": "after_vote" })).await;
    let phones: Vec<_> = (0..12).map(|_| program.phone()).collect();
    let mut follower = phones[0].joins(&poll).await;
    let screen = host.opens_a_projector(poll.meeting()).await;
    for phone in &phones {
        phone.opens(&poll.path("")).await.is_page(200);
        phone.votes_for(&poll, "Ja ✓").await.is_counted();
        phone.votes_for(&poll, "Nein ✗").await.is_refused(409, "already_voted_device");
    }
    follower.until("vote_update", |update| update["total_votes"] == 12).await;
    program.phone().opens("/poll/ZZZZZZZZ").await.is_page(404);
    program.phone().sends(Method::POST, "/create", &json!({})).await.is_refused(401, "host_only");
    host.closes(&poll).await;
    host.reveals(&poll).await;
    for what in ["chart.png", "chart.svg", "receipts?format=csv", "log", "export?format=xlsx"] {
        host.get(&format!("/api/polls/{}/{what}", poll.code)).await.is(200);
    }
    host.get(&poll.path("/qr.png")).await.is(200);
    let deleted = program.poll(QUESTION, &OPTIONS, json!({})).await;
    host.changes(&deleted, &json!({ "timer_seconds": 600 })).await;
    drop((follower, screen));
    host.sends(Method::DELETE, &format!("/api/polls/{}", deleted.code), &json!({})).await.is(204);
    host.sends(Method::PATCH, &format!("/api/meetings/{}", poll.meeting()), &json!({ "ended": true })).await.is(200);
    program.signal("TERM").await;
    assert!(program.ends().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evening_without_failures_logs_nothing_above_info() {
    let (data, logs) = (TempDir::new().expect("a directory"), TempDir::new().expect("a directory"));
    let log = logs.path().join("log");
    an_evening(start(data.path(), &log, &[]).await).await;
    assert_eq!(lines(&log), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evening_on_postgresql_and_redis_logs_nothing_above_info_either() {
    let (data, logs, redis) = (TempDir::new().expect("a directory"), TempDir::new().expect("a directory"), Redis::start());
    let log = logs.path().join("log");
    // The server warns of a PostgreSQL with `fsync` off, as the cluster that stories share has it.
    let cluster = Cluster::start();
    let settings = [
        format!("DATABASE_URL={}", cluster.url("postgres", "postgres")),
        format!("REDIS_URL={}", redis.url()),
        "SECRET_KEY=0123456789abcdef0123456789abcdef".to_owned(),
    ];
    an_evening(start(data.path(), &log, &settings).await).await;
    assert_eq!(lines(&log), [""; 0]);
    drop(cluster);
}

/// Whether the message of a line, after its level or its span, begins with this component.
fn is_about(line: &str, component: &str) -> bool {
    ["ERROR ", "WARN ", "INFO ", "}: "].iter().any(|before| line.contains(&format!("{before}{component}: ")))
}

/// The lines of a log that are about one component.
fn lines_about(log: &Path, component: &str) -> Vec<String> {
    lines(log).into_iter().filter(|line| is_about(line, component)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_outage_logs_one_line_when_it_begins_and_one_when_it_ends() {
    let (data, logs) = (TempDir::new().expect("a directory"), TempDir::new().expect("a directory"));
    let log = logs.path().join("log");
    let mut cluster = Cluster::start();
    let settings =
        [format!("DATABASE_URL={}", cluster.url("postgres", "postgres")), "SECRET_KEY=0123456789abcdef0123456789abcdef".to_owned()];
    let program = start(data.path(), &log, &settings).await;
    let poll = program.poll(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    cluster = stop(cluster).await;
    for _ in 0..50 {
        program.phone().votes_for(&poll, "Tabs").await.is_refused(503, "storage_unavailable");
    }
    program.phone().get("/readyz").await.is_refused(503, "storage_unavailable");
    eventually("the beginning to be logged", async || !lines_about(&log, "database").is_empty()).await;
    let began = lines_about(&log, "database");
    assert!(began.len() == 1 && began[0].contains("failing"), "{:#?}", lines(&log));
    cluster = tokio::task::spawn_blocking(move || {
        cluster.start_again();
        cluster
    })
    .await
    .expect("it starts");
    eventually("votes to count again", async || program.phone().votes_for(&poll, "Tabs").await.status != 503).await;
    eventually("the end to be logged", async || lines_about(&log, "database").len() >= 2).await;
    let logged = lines_about(&log, "database");
    assert!(logged.len() == 2 && logged[1].contains("works again") && logged[1].contains("failures="), "{logged:#?}");
    // On a busy computer the jobs after the start meet the outage, and each says once what is still due.
    let others = lines(&log).into_iter().filter(|line| !["purge", "guests"].iter().any(|job| is_about(line, job)));
    assert_eq!(others.count(), 2, "{:#?}", lines(&log));
    drop(cluster);
}

async fn stop(mut cluster: Cluster) -> Cluster {
    let stopping = tokio::task::spawn_blocking(move || {
        cluster.stop();
        cluster
    });
    stopping.await.expect("it stops")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_poll_is_logged_once_however_often_it_is_requested() {
    let (data, logs) = (TempDir::new().expect("a directory"), TempDir::new().expect("a directory"));
    let log = logs.path().join("log");
    let mut program = start(data.path(), &log, &[]).await;
    let (damaged, intact) = (program.poll(QUESTION, &OPTIONS, json!({})).await, program.poll("And this?", &OPTIONS, json!({})).await);
    program.tampers(&format!("update polls set seq = -3 where poll_code = '{}'", damaged.code)).await;
    program.is_killed().await;
    let program = program.starts_again().await;
    for _ in 0..200 {
        program.phone().get(&damaged.path("/results")).await.is_refused(503, "storage_unavailable");
        program.phone().get(&intact.path("/results")).await.is(200);
    }
    let logged = lines_about(&log, "database");
    assert!(logged.len() == 1 && logged[0].contains("failing") && logged[0].contains(damaged.code.as_str()), "{logged:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_outage_logs_one_line_when_it_begins_and_one_when_it_ends() {
    let (data, logs, mut redis) = (TempDir::new().expect("a directory"), TempDir::new().expect("a directory"), Redis::start());
    let log = logs.path().join("log");
    let cluster = Cluster::start();
    let settings = [
        format!("DATABASE_URL={}", cluster.url("postgres", "postgres")),
        format!("REDIS_URL={}", redis.url()),
        "SECRET_KEY=0123456789abcdef0123456789abcdef".to_owned(),
    ];
    let program = start(data.path(), &log, &settings).await;
    eventually("Redis", async || program.phone().get("/readyz").await.status == 200).await;
    redis.stop();
    eventually("the beginning to be logged", async || !lines_about(&log, "redis").is_empty()).await;
    redis.start_again();
    eventually("Redis", async || program.phone().get("/readyz").await.status == 200).await;
    eventually("the end to be logged", async || lines_about(&log, "redis").len() >= 2).await;
    let logged = lines_about(&log, "redis");
    assert!(logged.len() == 2 && logged[0].contains("failing") && logged[1].contains("works again"), "{logged:#?}");
}
