//! Time from a restart of the server until every phone follows the poll again.

use crate::house::House;
use crate::tasks::gather;
use handsup_crowd::{Column, Engine, Figures, Question, Row, Target};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

/// How long a phone tries to reconnect.
const RECONNECT_TIMEOUT: Duration = Duration::from_mins(1);

/// `phones` follow a poll; the server is killed and started again. Times are measured from its
/// second start.
pub(crate) async fn measure(house: &mut House, phones: u32, figures: &mut Figures) -> anyhow::Result<()> {
    let question = house.poll().await?;
    let mut crowd = JoinSet::new();
    let (start, started) = watch::channel(None);
    for n in 0..phones {
        let engine = joined(house.target(), n, &question).await?;
        let (target, question, started) = (house.target().clone(), question.clone(), started.clone());
        crowd.spawn(async move { timeout(RECONNECT_TIMEOUT, reconnects(engine, target, n, question, started)).await? });
    }
    house.kill().await?;
    start.send_replace(Some(Instant::now()));
    house.restart().await?;
    let (reconnected, failed) = gather(crowd).await;
    let mut times: Vec<Duration> = reconnected.iter().map(|(took, _)| *took).collect();
    let what = format!("{phones} phones are back after a restart");
    figures.add(Row::new(what).times(&mut times).errors(failed).at_most(Column::P99, 6_000.0));
    Ok(())
}

/// Connects the `n`th phone and joins the poll.
async fn joined(target: &Target, n: u32, question: &Question) -> anyhow::Result<Engine> {
    let mut engine = Engine::over(target.connect(n).await?, target.authority(), &[]).await?;
    engine.join(&question.code).await?;
    Ok(engine)
}

/// Waits for the connection to break, then reconnects with the delays of the page's
/// client: 1 s, then 2, 4 and 5 s, each ± half. Returns the time since the server was
/// started, and the new connection.
async fn reconnects(
    mut engine: Engine,
    target: Target,
    n: u32,
    question: Question,
    mut started: watch::Receiver<Option<Instant>>,
) -> anyhow::Result<(Duration, Engine)> {
    while engine.receives().await.is_some() {}
    let began = (*started.wait_for(Option::is_some).await?).unwrap_or_else(Instant::now);
    for attempt in 0.. {
        let jitter = 0.5 + f64::from(uuid::Uuid::new_v4().as_bytes()[0]) / 255.0;
        sleep(Duration::from_secs(1 << attempt.min(3)).min(Duration::from_secs(5)).mul_f64(jitter)).await;
        if let Ok(engine) = joined(&target, n, &question).await {
            return Ok((began.elapsed(), engine));
        }
    }
    anyhow::bail!("it never came back")
}
