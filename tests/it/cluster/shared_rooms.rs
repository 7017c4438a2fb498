//! Several instances on one PostgreSQL and one Redis: a client at one instance sees what happens at the other.

use http::Method;
use serde_json::json;
use std::cell::Cell;
use std::time::{Duration, Instant};
use support::{House, OPTIONS, Poll, QUESTION, Redis, Socket, TcpProxy, eventually, on_postgres, soak};

/// How soon after an outage of Redis all instances receive each other's messages again.
const HEALED_WITHIN: Duration = Duration::from_secs(10);

/// Two instances on one database and one Redis.
pub(crate) async fn two_instances(redis: &Redis) -> (House, House) {
    let one = House::with(|config| {
        config.redis_url = Some(redis.url());
        config.vote_limit_per_minute = 0;
    })
    .await;
    let other = one.twin().await;
    until_both_are_connected(&one, &other).await;
    (one, other)
}

/// Waits until each instance receives the other's messages: a phone at each then sees two connected. Earlier messages may be
/// lost.
pub(crate) async fn until_both_are_connected(one: &House, other: &House) {
    let poll = one.poll("Are both connected?", &OPTIONS).await;
    let (mut at_one, mut at_other) = (one.phone().joins(&poll).await, other.phone().joins(&poll).await);
    for socket in [&mut at_one, &mut at_other] {
        socket.until("vote_update", |update| update["connected"] == 2).await;
    }
}

/// Waits until the stage shows the poll: a phone that joined before the message arrived would see the earlier stage first.
async fn until_stage_shows(house: &House, poll: &Poll) {
    let stage = format!("/m/{}/stage", poll.meeting());
    eventually("the other instance to receive the stage", async || {
        house.phone().get(&stage).await.is(200).json()["poll_code"] == poll.code
    })
    .await;
}

/// Waits until a socket receives so many votes; asserts that its updates never go back in `seq`.
async fn until_votes(socket: &mut Socket, votes: u64) {
    let last = Cell::new(0);
    socket
        .until("vote_update", |update| {
            let seq = update["seq"].as_u64().expect("a number");
            assert!(seq >= last.replace(seq), "no phone goes back to {seq}");
            update["total_votes"] == votes
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_and_connected_phones_at_one_instance_are_seen_at_the_other() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        let mut at_other = other.phone().joins(&poll).await;
        for n in 1..=3 {
            one.phone().votes_for(&poll, "Tabs").await.is_counted();
            until_votes(&mut at_other, n).await;
        }
        let _at_one = one.phone().joins(&poll).await;
        at_other.until("vote_update", |update| update["connected"] == 2).await;
        assert_eq!(other.host().sees(&poll).await["connected"], 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn still_choosing_is_right_when_a_phone_and_its_vote_are_at_different_instances() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        let mut console = one.host().joins(&poll).await;
        let phone = one.phone();
        let (_at_one, _at_other) = (one.phone().joins(&poll).await, phone.at_instance(other.addr()).joins(&poll).await);
        console.until("vote_update", |update| update["still_choosing"] == 2).await;
        phone.votes_for(&poll, "Tabs").await.is_counted();
        console.until_shown(|update| update["total_votes"] == 1 && update["still_choosing"] == 1).await;
        assert_eq!(other.host().sees(&poll).await["connected"], 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_host_does_at_one_instance_is_shown_on_phones_and_screens_of_the_other() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let poll = one.poll_with(QUESTION, &OPTIONS, json!({ "results": "on_reveal" })).await;
        until_stage_shows(&other, &poll).await;
        let mut phone = other.phone().follows(poll.meeting()).await;
        let mut screen = other.phone().connects().await;
        screen.joins(json!({ "join_code": poll.meeting(), "screen": true })).await;
        one.phone().votes_for(&poll, "Tabs").await.is_counted();
        one.host().closes(&poll).await;
        phone.until("poll_state", |state| state["state"] == "closed" && state["results_visible"] == false).await;
        one.host().reveals(&poll).await;
        for socket in [&mut phone, &mut screen] {
            socket.until("poll_state", |state| state["results_visible"] == true && state["options"][0]["vote_count"] == 1).await;
        }
        let next = one.poll_with("And now?", &OPTIONS, json!({ "state": "draft" })).await;
        one.host().sets_stage(poll.meeting(), &json!({ "poll_code": next.code })).await;
        for socket in [&mut phone, &mut screen] {
            socket.until("stage", |stage| stage["poll_code"] == next.code).await;
        }
        assert_eq!(other.host().sees(&next).await["state"], "ready");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_with_its_socket_at_the_other_instance_sees_results_after_its_vote() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let poll = one.poll_with(QUESTION, &OPTIONS, json!({ "results": "after_vote" })).await;
        let phone = one.phone();
        let at_other = phone.at_instance(other.addr());
        let mut voter = at_other.joins(&poll).await;
        let mut guest = other.phone().joins(&poll).await;
        phone.votes_for(&poll, "Tabs").await.is_counted();
        voter.until_shown(|update| update["results_visible"] == true && update["options"][0]["vote_count"] == 1).await;
        one.phone().votes_for(&poll, "Spaces").await.is_counted();
        guest.until_shown(|update| update["total_votes"] == 2 && update["results_visible"] == false).await;
    })
    .await;
}

/// The channel of the instances' messages.
const CHANNEL: &str = "handsup:news";

#[tokio::test(flavor = "multi_thread")]
async fn messages_in_redis_hold_no_token_that_votes_or_shows_results() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let mut intruder = redis.intruder_on(CHANNEL).await;
        let poll = one.poll_with(QUESTION, &OPTIONS, json!({ "results": "after_vote", "allow_change": true, "fairness": "device" })).await;
        let mut phone = one.phone();
        phone.gets_cookie(&poll).await;
        let program = one.phone();
        let mut watcher = other.phone().joins(&poll).await;
        let mut captured = String::new();
        for (votes, voter) in [&phone, &program].into_iter().enumerate() {
            voter.votes_for(&poll, "Tabs").await.is_counted();
            watcher.until_shown(|update| update["total_votes"] == votes + 1).await;
            captured += &intruder.reads("\"voted\":[\"").await;
        }
        for token in [phone.token(), program.token()] {
            assert!(!captured.contains(token) && !captured.contains(&token.replace('-', "")), "{captured}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unsigned_messages_in_redis_are_ignored() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let mut intruder = redis.intruder_on(CHANNEL).await;
        let poll = one.poll_with(QUESTION, &OPTIONS, json!({ "results": "after_vote", "fairness": "device" })).await;
        let stranger = other.phone();
        let mut guest = stranger.joins(&poll).await;
        one.phone().votes_for(&poll, "Tabs").await.is_counted();
        let signed = intruder.reads("\"voted\":[\"").await;
        let voted = json!([stranger.token()]);
        let forged = json!({ "from": "one", "items": [{ "poll": { "code": poll.code, "seq": 9999, "at_once": true, "round": 1, "voted": voted } }] });
        let plain = forged.to_string();
        // Unsigned, under a signature of zeros, and under that of another message.
        for message in [plain.clone(), format!("{}{plain}", "0".repeat(64)), format!("{}{plain}", signed.get(..64).expect("a signature"))] {
            intruder.writes(&message).await;
        }
        intruder.writes(&json!({ "from": "nobody", "items": [{ "here": { "polls": { poll.code.clone(): 500 }, "meetings": {} } }] }).to_string()).await;
        one.phone().votes_for(&poll, "Spaces").await.is_counted();
        let update = guest.until_shown(|update| update["total_votes"] == 2).await;
        assert_eq!((&update["results_visible"], &update["connected"]), (&json!(false), &json!(1)), "{update}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replayed_message_of_an_earlier_round_opens_no_results() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let mut intruder = redis.intruder_on(CHANNEL).await;
        let poll = one.poll_with(QUESTION, &OPTIONS, json!({ "results": "after_vote", "fairness": "device" })).await;
        let phone = one.phone();
        let at_other = phone.at_instance(other.addr());
        let mut socket = at_other.joins(&poll).await;
        phone.votes_for(&poll, "Tabs").await.is_counted();
        socket.until_shown(|update| update["results_visible"] == true).await;
        let captured = intruder.reads("\"voted\":[\"").await;
        one.host().changes(&poll, &json!({ "run_again": true, "state": "open" })).await;
        socket.until("poll_state", |state| state["round"] == 2).await;
        intruder.writes(&captured).await;
        one.phone().votes_for(&poll, "Spaces").await.is_counted();
        let update = socket.until_shown(|update| update["round"] == 2 && update["total_votes"] == 1).await;
        assert_eq!(update["results_visible"], false, "{update}");
        phone.votes_for(&poll, "Tabs").await.is_counted();
        socket.until_shown(|update| update["total_votes"] == 2 && update["results_visible"] == true).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replayed_presence_message_is_ignored() {
    on_postgres(async {
        let redis = Redis::start();
        let (mut one, other) = two_instances(&redis).await;
        let third = one.twin().await;
        until_both_are_connected(&other, &third).await;
        let mut intruder = redis.intruder_on(CHANNEL).await;
        let poll = one.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
        let mut watcher = other.phone().joins(&poll).await;
        let _phone = one.phone().joins(&poll).await;
        watcher.until("vote_update", |update| update["connected"] == 2).await;
        // Each instance with a phone publishes its number of phones every second.
        let mut captured = Vec::new();
        for _ in 0..6 {
            captured.push(intruder.reads(&format!("\"{}\":1", poll.code)).await);
        }
        one.stop().await;
        eventually("its phone to be missed", async || other.host().sees(&poll).await["connected"] == 1).await;
        for message in &captured {
            intruder.writes(message).await;
            // Redis has delivered it to the intruder, and so to the instances.
            intruder.reads(message).await;
        }
        // A later message: when it arrives, the replayed ones have been handled.
        third.phone().votes_for(&poll, "Tabs").await.is_counted();
        let update = watcher.until_shown(|update| update["total_votes"] == 1).await;
        assert_eq!(update["connected"], 1, "{update}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_was_redeemed_at_one_instance_is_refused_at_the_other() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        let mut phone = one.phone();
        phone.gets_cookie(&poll).await;
        let ticket = phone.get("/resume").await.is(200).json()["ticket"].clone();
        let redeems = async |house: &House| house.phone().sends(http::Method::POST, "/resume", &json!({ "ticket": ticket })).await;
        redeems(&other).await.is(200);
        for house in [&one, &other] {
            redeems(house).await.is_refused(422, "invalid_ticket");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_and_updates_go_on_without_redis_and_messages_arrive_again_when_it_is_back() {
    on_postgres(async {
        let mut redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        let (mut at_one, mut at_other) = (one.phone().joins(&poll).await, other.phone().joins(&poll).await);
        redis.stop();
        let (stopped, mut votes) = (Instant::now(), 0);
        while votes < 3 || stopped.elapsed() < soak::outage() {
            votes += 1;
            one.phone().votes_for(&poll, "Tabs").await.is_counted();
            until_votes(&mut at_one, votes).await;
        }
        until_votes(&mut at_other, votes).await;
        redis.start_again();
        let restarted = Instant::now();
        until_both_are_connected(&one, &other).await;
        other.phone().votes_for(&poll, "Spaces").await.is_counted();
        until_votes(&mut at_one, votes + 1).await;
        soak::within("instances to receive each other's messages again", HEALED_WITHIN, restarted.elapsed());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_redis_delays_no_vote() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        let (mut at_one, mut at_other) = (one.phone().joins(&poll).await, other.phone().joins(&poll).await);
        redis.freeze();
        for n in 1..=3 {
            one.phone().votes_for(&poll, "Tabs").await.is_counted();
            until_votes(&mut at_one, n).await;
        }
        until_votes(&mut at_other, 3).await;
        redis.thaw();
        until_both_are_connected(&one, &other).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_publishes_after_a_redis_outage_what_it_could_not_during_it() {
    on_postgres(async {
        let redis = Redis::start();
        let proxy = TcpProxy::to(redis.addr()).await;
        let one = House::with(|config| {
            config.redis_url = Some(format!("redis://{}", proxy.addr()));
            config.vote_limit_per_minute = 0;
        })
        .await;
        let other = one.twin_with(|config| config.redis_url = Some(redis.url())).await;
        until_both_are_connected(&one, &other).await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        let later = one.poll_with("And now?", &OPTIONS, json!({ "state": "draft" })).await;
        let mut at_other = other.phone().joins(&poll).await;
        let mut follower = other.phone().follows(poll.meeting()).await;
        one.phone().votes_for(&poll, "Tabs").await.is_counted();
        until_votes(&mut at_other, 1).await;
        proxy.closes();
        one.phone().votes_for(&poll, "Tabs").await.is_counted();
        one.host().sets_stage(poll.meeting(), &json!({ "poll_code": later.code })).await;
        eventually("the instance to notice the outage", async || one.phone().get("/readyz").await.status != 200).await;
        one.phone().votes_for(&poll, "Tabs").await.is_counted();
        proxy.opens();
        until_votes(&mut at_other, 3).await;
        follower.until("stage", |stage| stage["poll_code"] == later.code).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_is_deleted_at_one_instance_ends_at_the_other() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        let mut phone = other.phone().joins(&poll).await;
        one.host().sends(http::Method::DELETE, &format!("/api/polls/{}", poll.code), &serde_json::Value::Null).await.is(204);
        phone.until("poll_state", |state| state["state"] == "closed").await;
        other.phone().get(&poll.path("/results")).await.is_refused(404, "no_such_poll");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_its_timer_closes_is_closed_at_the_other_instance_too() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        let mut phone = other.phone().joins(&poll).await;
        one.host().changes(&poll, &json!({ "timer_seconds": 1 })).await;
        phone.until("poll_state", |state| state["state"] == "closed").await;
        other.phone().votes_for(&poll, "Tabs").await.is_refused(409, "poll_not_open");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_refused_at_one_is_shown_to_the_host_at_the_other() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        let mut console = other.host().joins(&poll).await;
        for house in [&one, &other] {
            let phone = house.phone();
            phone.votes_for(&poll, "Tabs").await.is_counted();
            phone.votes_for(&poll, "Spaces").await.is_refused(409, "already_voted_device");
        }
        console.until("vote_update", |update| update["refused"]["already_voted_device"] == 2).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_for_time_at_one_is_shown_to_the_host_at_the_other_until_there_is_more() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        let poll = one.poll(QUESTION, &OPTIONS).await;
        one.host().changes(&poll, &json!({ "timer_seconds": 3600 })).await;
        let mut console = other.host().joins(&poll).await;
        for house in [&one, &other] {
            house.phone().asks_for_time(&poll).await.is(204);
        }
        console.until("vote_update", |update| update["asked_for_time"] == 2).await;
        other.host().changes(&poll, &json!({ "add_seconds": 15 })).await;
        console.until_shown(|update| update.get("asked_for_time").is_none()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_lost_redis_is_not_ready() {
    on_postgres(async {
        let mut redis = Redis::start();
        let (one, _other) = two_instances(&redis).await;
        let phone = one.phone();
        phone.get("/readyz").await.is(200);
        redis.stop();
        eventually("the instance to notice the outage", async || phone.get("/readyz").await.status != 200).await;
        phone.get("/readyz").await.is_refused(503, "redis_unavailable");
        phone.get("/readyz?exclude=redis").await.is(200);
        phone.get("/readyz?exclude=postgres").await.is_refused(503, "redis_unavailable");
        redis.start_again();
        eventually("the connection to Redis", async || phone.get("/readyz").await.status == 200).await;
    })
    .await;
}

/// Asks a question through one instance after the other, each of which a follower of the other instance's is told of.
async fn questions_reach_the_other_instance(one: &House, other: &House) {
    let code = one.host().starts_meeting("Town hall").await;
    let rules = json!({ "board": "open", "moderation": "after" });
    one.host().sends(Method::PATCH, &format!("/api/meetings/{code}/board"), &rules).await.is(200);
    let (mut at_one, mut at_other) = (one.phone().follows(&code).await, other.phone().follows(&code).await);
    for (asked, (house, text)) in [(one, "Why no stairs?"), (other, "Why no lift?"), (one, "Why?")].into_iter().enumerate() {
        let phone = house.phone();
        let question = json!({ "text": text, "browser_token": phone.token() });
        phone.sends(Method::POST, &format!("/m/{code}/questions"), &question).await.is(201);
        for follower in [&mut at_one, &mut at_other] {
            follower.until("questions", |frame| frame["join_code"] == code && frame["account"]["asked"] == asked + 1).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_of_a_board_are_told_of_questions_at_every_instance() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other) = two_instances(&redis).await;
        questions_reach_the_other_instance(&one, &other).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_of_a_board_are_told_of_questions_at_every_instance_without_redis() {
    on_postgres(async {
        let one = House::open().await;
        let other = one.twin().await;
        questions_reach_the_other_instance(&one, &other).await;
    })
    .await;
}
