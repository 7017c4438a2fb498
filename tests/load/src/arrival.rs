//! Arrival of a crowd: each phone loads the page and its assets, opens a socket and votes, from its
//! own address.

use crate::house::House;
use crate::tasks::gather;
use handsup_crowd::{Column, Figures, Phone, Row, count};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// `phones` arrive evenly within `time`. Measures from the scan to the acknowledged vote; `aim` is
/// its p99 in milliseconds.
pub(crate) async fn measure(house: &House, phones: u32, time: Duration, aim: f64, figures: &mut Figures) -> anyhow::Result<()> {
    let question = house.poll().await?;
    let began = Instant::now();
    let mut crowd = JoinSet::new();
    for n in 0..phones {
        let (target, question) = (house.target().clone(), question.clone());
        let due = began + time * n / phones;
        crowd.spawn(async move {
            sleep_until(due).await;
            let mut phone = Phone::arrives(&target, n, &question).await?;
            phone.votes(&question).await?;
            // The phone stays connected: voters watch the results.
            anyhow::Ok((due.elapsed(), phone))
        });
    }
    let (arrived, failed) = gather(crowd).await;
    if failed == 0 {
        house.must_count(&question, arrived.len()).await?;
    }
    let bytes = arrived.iter().map(|(_, phone)| phone.bytes()).max().unwrap_or_default();
    let mut times: Vec<Duration> = arrived.iter().map(|(took, _)| *took).collect();
    let what = format!("{phones} phones arrive in {} s: scan to counted", time.as_secs());
    figures.add(Row::new(what).times(&mut times).errors(failed).at_most(Column::P99, aim));
    let what = format!("a first visit with headers, the largest of {phones}");
    figures.add(Row::new(what).value(count(bytes) / 1000.0, "kB").at_most(Column::Value, 50.0));
    Ok(())
}
