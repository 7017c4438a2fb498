//! What is deleted for good.

use crate::domain::{JoinCode, PollCode};
use serde::{Deserialize, Serialize};

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
