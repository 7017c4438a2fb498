//! The requirement "Database connection failure: return 503, show retry message", and normal service once the database works
//! again.

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use handsup_server::config::CreateAccess;
use http::Method;
use serde_json::json;
use support::{House, OPTIONS, QUESTION, Response, story};

/// Renames a table, so that every statement that uses it fails at once.
const BREAK: &str = "alter table polls rename to polls_away";
/// Renames it back.
const MEND: &str = "alter table polls_away rename to polls";

/// Asserts a 503 with `Retry-After`, which the problem repeats.
#[track_caller]
fn asks_for_a_retry(answer: &Response) {
    let problem = answer.is_refused(503, "storage_unavailable");
    assert_eq!(problem["retry_after"].as_u64(), answer.header("retry-after").parse().ok(), "Retry-After in both places");
    assert!(problem["retry_after"].as_u64() > Some(0));
}

#[story]
async fn a_vote_while_another_program_locks_the_database_is_a_503_and_counts_later() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let lock = house.lock_database().await;
    asks_for_a_retry(&phone.votes_for(&poll, "Tabs").await);
    house.phone().results(&poll).await;
    house.phone().opens(&poll.path("")).await.is_page(200);
    lock.release().await;
    phone.votes_for(&poll, "Tabs").await.is_counted();
    assert_eq!(house.count("votes").await, 1);
}

#[story]
async fn a_vote_during_a_short_lock_waits_and_is_counted() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let lock = house.lock_database().await;
    let voting = tokio::spawn(async move { phone.votes_for(&poll, "Tabs").await });
    tokio::task::yield_now().await;
    lock.release().await;
    voting.await.expect("no panic").is_counted();
}

#[story]
async fn a_database_that_fails_is_a_503_with_retry_after_at_every_route() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.tampers(BREAK).await;
    let phone = house.phone();
    asks_for_a_retry(&phone.votes_for(&poll, "Tabs").await);
    asks_for_a_retry(&phone.get("/readyz").await);
    asks_for_a_retry(&phone.get("/poll/ZZZZZZZZ/results").await);
    asks_for_a_retry(&house.host().creates(&json!({ "question": QUESTION, "options": OPTIONS })).await);
    asks_for_a_retry(&house.host().sends(Method::PATCH, &format!("/api/polls/{}", poll.code), &json!({ "state": "closed" })).await);
    asks_for_a_retry(&house.host().get("/api/console").await);
    phone.get("/healthz").await.is(200);
}

#[story]
async fn a_hosts_poll_is_not_created_as_a_guests_while_the_session_cannot_be_read() {
    let mut house = House::with(|config| config.create_access = CreateAccess::Open).await;
    let host = house.phone();
    host.follows_host_link(house.host_link()).await.is(200);
    house.restart().await;
    house.tampers("alter table host_sessions rename to host_sessions_away").await;
    let question = json!({ "question": QUESTION, "options": OPTIONS });
    asks_for_a_retry(&host.sends(Method::POST, "/create", &question).await);
    house.phone().sends(Method::POST, "/create", &question).await.is(201);
    house.tampers("alter table host_sessions_away rename to host_sessions").await;
    assert!(host.sends(Method::POST, "/create", &question).await.is(201).json().get("host_token").is_none(), "the poll is the host's");
}

#[story]
async fn every_host_route_documents_the_503_of_an_unreadable_session() {
    let house = House::open().await;
    let document = house.phone().get("/openapi.json").await.is(200).json();
    let operations = document["paths"].as_object().expect("paths").values().filter_map(|methods| methods.as_object()).flatten();
    let of_the_host: Vec<_> = operations.filter(|(_, operation)| operation["security"][0].get("hostKey").is_some()).collect();
    assert!(of_the_host.len() >= 20, "{}", of_the_host.len());
    for (_, operation) in of_the_host {
        let description = operation["responses"]["503"]["description"].as_str().unwrap_or_default();
        assert!(description.contains("storage_unavailable"), "{}: {description}", operation["operationId"]);
    }
}

#[story]
async fn a_database_that_works_again_is_used_again() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    house.tampers(BREAK).await;
    phone.votes_for(&poll, "Tabs").await.is(503);
    house.tampers(MEND).await;
    phone.votes_for(&poll, "Tabs").await.is_counted();
    phone.get("/readyz").await.is(200);
    assert_eq!(house.count("votes").await, 1);
}

#[story]
async fn ballots_that_could_not_be_stored_do_not_count_against_the_limit() {
    let house = House::open().await;
    let mut polls = Vec::new();
    for _ in 0..11 {
        polls.push(house.poll(QUESTION, &OPTIONS).await);
    }
    let mut phone = house.phone();
    phone.gets_cookie(&polls[0]).await;
    let mut socket = phone.joins(&polls[0]).await;
    house.tampers(BREAK).await;
    for _ in 0..15 {
        asks_for_a_retry(&phone.votes_for(&polls[0], "Tabs").await);
        let ballot = json!({ "poll_code": polls[0].code, "option_id": polls[0].id("Tabs"), "browser_token": phone.token() });
        assert_eq!(socket.calls("vote", ballot).await["problem"]["code"], "storage_unavailable");
    }
    house.tampers(MEND).await;
    for poll in &polls[..10] {
        phone.votes_for(poll, "Tabs").await.is_counted();
    }
    phone.votes_for(&polls[10], "Tabs").await.is_refused(429, "too_many_requests");
}

#[story]
async fn a_browser_gets_a_503_page_with_retry_after() {
    let house = House::open().await;
    house.poll(QUESTION, &OPTIONS).await;
    house.tampers(BREAK).await;
    let answer = house.phone().opens("/poll/ZZZZZZZZ").await;
    answer.is_page(503);
    assert!(!answer.header("retry-after").is_empty());
}

#[story]
async fn a_vote_over_the_socket_has_retry_after_as_well() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    let mut socket = phone.joins(&poll).await;
    house.tampers(BREAK).await;
    let ballot = json!({ "poll_code": poll.code, "option_id": poll.id("Tabs"), "browser_token": phone.token() });
    let ack = socket.calls("vote", ballot).await;
    assert_eq!(ack["problem"]["code"], "storage_unavailable");
    assert!(ack["problem"]["retry_after"].as_u64() > Some(0));
}

#[story]
async fn no_response_shows_an_internal_error() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.tampers(BREAK).await;
    let answer = house.phone().votes_for(&poll, "Tabs").await;
    for internal in ["polls", "sqlite", "table", "sqlx", "/tmp"] {
        assert!(!answer.text().to_lowercase().contains(internal), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_as_it_is() {
    let data = tempfile::TempDir::new().expect("a directory");
    let file = data.path().join("handsup.db");
    let diary = "Dear diary, this is no database. ".repeat(200);
    std::fs::write(&file, &diary).expect("a file");
    let config = handsup_server::Config::scratch(data.path().to_owned());
    let refusal = handsup_server::Server::bind(&config).await.err().expect("it does not start");
    assert!(format!("{refusal:#}").contains("left as it is"), "{refusal:#}");
    assert_eq!(std::fs::read_to_string(&file).expect("it is still there"), diary);
}

#[tokio::test]
async fn the_host_sees_when_votes_cannot_be_stored_and_when_they_can_again() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    let failing = async || house.host().get("/api/console").await.is(200).json()["storage_failing"].clone();
    assert_eq!(failing().await, false);
    house.tampers("create trigger broken before insert on votes begin select raise(abort, 'broken'); end").await;
    house.phone().votes_for(&poll, "Tabs").await.is(503);
    assert_eq!(console.next("storage").await, json!({ "failing": true }));
    assert_eq!(failing().await, true);
    house.tampers("drop trigger broken").await;
    house.phone().votes_for(&poll, "Tabs").await.is_counted();
    assert_eq!(console.next("storage").await, json!({ "failing": false }));
    assert_eq!(failing().await, false);
}

/// More than the queue (4,096) and the transaction that waits for the lock (256) can take.
const VOTES: usize = 4_500;

#[tokio::test(flavor = "multi_thread")]
async fn votes_beyond_the_queue_are_refused_at_once_and_the_others_count() {
    let house = House::for_crowds().await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
    let lock = house.lock_database().await;
    let casts = async || {
        let ballot = poll.ballot("Tabs", uuid::Uuid::new_v4());
        house.answers(ballot).await.expect("an answer")
    };
    let mut answers: FuturesUnordered<_> = std::iter::repeat_with(casts).take(VOTES).collect();
    let mut counted = 0;
    while let Some(answer) = answers.next().await {
        counted += usize::from(answer.status == 200);
        if answer.code() == "overloaded" {
            assert!(answer.header("retry-after").parse::<u64>().expect("whole seconds") > 0);
            break;
        }
    }
    assert!(!answers.is_empty(), "one is refused while others wait");
    lock.release().await;
    let others: Vec<Response> = answers.collect().await;
    assert!(others.iter().all(|answer| matches!(answer.status, 200 | 503)));
    counted += others.iter().filter(|answer| answer.status == 200).count();
    let results = house.phone().results(&poll).await;
    assert!(counted > 0 && results["total_votes"] == counted, "{counted} in {results}");
    assert_eq!(results["total_votes"], house.count("votes").await);
    assert_eq!(results["total_votes"], house.number("select coalesce(sum(count), 0) from tallies").await);
}
