//! One phone's evening, and the cues it follows.

use super::cue;
use crate::host::Question;
use crate::{Phone, Target};
use anyhow::Context;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};

/// How long a step may take before a phone gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a phone reports, once a step.
pub(super) enum Observation {
    /// It came and its vote was counted.
    Arrived { scan: Duration, answer: Duration, bytes: usize },
    /// It follows the next question.
    Follows,
    /// Its second vote was counted.
    Counted(Duration),
    /// Its screen showed the last vote.
    Saw(Instant),
    /// It gave up; this is its last report.
    Failed(String),
}

/// The cues for all phones.
pub(super) struct Cues {
    /// The next question.
    pub(super) next: watch::Sender<Option<Question>>,
    /// Vote now.
    pub(super) go: watch::Sender<Option<()>>,
    /// How many votes there are, now that all are answered.
    pub(super) last: watch::Sender<Option<u64>>,
}

/// The phones' ends of the cues.
#[derive(Clone)]
pub(super) struct CueReceivers {
    next: watch::Receiver<Option<Question>>,
    go: watch::Receiver<Option<()>>,
    last: watch::Receiver<Option<u64>>,
}

impl Cues {
    /// Both ends.
    pub(super) fn new() -> (Self, CueReceivers) {
        let ((next, next_receiver), (go, go_receiver), (last, last_receiver)) = (cue(), cue(), cue());
        (Self { next, go, last }, CueReceivers { next: next_receiver, go: go_receiver, last: last_receiver })
    }
}

/// Plays one phone's evening; an error is its last report.
pub(super) async fn evening(
    target: Target,
    n: u32,
    due: Instant,
    first: Question,
    cues: CueReceivers,
    observations: mpsc::UnboundedSender<Observation>,
) {
    sleep_until(due).await;
    if let Err(error) = steps(&target, n, due, &first, cues, &observations).await {
        let _nobody_listens = observations.send(Observation::Failed(format!("{error:#}")));
    }
}

async fn steps(
    target: &Target,
    n: u32,
    due: Instant,
    first: &Question,
    mut cues: CueReceivers,
    observations: &mpsc::UnboundedSender<Observation>,
) -> anyhow::Result<()> {
    let mut phone = within(Phone::arrives(target, n, first)).await?;
    let answer = within(phone.votes(first)).await?;
    observations.send(Observation::Arrived { scan: due.elapsed(), answer, bytes: phone.bytes() })?;
    let question = phone.waits_for(&mut cues.next).await?;
    within(phone.follows(&question)).await?;
    observations.send(Observation::Follows)?;
    phone.waits_for(&mut cues.go).await?;
    observations.send(Observation::Counted(within(phone.votes(&question)).await?))?;
    let shown = timeout(PATIENCE, phone.sees(&question, &mut cues.last)).await.context("a screen never showed the last vote")??;
    observations.send(Observation::Saw(shown))?;
    Ok(())
}

async fn within<T>(step: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    timeout(PATIENCE, step).await.with_context(|| format!("no answer within {} s", PATIENCE.as_secs()))?
}
