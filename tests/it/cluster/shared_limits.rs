//! Ten votes a minute at several instances together, counted in Redis, and at each instance alone while Redis is down.

use super::shared_rooms::until_both_are_connected;
use http::Method;
use serde_json::json;
use std::time::Instant;
use support::{House, OPTIONS, Poll, QUESTION, Redis, Response, eventually, on_postgres};

/// Votes at once: ten pass, four come too fast.
const VOTES: usize = 14;

/// Two instances on one database and one Redis, and [`VOTES`] polls.
async fn two_instances(redis: &Redis) -> (House, House, Vec<Poll>) {
    let one = House::with(|config| config.redis_url = Some(redis.url())).await;
    let other = one.twin().await;
    until_both_are_connected(&one, &other).await;
    let mut polls = Vec::new();
    for _ in 0..VOTES {
        polls.push(one.poll(QUESTION, &OPTIONS).await);
    }
    (one, other, polls)
}

/// One browser votes in all polls, at these instances in turn. It sends its cookie to each, as behind a load balancer.
async fn votes(houses: &[&House], polls: &[Poll]) -> Vec<Response> {
    let mut phone = houses[0].phone();
    phone.gets_cookie(&polls[0]).await;
    let mut answers = Vec::new();
    for (house, poll) in houses.iter().cycle().zip(polls) {
        let phone_at_house = phone.at_instance(house.addr());
        let ballot = json!({ "option_id": poll.id("Tabs"), "browser_token": phone.token() });
        let request = phone_at_house.request(Method::POST, &poll.path("/vote")).header("cookie", phone.cookies());
        answers.push(phone_at_house.send(request.json(&ballot)).await);
    }
    answers
}

fn ten_pass(answers: &[Response]) {
    for answer in &answers[..10] {
        answer.is_counted();
    }
    for answer in &answers[10..] {
        answer.is_refused(429, "too_many_requests");
        // At ten a minute the next vote is allowed within six seconds.
        let wait: u64 = answer.header("retry-after").parse().expect("whole seconds");
        assert!((1..=6).contains(&wait), "{wait}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_quick_votes_of_a_device_pass_at_both_instances_together() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other, polls) = two_instances(&redis).await;
        ten_pass(&votes(&[&one, &other], &polls).await);
        other.phone().votes_for(&polls[13], "Tabs").await.is_counted();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_redis_is_stopped_each_instance_limits_alone_and_no_vote_is_lost() {
    on_postgres(async {
        let mut redis = Redis::start();
        let (one, other, polls) = two_instances(&redis).await;
        redis.stop();
        ten_pass(&votes(&[&one], &polls).await);
        ten_pass(&votes(&[&other], &polls).await);
        redis.start_again();
        until_both_are_connected(&one, &other).await;
        ten_pass(&votes(&[&one, &other], &polls).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_redis_is_frozen_each_instance_limits_alone_and_no_vote_is_lost() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other, polls) = two_instances(&redis).await;
        redis.freeze();
        ten_pass(&votes(&[&one], &polls).await);
        ten_pass(&votes(&[&other], &polls).await);
        redis.thaw();
        until_both_are_connected(&one, &other).await;
        ten_pass(&votes(&[&one, &other], &polls).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_redis_is_full_readyz_says_that_each_instance_limits_alone() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other, polls) = two_instances(&redis).await;
        let readyz_shows_shared_limits = async |shared: bool| {
            eventually("the text of /readyz", async || {
                let ready = one.phone().get("/readyz").await;
                ready.status == 200 && ready.text().contains("each instance alone") != shared
            })
            .await;
            // Metrics belong to the process, which both instances of this story share: the value is not checked.
            assert!(one.host().get("/metrics").await.is(200).text().contains("handsup_limits_shared "));
        };
        readyz_shows_shared_limits(true).await;
        redis.set_full(true);
        readyz_shows_shared_limits(false).await;
        ten_pass(&votes(&[&one], &polls).await);
        ten_pass(&votes(&[&other], &polls).await);
        redis.set_full(false);
        readyz_shows_shared_limits(true).await;
        ten_pass(&votes(&[&one, &other], &polls).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_devices_have_one_limit_at_all_instances_and_a_connected_phone_is_new_at_none() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other, _) = two_instances(&redis).await;
        let poll = one.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
        let (device, began) = (one.phone(), Instant::now());
        let mut counted = 0;
        for n in 0..100 {
            let phone = device.neighbour().at_instance(if n % 2 == 0 { one.addr() } else { other.addr() });
            counted += u64::from(phone.votes_for(&poll, "Tabs").await.status == 200);
        }
        // Thirty at once, and as many more each minute.
        let refilled = began.elapsed().as_secs() / 2 + 1;
        assert!((30..=30 + refilled).contains(&counted), "{counted}");
        // Phones that are connected at one instance and vote at the other.
        let hall = one.phone();
        let mut sockets = Vec::new();
        for _ in 0..60 {
            let phone = hall.neighbour();
            sockets.push(phone.joins(&poll).await);
            phone.at_instance(other.addr()).votes_for(&poll, "Tabs").await.is_counted();
        }
    })
    .await;
}
