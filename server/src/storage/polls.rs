//! Storage of polls: creating, reading, changing and deleting them.
//!
//! A changed poll is returned as its transaction left it, with the next `seq`, so that callers can
//! cache and broadcast the result without reading again. Only a deleted poll is returned as it was
//! before its deletion.

use super::StorageError;
use crate::domain::{AddressKey, Decision, JoinCode, Meeting, NewPoll, Poll, PollChange, PollCode, Refusal, TermKey};
use async_trait::async_trait;

/// Stores polls with their options and counts.
#[async_trait]
pub(crate) trait Polls: Send + Sync {
    /// Stores a new poll, and puts it on its meeting's stage unless it is a draft. Refused when the
    /// named meeting does not exist or has ended, when the meeting is full, or when the guests of an
    /// address group have reached their limit.
    async fn create_poll(&self, new: NewPoll, creation: PollCreation) -> Result<Result<(Poll, Meeting), Refusal>, StorageError>;

    /// Stores several new polls, all of them or none, in the meeting that the first is for; refused as [`create_poll`](Polls::create_poll) is.
    async fn create_polls(&self, new: Vec<(NewPoll, PollCreation)>) -> Result<Result<Vec<Poll>, Refusal>, StorageError>;

    /// The poll with this code, with its options and counts; `None` for a deleted one.
    async fn find_poll(&self, code: &PollCode) -> Result<Option<Poll>, StorageError>;

    /// The newest `limit` polls, newest first.
    async fn newest_polls(&self, limit: u32) -> Result<Vec<Poll>, StorageError>;

    /// A meeting's polls in the host's order.
    async fn polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError>;

    /// A meeting's deleted polls with votes in any round, the one deleted last first; none once the
    /// meeting has ended.
    async fn deleted_polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError>;

    /// Every poll that has a deadline.
    async fn timed_polls(&self) -> Result<Vec<Poll>, StorageError>;

    /// Changes a poll; returns it and its meeting as the change left them. Opening a poll, or
    /// making a draft ready, puts it on stage.
    async fn change_poll(&self, poll_id: i64, change: PollChange, now: i64) -> Result<Result<(Poll, Meeting), Refusal>, StorageError>;

    /// Carries out decisions about terms as one act, at `now` in milliseconds since 1970: all of them or none; returns the act, unless nothing has changed. Refused for a term
    /// that nobody has written, and for a merge of a term into itself.
    async fn moderate(
        &self,
        poll_id: i64,
        decisions: Vec<Decision>,
        now: i64,
    ) -> Result<Result<(Poll, Option<i64>), Refusal>, StorageError>;

    /// Takes an act of [`moderate`](Polls::moderate) back, or the last one that was not yet; refused where there is none, and where a
    /// later act is about the same term.
    async fn undo_moderation(&self, poll_id: i64, act: Option<i64>) -> Result<Result<Poll, Refusal>, StorageError>;

    /// Redacts every answer with a text of this term, and its spellings. The answers still count.
    async fn redact(&self, poll_id: i64, term: TermKey) -> Result<Result<Poll, Refusal>, StorageError>;

    /// Marks a poll as deleted at this time, in milliseconds since 1970, or restores it with all
    /// its votes (`None`). Returns a deleted poll as it was before, a restored one as it is now.
    async fn set_poll_deleted(&self, code: &PollCode, deleted_at: Option<i64>) -> Result<Result<(Poll, Meeting), Refusal>, StorageError>;
}

/// What storage needs for a new poll besides its content: its meeting and creator, values drawn at
/// random, and the time.
#[derive(Debug, Clone)]
pub(crate) struct PollCreation {
    /// The poll's code.
    pub(crate) poll_code: PollCode,
    /// The meeting that it is added to.
    pub(crate) target: MeetingTarget,
    /// The code for a new meeting, if one has to be created.
    pub(crate) new_join_code: JoinCode,
    /// The hashed address group of the guest who creates it; `None` for a host's poll.
    pub(crate) guest: Option<AddressKey>,
    /// When it is created, in milliseconds since 1970.
    pub(crate) now: i64,
}

/// The meeting that a new poll is added to.
#[derive(Debug, Clone)]
pub(crate) enum MeetingTarget {
    /// The meeting with this code.
    Named(JoinCode),
    /// The current meeting, or a new one where there is none.
    Current,
    /// The meeting with this code, if a guest has made it and no host has opened it again since.
    Guests(JoinCode),
    /// A new meeting of a guest. It never is the current one, which is always a host's.
    NewForGuest,
}
