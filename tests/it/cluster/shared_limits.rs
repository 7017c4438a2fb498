//! Ten votes a minute at several instances together, through Redis, and at each instance alone while Redis is away.

use super::shared_rooms::see_each_other;
use http::Method;
use serde_json::json;
use std::time::Instant;
use support::{House, OPTIONS, Poll, QUESTION, Redis, Response, eventually, on_postgres};

/// So many that four come too fast.
const MANY: usize = 14;

/// Two instances that share everything, and so many polls.
async fn two(redis: &Redis) -> (House, House, Vec<Poll>) {
    let one = House::with(|config| config.redis_url = Some(redis.url())).await;
    let other = one.twin().await;
    see_each_other(&one, &other).await;
    let mut polls = Vec::new();
    for _ in 0..MANY {
        polls.push(one.poll(QUESTION, &OPTIONS).await);
    }
    (one, other, polls)
}

/// One browser votes in all polls, at these instances in turn: behind a load balancer it brings its cookie to all of them.
async fn votes(at: &[&House], polls: &[Poll]) -> Vec<Response> {
    let mut phone = at[0].phone();
    phone.settles_on(&polls[0]).await;
    let mut answers = Vec::new();
    for (house, poll) in at.iter().cycle().zip(polls) {
        let there = phone.at_another(house.addr());
        let ballot = json!({ "option_id": poll.id("Tabs"), "browser_token": phone.token() });
        let request = there.request(Method::POST, &poll.path("/vote")).header("cookie", phone.cookies());
        answers.push(there.send(request.json(&ballot)).await);
    }
    answers
}

fn ten_pass(answers: &[Response]) {
    for answer in &answers[..10] {
        answer.is_counted();
    }
    for answer in &answers[10..] {
        answer.is_refused(429, "too_many_requests");
        let wait: u64 = answer.header("retry-after").parse().expect("whole seconds");
        assert!((1..=6).contains(&wait), "{wait}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_quick_votes_pass_whichever_instance_they_go_to() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other, polls) = two(&redis).await;
        ten_pass(&votes(&[&one, &other], &polls).await);
        other.phone().votes_for(&polls[13], "Tabs").await.is_counted();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_gone_leaves_each_instance_its_own_limit_and_loses_no_vote() {
    on_postgres(async {
        let mut redis = Redis::start();
        let (one, other, polls) = two(&redis).await;
        redis.stop();
        ten_pass(&votes(&[&one], &polls).await);
        ten_pass(&votes(&[&other], &polls).await);
        redis.start_again();
        see_each_other(&one, &other).await;
        ten_pass(&votes(&[&one, &other], &polls).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_stands_still_leaves_each_instance_its_own_limit_and_loses_no_vote() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other, polls) = two(&redis).await;
        redis.freeze();
        ten_pass(&votes(&[&one], &polls).await);
        ten_pass(&votes(&[&other], &polls).await);
        redis.thaw();
        see_each_other(&one, &other).await;
        ten_pass(&votes(&[&one, &other], &polls).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readyz_and_metrics_say_while_a_full_redis_does_not_count() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other, polls) = two(&redis).await;
        let readyz_shows = async |shared: bool| {
            eventually("what /readyz says", async || {
                let ready = one.phone().get("/readyz").await;
                ready.status == 200 && ready.text().contains("each instance alone") != shared
            })
            .await;
            // Figures are the process's, which both instances of this story share.
            assert!(one.host().get("/metrics").await.is(200).text().contains("handsup_limits_shared "));
        };
        readyz_shows(true).await;
        redis.is_full(true);
        readyz_shows(false).await;
        ten_pass(&votes(&[&one], &polls).await);
        ten_pass(&votes(&[&other], &polls).await);
        redis.is_full(false);
        readyz_shows(true).await;
        ten_pass(&votes(&[&one, &other], &polls).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fresh_devices_find_one_ceiling_at_all_instances_and_a_phone_at_one_is_new_at_none() {
    on_postgres(async {
        let redis = Redis::start();
        let (one, other, _) = two(&redis).await;
        let poll = one.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
        let (device, began) = (one.phone(), Instant::now());
        let mut counted = 0;
        for n in 0..100 {
            let phone = device.neighbour().at_another(if n % 2 == 0 { one.addr() } else { other.addr() });
            counted += u64::from(phone.votes_for(&poll, "Tabs").await.status == 200);
        }
        let let_in = began.elapsed().as_secs() / 2 + 1;
        assert!((30..=30 + let_in).contains(&counted), "{counted}");
        // Phones that are connected at one instance and vote at the other.
        let hall = one.phone();
        let mut sockets = Vec::new();
        for _ in 0..60 {
            let phone = hall.neighbour();
            sockets.push(phone.joins(&poll).await);
            phone.at_another(other.addr()).votes_for(&poll, "Tabs").await.is_counted();
        }
    })
    .await;
}
