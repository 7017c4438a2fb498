//! Votes: as many as possible, and so many a second. Each is counted exactly, or the run fails.

use crate::figures::Figures;
use crate::house::House;
use handsup_load::Client;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// A closed loop: each client casts the next ballot when the last one is answered.
pub(crate) async fn as_many_as_possible(house: &House, clients: u32, time: Duration, figures: &mut Figures) -> anyhow::Result<u64> {
    let (code, option) = house.poll().await?;
    let began = Instant::now();
    let mut crowd = JoinSet::new();
    for n in 0..clients {
        let (mut client, code) = (Client::connect(house.target(), n).await?, code.clone());
        crowd.spawn(async move {
            let mut times = Vec::new();
            while began.elapsed() < time {
                let sent = Instant::now();
                client.vote(&code, option).await?;
                times.push(sent.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(done) = crowd.join_next().await {
        times.extend(done??);
    }
    let took = began.elapsed();
    house.must_count(&code, times.len()).await?;
    Ok(figures.rate_and_times(format!("durable votes, {clients} keep-alive clients"), took, &mut times))
}

/// An open loop: a ballot leaves when its time has come, and its answer is measured from then.
pub(crate) async fn paced(house: &House, per_second: u32, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let (code, option) = house.poll().await?;
    let began = Instant::now();
    let votes = per_second * u32::try_from(time.as_secs())?;
    let mut crowd = JoinSet::new();
    for n in 0..votes {
        let due = began + Duration::from_secs(1) * n / per_second;
        let (target, code) = (house.target().clone(), code.clone());
        crowd.spawn(async move {
            sleep_until(due - Duration::from_millis(200)).await;
            let mut client = Client::connect(&target, n).await?;
            sleep_until(due).await;
            client.vote(&code, option).await?;
            anyhow::Ok(due.elapsed())
        });
    }
    let mut times = Vec::new();
    while let Some(done) = crowd.join_next().await {
        times.push(done??);
    }
    house.must_count(&code, times.len()).await?;
    figures.times(format!("answer at {per_second} votes/s, each from its own address"), &mut times);
    Ok(())
}
