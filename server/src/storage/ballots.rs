//! Storage of votes: recording ballots, finding a device's vote, striking votes that one device cast several times.
//!
//! A ballot is recorded once: unique indexes enforce it, so that no race between two ballots or two instances passes a check.

use super::StorageError;
use crate::domain::{Ballot, BrowserToken, ExtraVotes, Meeting, Poll, Refusal, Vote};
use async_trait::async_trait;
use std::sync::Arc;

/// Stores votes, and redeemed resume tickets, by which a voter continues at another address.
#[async_trait]
pub(crate) trait Ballots: Send + Sync {
    /// Counts a ballot, or refuses it. Returns after the commit: what is returned as counted is on disk.
    async fn record(&self, ballot: Ballot) -> Result<Result<Recorded, Refusal>, StorageError>;

    /// A device's vote in one round of a poll.
    async fn vote_of(&self, poll_id: i64, round: u32, browser: BrowserToken) -> Result<Option<Vote>, StorageError>;

    /// Marks a resume ticket as redeemed by a browser; the ticket is valid until `ends_at`, in milliseconds since 1970 as `now`
    /// is. Returns false where another browser has redeemed it before.
    async fn redeem(&self, ticket: [u8; 16], by: BrowserToken, ends_at: i64, now: i64) -> Result<bool, StorageError>;

    /// How many votes of a round came from network cards with several addresses each.
    async fn extra_votes(&self, poll_id: i64, round: u32) -> Result<ExtraVotes, StorageError>;

    /// Strikes, in an open poll's log, all of those votes but the first of each card; `draw` gives random bytes.
    async fn strike(&self, poll_id: i64, now: i64, draw: fn() -> [u8; 16]) -> Result<Result<(Poll, Meeting), Refusal>, StorageError>;
}

/// A ballot that counts.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    /// The vote with its receipt.
    pub(crate) vote: Vote,
    /// The poll as the transaction left it.
    pub(crate) poll: Arc<Poll>,
}
