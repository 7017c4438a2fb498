//! Baselines to compare with: HTTP requests that do nothing, and SQLite without the server.

use crate::house::{self, House};
use crate::rows::Rows;
use crate::tasks::gather;
use handsup_crowd::{Client, Figures, Row, Target, Usage, count};
use std::path::Path;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// `POST` requests to a server of hyper alone that does nothing, by 64 clients in a closed loop.
/// Returns requests a second.
pub(crate) async fn noop(time: Duration, figures: &mut Figures) -> anyhow::Result<f64> {
    let child = house::Child::start(&["noop"], &[]).await?;
    let before = child.usage();
    let began = Instant::now();
    let rate = closed_loop(&child.target, "POST", time, "baseline: a POST that does nothing, on hyper alone, 64 clients", figures).await?;
    add_core_share("baseline: a POST that does nothing: its core", before, child.usage(), began.elapsed(), figures);
    Ok(rate)
}

/// `GET /healthz` of the measured server, by 64 clients: what its middleware and router cost.
/// Returns requests a second.
pub(crate) async fn healthz(house: &House, time: Duration, figures: &mut Figures) -> anyhow::Result<f64> {
    closed_loop(house.target(), "GET", time, "baseline: our own GET /healthz, 64 clients", figures).await
}

/// Adds a row with a process's share of one core.
pub(crate) fn add_core_share(what: &str, before: Option<Usage>, after: Option<Usage>, time: Duration, figures: &mut Figures) {
    if let (Some(before), Some(after)) = (before, after) {
        figures.add(Row::new(what).value(after.share_since(&before, time), "%"));
    }
}

/// 64 clients send requests in a closed loop. Returns requests a second.
async fn closed_loop(target: &Target, method: &'static str, time: Duration, what: &str, figures: &mut Figures) -> anyhow::Result<f64> {
    let began = Instant::now();
    let mut crowd = JoinSet::new();
    for n in 0..64 {
        let mut client = Client::connect(target, n).await?;
        crowd.spawn(async move {
            let mut times = Vec::new();
            while began.elapsed() < time {
                let sent = Instant::now();
                let (status, _) = client.ask(method, "/healthz", "", "{}").await?;
                anyhow::ensure!(status == 200, "it answered {status}");
                times.push(sent.elapsed());
            }
            anyhow::Ok(times)
        });
    }
    let (times, failed) = gather(crowd).await;
    let (mut times, took) = (times.concat(), began.elapsed());
    figures.add(Row::new(what).rate(times.len(), took).times(&mut times).errors(failed));
    Ok(count(times.len()) / took.as_secs_f64())
}

/// Inserts rows into a table with two unique indexes, as on votes: one a commit, then 100 a commit.
/// Returns the rows a second with 100 a commit.
pub(crate) async fn database(folder: &Path, figures: &mut Figures) -> anyhow::Result<f64> {
    let mut rows = Rows::open(folder).await?;
    let mut in_groups = 0.0;
    for (group, groups) in [(1, 2_000), (100, 300)] {
        let began = Instant::now();
        for _ in 0..groups {
            rows.commit(group).await?;
        }
        let took = began.elapsed();
        in_groups = count(group * groups) / took.as_secs_f64();
        figures.add(Row::new(format!("baseline: SQLite rows, {group} a commit")).rate(group * groups, took));
    }
    Ok(in_groups)
}
