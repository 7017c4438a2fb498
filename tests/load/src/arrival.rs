//! Arrival of a crowd: each phone loads the page and its assets, opens a socket and votes, from its
//! own address, and then watches the results.

use crate::house::House;
use crate::tasks::gather;
use handsup_crowd::{Column, Figures, Phone, Row, Updates, count};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// How long phones watch after the last arrival: longer than an update may be late.
const WATCH: Duration = Duration::from_secs(3);

/// `phones` arrive evenly within `time`. Measures from the scan to the acknowledged vote, whose p99 should be at most `aim`
/// milliseconds, and what the phones are sent meanwhile.
pub(crate) async fn measure(house: &House, phones: u32, time: Duration, aim: f64, figures: &mut Figures) -> anyhow::Result<()> {
    let question = house.poll().await?;
    let began = Instant::now();
    let (finish, finished) = watch::channel(None);
    let mut crowd = JoinSet::new();
    for n in 0..phones {
        let (target, question, mut finished) = (house.target().clone(), question.clone(), finished.clone());
        let due = began + time * n / phones;
        crowd.spawn(async move {
            sleep_until(due).await;
            let mut phone = Phone::arrives(&target, n, &question).await?;
            phone.votes(&question).await?;
            let took = due.elapsed();
            phone.waits_for(&mut finished).await?;
            anyhow::Ok((took, phone))
        });
    }
    sleep_until(began + time + WATCH).await;
    finish.send_replace(Some(()));
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
    add_updates(phones, time, &arrived.iter().map(|(_, phone)| phone.updates()).collect::<Vec<_>>(), figures);
    Ok(())
}

/// Adds what phones were sent: on average, at most, and all of them together.
fn add_updates(phones: u32, time: Duration, received: &[Updates], figures: &mut Figures) {
    let sum = received.iter().fold(Updates::default(), |sum, one| Updates { count: sum.count + one.count, bytes: sum.bytes + one.bytes });
    let most = received.iter().max_by_key(|updates| updates.bytes).copied().unwrap_or_default();
    let (each, seconds) = (count(received.len().max(1)), (time + WATCH).as_secs_f64());
    let what = |what: &str| format!("{phones} phones arrive: {what}");
    figures.add(Row::new(what("updates to a phone, mean")).value(count(sum.count) / each, "updates"));
    figures.add(Row::new(what("updates to a phone, mean with headers")).value(count(sum.bytes) / each / 1000.0, "kB"));
    figures.add(Row::new(what("updates to the first phones")).value(count(most.count), "updates"));
    let row = Row::new(what("updates to the first phones, with headers")).value(count(most.bytes) / 1000.0, "kB");
    figures.add(if phones <= 1_000 { row.at_most(Column::Value, 20.0) } else { row });
    figures.add(Row::new(what("updates to all")).value(count(sum.count) / seconds, "a second"));
    figures.add(Row::new(what("updates to all, with headers")).value(count(sum.bytes) * 8.0 / 1e6 / seconds, "Mbit/s"));
}
