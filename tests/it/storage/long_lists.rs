//! Long lists: the pages of the list of meetings, and the memory for a poll's receipts and log.

use serde_json::json;
use std::collections::HashSet;
use support::{House, Program, QUESTION, one_vote_per_device, story};
use tempfile::TempDir;

#[story]
async fn meetings_are_listed_in_pages_without_repeats() {
    let house = House::open().await;
    house.host().starts_meeting("The first").await;
    let codes: Vec<String> = (0..230).map(code).collect();
    let values: Vec<String> = codes.iter().enumerate().map(|(n, code)| format!("('{code}', 'Evening {n}', {n}, {})", n / 2)).collect();
    house.tampers(&format!("insert into meetings (join_code, name, created_at, opened_at) values {}", values.join(", "))).await;
    let mut seen = Vec::new();
    let mut path = "/api/meetings?search=".to_owned();
    loop {
        let page = house.host().get(&path).await.is(200).json();
        let page: Vec<String> =
            page.as_array().expect("a list").iter().map(|meeting| meeting["join_code"].as_str().expect("a code").to_owned()).collect();
        assert!(page.len() <= 100);
        let Some(last) = page.last() else { break };
        path = format!("/api/meetings?search=&after={last}");
        seen.extend(page);
    }
    assert_eq!(seen.len(), 231);
    let distinct: HashSet<_> = seen.iter().collect();
    assert_eq!(distinct.len(), 231, "no meeting is listed twice, although two were opened at each moment");
    house.host().get("/api/meetings?after=nonsense").await.is_refused(404, "no_such_meeting");
    assert_eq!(house.host().get("/api/meetings?after=ZZZZZZ").await.is(200).json(), json!([]));
}

/// A join code of its own for each number.
fn code(n: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJK";
    let digits = format!("{n:05}");
    std::iter::once('X').chain(digits.bytes().map(|digit| char::from(LETTERS[usize::from(digit - b'0')]))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn listing_fifty_thousand_receipts_raises_memory_by_less_than_32_mebibytes() {
    const VOTES: usize = 50_000;
    /// By how many bytes the peak of memory may grow; the list itself is some two megabytes.
    const MAX_GROWTH: u64 = 32 * 1024 * 1024;
    let data = TempDir::new().expect("a directory");
    let program = Program::start(data.path()).await;
    let poll =
        program.poll(QUESTION, &["A rather long option, as they are where people vote about something", "No"], one_vote_per_device()).await;
    program.phone().votes_for(&poll, "No").await.is_counted();
    program.host().closes(&poll).await;
    let option = poll.id("No");
    program
        .tampers(&format!(
            "with recursive n (i) as (select 2 union all select i + 1 from n where i < {VOTES}) \
             insert into votes (poll_id, round, position, answer, nonce, commitment, link) \
             select poll_id, 1, i + 3, '{{\"options\":[{option}]}}', randomblob(16), randomblob(32), randomblob(32) \
             from n, (select id as poll_id from polls); update polls set total_votes = {VOTES}, ballots = {VOTES}, log_length = {VOTES} + 3, \
             seq = seq + 1"
        ))
        .await;
    let program = {
        let mut program = program;
        program.is_killed().await;
        program.starts_again().await
    };
    program.phone().get("/readyz").await.is(200);
    let peak_before = program.peak_memory();
    let answer = program.host().get(&format!("/api/polls/{}/receipts", poll.code)).await.is(200).json();
    let list = answer["receipts"].as_array().expect("a list");
    assert!(list.len() == VOTES && list.is_sorted_by_key(|row| row["receipt"].as_str().unwrap_or_default().to_owned()));
    assert_eq!(list[0]["options"], json!(["No"]));
    let csv = program.host().get(&format!("/api/polls/{}/receipts?format=csv", poll.code)).await.is(200).text().to_owned();
    assert_eq!(csv.lines().count(), VOTES + 1);
    let log = program.host().get(&format!("/api/polls/{}/log", poll.code)).await.is(200).text().to_owned();
    assert_eq!(log.matches("{\"position\":").count(), VOTES + 3, "the creation, the opening and the close are entries too");
    assert!(log.contains(&format!("{{\"position\":{},", VOTES + 3)) && log.ends_with("]}"));
    let grown = program.peak_memory() - peak_before;
    assert!(grown < MAX_GROWTH, "{} MiB more", grown / 1024 / 1024);
}
