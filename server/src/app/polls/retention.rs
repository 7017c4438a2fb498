//! Deletion for good: on a host's request, when a meeting ends, and when a retention period is over.

use super::core::Core;
use super::error::PollError;
use crate::domain::{JoinCode, PollCode};
use crate::log::outages;
use crate::storage::{Due, Purge, Purged, StorageError};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::task::TaskTracker;

const DAY: i64 = 24 * 3600 * 1000;
/// How long a deleted meeting can be taken back.
const MEETING_TAKEN_BACK: i64 = DAY;
/// How long a deleted poll can be, in a meeting that is never ended.
const POLL_TAKEN_BACK: i64 = 7 * DAY;
/// How long the program runs before a clock that was far ahead at its start is believed.
const BELIEVED_AFTER: Duration = Duration::from_hours(24);
/// How far ahead that is, in milliseconds.
const FAR_AHEAD: i64 = DAY;

/// Deletes polls and meetings for good. Clones share what is being deleted.
#[derive(Clone)]
pub(crate) struct Retention {
    core: Arc<Core>,
    /// What is being deleted for good.
    deleting: TaskTracker,
    /// When the program started: by the clock, in milliseconds since 1970, and by what no clock changes.
    started: (i64, Instant),
}

impl Retention {
    pub(super) fn new(core: Arc<Core>) -> Self {
        let started = (core.now(), Instant::now());
        Self { core, deleting: TaskTracker::new(), started }
    }

    /// Deletes for good. Followers of what has gone are notified, here and at the other instances. It completes also where the
    /// requesting client disconnects.
    pub(crate) async fn purge(&self, what: Purge) -> Result<Purged, PollError> {
        let retention = self.clone();
        self.deleting.spawn(async move { retention.purge_now(what).await }).await.unwrap_or(Err(PollError::Storage(StorageError::Closed)))
    }

    async fn purge_now(&self, what: Purge) -> Result<Purged, PollError> {
        let gone = self.core.storage.purge(what).await?;
        for known in gone.polls.iter().filter_map(|code| self.core.live.rooms.newest(&PollCode::parse(code)?)) {
            self.core.live.rooms.forget(&Arc::new((*known).clone().closed_for_good()));
            self.core.announce_list(&known.meeting);
        }
        for code in gone.meetings.iter().filter_map(|code| JoinCode::parse(code)) {
            self.core.live.stages.forget(&code);
        }
        if !gone.is_empty() {
            tracing::info!(polls = gone.polls.len(), meetings = gone.meetings.len(), "purge: deleted");
        }
        Ok(gone)
    }

    /// Deletes for good what can no longer be taken back, and what was not used for `retention_days`.
    pub(crate) async fn purge_due(&self, retention_days: Option<u32>) {
        let now = self.core.now();
        let unused_since = match retention_days {
            // Without the database nothing is found either.
            Some(days) => self.believed_now().await.ok().map(|believed| believed - i64::from(days) * DAY),
            None => None,
        };
        self.purge_quietly(Purge::Due(Due {
            meetings_deleted_before: now - MEETING_TAKEN_BACK,
            polls_deleted_before: now - POLL_TAKEN_BACK,
            unused_since,
        }))
        .await;
    }

    /// What age is counted to. A clock may be weeks ahead when the program starts: for the first day it is believed up to a day after
    /// the last thing that had been done here before.
    pub(super) async fn believed_now(&self) -> Result<i64, PollError> {
        let (now, (at, since)) = (self.core.now(), self.started);
        if since.elapsed() >= BELIEVED_AFTER {
            return Ok(now);
        }
        let newest = self.core.storage.newest_before(at).await?;
        Ok(newest.map_or(now, |newest| now.min(newest + FAR_AHEAD)))
    }

    /// A meeting has ended: what was deleted in it can no longer be taken back.
    pub(super) fn purge_after(&self, meeting: &JoinCode) {
        let (retention, what) = (self.clone(), Purge::DeletedIn(meeting.clone()));
        self.deleting.spawn(async move { retention.purge_quietly(what).await });
    }

    /// What cannot be deleted now is due, and so tried again within the hour and at the next start.
    async fn purge_quietly(&self, what: Purge) {
        match self.purge(what).await {
            Ok(_) => outages().worked("purge"),
            Err(no) => outages().failed("purge", "", &format!("what was deleted is still in the database: {no:?}")),
        }
    }

    /// Waits until what is being deleted for good has gone, from every file of this program.
    ///
    /// # Errors
    /// With what is left.
    pub(crate) async fn finish(&self) -> anyhow::Result<()> {
        self.deleting.close();
        self.deleting.wait().await;
        self.core.storage.leave_no_trace().await
    }

    /// How many polls of a meeting were deleted and can still be taken back.
    pub(crate) async fn deleted_in(&self, meeting: &JoinCode) -> Result<u32, PollError> {
        Ok(self.core.storage.deleted_in(meeting).await?)
    }
}
