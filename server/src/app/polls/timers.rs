//! Closes polls at their deadline.
//!
//! The deadline is stored with the poll, so it survives a restart; the clock is the server's. No ballot counts from the
//! deadline on (see [`Poll::takes_votes_at`](crate::domain::Poll::takes_votes_at)), so a task that wakes a little late
//! delays the broadcast and nothing else.

use super::core::{Core, Deadline};
use super::error::PollError;
use super::poll::Polls;
use crate::domain::{PollChange, PollCode, PollState, ResultsRule};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};

/// The longest sleep between two looks at the clock, so that a suspended computer or a clock that was set is noticed within it.
const LONGEST_NAP: Duration = Duration::from_secs(1);

/// Closes polls at their deadline.
pub(crate) struct Timers {
    deadlines: Mutex<mpsc::UnboundedReceiver<Deadline>>,
    closing: Closing,
}

/// Waits for the deadline of one poll. Clones share the storage and the rooms.
#[derive(Clone)]
struct Closing {
    core: Arc<Core>,
    polls: Polls,
}

impl Timers {
    pub(super) fn new(core: Arc<Core>, polls: Polls, deadlines: mpsc::UnboundedReceiver<Deadline>) -> Self {
        Self { deadlines: Mutex::new(deadlines), closing: Closing { core, polls } }
    }

    /// Waits for every deadline that was set before the program started.
    pub(crate) async fn resume(&self) -> Result<(), PollError> {
        let Closing { core, .. } = &self.closing;
        for poll in core.storage.timed_polls().await? {
            let poll = core.live.rooms.cache(Arc::new(poll));
            core.wait_for_end_of(&poll);
        }
        Ok(())
    }

    /// Waits for every deadline that is set from now on, each on a task of its own; never returns.
    pub(crate) async fn run(&self) {
        let mut deadlines = self.deadlines.lock().await;
        while let Some(deadline) = deadlines.recv().await {
            tokio::spawn(self.closing.clone().wait(deadline));
        }
    }
}

impl Closing {
    /// Closes the poll at its deadline; returns early where the deadline was moved or removed.
    async fn wait(self, deadline: Deadline) {
        while let Some(left) = self.left_until(&deadline).await {
            let nap = if left.is_zero() {
                self.close(&deadline.code).await;
                LONGEST_NAP
            } else {
                left.min(LONGEST_NAP)
            };
            tokio::time::sleep(nap).await;
        }
    }

    /// How long until the deadline; `None` once the poll has another.
    async fn left_until(&self, deadline: &Deadline) -> Option<Duration> {
        let poll = self.polls.find(&deadline.code).await.ok()?;
        let end = poll.closes_at.filter(|end| *end == deadline.at)?;
        Some(Duration::from_millis(u64::try_from(end - self.core.now()).unwrap_or(0)))
    }

    /// Closes the poll; while the database does not answer, tries again after a pause. No ballot counts meanwhile.
    async fn close(&self, code: &PollCode) {
        let Ok(poll) = self.polls.find(code).await else { return };
        let reveals = poll.auto_reveal && poll.rules.results != ResultsRule::Live;
        let close = PollChange { state: Some(PollState::Closed), revealed: reveals.then_some(true), if_due: true, ..PollChange::default() };
        match self.polls.change(code, close).await {
            Ok(_) => {}
            // Another instance closed it first, or moved the deadline: the cached poll is stale.
            Err(PollError::Refused(_)) => _ = self.polls.refresh(code, true).await,
            Err(error) => tracing::debug!(?error, %code, "timer: poll could not be closed, retrying"),
        }
    }
}
