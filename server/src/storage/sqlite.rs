//! SQLite: one file, one writer, readers that never block it.
//!
//! `synchronous=FULL` with WAL makes COMMIT wait for the disk, which is what a counted vote means here. Every write is
//! `begin immediate`: a transaction that starts by reading and then writes would fail at once under contention.
//!
//! The newest is the one with the highest id: ids only grow, while a computer's clock may be set back.

use super::rows::{self, OptionRow, PollRow, Word};
use super::writer::{Job, Writer};
use super::{PollKeys, Recorded, Storage, StorageError, sqlite_log, sqlite_open};
use crate::domain::{Audit, Ballot, BrowserToken, JoinCode, NewPoll, Poll, PollChange, PollCode, Receipt, Refusal, Vote};
use anyhow::Context;
use async_trait::async_trait;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a statement waits for another process's lock before the voter is told to try again.
const BUSY: Duration = Duration::from_secs(5);
/// The write-ahead log is cut back to this many bytes whenever it is checkpointed.
const JOURNAL_BYTES: &str = "8388608";

/// A query for polls: the columns of [`PollRow`], and what follows them.
macro_rules! polls {
    ($rest:literal) => {
        concat!(
            "select id, poll_code, question, kind, min_choices, max_choices, fairness, results, allow_change, state, revealed, ",
            "round, seq, total_votes, log_length, log_head, address_salt from polls ",
            $rest
        )
    };
}

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

/// Runs a read apart from the request: a phone that hangs up must not tear a statement in the middle.
async fn apart<T: Send + 'static>(read: impl Future<Output = Result<T, sqlx::Error>> + Send + 'static) -> Result<T, StorageError> {
    Ok(tokio::spawn(read).await.map_err(|_| sqlx::Error::WorkerCrashed)??)
}

#[async_trait]
impl Storage for Sqlite {
    async fn create_poll(&self, new: NewPoll, keys: PollKeys) -> Result<Result<Poll, Refusal>, StorageError> {
        self.writer()?.submit(|answer| Job::Create(Box::new((new, keys)), answer)).await
    }

    async fn find_poll(&self, code: &PollCode) -> Result<Option<Poll>, StorageError> {
        let (pool, code) = (self.readers.clone(), code.clone());
        apart(async move {
            let mut connection = pool.acquire().await?;
            let found = sqlx::query_as(polls!("where poll_code = $1")).bind(code.as_str()).fetch_all(&mut *connection).await?;
            Ok(with_options(&mut connection, found).await?.pop())
        })
        .await
    }

    async fn newest_of_meeting(&self, code: &JoinCode) -> Result<Option<Poll>, StorageError> {
        let (pool, code) = (self.readers.clone(), code.clone());
        apart(async move {
            let mut connection = pool.acquire().await?;
            let found = sqlx::query_as(polls!(
                "where meeting_id = (select id from meetings where join_code = $1) and state <> 'draft' order by id desc limit 1"
            ))
            .bind(code.as_str())
            .fetch_all(&mut *connection)
            .await?;
            Ok(with_options(&mut connection, found).await?.pop())
        })
        .await
    }

    async fn newest_polls(&self, limit: u32) -> Result<Vec<Poll>, StorageError> {
        let pool = self.readers.clone();
        apart(async move {
            let mut connection = pool.acquire().await?;
            let found = sqlx::query_as(polls!("order by id desc limit $1")).bind(limit).fetch_all(&mut *connection).await?;
            with_options(&mut connection, found).await
        })
        .await
    }

    async fn vote_of(&self, poll_id: i64, round: u32, browser: BrowserToken) -> Result<Option<Vote>, StorageError> {
        let pool = self.readers.clone();
        apart(async move {
            let mut connection = pool.acquire().await?;
            vote_of(&mut connection, poll_id, round, browser).await
        })
        .await
    }

    async fn record(&self, ballot: Ballot) -> Result<Result<Recorded, Refusal>, StorageError> {
        self.writer()?.submit(|answer| Job::Record(Box::new(ballot), answer)).await
    }

    async fn change_poll(&self, poll_id: i64, change: PollChange) -> Result<Option<Poll>, StorageError> {
        self.writer()?.submit(|answer| Job::Change(poll_id, change, answer)).await
    }

    async fn audit(&self, poll_id: i64) -> Result<Option<Audit>, StorageError> {
        let pool = self.readers.clone();
        apart(async move { sqlite_log::audit(&mut *pool.acquire().await?, poll_id).await }).await
    }

    fn failing(&self) -> watch::Receiver<bool> {
        self.failing.clone()
    }

    async fn ping(&self) -> Result<(), StorageError> {
        let pool = self.readers.clone();
        apart(async move { sqlx::query("select 1 from polls limit 1").fetch_optional(&pool).await.map(|_| ()) }).await
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

/// Puts options to the polls they belong to; the order of both stays.
async fn with_options(connection: &mut SqliteConnection, polls: Vec<PollRow>) -> Result<Vec<Poll>, sqlx::Error> {
    let ids = serde_json::json!(polls.iter().map(PollRow::id).collect::<Vec<_>>());
    let rows: Vec<OptionRow> = sqlx::query_as(
        "select id, poll_id, option_text, vote_count from options \
         where poll_id in (select value from json_each($1)) order by poll_id, position",
    )
    .bind(ids.to_string())
    .fetch_all(connection)
    .await?;
    let mut of_poll: HashMap<i64, Vec<OptionRow>> = HashMap::new();
    for row in rows {
        of_poll.entry(row.poll_id).or_default().push(row);
    }
    polls
        .into_iter()
        .map(|poll| {
            let options = of_poll.remove(&poll.id()).unwrap_or_default();
            poll.with_options(options)
        })
        .collect()
}

/// A device's vote in a round.
async fn vote_of(connection: &mut SqliteConnection, poll_id: i64, round: u32, browser: BrowserToken) -> Result<Option<Vote>, sqlx::Error> {
    let row: Option<(String, String)> =
        sqlx::query_as("select option_ids, receipt from votes where poll_id = $1 and round = $2 and browser_token = $3")
            .bind(poll_id)
            .bind(round)
            .bind(browser.as_bytes())
            .fetch_optional(connection)
            .await?;
    row.map(|(option_ids, receipt)| Ok(Vote { option_ids: rows::option_ids(&option_ids)?, receipt: Receipt::stored(receipt) })).transpose()
}

/// Keeps a new poll; see [`Storage::create_poll`].
pub(super) async fn create(
    connection: &mut SqliteConnection,
    new: &NewPoll,
    keys: &PollKeys,
) -> Result<Result<Poll, Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with("begin immediate").await?;
    let Some(meeting_id) = meeting_for(&mut transaction, keys).await? else {
        return Ok(Err(Refusal::NoSuchMeeting));
    };
    let id: i64 = sqlx::query_scalar(
        "insert into polls (meeting_id, poll_code, question, kind, min_choices, max_choices, fairness, results, allow_change, state, address_salt, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id",
    )
    .bind(meeting_id)
    .bind(keys.poll_code.as_str())
    .bind(new.question.as_str())
    .bind(new.kind.word())
    .bind(new.min_choices)
    .bind(new.max_choices)
    .bind(new.fairness.word())
    .bind(new.results.word())
    .bind(new.allow_change)
    .bind(new.state.word())
    .bind(&keys.address_salt[..])
    .bind(keys.now)
    .fetch_one(&mut *transaction)
    .await?;
    for (position, option) in (0i64..).zip(&new.options) {
        sqlx::query("insert into options (poll_id, position, option_text) values ($1, $2, $3)")
            .bind(id)
            .bind(position)
            .bind(option.as_str())
            .execute(&mut *transaction)
            .await?;
    }
    let poll = poll_by_id(&mut transaction, id).await?.ok_or(sqlx::Error::RowNotFound)?;
    transaction.commit().await?;
    Ok(Ok(poll))
}

/// The meeting named, or the newest that has not ended, or a new one.
async fn meeting_for(connection: &mut SqliteConnection, keys: &PollKeys) -> Result<Option<i64>, sqlx::Error> {
    if let Some(code) = &keys.meeting {
        return sqlx::query_scalar("select id from meetings where join_code = $1 and ended_at is null")
            .bind(code.as_str())
            .fetch_optional(connection)
            .await;
    }
    let newest: Option<i64> =
        sqlx::query_scalar("select id from meetings where ended_at is null order by created_at desc, id desc limit 1")
            .fetch_optional(&mut *connection)
            .await?;
    match newest {
        Some(id) => Ok(Some(id)),
        None => sqlx::query_scalar("insert into meetings (join_code, created_at) values ($1, $2) returning id")
            .bind(keys.fresh_join_code.as_str())
            .bind(keys.now)
            .fetch_one(connection)
            .await
            .map(Some),
    }
}

/// Changes a poll; see [`Storage::change_poll`].
pub(super) async fn change(connection: &mut SqliteConnection, poll_id: i64, change: PollChange) -> Result<Option<Poll>, sqlx::Error> {
    let mut transaction = connection.begin_with("begin immediate").await?;
    sqlx::query(
        "update polls set state = coalesce($2, state), fairness = coalesce($3, fairness), results = coalesce($4, results), \
         revealed = coalesce($5, revealed), allow_change = coalesce($6, allow_change), seq = seq + 1 where id = $1",
    )
    .bind(poll_id)
    .bind(change.state.map(Word::word))
    .bind(change.fairness.map(Word::word))
    .bind(change.results.map(Word::word))
    .bind(change.revealed)
    .bind(change.allow_change)
    .execute(&mut *transaction)
    .await?;
    let poll = poll_by_id(&mut transaction, poll_id).await?;
    transaction.commit().await?;
    Ok(poll)
}

async fn poll_by_id(connection: &mut SqliteConnection, id: i64) -> Result<Option<Poll>, sqlx::Error> {
    Ok(polls_by_id(connection, &BTreeSet::from([id])).await?.pop())
}

/// The polls with these keys, those that exist.
pub(super) async fn polls_by_id(connection: &mut SqliteConnection, ids: &BTreeSet<i64>) -> Result<Vec<Poll>, sqlx::Error> {
    let found = sqlx::query_as(polls!("where id in (select value from json_each($1))"))
        .bind(serde_json::json!(ids).to_string())
        .fetch_all(&mut *connection)
        .await?;
    with_options(connection, found).await
}

/// Leaves the file small and whole: the write-ahead log goes back into the database.
pub(super) async fn tidy(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("pragma optimize").execute(&mut *connection).await?;
    sqlx::query("pragma wal_checkpoint(truncate)").execute(connection).await?;
    Ok(())
}
