//! Storage of votes: records ballots, finds a device's vote, and strikes extra votes of one network
//! card.
//!
//! A device counts once in a round, and so does an address under `Fairness::DeviceAndAddress`.
//! Unique indexes enforce it, so that two racing ballots, also at two instances, cannot both count.

use super::StorageError;
use crate::domain::{Ballot, BrowserToken, DeviceKey, ExtraVotes, Meeting, Poll, Refusal, Vote};
use async_trait::async_trait;
use std::sync::Arc;

/// Stores votes, and redeemed resume tickets. With a ticket a voter continues at another address of
/// the server.
#[async_trait]
pub(crate) trait Ballots: Send + Sync {
    /// Counts a ballot, or refuses it. Returns after the commit, so a counted ballot is on disk.
    async fn record(&self, ballot: Ballot) -> Result<Result<Recorded, Refusal>, StorageError>;

    /// A device's counted vote in the current round of a poll.
    async fn vote_of(&self, poll: &Poll, device: DeviceKey) -> Result<Option<Vote>, StorageError>;

    /// Records that a browser has redeemed a resume ticket; false where another browser has
    /// redeemed it before. The ticket expires at `ends_at`, in milliseconds since 1970, as is
    /// `now`.
    async fn redeem(&self, ticket: [u8; 16], by: BrowserToken, ends_at: i64, now: i64) -> Result<bool, StorageError>;

    /// How many votes of a round came from network cards that voted from several addresses.
    async fn extra_votes(&self, poll_id: i64, round: u32) -> Result<ExtraVotes, StorageError>;

    /// Of the votes that [`extra_votes`](Self::extra_votes) counts, strikes all but the first of
    /// each card, in an open poll.
    async fn strike(&self, poll_id: i64) -> Result<Result<(Poll, Meeting), Refusal>, StorageError>;
}

/// A ballot that counts.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    /// The vote with its receipt.
    pub(crate) vote: Vote,
    /// The poll as the transaction left it.
    pub(crate) poll: Arc<Poll>,
}
