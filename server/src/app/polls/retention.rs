//! Permanent deletion: on request, when a meeting ends, and when a retention period is over.

use super::core::Core;
use super::error::PollError;
use crate::domain::{JoinCode, PollCode};
use crate::log::outages;
use crate::storage::{Due, Purge, Purged, StorageError};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::task::TaskTracker;

/// A day, in milliseconds.
const DAY: i64 = 24 * 3600 * 1000;
/// How long a deleted meeting can be restored, in milliseconds.
const MEETING_RESTORABLE: i64 = DAY;
/// How long a deleted poll can be restored in a meeting that is never ended, in milliseconds.
const POLL_RESTORABLE: i64 = 7 * DAY;
/// How long the program runs before it trusts its clock for ages without restriction.
const TRUSTED_AFTER: Duration = Duration::from_hours(24);
/// How far an untrusted clock may be ahead of the last recorded change, in milliseconds.
const MAX_AHEAD: i64 = DAY;

/// Deletes polls and meetings permanently. Clones share the running deletions.
#[derive(Clone)]
pub(crate) struct Retention {
    core: Arc<Core>,
    /// The running deletions.
    deleting: TaskTracker,
    /// When the program started: by the clock, in milliseconds since 1970, and by the monotonic
    /// clock.
    started: (i64, Instant),
}

impl Retention {
    pub(super) fn new(core: Arc<Core>) -> Self {
        let started = (core.now(), Instant::now());
        Self { core, deleting: TaskTracker::new(), started }
    }

    /// Deletes permanently; returns what was deleted. For each deleted poll that this instance has
    /// cached, every instance broadcasts a last state, in which the poll is closed. The deletion
    /// completes even if the caller is dropped.
    pub(crate) async fn purge(&self, what: Purge) -> Result<Purged, PollError> {
        let retention = self.clone();
        self.deleting.spawn(async move { retention.purge_now(what).await }).await.unwrap_or(Err(PollError::Storage(StorageError::Closed)))
    }

    async fn purge_now(&self, what: Purge) -> Result<Purged, PollError> {
        let purged = self.core.storage.purge(what).await?;
        for poll in purged.polls.iter().filter_map(|code| self.core.live.polls.newest(&PollCode::parse(code)?)) {
            self.core.live.polls.announce_deletion(&Arc::new((*poll).clone().after_deletion()));
            self.core.announce_list(&poll.meeting);
        }
        for code in purged.meetings.iter().filter_map(|code| JoinCode::parse(code)) {
            self.core.live.stages.forget(&code);
            self.core.live.boards.forget(&code);
        }
        if !purged.is_empty() {
            tracing::info!(polls = purged.polls.len(), meetings = purged.meetings.len(), "purge: deleted");
        }
        Ok(purged)
    }

    /// Permanently deletes what can no longer be restored, and meetings that were not used for
    /// `retention_days`.
    pub(crate) async fn purge_due(&self, retention_days: Option<u32>) {
        let now = self.core.now();
        let unused_since = match retention_days {
            // After an error, unused meetings are left for the next run.
            Some(days) => self.age_reference().await.ok().map(|reference| reference - i64::from(days) * DAY),
            None => None,
        };
        self.purge_or_log(Purge::Due(Due {
            meetings_deleted_before: now - MEETING_RESTORABLE,
            polls_deleted_before: now - POLL_RESTORABLE,
            unused_since,
        }))
        .await;
    }

    /// The time from which ages are counted, in milliseconds since 1970. The system clock may be
    /// weeks ahead when the program starts, so for the first day this is at most a day after the
    /// last change that was recorded before the start.
    pub(super) async fn age_reference(&self) -> Result<i64, PollError> {
        let (now, (started_at, started)) = (self.core.now(), self.started);
        if started.elapsed() >= TRUSTED_AFTER {
            return Ok(now);
        }
        let last_change = self.core.storage.last_change_before(started_at).await?;
        Ok(last_change.map_or(now, |last_change| now.min(last_change + MAX_AHEAD)))
    }

    /// Permanently deletes a meeting's deleted polls, on a task of its own: once the meeting has
    /// ended, they cannot be restored.
    pub(super) fn purge_deleted_polls_of(&self, meeting: &JoinCode) {
        let (retention, what) = (self.clone(), Purge::DeletedIn(meeting.clone()));
        self.deleting.spawn(async move { retention.purge_or_log(what).await });
    }

    /// As [`purge`](Self::purge), but logs a failure: what is left stays due, and the hourly purge
    /// tries again.
    async fn purge_or_log(&self, what: Purge) {
        match self.purge(what).await {
            Ok(_) => outages().worked("purge"),
            Err(error) => outages().failed("purge", "", &format!("what was deleted is still in the database: {error:?}")),
        }
    }

    /// Waits until the running deletions have ended and their data is removed from every file of
    /// the database.
    ///
    /// # Errors
    /// If the data cannot be removed; the error names what is left.
    pub(crate) async fn finish(&self) -> anyhow::Result<()> {
        self.deleting.close();
        self.deleting.wait().await;
        self.core.storage.remove_traces().await
    }

    /// How many polls of a meeting are marked as deleted, and not yet purged.
    pub(crate) async fn deleted_poll_count(&self, meeting: &JoinCode) -> Result<u32, PollError> {
        Ok(self.core.storage.deleted_poll_count(meeting).await?)
    }
}
