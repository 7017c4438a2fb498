//! Time from a vote until the projector, and until every subscriber has received an update with it.

use crate::audience::Audience;
use crate::house::House;
use crate::punctual::wait_until;
use crate::room::{Room, Voter};
use crate::tasks::gather;
use handsup_crowd::{Column, Figures, Row};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// Timeout for the last update to arrive at all subscribers.
pub(crate) const LAST_UPDATE_TIMEOUT: Duration = Duration::from_secs(10);
/// How many voters share the votes, so that none waits for another's answer.
pub(crate) const VOTERS: u32 = 64;

/// How many subscribers there are, how many votes a second, and for how long.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    pub(crate) phones: u32,
    pub(crate) per_second: u32,
    pub(crate) time: Duration,
}

/// The measurements of one room.
pub(crate) struct Measurements {
    /// For each vote, the time until the last subscriber had received it.
    pub(crate) times: Vec<Duration>,
    /// The same for the projector; empty for a baseline.
    pub(crate) on_projector: Vec<Duration>,
    /// Subscribers without the last vote, and votes without an answer.
    pub(crate) lost: usize,
    /// The server's share of one core, in per cent.
    pub(crate) share: Option<f64>,
}

/// Measures bare websockets, without and with a tick, and then the server. The projector's aims are multiples of the
/// baseline with a tick, to whose subscribers it is compared; phones share the air, and may be two seconds late.
pub(crate) async fn compare(house: House, load: Load, figures: &mut Figures) -> anyhow::Result<()> {
    let Load { phones, per_second, .. } = load;
    let what = format!("a vote to the last of {phones} subscribers, {per_second} votes/s");
    let bare = |tick: &str| Row::new(format!("baseline: the same over bare websockets, {tick}: {phones}, {per_second} votes/s"));
    add_rows(bare("no tick"), &mut load.measure(&Room::bare(0).await?).await?, figures);
    let mut ticking = load.measure(&Room::bare(100).await?).await?;
    let limit = add_rows(bare("100 ms tick"), &mut ticking, figures);
    let mut ours = load.measure(&Room::ours(house).await?).await?;
    add_rows(Row::new(what).at_most(Column::Max, 2_500.0), &mut ours, figures);
    let row = Row::new(format!("a vote to the projector beside {phones} phones, {per_second} votes/s"));
    let row = if phones > 1_000 { row.at_most(Column::P99, limit) } else { row.at_most(Column::P99, 100.0) };
    figures.add(row.times(&mut ours.on_projector));
    if let (Some(share), Some(baseline_share)) = (ours.share, ticking.share) {
        let row = Row::new(format!("the server's core with {phones} subscribers")).value(share, "%");
        figures.add(if phones > 1_000 { row.at_most(Column::Value, 1.5 * baseline_share) } else { row });
    }
    Ok(())
}

/// Adds the row, and for a baseline another one with its share of a core; returns the p99 in
/// milliseconds.
pub(crate) fn add_rows(row: Row, measured: &mut Measurements, figures: &mut Figures) -> f64 {
    let row = row.times(&mut measured.times).errors(measured.lost);
    let p99 = row.get(Column::P99).unwrap_or_default();
    let baseline = row.what().starts_with("baseline").then(|| format!("{}: its core", row.what()));
    figures.add(row);
    if let (Some(what), Some(share)) = (baseline, measured.share) {
        figures.add(Row::new(what).value(share, "%"));
    }
    p99
}

impl Load {
    /// The total number of votes.
    pub(crate) fn votes(&self) -> u32 {
        self.per_second * u32::try_from(self.time.as_secs()).unwrap_or(u32::MAX)
    }

    /// Connects subscribers and voters, casts the votes, and waits until all subscribers have
    /// received the last one.
    pub(crate) async fn measure(self, room: &Room) -> anyhow::Result<Measurements> {
        let mut audience = Audience::new(self.votes());
        for n in 0..self.phones {
            audience.joins(room.subscriber(1000 + n).await?);
        }
        let mut hall = Audience::new(self.votes());
        if let Some(projector) = room.projector(900).await? {
            hall.joins(projector);
        }
        let began = Instant::now() + Duration::from_millis(500);
        let mut voters = Vec::new();
        for n in 0..VOTERS {
            voters.push(room.voter(n).await?);
        }
        let voting = self.deal(voters, began);
        sleep_until(began).await;
        let before = room.usage();
        let (_, unanswered) = gather(voting).await;
        let share = room.usage().zip(before).map(|(after, before)| after.share_since(&before, began.elapsed()));
        let until = began + self.time + LAST_UPDATE_TIMEOUT;
        let lost = audience.count_lost(until).await + hall.count_lost(until).await + unanswered;
        if unanswered == 0 {
            room.must_count(self.votes() as usize).await?;
        }
        let on_projector = if hall.is_empty() { Vec::new() } else { hall.times(self.dues(began)) };
        Ok(Measurements { times: audience.times(self.dues(began)), on_projector, lost, share })
    }

    /// When each vote is due.
    pub(crate) fn dues(self, began: Instant) -> impl Iterator<Item = Instant> {
        (0..self.votes()).map(move |vote| self.due(began, vote))
    }

    fn due(&self, began: Instant, vote: u32) -> Instant {
        began + Duration::from_secs(1) * vote / self.per_second
    }

    /// Distributes the votes among voters in turn; each voter casts a vote when it is due.
    pub(crate) fn deal(self, voters: Vec<Voter>, began: Instant) -> JoinSet<anyhow::Result<()>> {
        let step = voters.len();
        (0..).zip(voters).map(|(first, voter)| self.turns(voter, first, step, began)).collect()
    }

    async fn turns(self, mut voter: Voter, first: u32, step: usize, began: Instant) -> anyhow::Result<()> {
        for vote in (first..self.votes()).step_by(step) {
            wait_until(self.due(began, vote)).await;
            voter.votes(vote).await?;
        }
        Ok(())
    }
}
