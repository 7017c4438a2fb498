//! The rate of votes in a closed loop, and the latency of votes at a given rate. Fails unless every
//! vote is counted once.

use crate::house::House;
use crate::punctual::wait_until;
use crate::rush::Rush;
use crate::tasks::gather;
use handsup_crowd::{Client, Column, Figures, Kind, Row};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// A closed loop: each client casts the next ballot when the last one is answered.
/// Returns votes a second.
pub(crate) async fn as_many_as_possible(
    house: &House,
    clients: u32,
    time: Duration,
    what: &str,
    figures: &mut Figures,
) -> anyhow::Result<f64> {
    let question = house.poll().await?;
    let before = house.usage();
    let mut rush = Rush::at(house.target(), &question, clients, time).await?;
    let after = house.usage();
    if let Some(votes) = rush.acknowledged() {
        house.must_count(&question, votes).await?;
    }
    figures.add(rush.row(what));
    if let (Some(before), Some(after)) = (before, after) {
        figures.add(Row::new(format!("{what}: the server's core")).value(after.share_since(&before, rush.took()), "%"));
    }
    Ok(rush.rate())
}

/// A closed loop on a question of this kind: its rate, and what the server uses for it.
pub(crate) async fn of_kind(house: &House, kind: Kind, clients: u32, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let question = house.asks(kind).await?;
    let mut rush = Rush::at(house.target(), &question, clients, time).await?;
    if let Some(votes) = rush.acknowledged() {
        house.must_count(&question, votes).await?;
    }
    figures.add(rush.row(&format!("durable votes for a question of the kind {}, {clients} keep-alive clients", kind.name())));
    Ok(())
}

/// An open loop: ballots are sent at fixed times, however late the answers are. Latency is measured
/// from the due time.
pub(crate) async fn paced(house: &House, per_second: u32, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let question = house.poll().await?;
    let began = Instant::now() + Duration::from_secs(1);
    let votes = per_second * u32::try_from(time.as_secs())?;
    let mut crowd = JoinSet::new();
    for n in 0..votes {
        let due = began + Duration::from_secs(1) * n / per_second;
        let (target, question) = (house.target().clone(), question.clone());
        crowd.spawn(async move {
            sleep_until(due - Duration::from_millis(200)).await;
            let mut client = Client::connect(&target, n).await?;
            wait_until(due).await;
            client.vote(&question, n).await?;
            anyhow::Ok(due.elapsed())
        });
    }
    let (mut times, failed) = gather(crowd).await;
    if failed == 0 {
        house.must_count(&question, times.len()).await?;
    }
    let what = format!("answer at {per_second} votes/s, each from its own address");
    figures.add(Row::new(what).times(&mut times).errors(failed).at_most(Column::P99, 15.0));
    Ok(())
}
