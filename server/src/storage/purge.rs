//! Deletes for good.
//!
//! A purged row is gone from the tables when [`Purging::purge`] returns; its bytes are gone from every file of the database
//! when [`Purging::leave_no_trace`] does.

use super::StorageError;
use crate::domain::{JoinCode, PollCode};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Deletes polls and meetings for good.
#[async_trait]
pub(crate) trait Purging: Send + Sync {
    /// Deletes for good what has gone out of sight, is old, or is named. An error may leave some of it for the next time.
    async fn purge(&self, what: Purge) -> Result<Purged, StorageError>;

    /// The last time that anything but a vote was done here before a moment, in milliseconds since 1970; `None` where nothing was.
    async fn newest_before(&self, moment: i64) -> Result<Option<i64>, StorageError>;

    /// Waits until no file of this program holds anything any more that was deleted for good.
    ///
    /// # Errors
    /// With what is left, and why; it is tried again by itself.
    async fn leave_no_trace(&self) -> anyhow::Result<()>;

    /// Writes everything anew, so that what was deleted by an earlier version is gone from the file as well.
    async fn rewrite(&self) -> Result<(), StorageError>;
}

/// Which polls and meetings are to go. Nothing brings them back.
#[derive(Debug, Clone)]
pub(crate) enum Purge {
    /// A poll, whether or not it was deleted before.
    Poll(PollCode),
    /// A meeting that was deleted before, and all its polls.
    Meeting(JoinCode),
    /// The polls of a meeting that were deleted before.
    DeletedIn(JoinCode),
    /// What can no longer be taken back, and what is old.
    Due(Due),
}

/// Moments, in milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due {
    /// Meetings deleted before this moment, and polls of meetings that have ended.
    pub(crate) meetings_deleted_before: i64,
    /// Polls deleted before this moment, also those of meetings that have not ended.
    pub(crate) polls_deleted_before: i64,
    /// Meetings that were not used since this moment; `None`: age is no reason.
    pub(crate) unused_since: Option<i64>,
}

/// What has gone.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Purged {
    /// Polls, those of meetings that have gone among them.
    pub(crate) polls: Vec<String>,
    /// Meetings.
    pub(crate) meetings: Vec<String>,
}

impl Purged {
    /// Whether nothing had to go.
    pub(crate) fn is_empty(&self) -> bool {
        self.polls.is_empty() && self.meetings.is_empty()
    }

    /// What is in this and not in the other.
    pub(crate) fn without(&self, other: &Self) -> Self {
        let except = |these: &[String], those: &[String]| these.iter().filter(|code| !those.contains(code)).cloned().collect();
        Self { polls: except(&self.polls, &other.polls), meetings: except(&self.meetings, &other.meetings) }
    }
}
