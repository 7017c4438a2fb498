//! Deletes polls and meetings for good.
//!
//! Once [`Purging::purge`] returns, their rows are deleted. Once [`Purging::remove_traces`]
//! returns, their bytes are in none of SQLite's files either, backups included; PostgreSQL manages
//! its own files.

use super::StorageError;
use crate::domain::{JoinCode, PollCode};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Deletes polls and meetings for good.
#[async_trait]
pub(crate) trait Purging: Send + Sync {
    /// Deletes for good what `what` selects; returns the codes. After an error some of it may be
    /// left for the next call.
    async fn purge(&self, what: Purge) -> Result<Purged, StorageError>;

    /// When the last change before `moment` was made, both in milliseconds since 1970; `None`
    /// without one. Votes and edits of texts are not considered. The purge compares the system clock
    /// with it, before it counts ages by that clock.
    async fn last_change_before(&self, moment: i64) -> Result<Option<i64>, StorageError>;

    /// Removes what was deleted for good from SQLite's write-ahead log and backups. On PostgreSQL
    /// it does nothing.
    ///
    /// # Errors
    /// Says what is left, and why; a background task retries.
    async fn remove_traces(&self) -> anyhow::Result<()>;

    /// Rewrites the whole SQLite file, whose free pages may still hold rows that an earlier version
    /// of this program has deleted without overwriting them. On PostgreSQL it does nothing.
    async fn rewrite(&self) -> Result<(), StorageError>;
}

/// Selects polls and meetings to delete for good.
#[derive(Debug, Clone)]
pub(crate) enum Purge {
    /// A poll, whether or not it is marked as deleted.
    Poll(PollCode),
    /// A meeting that is marked as deleted, and all its polls.
    Meeting(JoinCode),
    /// The polls of a meeting that are marked as deleted.
    DeletedIn(JoinCode),
    /// Everything that can no longer be restored, and meetings that were not used for long.
    Due(Due),
}

/// Limits of age, as times in milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Due {
    /// Selects meetings deleted before this time, and polls deleted before it, but after their
    /// meeting had ended. Polls deleted before their meeting ended are selected in any case.
    pub(crate) meetings_deleted_before: i64,
    /// Selects polls deleted before this time, in any meeting.
    pub(crate) polls_deleted_before: i64,
    /// Selects meetings that were not used since this time; `None` selects none.
    pub(crate) unused_since: Option<i64>,
}

/// The codes of polls and meetings that were deleted for good.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Purged {
    /// The polls, including those of the meetings.
    pub(crate) polls: Vec<String>,
    /// The meetings.
    pub(crate) meetings: Vec<String>,
}

impl Purged {
    /// Whether nothing was deleted.
    pub(crate) fn is_empty(&self) -> bool {
        self.polls.is_empty() && self.meetings.is_empty()
    }

    /// The codes that are not in `other`.
    pub(crate) fn without(&self, other: &Self) -> Self {
        let except = |these: &[String], those: &[String]| these.iter().filter(|code| !those.contains(code)).cloned().collect();
        Self { polls: except(&self.polls, &other.polls), meetings: except(&self.meetings, &other.meetings) }
    }
}
