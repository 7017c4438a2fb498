//! A disk that breaks in the middle of a meeting: Linux then refuses every write, also to open files. The stories write no vote
//! at that moment: ext4 may report such a write as successful without having stored it, which no program can detect.

use futures::future::join_all;
use handsup_server::verify;
use http::Method;
use serde_json::json;
use std::time::{Duration, Instant};
use support::{Disk, OPTIONS, Phone, Poll, Program, QUESTION, Response, one_vote_per_device, soak};

/// How many vote before the disk breaks.
const VOTES_BEFORE: usize = 60;
/// How many vote while it is broken.
const VOTES_AFTER: usize = 20;
/// How long the program may take to end.
const ENDS_WITHIN: Duration = Duration::from_secs(5);

/// Asserts a 503 with `Retry-After`, which the problem repeats.
#[track_caller]
fn asks_for_a_retry(answer: &Response) {
    let problem = answer.is_refused(503, "storage_unavailable");
    assert_eq!(problem["retry_after"].as_u64(), answer.header("retry-after").parse().ok());
    assert!(problem["retry_after"].as_u64() > Some(0));
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("tries again")), "the next step: {problem}");
}

/// `voters` new phones vote at once; returns each with its response.
async fn vote(voters: usize, program: &Program, poll: &Poll) -> Vec<(Phone, Response)> {
    let all = (0..voters).map(|_| async {
        let phone = program.phone();
        let answer = phone.votes_for(poll, "Tabs").await;
        (phone, answer)
    });
    join_all(all).await
}

/// Asserts that reads go on, that writes are refused, and that the console shows the failure.
async fn reads_go_on_and_writes_are_refused(program: &Program, poll: &Poll) {
    let (phone, host) = (program.phone(), program.host());
    phone.opens(&poll.path("")).await.is_page(200);
    phone.get("/healthz").await.is(200);
    assert_eq!(phone.results(poll).await["total_votes"], VOTES_BEFORE, "exactly the counted votes are shown");
    asks_for_a_retry(&phone.get("/readyz").await);
    asks_for_a_retry(&host.creates(&json!({ "question": QUESTION, "options": OPTIONS })).await);
    asks_for_a_retry(&host.sends(Method::PATCH, &format!("/api/polls/{}", poll.code), &json!({ "state": "closed" })).await);
    assert_eq!(host.get("/api/console").await.is(200).json()["storage_failing"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_disk_that_breaks_votes_are_refused_and_no_counted_vote_is_lost() {
    let Some(disk) = Disk::fragile() else { return };
    let mut program = Program::start(&disk.folder()).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let (mut console, mut watcher) = (program.host().joins(&poll).await, program.phone().joins(&poll).await);
    let counted = vote(VOTES_BEFORE, &program, &poll).await;
    for (_, answer) in &counted {
        answer.is_counted();
    }
    disk.breaks();
    let refused = vote(VOTES_AFTER, &program, &poll).await;
    for (_, answer) in &refused {
        asks_for_a_retry(answer);
    }
    assert_eq!(console.next("storage").await, json!({ "failing": true }), "the console is notified");
    reads_go_on_and_writes_are_refused(&program, &poll).await;

    let stopping = Instant::now();
    program.signal("TERM").await;
    assert_eq!(watcher.next("host_closed").await["reason"], "quit");
    assert!(program.ends().await, "it ends well");
    soak::within("the program to end on a broken disk", ENDS_WITHIN, stopping.elapsed());

    disk.repair();
    let program = program.starts_again().await;
    for (phone, answer) in &counted {
        assert_eq!(phone.results(&poll).await["your_vote"]["receipt"], answer.json()["receipt"], "acknowledged before the disk broke");
    }
    for (phone, _) in &refused {
        assert!(phone.results(&poll).await["your_vote"].is_null(), "the refused vote was not counted");
        phone.votes_for(&poll, "Tabs").await.is_counted();
    }
    let voters = VOTES_BEFORE + VOTES_AFTER;
    assert_eq!(program.host().sees(&poll).await["total_votes"], voters);
    let verdict = verify(&program.database()).await.expect("a database");
    assert!(verdict.is_clean() && verdict.to_string().contains(&format!("{voters} votes name {voters} options")), "{verdict}");
}
