//! `/readyz`, and how a server drains before it ends.

use support::{House, OPTIONS, Phone, Program, QUESTION, Response, eventually_some, one_vote_per_device};
use tempfile::TempDir;

/// Makes every insert of a vote fail; reads still succeed.
const REFUSE_VOTES: &str = "create trigger full before insert on votes begin select raise(abort, 'disk full'); end";
const TAKE_VOTES: &str = "drop trigger full";

/// Requests a path until the response satisfies `wanted`.
async fn get_until(phone: &Phone, path: &str, wanted: impl Fn(&Response) -> bool) -> Response {
    eventually_some(path, async || Some(phone.get(path).await).filter(|answer| wanted(answer))).await
}

#[tokio::test]
async fn a_server_that_cannot_write_is_not_ready_until_it_can_again() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let phone = house.phone();
    phone.get("/readyz").await.is(200);
    house.tampers(REFUSE_VOTES).await;
    phone.votes_for(&poll, "Tabs").await.is_refused(503, "storage_unavailable");
    let lock = house.lock_database().await;
    phone.get("/readyz").await.is_refused(503, "storage_unavailable");
    phone.get("/healthz").await.is(200);
    lock.release().await;
    house.tampers(TAKE_VOTES).await;
    // Without a vote in between: a load balancer sends none to an instance that is not ready.
    phone.get("/readyz").await.is(200);
    phone.votes_for(&poll, "Tabs").await.is_counted();
}

#[tokio::test]
async fn at_a_stop_signal_a_server_is_not_ready_serves_on_and_sends_phones_to_other_instances() {
    let data = TempDir::new().expect("a directory");
    let settings = ["env", "PUBLIC_URL=http://127.0.0.1", "SECRET_KEY=0123456789abcdef0123456789abcdef", "DRAIN_SECONDS=5"];
    let mut program = Program::start_under(data.path(), &settings).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let (follower, voter) = (program.phone(), program.phone());
    let mut socket = follower.joins(&poll).await;
    voter.get("/readyz").await.is(200);
    program.signal("TERM").await;
    let answer = get_until(&voter, "/readyz", |answer| answer.status == 503).await;
    answer.is_refused(503, "draining");
    assert_eq!(answer.header("retry-after"), "5");
    assert_eq!(voter.get("/healthz").await.is(200).header("connection"), "close", "a proxy must not reuse a connection to this instance");
    voter.votes_for(&poll, "Tabs").await.is_counted();
    program.phone().opens(&poll.path("")).await.is_page(200);
    assert_eq!(socket.until("vote_update", |results| results["total_votes"] == 1).await["total_votes"], 1);
    assert_eq!(socket.next("host_closed").await["reason"], "elsewhere");
    assert!(program.ends().await, "it ends well");
    assert!(handsup_server::verify(&program.database()).await.expect("a database").is_clean());
}

#[tokio::test]
async fn on_a_single_computer_a_stop_signal_closes_sockets_at_once() {
    let data = TempDir::new().expect("a directory");
    let mut program = Program::start(data.path()).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let mut socket = program.phone().joins(&poll).await;
    program.signal("TERM").await;
    assert_eq!(socket.next("host_closed").await["reason"], "quit");
    assert!(program.ends().await);
}
