//! Subscribers of one room, and when the last of them received each vote.

use anyhow::Context;
use handsup_crowd::{Engine, total_votes};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

/// The subscribers of a room.
pub(crate) struct Audience {
    /// For each vote, when the last subscriber received it, in microseconds since `epoch`.
    received_at: Arc<[AtomicU64]>,
    epoch: Instant,
    crowd: JoinSet<anyhow::Result<Engine>>,
    /// The connections of subscribers that have received all votes.
    finished: Vec<Engine>,
}

impl Audience {
    /// An audience without subscribers, for this number of votes.
    pub(crate) fn new(votes: u32) -> Self {
        let received_at = (0..votes).map(|_| AtomicU64::new(0)).collect();
        Self { received_at, epoch: Instant::now(), crowd: JoinSet::new(), finished: Vec::new() }
    }

    /// Adds a subscriber that has joined the room.
    pub(crate) fn joins(&mut self, engine: Engine) {
        self.crowd.spawn(listen(engine, self.received_at.clone(), self.epoch));
    }

    /// Waits for the subscribers until this instant; returns how many have not received the last
    /// vote, or were disconnected. The others stay connected until the audience is dropped.
    pub(crate) async fn count_lost(&mut self, until: Instant) -> usize {
        let mut lost = 0;
        while let Ok(Some(subscriber)) = timeout_at(until, self.crowd.join_next()).await {
            match subscriber {
                Ok(Ok(engine)) => self.finished.push(engine),
                _ => lost += 1,
            }
        }
        lost + self.crowd.len()
    }

    /// Whether no subscriber has received all votes.
    pub(crate) fn is_empty(&self) -> bool {
        self.finished.is_empty()
    }

    /// The time from when each vote was due until the last subscriber received it.
    pub(crate) fn times(&self, due: impl Iterator<Item = Instant>) -> Vec<Duration> {
        let seen = self.received_at.iter().map(|micros| self.epoch + Duration::from_micros(micros.load(Ordering::Relaxed)));
        seen.zip(due).map(|(seen, due)| seen.saturating_duration_since(due)).collect()
    }
}

/// Receives updates until all votes were seen. Raises each vote's time in `received_at` to when
/// this subscriber received it.
async fn listen(mut engine: Engine, received_at: Arc<[AtomicU64]>, epoch: Instant) -> anyhow::Result<Engine> {
    let mut seen = 0;
    while seen < received_at.len() {
        let packet = engine.receives().await.context("a phone was cut off")?;
        let now = u64::try_from(epoch.elapsed().as_micros())?;
        let Some(total) = total_votes(&packet) else { continue };
        let total = usize::try_from(total)?.min(received_at.len());
        received_at.get(seen..total).unwrap_or_default().iter().for_each(|micros| {
            micros.fetch_max(now, Ordering::Relaxed);
        });
        seen = seen.max(total);
    }
    Ok(engine)
}
