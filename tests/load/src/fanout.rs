//! From a vote to the last screen: when has every subscriber a snapshot that contains it?

use crate::figures::Figures;
use crate::house::House;
use handsup_load::{Client, Engine};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

/// How long the last snapshot may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// `phones` subscribers, `per_second` votes a second; measured from each vote's due time to its last subscriber.
pub(crate) async fn measure(house: &House, phones: u32, per_second: u32, time: Duration, figures: &mut Figures) -> anyhow::Result<()> {
    let (code, option) = house.poll().await?;
    let votes = per_second * u32::try_from(time.as_secs())?;
    let (done, over) = watch::channel(false);
    let mut room = JoinSet::new();
    for n in 0..phones {
        let mut engine = Engine::over(house.target().connect(1000 + n).await?, house.target().authority(), &[]).await?;
        engine.join(&code).await?;
        room.spawn(listen(engine, votes, over.clone()));
    }
    let (memory, busy) = (house.memory(), house.processor());
    let began = Instant::now() + Duration::from_millis(500);
    let mut casting = Client::connect(house.target(), 1).await?;
    for n in 0..votes {
        sleep_until(began + Duration::from_secs(1) * n / per_second).await;
        casting.vote(&code, option).await?;
    }
    let everybody = async {
        let mut last: Vec<Instant> = Vec::new();
        while let Some(seen) = room.join_next().await {
            let seen = seen??;
            last.resize(seen.len(), seen[0]);
            last.iter_mut().zip(seen).for_each(|(last, seen)| *last = (*last).max(seen));
        }
        anyhow::Ok(last)
    };
    let last = timeout(PATIENCE, everybody).await.map_err(|_| anyhow::anyhow!("some phones never saw the last vote"))??;
    let _nobody_listens = done.send(true);
    house.must_count(&code, votes as usize).await?;
    let due = (0..votes).map(|n| began + Duration::from_secs(1) * n / per_second);
    let mut times: Vec<Duration> = last.iter().zip(due).map(|(last, due)| *last - due).collect();
    figures.times(format!("vote to the last of {phones} subscribers, {per_second} votes/s"), &mut times);
    if let (Some(memory), Some(before), Some(after)) = (memory, busy, house.processor()) {
        let share = (after - before) / time.as_secs().max(1);
        figures.note(
            format!("server with {phones} subscribers: resident MB, its core in % meanwhile"),
            format!("{} MB, {share} %", memory / 1000),
        );
    }
    Ok(())
}

/// The total in an event, found without reading the rest: thousands of phones are this one program.
fn total_votes(packet: &str) -> Option<u64> {
    let (_, rest) = packet.split_once("\"total_votes\":")?;
    let digits = rest.find(|letter: char| !letter.is_ascii_digit())?;
    rest[..digits].parse().ok()
}

/// When this phone first had a snapshot with the first, the second … vote in it.
async fn listen(mut engine: Engine, votes: u32, mut over: watch::Receiver<bool>) -> anyhow::Result<Vec<Instant>> {
    let mut seen = Vec::with_capacity(votes as usize);
    while seen.len() < votes as usize {
        let packet = tokio::select! {
            packet = engine.hears() => packet.ok_or_else(|| anyhow::anyhow!("a phone was cut off"))?,
            _ = over.changed() => break,
        };
        let now = Instant::now();
        let Some(total) = total_votes(&packet) else { continue };
        while (seen.len() as u64) < total {
            seen.push(now);
        }
    }
    Ok(seen)
}
