//! The computer is kept awake while a poll is open, and clients recover when it has slept nevertheless.

use handsup_server::Desktop;
use http::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{House, OPTIONS, Program, QUESTION, Socket, in_time, one_vote_per_device};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A desktop that records only whether it was asked to stay awake.
struct Sleepless {
    asked: UnboundedSender<bool>,
    /// How many of the next calls fail.
    failures: AtomicUsize,
}

impl Desktop for Sleepless {
    fn open_projector(&self, _: &str) -> anyhow::Result<()> {
        anyhow::bail!("no windows")
    }

    fn copy_picture(&self, _: Vec<u8>) -> anyhow::Result<()> {
        anyhow::bail!("no clipboard")
    }

    fn close_projector(&self) -> anyhow::Result<()> {
        anyhow::bail!("no windows")
    }

    fn keep_awake(&self, awake: bool) -> anyhow::Result<()> {
        self.asked.send(awake)?;
        let fails = self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        anyhow::ensure!(!fails, "the system does not answer");
        Ok(())
    }
}

async fn house_with_a_desktop() -> (House, Mutex<UnboundedReceiver<bool>>) {
    house_whose_desktop_fails(0).await
}

/// A house on a desktop that fails the first calls of `keep_awake`.
async fn house_whose_desktop_fails(failures: usize) -> (House, Mutex<UnboundedReceiver<bool>>) {
    let (asked, awake) = unbounded_channel();
    let desktop = Sleepless { asked, failures: AtomicUsize::new(failures) };
    (House::open().await.on(Arc::new(desktop)).await, Mutex::new(awake))
}

async fn next(awake: &Mutex<UnboundedReceiver<bool>>) -> bool {
    in_time("a call of keep_awake", async { awake.lock().await.recv().await }).await.expect("the desktop is there")
}

async fn changes_meeting(house: &House, meeting: &str, body: Value) {
    house.host().sends(Method::PATCH, &format!("/api/meetings/{meeting}"), &body).await.is(200);
}

#[tokio::test]
async fn the_computer_stays_awake_while_a_poll_is_open_and_the_console_shows_it() {
    let (house, awake) = house_with_a_desktop().await;
    let mut console = Socket::connect(&house.host()).await;
    console.until("doctor", |diagnosis| diagnosis["awake"] == false).await;
    let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "state": "ready" })).await;
    let another = house.poll(QUESTION, &OPTIONS).await;
    assert!(next(&awake).await);
    console.until("doctor", |diagnosis| diagnosis["awake"] == true).await;
    house.host().changes(&poll, &json!({ "state": "open" })).await;
    house.host().closes(&another).await;
    house.host().closes(&poll).await;
    assert!(!next(&awake).await, "once, when the last open poll closes");
    console.until("doctor", |diagnosis| diagnosis["awake"] == false).await;
}

#[tokio::test]
async fn an_open_poll_of_an_earlier_meeting_lets_the_computer_sleep_until_the_host_returns_to_it() {
    let (house, awake) = house_with_a_desktop().await;
    let earlier = house.poll(QUESTION, &OPTIONS).await;
    house.host().changes(&earlier, &json!({ "timer_seconds": 3600 })).await;
    assert!(next(&awake).await);
    house.host().starts_meeting("The next evening").await;
    assert!(!next(&awake).await, "its timer runs on, in a meeting that no console shows");
    assert_eq!(house.host().sees(&earlier).await["state"], "open");
    let tonight = house.poll("And tonight?", &OPTIONS).await;
    assert!(next(&awake).await);
    house.host().closes(&tonight).await;
    assert!(!next(&awake).await);
    changes_meeting(&house, earlier.meeting(), json!({ "ended": false })).await;
    assert!(next(&awake).await, "the meeting is on the console again");
}

#[tokio::test]
async fn a_meeting_that_ends_or_is_deleted_lets_the_computer_sleep() {
    for body in [json!({ "ended": true }), json!({ "deleted": true })] {
        let (house, awake) = house_with_a_desktop().await;
        let poll = house.poll(QUESTION, &OPTIONS).await;
        assert!(next(&awake).await);
        changes_meeting(&house, poll.meeting(), body).await;
        assert!(!next(&awake).await);
    }
}

#[tokio::test]
async fn a_timer_that_runs_on_after_a_restart_keeps_the_computer_awake() {
    let (mut house, awake) = house_with_a_desktop().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    house.host().changes(&poll, &json!({ "timer_seconds": 3600 })).await;
    assert!(next(&awake).await);
    house.restart().await;
    assert!(!next(&awake).await, "the end of the program releases the computer");
    assert!(next(&awake).await);
}

#[tokio::test]
async fn the_end_of_the_program_lets_the_computer_sleep() {
    let (mut house, awake) = house_with_a_desktop().await;
    house.poll(QUESTION, &OPTIONS).await;
    assert!(next(&awake).await);
    house.stop().await;
    assert!(!next(&awake).await);
}

#[tokio::test]
async fn without_a_desktop_the_console_shows_no_promise_to_stay_awake() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let mut console = house.host().joins(&poll).await;
    assert_eq!(console.next("doctor").await["awake"], false);
}

#[tokio::test]
async fn after_a_sleep_the_host_and_the_projector_receive_the_invitation_again() {
    let data = tempfile::tempdir().expect("a folder");
    let program = Program::start(data.path()).await;
    let poll = program.poll(QUESTION, &OPTIONS, one_vote_per_device()).await;
    let mut console = program.host().joins(&poll).await;
    let mut projector = program.host().opens_a_projector(poll.meeting()).await;
    projector.next("invitation").await;
    // A gap of ten seconds and more is a sleep to the server.
    program.sleeps(11).await;
    assert_eq!(console.next("network").await["address"], program.addr().to_string());
    projector.next("invitation").await;
    program.phone().votes_for(&poll, "Tabs").await.is_counted();
}

#[tokio::test]
async fn a_desktop_that_fails_to_stay_awake_is_asked_again_until_it_does() {
    let (house, awake) = house_whose_desktop_fails(2).await;
    let mut console = Socket::connect(&house.host()).await;
    house.poll(QUESTION, &OPTIONS).await;
    for _ in 0..3 {
        assert!(next(&awake).await);
    }
    console.until("doctor", |diagnosis| diagnosis["awake"] == true).await;
}
