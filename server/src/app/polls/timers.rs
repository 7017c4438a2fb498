//! Voting that ends by itself.
//!
//! The moment is kept with the poll, so it survives a restart; the clock is the server's. No ballot counts from that
//! moment on (see [`Poll::takes_votes_at`]), so whether this task wakes a little late changes nothing but the news of it.

use crate::app::polls::{PollError, Polls};
use crate::domain::{Poll, PollChange, PollCode, PollState, ResultsRule};
use std::sync::Arc;
use std::time::Duration;

/// The longest nap: a computer that slept, or whose clock was set, is noticed within this time.
const LONGEST_NAP: Duration = Duration::from_secs(1);

impl Polls {
    /// Waits for every end that was set before the program started.
    pub(crate) async fn resume_timers(&self) -> Result<(), PollError> {
        for poll in self.storage.timed_polls().await? {
            let poll = self.live.rooms.cache(Arc::new(poll));
            self.wait_for_end_of(&poll);
        }
        Ok(())
    }

    /// Closes the poll when its time has come; ends early where another end was set, or none.
    pub(super) fn wait_for_end_of(&self, poll: &Poll) {
        let (polls, code, end) = (self.clone(), poll.code.clone(), poll.closes_at);
        tokio::spawn(async move {
            while let Some(left) = polls.left_until(&code, end).await {
                let nap = if left.is_zero() {
                    polls.end(&code).await;
                    LONGEST_NAP
                } else {
                    left.min(LONGEST_NAP)
                };
                tokio::time::sleep(nap).await;
            }
        });
    }

    /// How long until `end`; `None` once the poll has another.
    async fn left_until(&self, code: &PollCode, end: Option<i64>) -> Option<Duration> {
        let poll = self.find(code).await.ok()?;
        let end = poll.closes_at.filter(|now| Some(*now) == end)?;
        Some(Duration::from_millis(u64::try_from(end - self.clock.now_millis()).unwrap_or(0)))
    }

    /// A database that does not answer just now is asked again after a nap; meanwhile no ballot counts.
    async fn end(&self, code: &PollCode) {
        let Ok(poll) = self.find(code).await else { return };
        let reveals = poll.auto_reveal && poll.results != ResultsRule::Live;
        let close = PollChange { state: Some(PollState::Closed), revealed: reveals.then_some(true), if_due: true, ..PollChange::default() };
        match self.change(code, close).await {
            Ok(_) => {}
            // Another instance was first, or its host has moved the end: what is known here is old.
            Err(PollError::Refused(_)) => _ = self.refresh(code, true).await,
            Err(no) => tracing::debug!(?no, %code, "the time is up, but the poll could not be closed; it is tried again"),
        }
    }
}
