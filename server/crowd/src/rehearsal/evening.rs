//! One phone's evening, and the cues it follows.

use super::word;
use crate::host::Question;
use crate::{Phone, Target};
use anyhow::Context;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};

/// How long a step may take before a phone gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a phone has to tell, once a step.
pub(super) enum Told {
    /// It came and its vote was counted.
    Arrived { scan: Duration, answer: Duration, bytes: usize },
    /// It follows the next question.
    Follows,
    /// Its second vote was counted.
    Counted(Duration),
    /// Its screen showed the last vote.
    Saw(Instant),
    /// It gave up, and will tell no more.
    Failed(String),
}

/// What is said to all phones.
pub(super) struct Cues {
    /// The next question.
    pub(super) next: watch::Sender<Option<Question>>,
    /// Vote now.
    pub(super) go: watch::Sender<Option<()>>,
    /// How many votes there are, now that all are answered.
    pub(super) last: watch::Sender<Option<u64>>,
}

/// The phones' end of it.
#[derive(Clone)]
pub(super) struct Followed {
    next: watch::Receiver<Option<Question>>,
    go: watch::Receiver<Option<()>>,
    last: watch::Receiver<Option<u64>>,
}

impl Cues {
    /// Both ends.
    pub(super) fn new() -> (Self, Followed) {
        let ((next, hears_next), (go, hears_go), (last, hears_last)) = (word(), word(), word());
        (Self { next, go, last }, Followed { next: hears_next, go: hears_go, last: hears_last })
    }
}

/// Lives through it; what goes wrong is the last thing it tells.
pub(super) async fn evening(target: Target, n: u32, due: Instant, first: Question, cues: Followed, told: mpsc::UnboundedSender<Told>) {
    sleep_until(due).await;
    if let Err(error) = steps(&target, n, due, &first, cues, &told).await {
        let _nobody_listens = told.send(Told::Failed(format!("{error:#}")));
    }
}

async fn steps(
    target: &Target,
    n: u32,
    due: Instant,
    first: &Question,
    mut cues: Followed,
    told: &mpsc::UnboundedSender<Told>,
) -> anyhow::Result<()> {
    let mut phone = within(Phone::arrives(target, n, first)).await?;
    let answer = within(phone.votes(first)).await?;
    told.send(Told::Arrived { scan: due.elapsed(), answer, bytes: phone.bytes() })?;
    let question = phone.waits_for(&mut cues.next).await?;
    within(phone.follows(&question)).await?;
    told.send(Told::Follows)?;
    phone.waits_for(&mut cues.go).await?;
    told.send(Told::Counted(within(phone.votes(&question)).await?))?;
    let shown = timeout(PATIENCE, phone.sees(&question, &mut cues.last)).await.context("a screen never showed the last vote")??;
    told.send(Told::Saw(shown))?;
    Ok(())
}

async fn within<T>(step: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    timeout(PATIENCE, step).await.with_context(|| format!("no answer within {} s", PATIENCE.as_secs()))?
}
