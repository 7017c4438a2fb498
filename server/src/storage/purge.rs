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
    /// Deletes for good what `what` selects. After an error some of it may be left for the next call.
    async fn purge(&self, what: Purge) -> Result<Purged, StorageError>;

    /// The time of the last recorded change, other than a vote, before a time; both in milliseconds since 1970. `None` without one.
    async fn newest_before(&self, moment: i64) -> Result<Option<i64>, StorageError>;

    /// Waits until no file of this program holds data any more that was deleted for good.
    ///
    /// # Errors
    /// Says what is left, and why; the database tries again by itself.
    async fn leave_no_trace(&self) -> anyhow::Result<()>;

    /// Rewrites the whole database, so that data that an earlier version has deleted is gone from the file as well.
    async fn rewrite(&self) -> Result<(), StorageError>;
}

/// Selects polls and meetings to delete for good. They cannot be restored.
#[derive(Debug, Clone)]
pub(crate) enum Purge {
    /// A poll, whether or not it was deleted before.
    Poll(PollCode),
    /// A meeting that was deleted before, and all its polls.
    Meeting(JoinCode),
    /// The polls of a meeting that were deleted before.
    DeletedIn(JoinCode),
    /// Everything that can no longer be restored, and what is old.
    Due(Due),
}

/// Limits of age, as times in milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due {
    /// Meetings deleted before this time, and polls of meetings that have ended.
    pub(crate) meetings_deleted_before: i64,
    /// Polls deleted before this time, also those of meetings that have not ended.
    pub(crate) polls_deleted_before: i64,
    /// Meetings that were not used since this time; `None` keeps unused meetings.
    pub(crate) unused_since: Option<i64>,
}

/// The codes of deleted polls and meetings.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Purged {
    /// Polls, including those of deleted meetings.
    pub(crate) polls: Vec<String>,
    /// Meetings.
    pub(crate) meetings: Vec<String>,
}

impl Purged {
    /// Whether nothing was deleted.
    pub(crate) fn is_empty(&self) -> bool {
        self.polls.is_empty() && self.meetings.is_empty()
    }

    /// The codes that are in this and not in the other.
    pub(crate) fn without(&self, other: &Self) -> Self {
        let except = |these: &[String], those: &[String]| these.iter().filter(|code| !those.contains(code)).cloned().collect();
        Self { polls: except(&self.polls, &other.polls), meetings: except(&self.meetings, &other.meetings) }
    }
}
