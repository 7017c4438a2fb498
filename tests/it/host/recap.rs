//! What wall and phones say of a meeting that has ended.

use http::Method;
use serde_json::{Value, json};
use support::{House, OPTIONS, Poll, QUESTION, Redis, eventually, on_postgres, story};

async fn sets_ended(house: &House, poll: &Poll, ended: bool) -> Value {
    let path = format!("/api/meetings/{}", poll.meeting());
    house.host().sends(Method::PATCH, &path, &json!({ "ended": ended })).await.is(200).json()
}

/// Votes of so many phones for an option.
async fn vote(house: &House, poll: &Poll, count: usize, option: &str) {
    for phone in house.phones(count) {
        phone.votes_for(poll, option).await.is_counted();
    }
}

async fn stage(house: &House, poll: &Poll) -> Value {
    house.phone().get(&poll.meeting_path("/stage")).await.is(200).json()
}

/// Two questions and three rounds: one of four votes, one of two, one of three; and a draft.
async fn evening(house: &House) -> (Poll, Poll) {
    let by_device = |results: &str| json!({ "fairness": "device", "results": results });
    let first = house.poll_with(QUESTION, &OPTIONS, by_device("live")).await;
    vote(house, &first, 3, "Tabs").await;
    vote(house, &first, 1, "Spaces").await;
    house.host().closes(&first).await;
    house.host().changes(&first, &json!({ "run_again": true, "state": "open" })).await;
    vote(house, &first, 2, "Spaces").await;
    let hidden = house.poll_with("A secret?", &OPTIONS, by_device("on_reveal")).await;
    vote(house, &hidden, 3, "Tabs").await;
    house.poll_with("Never asked?", &OPTIONS, json!({ "state": "draft" })).await;
    (first, hidden)
}

#[story]
async fn wall_and_phones_are_told_the_evening_when_it_ends_and_whoever_comes_later_too() {
    let house = House::open().await;
    let (poll, _) = evening(&house).await;
    let (mut phone, mut wall) = (house.phone().follows(poll.meeting()).await, house.host().opens_a_projector(poll.meeting()).await);
    assert!(stage(&house, &poll).await.get("recap").is_none(), "not while it goes on");
    let answer = sets_ended(&house, &poll, true).await;
    let recap = json!({
        "questions": 2, "votes": 9, "most_voters": 4,
        "clearest": { "question": QUESTION, "option_text": "Spaces", "percentage": 100.0 },
    });
    assert_eq!(answer["recap"], recap);
    for socket in [&mut phone, &mut wall] {
        assert_eq!(socket.until("stage", |stage| stage["ended"] == true).await["recap"], recap);
    }
    let late = house.phone().connects().await.calls("join", json!({ "join_code": poll.meeting() })).await;
    assert_eq!(late["stage"]["recap"], recap, "who comes late");
    assert_eq!(stage(&house, &poll).await["recap"], recap, "without a socket");
    let (page, screen) =
        (house.phone().opens(&poll.meeting_path("")).await, house.phone().opens(&format!("/screen/{}", poll.meeting())).await);
    assert_eq!((&page.boot()["stage"]["recap"], &screen.boot()["stage"]["recap"]), (&recap, &recap));
    assert!(page.is_page(200).contains("2 questions, 9 votes, 4 people in the largest vote."), "without a script");
    for part in ["<b>9</b> <span>votes</span>", QUESTION, "100% chose <bdi>Spaces</bdi>", "Seals are signed with key"] {
        assert!(screen.is_page(200).contains(part), "{part} in {}", screen.text());
    }
}

#[story]
async fn it_is_the_same_after_a_restart_and_gone_when_the_meeting_is_opened_again() {
    let mut house = House::open().await;
    let (poll, _) = evening(&house).await;
    let recap = sets_ended(&house, &poll, true).await["recap"].clone();
    house.restart().await;
    assert_eq!((&stage(&house, &poll).await["recap"], &recap["votes"]), (&recap, &json!(9)));
    assert!(sets_ended(&house, &poll, false).await.get("recap").is_none());
    assert!(stage(&house, &poll).await.get("recap").is_none());
    assert_eq!(sets_ended(&house, &poll, true).await["recap"], recap);
}

#[story]
async fn a_hidden_result_is_told_once_it_is_revealed_and_that_of_a_deleted_poll_no_more() {
    let house = House::open().await;
    let hidden = house.poll_with("A secret?", &OPTIONS, json!({ "fairness": "device", "results": "on_reveal" })).await;
    vote(&house, &hidden, 2, "Tabs").await;
    let mut wall = house.host().opens_a_projector(hidden.meeting()).await;
    let recap = sets_ended(&house, &hidden, true).await["recap"].clone();
    assert_eq!(recap, json!({ "questions": 1, "votes": 2, "most_voters": 2 }));
    let page = house.phone().opens(&format!("/screen/{}", hidden.meeting())).await;
    assert!(!page.is_page(200).contains("A secret?"), "not even in the page's data");
    house.host().reveals(&hidden).await;
    wall.until("stage", |stage| stage["recap"]["clearest"]["option_text"] == "Tabs").await;
    house.host().sends(Method::DELETE, &format!("/api/polls/{}", hidden.code), &json!({})).await.is(204);
    wall.until("stage", |stage| stage["recap"] == json!({ "questions": 0, "votes": 0, "most_voters": 0 })).await;
}

#[story]
async fn an_evening_without_votes_ends_with_thanks_alone() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    assert_eq!(sets_ended(&house, &poll, true).await["recap"], json!({ "questions": 1, "votes": 0, "most_voters": 0 }));
    let page = house.phone().opens(&poll.meeting_path("")).await;
    assert!(page.is_page(200).contains("Thank you for being here") && !page.text().contains("class=\"recap\""));
    let screen = house.phone().opens(&format!("/screen/{}", poll.meeting())).await;
    assert!(screen.is_page(200).contains("Thank you!") && !screen.text().contains("class=\"figures\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_tell_the_same() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = crate::cluster::shared_rooms::two_instances(&redis).await;
        let (poll, _) = evening(&one).await;
        let mut phone = other.phone().follows(poll.meeting()).await;
        let recap = sets_ended(&one, &poll, true).await["recap"].clone();
        assert_eq!(phone.until("stage", |stage| stage["ended"] == true).await["recap"], recap);
        eventually("the other instance to tell it to late comers", async || stage(&other, &poll).await["recap"] == recap).await;
    })
    .await;
}
