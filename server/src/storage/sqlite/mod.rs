//! SQLite: one file, one writer, readers that never block it.
//!
//! `synchronous=FULL` with WAL makes COMMIT wait for the disk, so a counted vote survives a power
//! failure. Transactions that write begin with `begin immediate`: one that starts by reading and
//! then writes would fail at once under contention.

mod backfill_log;
mod backup;
mod dialect;
mod instances;
mod open;
mod removing;
mod salts_file;
mod temporary_file;
mod traces;
mod write_ballots;
mod write_session;

// The modules of `sql/` are compiled twice, once with each dialect; see `storage/mod.rs`.
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
#[path = "../sql/log_events.rs"]
mod log_events;
#[path = "../sql/log_pages.rs"]
mod log_pages;
#[path = "../sql/logos.rs"]
mod logos;
#[path = "../sql/meeting_change.rs"]
mod meeting_change;
#[path = "../sql/meeting_rows.rs"]
mod meeting_rows;
#[path = "../sql/meetings.rs"]
mod meetings;
#[path = "../sql/moderation.rs"]
mod moderation;
#[path = "../sql/new_polls.rs"]
mod new_polls;
#[path = "../sql/new_questions.rs"]
mod new_questions;
#[path = "../sql/own_words.rs"]
mod own_words;
#[path = "../sql/poll_change.rs"]
mod poll_change;
#[path = "../sql/poll_rows.rs"]
mod poll_rows;
#[path = "../sql/polls.rs"]
mod polls;
#[path = "../sql/purge.rs"]
mod purge;
#[path = "../sql/question_change.rs"]
mod question_change;
#[path = "../sql/question_marks.rs"]
mod question_marks;
#[path = "../sql/questions.rs"]
mod questions;
#[path = "../sql/recap.rs"]
mod recap;
#[path = "../sql/record_ballots.rs"]
mod record_ballots;
#[path = "../sql/records.rs"]
mod records;
#[path = "../sql/remotes.rs"]
mod remotes;
#[path = "../sql/round_times.rs"]
mod round_times;
#[path = "../sql/salts.rs"]
mod salts;
#[path = "../sql/steps.rs"]
mod steps;
#[path = "../sql/strike.rs"]
mod strike;
#[path = "../sql/terms.rs"]
mod terms;
#[path = "../sql/tickets.rs"]
mod tickets;

pub(super) use log::audits as audits_of;
pub(crate) use open::{MAGIC, schema};

use super::writer::Writer;
use super::{BoxFuture, Inspection, Migrated, StorageError, log_outcome};
use crate::domain::{Audit, Signer};
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
/// The size in bytes to which a checkpoint truncates the write-ahead log.
const JOURNAL_BYTES: &str = "8388608";
/// The number of pages in the write-ahead log at which it is checkpointed, which costs two more
/// syncs. Even with the largest group on top, the log stays below [`JOURNAL_BYTES`].
const JOURNAL_PAGES: &str = "1500";

/// Polls and votes in one SQLite file.
pub(crate) struct Sqlite {
    readers: SqlitePool,
    writer: Arc<Writer<SqliteWriteSession>>,
    traces: Arc<Traces>,
    /// The background task that removes traces.
    removal_task: AbortOnDropHandle<()>,
    signer: Arc<Signer>,
    failing: watch::Receiver<bool>,
    notice: Option<String>,
}

impl Sqlite {
    /// Opens the file, creates it if it is missing, checks it, and migrates its schema.
    pub(crate) async fn open(file: &Path, signer: Arc<Signer>) -> anyhow::Result<Self> {
        let open::Opened { connection, notice, .. } = open::open(file).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(3))
            .after_connect({
                let file = file.to_owned();
                move |connection, _| {
                    let file = file.clone();
                    Box::pin(async move { salts_file::attach(connection, &file).await })
                }
            })
            .connect_with(options(file).pragma("query_only", "1"))
            .await
            .with_context(|| format!("could not open the database {} for reading", file.display()))?;
        let (writer, failing) = Writer::start(SqliteWriteSession::new(connection, file.to_owned()));
        let writer = Arc::new(writer);
        let traces = Traces::new(file.to_owned(), writer.clone(), readers.clone());
        let removal_task = AbortOnDropHandle::new(tokio::spawn(traces.clone().sweep_repeatedly()));
        Ok(Self { readers, writer, traces, removal_task, signer, failing, notice })
    }

    /// A notice for the host that the file was damaged and moved aside; `None` when it was
    /// undamaged.
    pub(crate) fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// Runs a read on a task of its own, so that a client that disconnects does not cancel a statement halfway.
    async fn read<T: Send + 'static>(
        &self,
        read: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        let pool = self.readers.clone();
        let task = tokio::spawn(async move { read(&mut *pool.acquire().await?).await });
        let outcome = task.await.unwrap_or(Err(sqlx::Error::WorkerCrashed));
        log_outcome(&outcome, *self.failing.borrow());
        Ok(outcome?)
    }

    /// As [`read`](Self::read). On PostgreSQL it also runs writes, outside of the writer's queue.
    async fn run_detached<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.read(work).await
    }

    /// Queues a write, such as a host's change, for the writer.
    async fn write<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.writer.write(work).await
    }
}

/// The question and the audit of every poll that is not deleted, oldest first; read-only.
pub(crate) async fn audits(file: &Path) -> anyhow::Result<Vec<(String, Audit)>> {
    let mut connection = SqliteConnection::connect_with(&read_only_options(file)).await?;
    let mut snapshot = connection.begin().await?;
    log::audits(&mut snapshot).await.context("was it written by an earlier version? Open it with Handsup once")
}

// The modules of `sql/` implement the traits of storage for this name.
use Sqlite as Database;

/// Checks a file before a server opens it; read-only.
pub(crate) async fn inspect(file: &Path) -> anyhow::Result<Inspection> {
    if !file.exists() {
        return Ok(Inspection::default());
    }
    let unreadable = || format!("{} cannot be read as a database of this program", file.display());
    let mut connection = SqliteConnection::connect_with(&read_only_options(file)).await.with_context(unreadable)?;
    let newest = open::schema_of(&mut connection).await.with_context(unreadable)?;
    let newer = newest.filter(|newest| *newest > schema());
    let errors = newer.map(|newest| format!("{} was written by a newer version (schema {newest})", file.display()));
    Ok(Inspection { errors: errors.into_iter().collect(), ..Inspection::default() })
}

/// A connection for reads of a file and its salts. Where the file of salts is missing, there are none.
pub(super) async fn open_to_read(file: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = SqliteConnection::connect_with(&read_only_options(file)).await?;
    salts_file::attach_or_empty(&mut connection, file).await?;
    Ok(connection)
}

/// A connection for writes to a file, which is created if it is missing and migrated.
pub(super) async fn open_to_write(file: &Path) -> anyhow::Result<SqliteConnection> {
    Ok(open::open(file).await?.connection)
}

/// Creates the file, or migrates its tables after a backup.
pub(crate) async fn migrate(file: &Path) -> anyhow::Result<Migrated> {
    let open::Opened { connection, migrated, .. } = open::open(file).await?;
    connection.close().await?;
    Ok(migrated)
}

/// Options of a read-only connection.
pub(super) fn read_only_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(file).read_only(true).busy_timeout(BUSY).pragma("temp_store", "memory")
}

/// Options of a connection for reads and writes.
pub(super) fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        // macOS: fsync alone leaves the bytes in the drive's cache.
        .pragma("fullfsync", "1")
        // Deleted and replaced data is overwritten, so that the file contains nothing but its rows.
        .pragma("secure_delete", "1")
        .pragma("checkpoint_fullfsync", "1")
        // The pages that a statement would restore if it failed, and what it sorts, would otherwise be files in a folder for
        // temporary files, where deleted data is not overwritten.
        .pragma("temp_store", "memory")
        .pragma("journal_size_limit", JOURNAL_BYTES)
        .pragma("wal_autocheckpoint", JOURNAL_PAGES)
}
