//! SQLite: one file, one writer, readers that never block it.
//!
//! `synchronous=FULL` with WAL makes COMMIT wait for the disk, which is what a counted vote means here. Every write is
//! `begin immediate`: a transaction that starts by reading and then writes would fail at once under contention.

mod backfill_log;
mod backup;
mod batch;
mod dialect;
mod instances;
mod open;
mod removing;
mod traces;
mod unfinished;
mod write_session;

// What both databases do is read twice, once for each; see `storage/mod.rs`.
#[path = "../sql/ballots.rs"]
mod ballots;
#[path = "../sql/guests.rs"]
mod guests;
#[path = "../sql/health.rs"]
mod health;
#[path = "../sql/host_sessions.rs"]
mod host_sessions;
#[path = "../sql/latest.rs"]
mod latest;
#[path = "../sql/log.rs"]
mod log;
#[path = "../sql/log_pages.rs"]
mod log_pages;
#[path = "../sql/meeting_change.rs"]
mod meeting_change;
#[path = "../sql/meetings.rs"]
mod meetings;
#[path = "../sql/new_polls.rs"]
mod new_polls;
#[path = "../sql/poll_change.rs"]
mod poll_change;
#[path = "../sql/polls.rs"]
mod polls;
#[path = "../sql/purge.rs"]
mod purge;
#[path = "../sql/record.rs"]
mod record;
#[path = "../sql/records.rs"]
mod records;
#[path = "../sql/round_times.rs"]
mod round_times;
#[path = "../sql/strike.rs"]
mod strike;
#[path = "../sql/tickets.rs"]
mod tickets;

pub(super) use log::audits as audits_of;
pub(crate) use open::{MAGIC, schema};

use super::writer::Writer;
use super::{BoxFuture, Looked, Migrated, StorageError, note_read};
use crate::domain::Audit;
use anyhow::Context;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;
use traces::Traces;
use write_session::SqliteWriteSession;

/// How long a statement waits for another process's lock before the voter gets a 503.
const BUSY: Duration = Duration::from_secs(5);
/// The write-ahead log is cut back to this many bytes whenever it is checkpointed.
const JOURNAL_BYTES: &str = "8388608";
/// Pages in the write-ahead log that make it be checkpointed: each time costs two more waits for the disk, and with the
/// largest group on top it stays below what it is cut back to.
const JOURNAL_PAGES: &str = "1500";

/// Polls and votes in one SQLite file.
pub(crate) struct Sqlite {
    readers: SqlitePool,
    writer: Arc<Writer<SqliteWriteSession>>,
    traces: Arc<Traces>,
    removing: AbortOnDropHandle<()>,
    failing: watch::Receiver<bool>,
    notice: Option<String>,
}

impl Sqlite {
    /// Opens the file, makes it if it is missing, checks it, and brings its schema up to date.
    pub(crate) async fn open(file: &Path) -> anyhow::Result<Self> {
        let open::Opened { connection: writing, notice, .. } = open::open(file).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(3))
            .connect_with(options(file).pragma("query_only", "1"))
            .await
            .with_context(|| format!("could not open the database {} for reading", file.display()))?;
        let (writer, failing) = Writer::start(SqliteWriteSession::new(writing, file.to_owned()));
        let writer = Arc::new(writer);
        let traces = Traces::new(file.to_owned(), writer.clone(), readers.clone());
        let removing = AbortOnDropHandle::new(tokio::spawn(traces.clone().keep_removing()));
        Ok(Self { readers, writer, traces, removing, failing, notice })
    }

    /// What the host should know about the file that was found, in words; `None` when all was well.
    pub(crate) fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// Runs a read apart from the request: a phone that hangs up must not tear a statement in the middle.
    async fn read<T: Send + 'static>(
        &self,
        read: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        let pool = self.readers.clone();
        let apart = tokio::spawn(async move { read(&mut *pool.acquire().await?).await });
        let outcome = apart.await.unwrap_or(Err(sqlx::Error::WorkerCrashed));
        note_read(&outcome, *self.failing.borrow());
        Ok(outcome?)
    }

    /// Does what has nothing to do here: see the other database.
    async fn run_detached<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.read(work).await
    }

    /// Does what a host wishes, in its turn.
    async fn write<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.writer.write(work).await
    }
}

/// Every poll of a file with its question, oldest first; the file is only read.
pub(crate) async fn audits(file: &Path) -> anyhow::Result<Vec<(String, Audit)>> {
    let mut connection = SqliteConnection::connect_with(&only_reading(file)).await?;
    let mut moment = connection.begin().await?;
    log::audits(&mut moment).await.context("was it written by an earlier version? Open it with Handsup once")
}

use Sqlite as Database;

/// Looks at a file that a server would open; nothing is written.
pub(crate) async fn look(file: &Path) -> anyhow::Result<Looked> {
    if !file.exists() {
        return Ok(Looked::default());
    }
    let unreadable = || format!("{} cannot be read as a database of this program", file.display());
    let mut connection = SqliteConnection::connect_with(&only_reading(file)).await.with_context(unreadable)?;
    let newest = open::schema_of(&mut connection).await.with_context(unreadable)?;
    let newer = newest.filter(|newest| *newest > schema());
    let errors = newer.map(|newest| format!("{} was written by a newer version (schema {newest})", file.display()));
    Ok(Looked { errors: errors.into_iter().collect(), ..Looked::default() })
}

/// The writing connection to a file, which is made if it is missing; for what is done once.
pub(super) async fn open_to_write(file: &Path) -> anyhow::Result<SqliteConnection> {
    Ok(open::open(file).await?.connection)
}

/// Makes the file's tables, or brings them up to date; a copy from before is kept.
pub(crate) async fn migrate(file: &Path) -> anyhow::Result<Migrated> {
    let open::Opened { connection, migrated, .. } = open::open(file).await?;
    connection.close().await?;
    Ok(migrated)
}

/// For a look that changes nothing.
pub(super) fn only_reading(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(file).read_only(true).busy_timeout(BUSY)
}

pub(super) fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        // macOS: fsync alone leaves the bytes in the drive's cache.
        .pragma("fullfsync", "1")
        // What is deleted, or replaced, is overwritten: a file tells no more than its rows do.
        .pragma("secure_delete", "1")
        .pragma("checkpoint_fullfsync", "1")
        .pragma("journal_size_limit", JOURNAL_BYTES)
        .pragma("wal_autocheckpoint", JOURNAL_PAGES)
}
