//! The seam behind which votes are kept.
//!
//! Everything above speaks [`Storage`]; which database answers is decided once, by URL. The promise every implementation
//! keeps: [`Storage::record`] returns after the transaction has been committed to disk, never before; a voter is counted
//! once, because unique indexes say so and not because a check came first; and the poll that comes back is the poll as
//! that transaction left it, so its `seq` never runs backwards.

mod group;
mod rows;
mod sqlite;
mod sqlite_backup;
mod sqlite_log;
mod sqlite_open;
mod sqlite_record;
mod writer;

pub(crate) use sqlite::{Sqlite, audits};
pub(crate) use sqlite_open::MAGIC as SQLITE_MAGIC;

use crate::domain::{Audit, Ballot, BrowserToken, JoinCode, NewPoll, Poll, PollChange, PollCode, Refusal, Vote};
use async_trait::async_trait;
use std::sync::Arc;
use tokio::sync::watch;

/// Keeps polls and votes.
#[async_trait]
pub(crate) trait Storage: Send + Sync {
    /// Keeps a new poll under the keys drawn for it, in the meeting named, or else in the newest that has not ended, or
    /// else in a new one. `Ok(Err(NoSuchMeeting))` when the named one does not exist.
    async fn create_poll(&self, new: NewPoll, keys: PollKeys) -> Result<Result<Poll, Refusal>, StorageError>;

    /// The poll with this code, counts and all.
    async fn find_poll(&self, code: &PollCode) -> Result<Option<Poll>, StorageError>;

    /// The newest poll of a meeting that guests may see: a draft in the making does not take the stage.
    async fn newest_of_meeting(&self, code: &JoinCode) -> Result<Option<Poll>, StorageError>;

    /// The newest `limit` polls, newest first.
    async fn newest_polls(&self, limit: u32) -> Result<Vec<Poll>, StorageError>;

    /// A device's vote in one round of a poll.
    async fn vote_of(&self, poll_id: i64, round: u32, browser: BrowserToken) -> Result<Option<Vote>, StorageError>;

    /// Counts a ballot, durably, or says why not. See the promise above.
    async fn record(&self, ballot: Ballot) -> Result<Result<Recorded, Refusal>, StorageError>;

    /// Changes a poll; the poll as the change left it, or `None` when there is none with this key.
    async fn change_poll(&self, poll_id: i64, change: PollChange) -> Result<Option<Poll>, StorageError>;

    /// A poll's whole log beside what the poll says of itself, both as one moment saw them.
    async fn audit(&self, poll_id: i64) -> Result<Option<Audit>, StorageError>;

    /// Whether what was to be written last could not be; changes with the first failure and the first success after it.
    fn failing(&self) -> watch::Receiver<bool>;

    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StorageError>;

    /// Writes what waits, and closes the database in good order.
    async fn close(&self);
}

/// What is drawn at random, or taken from the clock, for a new poll.
#[derive(Debug, Clone)]
pub(crate) struct PollKeys {
    /// The poll's code.
    pub(crate) poll_code: PollCode,
    /// The meeting asked for, if any.
    pub(crate) meeting: Option<JoinCode>,
    /// The code of a meeting that has to be made.
    pub(crate) fresh_join_code: JoinCode,
    /// Keys the hashes of voters' addresses.
    pub(crate) address_salt: [u8; 32],
    /// Milliseconds since 1970.
    pub(crate) now: i64,
}

/// A ballot that counts.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    /// What the voter takes home.
    pub(crate) vote: Vote,
    /// The poll as the transaction left it.
    pub(crate) poll: Arc<Poll>,
}

/// Why the database could not do it. Ours to mend, not the visitor's; trying again later is right.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StorageError {
    /// It does not answer, or fails.
    #[error("the database does not work")]
    Unavailable(#[from] sqlx::Error),
    /// The group that the ballot was in could not be committed; the log has the reason.
    #[error("a group of ballots was not committed")]
    NotCommitted,
    /// More ballots wait than the writer takes.
    #[error("too many ballots wait to be written")]
    Overloaded,
    /// The writer has stopped, because the program is ending.
    #[error("the database is closed")]
    Closed,
}
