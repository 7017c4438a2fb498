//! Storage of meetings: their names, stages and ends, and the order of their polls.
//!
//! The current meeting is, of the hosts' meetings that have not ended, the one that was opened
//! last. Guests' meetings are stored in the same table, and are never the current one.

use super::StorageError;
use crate::domain::steps::{Action, Press};
use crate::domain::{JoinCode, Meeting, MeetingChange, MeetingOverview, Name, OwnWords, Poll, Refusal};
use async_trait::async_trait;

/// Stores meetings.
#[async_trait]
pub(crate) trait Meetings: Send + Sync {
    /// The current meeting; where there is none, a new one without a name.
    async fn ensure_meeting(&self, new_code: JoinCode, now: i64) -> Result<Meeting, StorageError>;
    /// Stores a new meeting, which is the current one from now on.
    async fn create_meeting(&self, code: JoinCode, name: Name, now: i64) -> Result<Meeting, StorageError>;

    /// The meeting with this code, also one that has ended.
    async fn find_meeting(&self, code: &JoinCode) -> Result<Option<Meeting>, StorageError>;

    /// The current meeting; see the module doc.
    async fn current_meeting(&self) -> Result<Option<Meeting>, StorageError>;

    /// The meeting that a host opened last, also one that has ended.
    async fn latest_meeting(&self) -> Result<Option<Meeting>, StorageError>;

    /// A page of at most `limit` meetings, the one opened last first: those whose name, code or
    /// questions contain `search`, and that follow the meeting `after` in this order.
    async fn meetings(&self, search: &str, after: Option<&JoinCode>, limit: u32) -> Result<Vec<MeetingOverview>, StorageError>;

    /// Whether a guest has made this meeting, and no host has opened it again since.
    async fn is_guests_meeting(&self, meeting: &JoinCode) -> Result<bool, StorageError>;

    /// Guests' meetings created before this time (milliseconds since 1970), the oldest first, at
    /// most `limit`.
    async fn guests_meetings_before(&self, before: i64, limit: u32) -> Result<Vec<JoinCode>, StorageError>;

    /// How many polls of a meeting are marked as deleted, and not yet purged.
    async fn deleted_poll_count(&self, meeting: &JoinCode) -> Result<u32, StorageError>;

    /// The words of a meeting's host; `None` where there is no such meeting.
    async fn own_words(&self, meeting: &JoinCode) -> Result<Option<OwnWords>, StorageError>;

    /// The PNG of a meeting's logo; `None` without one.
    async fn logo(&self, meeting: &JoinCode) -> Result<Option<Vec<u8>>, StorageError>;

    /// Changes a meeting; returns it, and the polls that changed with it.
    async fn change_meeting(
        &self,
        code: &JoinCode,
        change: MeetingChange,
        now: i64,
    ) -> Result<Result<(Meeting, Vec<Poll>), Refusal>, StorageError>;

    /// Takes a step of a meeting in one transaction: what the step does is decided by the state that the transaction has locked.
    async fn take_step(&self, code: &JoinCode, press: Press, now: i64) -> Result<Result<StepTaken, Refusal>, StorageError>;
}

/// What a step has changed.
#[derive(Debug, Clone)]
pub(crate) struct StepTaken {
    /// What it did; `None` where it changed nothing.
    pub(crate) action: Option<Action>,
    /// The meeting afterwards.
    pub(crate) meeting: Meeting,
    /// The meeting's polls afterwards, in the host's order.
    pub(crate) polls: Vec<Poll>,
    /// The polls that it has changed, as they were before.
    pub(crate) before: Vec<Poll>,
}
