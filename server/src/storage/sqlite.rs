//! SQLite: one file, one writer, readers that never block it.
//!
//! `synchronous=FULL` with WAL makes COMMIT wait for the disk, which is what a counted vote means here. Every write is
//! `begin immediate`: a transaction that starts by reading and then writes would fail at once under contention.

use super::writer::{Job, Writer};
use super::{
    Boxed, PollKeys, Recorded, Storage, StorageError, sqlite_change, sqlite_log, sqlite_meetings, sqlite_open, sqlite_polls, sqlite_records,
};
use crate::domain::{
    Audit, Ballot, BrowserToken, JoinCode, Meeting, MeetingChange, MeetingLine, Name, NewPoll, Poll, PollChange, PollCode, Record, Refusal,
    RoundTally, Vote,
};
use anyhow::Context;
use async_trait::async_trait;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a statement waits for another process's lock before the voter is told to try again.
const BUSY: Duration = Duration::from_secs(5);
/// The write-ahead log is cut back to this many bytes whenever it is checkpointed.
const JOURNAL_BYTES: &str = "8388608";

/// Polls and votes in one SQLite file.
pub(crate) struct Sqlite {
    readers: SqlitePool,
    writer: Mutex<Option<Writer>>,
    writing: Mutex<Option<JoinHandle<()>>>,
    failing: watch::Receiver<bool>,
    notice: Option<String>,
}

impl Sqlite {
    /// Opens the file, makes it if it is missing, checks it, and brings its schema up to date.
    pub(crate) async fn open(file: &Path) -> anyhow::Result<Self> {
        let (writing, notice) = sqlite_open::open(file).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(3))
            .connect_with(options(file).pragma("query_only", "1"))
            .await
            .with_context(|| format!("could not open the database {} for reading", file.display()))?;
        let (writer, task) = Writer::start(writing, file.to_owned());
        let failing = writer.failing();
        Ok(Self { readers, writer: Mutex::new(Some(writer)), writing: Mutex::new(Some(task)), failing, notice })
    }

    /// What the host should know about the file that was found, in words; `None` when all was well.
    pub(crate) fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// Runs a read apart from the request: a phone that hangs up must not tear a statement in the middle.
    async fn read<T: Send + 'static>(
        &self,
        read: impl for<'c> FnOnce(&'c mut SqliteConnection) -> Boxed<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        let pool = self.readers.clone();
        let apart = tokio::spawn(async move { read(&mut *pool.acquire().await?).await });
        Ok(apart.await.map_err(|_| sqlx::Error::WorkerCrashed)??)
    }

    fn writer(&self) -> Result<Writer, StorageError> {
        self.writer.lock().expect("no holder of this lock panics").clone().ok_or(StorageError::Closed)
    }
}

/// Every poll of a file with its question, oldest first; the file is only read.
pub(crate) async fn audits(file: &Path) -> anyhow::Result<Vec<(String, Audit)>> {
    let mut connection = SqliteConnection::connect_with(&only_reading(file)).await?;
    let polls: Vec<(i64, String)> = sqlx::query_as("select id, question from polls order by id").fetch_all(&mut connection).await?;
    let mut audits = Vec::with_capacity(polls.len());
    for (id, question) in polls {
        let audit =
            sqlite_log::audit(&mut connection, id).await.context("was it written by an earlier version? Open it with Handsup once")?;
        audits.extend(audit.map(|audit| (question, audit)));
    }
    Ok(audits)
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
        .pragma("checkpoint_fullfsync", "1")
        .pragma("journal_size_limit", JOURNAL_BYTES)
}

#[async_trait]
impl Storage for Sqlite {
    async fn create_poll(&self, new: NewPoll, keys: PollKeys) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        self.writer()?.write(move |connection| Box::pin(async move { sqlite_polls::create(connection, &new, &keys).await })).await
    }

    async fn create_polls(&self, new: Vec<(NewPoll, PollKeys)>) -> Result<Result<Vec<Poll>, Refusal>, StorageError> {
        self.writer()?.write(move |connection| Box::pin(async move { sqlite_polls::create_all(connection, &new).await })).await
    }

    async fn find_poll(&self, code: &PollCode) -> Result<Option<Poll>, StorageError> {
        let code = code.clone();
        self.read(move |connection| Box::pin(async move { sqlite_polls::find(connection, &code).await })).await
    }

    async fn newest_polls(&self, limit: u32) -> Result<Vec<Poll>, StorageError> {
        self.read(move |connection| Box::pin(sqlite_polls::newest(connection, limit))).await
    }

    async fn polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { sqlite_polls::of_meeting(connection, &code).await })).await
    }

    async fn timed_polls(&self) -> Result<Vec<Poll>, StorageError> {
        self.read(move |connection| Box::pin(sqlite_polls::timed(connection))).await
    }

    async fn rounds(&self, poll: &Poll) -> Result<Vec<RoundTally>, StorageError> {
        let poll = poll.clone();
        self.read(move |connection| Box::pin(async move { sqlite_polls::rounds(connection, &poll).await })).await
    }

    async fn records_of(&self, meeting: &JoinCode) -> Result<Option<(Meeting, Vec<Record>)>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { sqlite_records::of_meeting(connection, &code).await })).await
    }

    async fn record_of(&self, poll: &PollCode) -> Result<Option<(Meeting, Record)>, StorageError> {
        let code = poll.clone();
        self.read(move |connection| Box::pin(async move { sqlite_records::of_poll(connection, &code).await })).await
    }

    async fn vote_of(&self, poll_id: i64, round: u32, browser: BrowserToken) -> Result<Option<Vote>, StorageError> {
        self.read(move |connection| Box::pin(sqlite_polls::vote_of(connection, poll_id, round, browser))).await
    }

    async fn record(&self, ballot: Ballot) -> Result<Result<Recorded, Refusal>, StorageError> {
        self.writer()?.submit(|answer| Job::Record(Box::new(ballot), answer)).await
    }

    async fn change_poll(&self, poll_id: i64, change: PollChange, now: i64) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        self.writer()?
            .write(move |connection| Box::pin(async move { sqlite_change::change(connection, poll_id, &change, now).await }))
            .await
    }

    async fn set_poll_deleted(&self, code: &PollCode, deleted_at: Option<i64>) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        let code = code.clone();
        self.writer()?
            .write(move |connection| Box::pin(async move { sqlite_change::set_deleted(connection, &code, deleted_at).await }))
            .await
    }

    async fn create_meeting(&self, code: JoinCode, name: Name, now: i64) -> Result<Meeting, StorageError> {
        self.writer()?.write(move |connection| Box::pin(async move { sqlite_meetings::create(connection, &code, &name, now).await })).await
    }

    async fn find_meeting(&self, code: &JoinCode) -> Result<Option<Meeting>, StorageError> {
        let code = code.clone();
        self.read(move |connection| Box::pin(async move { sqlite_meetings::find(connection, &code).await })).await
    }

    async fn current_meeting(&self) -> Result<Option<Meeting>, StorageError> {
        self.read(move |connection| Box::pin(sqlite_meetings::current(connection))).await
    }

    async fn meetings(&self, search: &str, limit: u32) -> Result<Vec<MeetingLine>, StorageError> {
        let search = search.to_owned();
        self.read(move |connection| Box::pin(async move { sqlite_meetings::lines(connection, &search, limit).await })).await
    }

    async fn change_meeting(
        &self,
        code: &JoinCode,
        change: MeetingChange,
        now: i64,
    ) -> Result<Result<(Meeting, Vec<Poll>), Refusal>, StorageError> {
        let code = code.clone();
        self.writer()?
            .write(move |connection| Box::pin(async move { sqlite_meetings::change(connection, &code, &change, now).await }))
            .await
    }

    async fn audit(&self, poll_id: i64) -> Result<Option<Audit>, StorageError> {
        self.read(move |connection| Box::pin(sqlite_log::audit(connection, poll_id))).await
    }

    fn failing(&self) -> watch::Receiver<bool> {
        self.failing.clone()
    }

    async fn ping(&self) -> Result<(), StorageError> {
        self.read(|connection| {
            Box::pin(async move { sqlx::query("select 1 from polls limit 1").fetch_optional(connection).await.map(|_| ()) })
        })
        .await
    }

    async fn probe(&self) -> Result<(), StorageError> {
        // A page that really changes, or nothing would be written. Nobody reads this number.
        self.writer()?
            .write(|connection| {
                Box::pin(async move {
                    let version: i64 = sqlx::query_scalar("pragma user_version").fetch_one(&mut *connection).await?;
                    let next = if version == 1 { "pragma user_version = 2" } else { "pragma user_version = 1" };
                    sqlx::query(next).execute(connection).await.map(|_| ())
                })
            })
            .await
    }

    fn pool(&self) -> Option<(usize, usize)> {
        Some((self.readers.size() as usize, self.readers.num_idle()))
    }

    async fn close(&self) {
        self.readers.close().await;
        drop(self.writer.lock().expect("no holder of this lock panics").take());
        let task = self.writing.lock().expect("no holder of this lock panics").take();
        if let Some(task) = task {
            let _ended = task.await;
        }
    }
}

/// Leaves the file small and whole: the write-ahead log goes back into the database.
pub(super) async fn tidy(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("pragma optimize").execute(&mut *connection).await?;
    sqlx::query("pragma wal_checkpoint(truncate)").execute(connection).await?;
    Ok(())
}
