//! From a vote to the last screen: when has every subscriber a snapshot that contains it?

use crate::crowd::gather;
use crate::house::House;
use crate::room::{Room, Voter};
use handsup_load::{Column, Engine, Figures, Row, total_votes};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout_at};

/// How long the last snapshot may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many voters share the votes, so that none waits for another's answer.
const VOTERS: u32 = 64;

/// How many watch, and how fast votes come.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    pub(crate) phones: u32,
    pub(crate) per_second: u32,
    pub(crate) time: Duration,
}

/// What was seen in one room.
struct Seen {
    times: Vec<Duration>,
    lost: usize,
    share: Option<f64>,
}

/// Bare websockets first, with and without a tick, then ours.
pub(crate) async fn compare(house: House, load: Load, figures: &mut Figures) -> anyhow::Result<()> {
    let Load { phones, per_second, .. } = load;
    let what = format!("a vote to the last of {phones} subscribers, {per_second} votes/s");
    let bare = |tick: &str| Row::new(format!("baseline: the same over bare websockets, {tick}: {phones}, {per_second} votes/s"));
    tell(bare("no tick"), &mut load.watch(&Room::bare(0).await?).await?, figures);
    let mut ticking = load.watch(&Room::bare(100).await?).await?;
    let limit = tell(bare("100 ms tick"), &mut ticking, figures);
    let mut ours = load.watch(&Room::ours(house).await?).await?;
    let row = match phones {
        0..=100 => Row::new(what.clone()).at_most(Column::P50, 3.6),
        101..=1_000 => Row::new(what.clone()).at_most(Column::P99, 60.0),
        _ => Row::new(what.clone()).at_most(Column::P99, 1.3 * limit),
    };
    tell(row, &mut ours, figures);
    if let (Some(share), Some(bare)) = (ours.share, ticking.share) {
        let row = Row::new(format!("the server's core with {phones} subscribers")).value(share, "%");
        figures.add(if phones > 1_000 { row.at_most(Column::Value, 2.0 * bare) } else { row });
    }
    Ok(())
}

/// Adds the row, and the core's share of a baseline; the p99 comes back.
fn tell(row: Row, seen: &mut Seen, figures: &mut Figures) -> f64 {
    let row = row.times(&mut seen.times).errors(seen.lost);
    let p99 = row.get(Column::P99).unwrap_or_default();
    let baseline = row.what().starts_with("baseline").then(|| format!("{}: its core", row.what()));
    figures.add(row);
    if let (Some(what), Some(share)) = (baseline, seen.share) {
        figures.add(Row::new(what).value(share, "%"));
    }
    p99
}

impl Load {
    fn votes(&self) -> u32 {
        self.per_second * u32::try_from(self.time.as_secs()).unwrap_or(u32::MAX)
    }

    /// Fills the room, votes, and waits until everybody has seen the last vote.
    async fn watch(self, room: &Room) -> anyhow::Result<Seen> {
        let votes = self.votes();
        let last: Arc<[AtomicU64]> = (0..votes).map(|_| AtomicU64::new(0)).collect();
        let epoch = Instant::now();
        let mut crowd = JoinSet::new();
        for n in 0..self.phones {
            crowd.spawn(listen(room.subscriber(1000 + n).await?, last.clone(), epoch));
        }
        let began = Instant::now() + Duration::from_millis(500);
        let voting = self.voters(room, began).await?;
        sleep_until(began).await;
        let before = room.usage();
        let (_, unanswered) = gather(voting).await;
        let share = room.usage().zip(before).map(|(after, before)| after.share_since(&before, began.elapsed()));
        let missed = unseen(&mut crowd, began + self.time + PATIENCE).await + unanswered;
        if unanswered == 0 {
            room.must_count(votes as usize).await?;
        }
        let due = (0..votes).map(|n| self.due(began, n));
        let seen = last.iter().map(|last| epoch + Duration::from_micros(last.load(Ordering::Relaxed)));
        Ok(Seen { times: seen.zip(due).map(|(seen, due)| seen.saturating_duration_since(due)).collect(), lost: missed, share })
    }

    fn due(&self, began: Instant, vote: u32) -> Instant {
        began + Duration::from_secs(1) * vote / self.per_second
    }

    /// The votes, dealt to voters who wait for each one's time.
    async fn voters(self, room: &Room, began: Instant) -> anyhow::Result<JoinSet<anyhow::Result<()>>> {
        let mut voting = JoinSet::new();
        for n in 0..VOTERS {
            voting.spawn(self.turns(room.voter(n).await?, n, began));
        }
        Ok(voting)
    }

    async fn turns(self, mut voter: Voter, first: u32, began: Instant) -> anyhow::Result<()> {
        for vote in (first..self.votes()).step_by(VOTERS as usize) {
            sleep_until(self.due(began, vote)).await;
            voter.votes().await?;
        }
        Ok(())
    }
}

/// How many subscribers never saw the last vote, or were cut off. All stay connected until the last one is done.
async fn unseen(crowd: &mut JoinSet<anyhow::Result<Engine>>, until: Instant) -> usize {
    let (mut done, mut lost) = (Vec::with_capacity(crowd.len()), 0);
    while let Ok(Some(one)) = timeout_at(until, crowd.join_next()).await {
        match one {
            Ok(Ok(engine)) => done.push(engine),
            _ => lost += 1,
        }
    }
    lost + crowd.len()
}

/// Marks for each vote when this phone first had a snapshot with it, where that is later than everybody else's.
async fn listen(mut engine: Engine, last: Arc<[AtomicU64]>, epoch: Instant) -> anyhow::Result<Engine> {
    let mut seen = 0;
    while seen < last.len() {
        let packet = engine.hears().await.ok_or_else(|| anyhow::anyhow!("a phone was cut off"))?;
        let now = u64::try_from(epoch.elapsed().as_micros())?;
        let Some(total) = total_votes(&packet) else { continue };
        let total = usize::try_from(total)?.min(last.len());
        last.get(seen..total).unwrap_or_default().iter().for_each(|last| {
            last.fetch_max(now, Ordering::Relaxed);
        });
        seen = seen.max(total);
    }
    Ok(engine)
}
