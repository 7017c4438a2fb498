//! The request id in a response, in its problem and in the log lines of its request.

use http::Method;
use serde_json::Value;
use support::{House, OPTIONS, Program, QUESTION, Response, log};
use tempfile::TempDir;

/// A house that trusts a proxy at every loopback address.
async fn behind_a_proxy() -> House {
    House::with(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]).await
}

async fn asks_with_id(house: &House, id: &str) -> Response {
    let phone = house.phone();
    phone.send(phone.request(Method::GET, "/poll/ZZZZZZZZ/results").header("x-request-id", id)).await
}

#[tokio::test]
async fn a_trusted_proxys_id_is_kept_and_a_strangers_is_not() {
    let answer = asks_with_id(&behind_a_proxy().await, "proxy-7f3a.1").await;
    assert_eq!(answer.header("x-request-id"), "proxy-7f3a.1");
    let answer = asks_with_id(&House::open().await, "proxy-7f3a.1").await;
    assert_ne!(answer.header("x-request-id"), "proxy-7f3a.1");
    assert_eq!(answer.header("x-request-id").len(), 36);
}

#[tokio::test]
async fn an_id_that_could_forge_log_lines_is_replaced_even_from_a_trusted_proxy() {
    let house = behind_a_proxy().await;
    for id in ["", "two words", "a\"b", "x=1 level=error", &"a".repeat(65), "{}"] {
        let answer = asks_with_id(&house, id).await;
        assert_eq!(answer.header("x-request-id").len(), 36, "{id}");
    }
}

#[tokio::test]
async fn a_problem_has_the_id_and_so_has_its_log_line() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.tampers("alter table polls rename to polls_away").await;
    let answer = house.phone().votes_for(&poll, "Tabs").await;
    let problem = answer.is_refused(503, "storage_unavailable");
    let id = problem["request_id"].as_str().expect("an id");
    assert_eq!(answer.header("x-request-id"), id);
    let everything = log::everything();
    let about_it: Vec<&str> = everything.lines().filter(|line| line.contains(id)).collect();
    assert!(about_it.iter().any(|line| line.contains("storage: request failed")), "{about_it:?}");
}

#[tokio::test]
async fn a_request_with_a_wrong_host_is_refused_with_an_id() {
    let house = House::open().await;
    let answer = house.answers("GET / HTTP/1.1\r\nhost: evil.example\r\n\r\n").await.expect("an answer");
    assert_eq!(answer.is_refused(421, "wrong_host")["request_id"], answer.header("x-request-id"));
}

#[tokio::test]
async fn in_the_json_format_each_log_line_has_the_id_of_its_request() {
    let data = TempDir::new().expect("a directory");
    let log = data.path().join("log.json");
    // `Program` passes `--log warn`. At that level a database outage is logged once, not for each
    // request, so this wrapper replaces the argument by `debug`.
    let with_debug_log = r#"for arg; do shift; [ "$arg" = warn ] && arg=handsup_server=debug; set -- "$@" "$arg"; done"#;
    let with_log_file = format!("{with_debug_log}; exec \"$0\" \"$@\" 2>{}", log.display());
    let program = Program::start_under(data.path(), &["env", "LOG_FORMAT=json", "sh", "-c", &with_log_file]).await;
    program.tampers("alter table polls rename to polls_away").await;
    let answer = program.phone().get("/readyz").await;
    let id = answer.is_refused(503, "storage_unavailable")["request_id"].clone();
    let text = std::fs::read_to_string(&log).expect("the log");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let about_it: Vec<_> = lines.iter().filter(|line| line["span"]["id"] == id).collect();
    assert!(about_it.iter().any(|line| line["level"] == "DEBUG" && line["span"]["path"] == "/readyz"), "{text}");
}
