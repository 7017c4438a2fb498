//! The steps of one phone during a rehearsal, and the cues it waits for.

use super::cue;
use crate::{Phone, Question, Target};
use anyhow::Context;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};

/// Timeout of a step, after which the phone fails.
const STEP_TIMEOUT: Duration = Duration::from_secs(30);

/// The outcome of a phone's step.
pub(super) enum Observation {
    /// It has arrived and its first vote was counted: time from the scan, time of the vote's
    /// answer, bytes received.
    Arrived { scan: Duration, answer: Duration, bytes: usize },
    /// It has joined the second poll.
    Follows,
    /// Its second vote was counted, after this time.
    Counted(Duration),
    /// It received an update with all votes, at this time.
    Saw(Instant),
    /// It failed, and will not report again.
    Failed(String),
}

/// The senders of the cues for all phones.
pub(super) struct Cues {
    /// The second poll.
    pub(super) next: watch::Sender<Option<Question>>,
    /// The signal to vote.
    pub(super) go: watch::Sender<Option<()>>,
    /// The number of votes, once all are answered.
    pub(super) votes: watch::Sender<Option<u64>>,
}

/// The receivers of the cues.
#[derive(Clone)]
pub(super) struct CueReceivers {
    next: watch::Receiver<Option<Question>>,
    go: watch::Receiver<Option<()>>,
    votes: watch::Receiver<Option<u64>>,
}

impl Cues {
    /// Senders and receivers of new cues.
    pub(super) fn new() -> (Self, CueReceivers) {
        let ((next, next_receiver), (go, go_receiver), (votes, votes_receiver)) = (cue(), cue(), cue());
        (Self { next, go, votes }, CueReceivers { next: next_receiver, go: go_receiver, votes: votes_receiver })
    }
}

/// Plays one phone's evening from `due` on; a failed step is reported as [`Observation::Failed`].
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
        let _run_ended = observations.send(Observation::Failed(format!("{error:#}")));
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
    let arrived = timeout(STEP_TIMEOUT, phone.sees(&question, &mut cues.votes)).await.context("a screen never showed the last vote")??;
    observations.send(Observation::Saw(arrived))?;
    Ok(())
}

/// Fails a step that takes longer than [`STEP_TIMEOUT`].
async fn within<T>(step: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    timeout(STEP_TIMEOUT, step).await.with_context(|| format!("no answer within {} s", STEP_TIMEOUT.as_secs()))?
}
