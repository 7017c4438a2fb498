//! Closes polls at their deadline.
//!
//! The deadline is stored with the poll, so it survives a restart; it is compared with the server's
//! clock. No ballot counts from the deadline on (see
//! [`Poll::takes_votes_at`](crate::domain::Poll::takes_votes_at)), so a task that wakes late delays
//! only the broadcast.

use super::core::{Core, Deadline};
use super::error::PollError;
use super::poll::Polls;
use crate::domain::{PollChange, PollCode, PollState, ResultsRule};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};

/// The longest sleep between two reads of the clock, so that a resumed computer or a changed clock
/// is noticed in time.
const MAX_SLEEP: Duration = Duration::from_secs(1);

/// Receives the deadlines of polls, and closes each poll at its deadline.
pub(crate) struct Timers {
    deadlines: Mutex<mpsc::UnboundedReceiver<Deadline>>,
    closing: Closing,
}

/// Waits for a deadline and closes its poll. Clones share the storage and the rooms.
#[derive(Clone)]
struct Closing {
    core: Arc<Core>,
    polls: Polls,
}

impl Timers {
    pub(super) fn new(core: Arc<Core>, polls: Polls, deadlines: mpsc::UnboundedReceiver<Deadline>) -> Self {
        Self { deadlines: Mutex::new(deadlines), closing: Closing { core, polls } }
    }

    /// Schedules the close of every stored poll that has a deadline.
    pub(crate) async fn resume(&self) -> Result<(), PollError> {
        let Closing { core, .. } = &self.closing;
        for poll in core.storage.timed_polls().await? {
            let poll = core.live.polls.cache(Arc::new(poll));
            core.schedule_close(&poll);
        }
        Ok(())
    }

    /// Spawns a task for each scheduled deadline. Does not return, because `self` holds a sender of
    /// the channel: callers cancel it.
    pub(crate) async fn run(&self) {
        let mut deadlines = self.deadlines.lock().await;
        while let Some(deadline) = deadlines.recv().await {
            tokio::spawn(self.closing.clone().close_at(deadline));
        }
    }
}

impl Closing {
    /// Closes the poll at its deadline, and retries until the poll no longer has this deadline,
    /// because it is closed or its timer was changed.
    async fn close_at(self, deadline: Deadline) {
        loop {
            let pause = match self.time_until(&deadline).await {
                Ok(None) => return,
                Ok(Some(Duration::ZERO)) => {
                    self.close(&deadline.code).await;
                    MAX_SLEEP
                }
                Ok(Some(remaining)) => remaining.min(MAX_SLEEP),
                Err(_) => MAX_SLEEP,
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// The time left, zero after the deadline; `None` if the poll is gone or no longer has this deadline.
    ///
    /// # Errors
    /// When the database fails: the deadline may still hold.
    async fn time_until(&self, deadline: &Deadline) -> Result<Option<Duration>, PollError> {
        let poll = match self.polls.find(&deadline.code).await {
            Err(PollError::Refused(_)) => return Ok(None),
            found => found?,
        };
        let end = poll.closes_at.filter(|end| *end == deadline.at);
        Ok(end.map(|end| Duration::from_millis(u64::try_from(end - self.core.now()).unwrap_or(0))))
    }

    /// Closes the poll, and reveals its results if the host has set `auto_reveal`. A failure is
    /// logged, for the caller to retry.
    async fn close(&self, code: &PollCode) {
        let Ok(poll) = self.polls.find(code).await else { return };
        let reveals = poll.auto_reveal && poll.rules.results != ResultsRule::Live;
        let close = PollChange { state: Some(PollState::Closed), revealed: reveals.then_some(true), if_due: true, ..PollChange::default() };
        match self.polls.change(code, close).await {
            Ok(_) => {}
            // The cached poll is stale: another instance has closed it, or changed its deadline.
            Err(PollError::Refused(_)) => _ = self.polls.refresh(code, true).await,
            Err(error) => tracing::debug!(?error, %code, "timer: poll could not be closed, retrying"),
        }
    }
}
