//! Storage of phones that lead a meeting.
//!
//! Only the hash of a phone's token is stored. A meeting's end, and its deletion, end its phones in the same transaction. An ended
//! phone's row stays until a phone is paired more than a day later, because it holds the number of the one-time code, which must not be exchanged again.

use super::StorageError;
use crate::domain::{JoinCode, NewRemote, Refusal, Remote};
use async_trait::async_trait;

/// Stores phones that lead a meeting.
#[async_trait]
pub(crate) trait Remotes: Send + Sync {
    /// Stores a phone, unconfirmed; returns the number that it and the console show, which no other phone of the meeting does. `None`
    /// where its one-time code was exchanged before. Refused for an unknown or ended meeting, and for one with as many phones as can
    /// lead it.
    async fn pair_remote(&self, meeting: &JoinCode, new: NewRemote) -> Result<Result<Option<u16>, Refusal>, StorageError>;

    /// The phone whose token has this hash, unless it or its meeting has ended; also one that has lapsed.
    async fn remote(&self, token_hash: [u8; 32]) -> Result<Option<Remote>, StorageError>;

    /// A meeting's phones that were not ended, in the order they were paired in; also those that have lapsed.
    async fn remotes_of(&self, meeting: &JoinCode) -> Result<Vec<Remote>, StorageError>;

    /// Confirms a phone of a meeting; returns whether there was one that was not ended.
    async fn confirm_remote(&self, meeting: &JoinCode, id: i64, now: i64) -> Result<bool, StorageError>;

    /// Ends a phone of a meeting; returns whether there was one to end.
    async fn end_remote(&self, meeting: &JoinCode, id: i64, now: i64) -> Result<bool, StorageError>;
}
