//! Reads for reports and audits: rounds, rewordings and the log of votes.
//!
//! [`Records::records`], [`Records::record_of`] and [`Records::audit`] read in one transaction, so
//! that totals agree with the votes they add up.

use super::StorageError;
use crate::domain::{Audit, Close, JoinCode, LoggedEvent, LoggedVote, Meeting, Poll, PollCode, Record, RoundTally, SealedRound};
use async_trait::async_trait;

/// Reads the data of reports and audits.
#[async_trait]
pub(crate) trait Records: Send + Sync {
    /// The results of each round of a poll, the earliest first; rounds without a vote are left out.
    async fn rounds(&self, poll: &Poll) -> Result<Vec<RoundTally>, StorageError>;

    /// A meeting, and the keys of its polls in the host's order.
    async fn meeting_with_poll_ids(&self, meeting: &JoinCode) -> Result<Option<(Meeting, Vec<i64>)>, StorageError>;

    /// The records of the polls with these keys, in their order, from one snapshot; deleted polls are left out.
    async fn records(&self, polls: Vec<i64>) -> Result<Vec<Record>, StorageError>;

    /// A poll's record, and the meeting it belongs to.
    async fn record_of(&self, poll: &PollCode) -> Result<Option<(Meeting, Record)>, StorageError>;

    /// A poll and its whole log, from one snapshot.
    async fn audit(&self, poll_id: i64) -> Result<Option<Audit>, StorageError>;

    /// A poll's rounds with their seals, and the events of its log that are no ballots, from one snapshot.
    async fn log_events(&self, poll_id: i64) -> Result<(Vec<SealedRound>, Vec<LoggedEvent>), StorageError>;

    /// The last close of a poll's current round, from one snapshot; `None` where its log has none.
    async fn last_close(&self, poll: &Poll) -> Result<Option<Close>, StorageError>;

    /// A page of a poll's log: the votes at positions greater than `after`, in their order, and the
    /// position of the last of them. `None` at the end of the log.
    async fn log_page(&self, poll_id: i64, after: i64) -> Result<Option<(i64, Vec<LoggedVote>)>, StorageError>;
}
