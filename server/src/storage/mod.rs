//! The seam behind which votes are kept.
//!
//! Everything above speaks [`Storage`]; which database answers is decided once, by URL. What the two databases say alike
//! is in `sql/`, which both `sqlite/` and `postgres/` read with a dialect of their own. The promise every implementation
//! keeps: [`Storage::record`] returns after the transaction has been committed to disk, never before; a voter is counted
//! once, because unique indexes say so and not because a check came first; and the poll that comes back is the poll as
//! that transaction left it, so its `seq` never runs backwards.

mod ballot_batch;
mod instances;
mod looked;
mod migrated;
#[expect(clippy::duplicate_mod, reason = "what both databases do is one text; see sql/storage.rs")]
mod postgres;
mod purge;
mod rows;
mod sqlite;
mod transfer;
mod url;
mod writer;

pub(crate) use instances::{Fingerprint, Instance, Latest};
pub(crate) use looked::{Looked, NO_RIGHTS, OTHER_KEY};
pub(crate) use migrated::Migrated;
pub(crate) use purge::{Due, Purge, Purged};
pub(crate) use sqlite::MAGIC as SQLITE_MAGIC;
pub(crate) use transfer::transfer;
pub(crate) use url::DatabaseUrl;

use postgres::Postgres;
use sqlite::Sqlite;

use crate::domain::{
    AddressKey, Audit, Ballot, BrowserToken, ExtraVotes, HostSession, JoinCode, LoggedVote, Meeting, MeetingChange, MeetingLine, Name,
    NewHostSession, NewPoll, Poll, PollChange, PollCode, Record, Refusal, RoundTally, Vote,
};
use crate::log::outages;
use async_trait::async_trait;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::watch;

/// What is done with a connection that is lent for it.
type BoxFuture<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

/// What the log calls whatever is behind this seam.
pub(crate) const COMPONENT: &str = "database";

/// Notes a failure for the log. A row that cannot be read is that row's trouble, not the whole database's.
fn note_failure(error: &sqlx::Error) {
    match error {
        // The writer has ended in good order; this request came too late.
        sqlx::Error::PoolClosed => {}
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound => {
            outages().failed(COMPONENT, &error.to_string(), error);
        }
        _ => outages().failed(COMPONENT, "", error),
    }
}

/// Notes for the log how a read ended. While writing `fails`, a read that works is no sign that the database does.
fn note_read<T>(outcome: &Result<T, sqlx::Error>, fails: bool) {
    match outcome {
        Ok(_) if fails => {}
        Ok(_) => outages().worked(COMPONENT),
        Err(error) => note_failure(error),
    }
}

/// Keeps meetings, polls and votes.
#[async_trait]
pub(crate) trait Storage: Send + Sync {
    /// Keeps a new poll under the keys drawn for it; one that is not a draft comes on its meeting's stage. Refused when the
    /// meeting named does not exist or is full.
    async fn create_poll(&self, new: NewPoll, keys: PollKeys) -> Result<Result<(Poll, Meeting), Refusal>, StorageError>;

    /// Keeps several new polls, all of them or none; refused as [`create_poll`](Storage::create_poll) is.
    async fn create_polls(&self, new: Vec<(NewPoll, PollKeys)>) -> Result<Result<Vec<Poll>, Refusal>, StorageError>;

    /// The poll with this code, counts and all.
    async fn find_poll(&self, code: &PollCode) -> Result<Option<Poll>, StorageError>;

    /// The newest `limit` polls, newest first.
    async fn newest_polls(&self, limit: u32) -> Result<Vec<Poll>, StorageError>;

    /// A meeting's polls in the host's order.
    async fn polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError>;

    /// The polls that were deleted from a meeting with votes, the last one first; none once it has ended.
    async fn deleted_polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError>;

    /// Every poll whose voting ends by itself.
    async fn timed_polls(&self) -> Result<Vec<Poll>, StorageError>;

    /// What each round of a poll came to, the earliest first; rounds without a vote are left out.
    async fn rounds(&self, poll: &Poll) -> Result<Vec<RoundTally>, StorageError>;

    /// A meeting and the keys of its polls in the host's order.
    async fn contents_of(&self, meeting: &JoinCode) -> Result<Option<(Meeting, Vec<i64>)>, StorageError>;

    /// The records of the polls with these keys, in their order, as one moment saw them; deleted polls are left out.
    async fn records(&self, polls: Vec<i64>) -> Result<Vec<Record>, StorageError>;

    /// A poll's record, and the meeting it belongs to.
    async fn record_of(&self, poll: &PollCode) -> Result<Option<(Meeting, Record)>, StorageError>;

    /// A device's vote in one round of a poll.
    async fn vote_of(&self, poll_id: i64, round: u32, browser: BrowserToken) -> Result<Option<Vote>, StorageError>;

    /// Counts a ballot, durably, or says why not. See the promise above.
    async fn record(&self, ballot: Ballot) -> Result<Result<Recorded, Refusal>, StorageError>;

    /// Notes that a browser comes with a ticket, which is good until `ends_at`, in milliseconds since 1970 as `now` is; false
    /// where another browser has come with it before.
    async fn redeem(&self, ticket: [u8; 16], by: BrowserToken, ends_at: i64, now: i64) -> Result<bool, StorageError>;

    /// Changes a poll; it and its meeting come back as the change left them. Opening a poll brings it on stage.
    async fn change_poll(&self, poll_id: i64, change: PollChange, now: i64) -> Result<Result<(Poll, Meeting), Refusal>, StorageError>;

    /// How many votes of a round came from network cards with several addresses each.
    async fn extra_votes(&self, poll_id: i64, round: u32) -> Result<ExtraVotes, StorageError>;

    /// Strikes, in an open poll's log, all of those votes but the first of each card; `draw` gives random bytes.
    async fn strike(&self, poll_id: i64, now: i64, draw: fn() -> [u8; 16]) -> Result<Result<(Poll, Meeting), Refusal>, StorageError>;

    /// Takes a poll out of everybody's sight, or brings it back with all its votes.
    async fn set_poll_deleted(&self, code: &PollCode, deleted_at: Option<i64>) -> Result<Result<(Poll, Meeting), Refusal>, StorageError>;

    /// Deletes for good what has gone out of sight, is old, or is named. An error may leave some of it for the next time.
    async fn purge(&self, what: Purge) -> Result<Purged, StorageError>;

    /// The last time that anything but a vote was done here before a moment, in milliseconds since 1970; `None` where nothing was.
    async fn newest_before(&self, moment: i64) -> Result<Option<i64>, StorageError>;

    /// Waits until no file of this program holds anything any more that was deleted for good.
    ///
    /// # Errors
    /// With what is left, and why; it is tried again by itself.
    async fn leave_no_trace(&self) -> anyhow::Result<()>;

    /// Writes everything anew, so that what was deleted by an earlier version is gone from the file as well.
    async fn rewrite(&self) -> Result<(), StorageError>;

    /// How many polls of a meeting were deleted and can still be taken back.
    async fn deleted_in(&self, meeting: &JoinCode) -> Result<u32, StorageError>;

    /// The meetings that guests have made before then, the oldest first, at most `limit`.
    async fn guests_before(&self, before: i64, limit: u32) -> Result<Vec<JoinCode>, StorageError>;

    /// Keeps a new meeting, which is the current one from now on.
    async fn create_meeting(&self, code: JoinCode, name: Name, now: i64) -> Result<Meeting, StorageError>;

    /// The meeting with this code, also one that has ended.
    async fn find_meeting(&self, code: &JoinCode) -> Result<Option<Meeting>, StorageError>;

    /// The meeting that a host opened last and that has not ended.
    async fn current_meeting(&self) -> Result<Option<Meeting>, StorageError>;

    /// Whether a guest has made this meeting, and no host has opened it again since.
    async fn is_guests(&self, meeting: &JoinCode) -> Result<bool, StorageError>;

    /// The meeting that a host opened last, also one that has ended.
    async fn latest_meeting(&self) -> Result<Option<Meeting>, StorageError>;

    /// The last `limit` meetings, newest first; only those whose name, code or questions have `search` in them, and only those
    /// that come `after` one of them.
    async fn meetings(&self, search: &str, after: Option<&JoinCode>, limit: u32) -> Result<Vec<MeetingLine>, StorageError>;

    /// Changes a meeting; it comes back with the polls that changed by it.
    async fn change_meeting(
        &self,
        code: &JoinCode,
        change: MeetingChange,
        now: i64,
    ) -> Result<Result<(Meeting, Vec<Poll>), Refusal>, StorageError>;

    /// Keeps a host's session; false where its one-time code was exchanged before.
    async fn create_host_session(&self, new: NewHostSession) -> Result<bool, StorageError>;

    /// The session whose token has this hash, unless it has ended.
    async fn host_session(&self, token_hash: [u8; 32]) -> Result<Option<HostSession>, StorageError>;

    /// The sessions that began after this moment and have not ended, the one that was used last first; at most 200.
    async fn host_sessions(&self, after: i64) -> Result<Vec<HostSession>, StorageError>;

    /// Ends a session; whether there was one to end.
    async fn end_host_session(&self, id: i64, now: i64) -> Result<bool, StorageError>;

    /// Ends every session but this one.
    async fn end_other_host_sessions(&self, id: i64, now: i64) -> Result<(), StorageError>;

    /// Notes when a session was used last.
    async fn host_session_seen(&self, id: i64, now: i64) -> Result<(), StorageError>;

    /// A poll's whole log beside what the poll says of itself, both as one moment saw them.
    async fn audit(&self, poll_id: i64) -> Result<Option<Audit>, StorageError>;

    /// The next votes of a poll's log after a key, in their order, and the key of the last; `None` after the last.
    async fn log_page(&self, poll_id: i64, after: i64) -> Result<Option<(i64, Vec<LoggedVote>)>, StorageError>;

    /// Notes that a server is here, and tells which others on the same database are.
    async fn beat(&self, me: Instance) -> Result<Vec<Instance>, StorageError>;

    /// Takes a server that ends out of those that are here.
    async fn leave(&self, id: &str) -> Result<(), StorageError>;

    /// Whether the database was used with this `SECRET_KEY`; where with none yet, or where `adopt` says so, it is from now on.
    async fn takes_key(&self, key: Fingerprint, adopt: bool) -> Result<bool, StorageError>;

    /// At which number these polls and meetings are now.
    async fn latest(&self, polls: Vec<String>, meetings: Vec<String>) -> Result<Latest, StorageError>;

    /// Whether what was to be written last could not be; changes with the first failure and the first success after it.
    fn failing(&self) -> watch::Receiver<bool>;

    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StorageError>;

    /// Whether something can be written now, after something could not: a server that receives no more requests would
    /// otherwise never notice that it works again.
    async fn probe(&self) -> Result<(), StorageError> {
        self.ping().await
    }

    /// How many connections are open, and how many of them are idle.
    fn pool(&self) -> Option<(usize, usize)> {
        None
    }

    /// Writes what waits, and closes the database in good order.
    async fn close(&self);
}

/// Opens a database, makes it if it is missing, and brings its schema up to date. The words are for the host: what was
/// found there, where not all was well.
pub(crate) async fn open(place: &DatabaseUrl) -> anyhow::Result<(Arc<dyn Storage>, Option<String>)> {
    Ok(match place {
        DatabaseUrl::File(file) => {
            let sqlite = Sqlite::open(file).await?;
            let notice = sqlite.notice().map(str::to_owned);
            (Arc::new(sqlite), notice)
        }
        DatabaseUrl::Postgres(hosts) => (Arc::new(Postgres::open(hosts).await?), None),
    })
}

/// The number of the newest migration: the shape of the database that this version works with.
pub(crate) fn schema() -> i64 {
    sqlite::schema()
}

/// Whether a database could not be opened because it, or what leads to it, is not there yet.
pub(crate) fn is_away(error: &anyhow::Error) -> bool {
    error.chain().find_map(|cause| cause.downcast_ref::<sqlx::Error>()).is_some_and(postgres::is_away)
}

/// Looks at a database that a server would be started on. With `adopt`, `key` is taken for its own from now on.
pub(crate) async fn look(place: &DatabaseUrl, key: Option<Fingerprint>, adopt: bool) -> anyhow::Result<Looked> {
    match place {
        DatabaseUrl::File(file) => sqlite::look(file).await,
        DatabaseUrl::Postgres(hosts) => postgres::look(hosts, key, adopt).await,
    }
}

/// Brings a database's schema up to date, and does nothing else. SQLite's file is copied first; of PostgreSQL somebody has to
/// say that there `is_backed_up`, where its tables are older.
pub(crate) async fn migrate(place: &DatabaseUrl, is_backed_up: bool) -> anyhow::Result<Migrated> {
    match place {
        DatabaseUrl::File(file) => sqlite::migrate(file).await,
        DatabaseUrl::Postgres(hosts) => postgres::migrate(hosts, is_backed_up).await,
    }
}

/// Whether a server uses a PostgreSQL database now. Whether one has a file open, its lock says.
pub(crate) async fn is_in_use(place: &DatabaseUrl) -> anyhow::Result<bool> {
    match place {
        DatabaseUrl::File(_) => Ok(false),
        DatabaseUrl::Postgres(hosts) => postgres::is_in_use(hosts).await,
    }
}

/// Every poll with its question, oldest first; nothing is written.
pub(crate) async fn audits(place: &DatabaseUrl) -> anyhow::Result<Vec<(String, Audit)>> {
    match place {
        DatabaseUrl::File(file) => sqlite::audits(file).await,
        DatabaseUrl::Postgres(hosts) => postgres::audits(hosts).await,
    }
}

/// What is drawn at random, or taken from the clock, for a new poll.
#[derive(Debug, Clone)]
pub(crate) struct PollKeys {
    /// The poll's code.
    pub(crate) poll_code: PollCode,
    /// Where it goes.
    pub(crate) place: MeetingTarget,
    /// The code of a meeting that has to be made.
    pub(crate) fresh_join_code: JoinCode,
    /// The address group of the guest who makes it, hashed; `None` where the host does.
    pub(crate) guest: Option<AddressKey>,
    /// Keys the hashes of voters' addresses.
    pub(crate) address_salt: [u8; 32],
    /// Milliseconds since 1970.
    pub(crate) now: i64,
}

/// Which meeting a new poll goes into.
#[derive(Debug, Clone)]
pub(crate) enum MeetingTarget {
    /// This one.
    Named(JoinCode),
    /// The one that was opened last and has not ended, or else a new one.
    Current,
    /// This one, if a guest has made it and no host has opened it again since.
    Guests(JoinCode),
    /// A new one that is a guest's: never the current one, whose stage and polls are the host's.
    Fresh,
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
