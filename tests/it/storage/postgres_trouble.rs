//! PostgreSQL that stops and starts again, and votes through PgBouncer.

use futures::future::join_all;
use serde_json::json;
use std::time::{Duration, Instant};
use support::{Cluster, House, OPTIONS, PgBouncer, QUESTION, eventually, on_postgres, soak};

#[tokio::test(flavor = "multi_thread")]
async fn while_postgresql_is_stopped_votes_are_a_503_and_no_counted_vote_is_lost() {
    let mut cluster = Cluster::start();
    on_postgres(async move {
        let url = cluster.url("postgres", "postgres");
        let house = House::with(|config| {
            config.database_url = Some(url);
            config.vote_limit_per_minute = 0;
        })
        .await;
        let poll = house.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
        // A crowd votes while it stops: some are counted, the others get a 503.
        let crowd = house.phones(300);
        let voting = join_all(crowd.iter().map(|phone| phone.votes_for(&poll, "Tabs")));
        let (answers, mut cluster) = tokio::join!(voting, async {
            tokio::task::spawn_blocking(move || {
                cluster.stop();
                cluster
            })
            .await
            .expect("it stops")
        });
        let stopped = Instant::now();
        loop {
            let answer = house.phone().votes_for(&poll, "Tabs").await;
            let problem = answer.is_refused(503, "storage_unavailable");
            assert!(problem["retry_after"].as_u64().is_some_and(|seconds| (1..=3).contains(&seconds)), "{problem}");
            if stopped.elapsed() >= soak::outage() {
                break;
            }
        }
        house.phone().get("/readyz").await.is(503);
        house.phone().get("/healthz").await.is(200);
        assert!(answers.iter().all(|answer| [200, 503].contains(&answer.status)));

        cluster = tokio::task::spawn_blocking(move || {
            cluster.start_again();
            cluster
        })
        .await
        .expect("it starts");
        let restarted = Instant::now();
        let late = house.phone();
        eventually("votes to count again", async || late.votes_for(&poll, "Spaces").await.status != 503).await;
        soak::within("votes to count again after PostgreSQL is back", Duration::from_secs(5), restarted.elapsed());
        house.phone().get("/readyz").await.is(200);

        // A refused voter votes again; a counted one is recognised.
        for (phone, first) in crowd.iter().zip(&answers) {
            let second = phone.votes_for(&poll, "Tabs").await;
            if first.status == 200 {
                let problem = second.is_refused(409, "already_voted_device");
                assert_eq!(problem["your_vote"]["receipt"], first.json()["receipt"], "what was counted is still there");
            } else {
                // If PostgreSQL stopped between COMMIT and its response, the vote is counted already.
                assert!([200, 409].contains(&second.status), "{}", second.text());
            }
        }
        assert_eq!(house.phone().results(&poll).await["total_votes"], 301);
        let verdict = handsup_server::verify(&house.database()).await.expect("it answers");
        assert!(verdict.is_clean() && verdict.to_string().contains("301 votes"), "{verdict}");
        drop(cluster);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn through_pgbouncer_in_transaction_mode_two_instances_count_every_vote() {
    let cluster = Cluster::shared();
    let database = cluster.empty_database().await;
    // Three connections for two instances: each transaction may run on another one than the last.
    let bouncer = PgBouncer::start(cluster.port(), 3);
    let url = bouncer.url(database.name());
    on_postgres(async {
        let one = House::with(|config| {
            config.database_url = Some(url.clone());
            config.vote_limit_per_minute = 0;
            config.connections_per_address = 0;
        })
        .await;
        let other = one.twin().await;
        let poll = one.poll_with(QUESTION, &OPTIONS, json!({ "fairness": "device" })).await;
        let phones: Vec<_> = (0..300).map(|n| if n % 2 == 0 { one.phone() } else { other.phone() }).collect();
        // A few at a time: three connections cannot serve all within the time that a request waits for one.
        let mut answers = Vec::new();
        for group in phones.chunks(20) {
            let votes = group.iter().map(async |phone| {
                phone.results(&poll).await;
                phone.votes_for(&poll, "Tabs").await
            });
            answers.extend(join_all(votes).await);
        }
        assert!(answers.iter().all(|answer| answer.status == 200), "{:?}", answers.iter().find(|answer| answer.status != 200));
        one.host().closes(&poll).await;
        one.host().get(&format!("/api/polls/{}/log", poll.code)).await.is(200);
        let verdict = handsup_server::verify(&one.database()).await.expect("it answers");
        assert!(verdict.is_clean() && verdict.to_string().contains("300 votes name 300 options"), "{verdict}");
    })
    .await;
}
