//! Storage of meetings: their names, stages, order of polls and ends.
//!
//! The current meeting is the one that a host opened last and that has not ended. Meetings that guests have made are stored
//! beside the hosts', and are never the current one.

use super::StorageError;
use crate::domain::{JoinCode, Meeting, MeetingChange, MeetingLine, Name, Poll, Refusal};
use async_trait::async_trait;

/// Stores meetings.
#[async_trait]
pub(crate) trait Meetings: Send + Sync {
    /// Stores a new meeting, which is the current one from now on.
    async fn create_meeting(&self, code: JoinCode, name: Name, now: i64) -> Result<Meeting, StorageError>;

    /// The meeting with this code, also one that has ended.
    async fn find_meeting(&self, code: &JoinCode) -> Result<Option<Meeting>, StorageError>;

    /// The meeting that a host opened last and that has not ended.
    async fn current_meeting(&self) -> Result<Option<Meeting>, StorageError>;

    /// The meeting that a host opened last, also one that has ended.
    async fn latest_meeting(&self) -> Result<Option<Meeting>, StorageError>;

    /// The last `limit` meetings, newest first; only those whose name, code or questions have `search` in them, and only those
    /// that come `after` one of them.
    async fn meetings(&self, search: &str, after: Option<&JoinCode>, limit: u32) -> Result<Vec<MeetingLine>, StorageError>;

    /// Whether a guest has made this meeting, and no host has opened it again since.
    async fn is_guests(&self, meeting: &JoinCode) -> Result<bool, StorageError>;

    /// The meetings that guests have made before then, the oldest first, at most `limit`.
    async fn guests_before(&self, before: i64, limit: u32) -> Result<Vec<JoinCode>, StorageError>;

    /// How many deleted polls of a meeting can still be restored.
    async fn deleted_in(&self, meeting: &JoinCode) -> Result<u32, StorageError>;

    /// Changes a meeting; returns it with the polls that the change has changed too.
    async fn change_meeting(
        &self,
        code: &JoinCode,
        change: MeetingChange,
        now: i64,
    ) -> Result<Result<(Meeting, Vec<Poll>), Refusal>, StorageError>;
}
