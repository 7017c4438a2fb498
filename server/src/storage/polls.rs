//! Storage of polls: creating, reading, changing and deleting them.
//!
//! Every method that changes a poll returns it as its transaction left it, with the next `seq`, so that callers can cache and
//! broadcast the result without reading again.

use super::StorageError;
use crate::domain::{AddressKey, JoinCode, Meeting, NewPoll, Poll, PollChange, PollCode, Refusal};
use async_trait::async_trait;

/// Stores polls with their options and counts.
#[async_trait]
pub(crate) trait Polls: Send + Sync {
    /// Stores a new poll under the keys drawn for it, and puts it on its meeting's stage unless it is a draft. Refused when the
    /// meeting named does not exist or is full.
    async fn create_poll(&self, new: NewPoll, keys: PollKeys) -> Result<Result<(Poll, Meeting), Refusal>, StorageError>;

    /// Stores several new polls, all of them or none; refused as [`create_poll`](Polls::create_poll) is.
    async fn create_polls(&self, new: Vec<(NewPoll, PollKeys)>) -> Result<Result<Vec<Poll>, Refusal>, StorageError>;

    /// The poll with this code, counts and all.
    async fn find_poll(&self, code: &PollCode) -> Result<Option<Poll>, StorageError>;

    /// The newest `limit` polls, newest first.
    async fn newest_polls(&self, limit: u32) -> Result<Vec<Poll>, StorageError>;

    /// A meeting's polls in the host's order.
    async fn polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError>;

    /// A meeting's deleted polls that have votes, the one deleted last first; none once the meeting has ended.
    async fn deleted_polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError>;

    /// Every poll that has a deadline.
    async fn timed_polls(&self) -> Result<Vec<Poll>, StorageError>;

    /// Changes a poll; returns it and its meeting as the change left them. Opening a poll puts it on stage.
    async fn change_poll(&self, poll_id: i64, change: PollChange, now: i64) -> Result<Result<(Poll, Meeting), Refusal>, StorageError>;

    /// Marks a poll as deleted at this time, in milliseconds since 1970, or restores it with all its votes (`None`).
    async fn set_poll_deleted(&self, code: &PollCode, deleted_at: Option<i64>) -> Result<Result<(Poll, Meeting), Refusal>, StorageError>;
}

/// The values for a new poll that the caller draws at random or takes from the clock.
#[derive(Debug, Clone)]
pub(crate) struct PollKeys {
    /// The poll's code.
    pub(crate) poll_code: PollCode,
    /// The meeting that it is added to.
    pub(crate) place: MeetingTarget,
    /// The code for a new meeting, if one has to be created.
    pub(crate) fresh_join_code: JoinCode,
    /// The hashed address group of the guest who creates it; `None` for the host's polls.
    pub(crate) guest: Option<AddressKey>,
    /// Keys the hashes of voters' addresses.
    pub(crate) address_salt: [u8; 32],
    /// Milliseconds since 1970.
    pub(crate) now: i64,
}

/// The meeting that a new poll is added to.
#[derive(Debug, Clone)]
pub(crate) enum MeetingTarget {
    /// The meeting with this code.
    Named(JoinCode),
    /// The current meeting, or else a new one.
    Current,
    /// The meeting with this code, if a guest has made it and no host has opened it again since.
    Guests(JoinCode),
    /// A new meeting of a guest's, which never becomes the current one: that is the host's.
    Fresh,
}
