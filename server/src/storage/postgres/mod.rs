//! PostgreSQL: several instances on one database, each with a writer of its own.
//!
//! Every group of ballots is one transaction. It first locks the polls of its ballots, in the order
//! of their keys: a poll's log stays one chain across instances, two groups never deadlock, and a
//! poll is locked once for a group and not once for each vote. No session state outlives a
//! transaction, because PgBouncer may be in between.

mod dialect;
mod hosts;
mod inspect;
mod instances;
mod open;
mod removing;
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

pub(crate) use hosts::Hosts;
pub(crate) use inspect::inspect;
pub(super) use log::audits as audits_of;
pub(crate) use open::{is_unavailable, migrate};

use super::writer::Writer;
use super::{BoxFuture, StorageError, log_outcome};
use crate::domain::{Audit, Signer};
use anyhow::Context;
use dialect::{BEGIN_READ, Session};
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, PgPool};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use write_session::PostgresWriteSession;

/// How long to wait for a connection. A request that waits longer is a 503 with a time to retry.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a transaction may take as a whole. Longer than the time-outs in the database, since it
/// is for a host that does not answer.
const TRANSACTION_TIMEOUT: Duration = Duration::from_secs(8);
/// The most connections for reads; the writer has one more.
const MAX_READERS: u32 = 8;

/// Polls and votes in a PostgreSQL database.
pub(crate) struct Postgres {
    hosts: Arc<Hosts>,
    readers: PgPool,
    writer: Writer<PostgresWriteSession>,
    failing: watch::Receiver<bool>,
    signer: Arc<Signer>,
}

// The modules of `sql/` implement the traits of storage for this name.
use Postgres as Database;

impl Postgres {
    /// Connects, and creates the tables in an empty database. An error where they are of another
    /// version.
    pub(crate) async fn open(hosts: &Arc<Hosts>, signer: Arc<Signer>) -> anyhow::Result<Self> {
        open::open(hosts, false).await?;
        let pool_hosts = hosts.clone();
        let readers = PgPoolOptions::new()
            .max_connections(MAX_READERS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .before_acquire(move |_, metadata| {
                let is_current = !pool_hosts.have_switched_since(metadata.age);
                Box::pin(async move { Ok(is_current) })
            })
            .connect_lazy_with(hosts.options());
        hosts.attach_pool(&readers);
        let (writer, failing) = Writer::start(PostgresWriteSession::new(hosts.clone()));
        Ok(Self { hosts: hosts.clone(), readers, writer, failing, signer })
    }

    /// Runs a read on a task of its own, so that a client that disconnects does not cancel a statement halfway.
    async fn read<T: Send + 'static>(
        &self,
        read: impl for<'c> FnOnce(&'c mut Session) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        let pool = self.readers.clone();
        let task = tokio::spawn(async move {
            let mut connection = pool.acquire().await?;
            let outcome = within(async {
                let mut snapshot = connection.begin_with(BEGIN_READ).await?;
                let value = read(&mut snapshot).await?;
                snapshot.rollback().await?;
                Ok(value)
            });
            let outcome = outcome.await;
            if let Err(sqlx::Error::Io(_)) = &outcome {
                hang_up(connection);
            }
            outcome
        });
        let outcome = task.await.unwrap_or(Err(sqlx::Error::WorkerCrashed));
        self.log_outcome(&outcome);
        Ok(outcome?)
    }

    /// Logs the outcome. Where the host is unavailable, starts a search for another one.
    fn log_outcome<T>(&self, outcome: &Result<T, sqlx::Error>) {
        log_outcome(outcome, *self.failing.borrow());
        if outcome.as_ref().is_err_and(is_unavailable) {
            let hosts = self.hosts.clone();
            tokio::spawn(async move { hosts.search_current_host().await });
        }
    }

    /// Runs reads or writes that are independent of polls on a reader's connection, so that they do
    /// not wait in the writer's queue.
    async fn run_detached<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut Session) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        let pool = self.readers.clone();
        let task = tokio::spawn(async move {
            let mut connection = pool.acquire().await?;
            let outcome = within(work(&mut connection)).await;
            if let Err(sqlx::Error::Io(_)) = &outcome {
                hang_up(connection);
            }
            outcome
        });
        let outcome = task.await.unwrap_or(Err(sqlx::Error::WorkerCrashed));
        self.log_outcome(&outcome);
        Ok(outcome?)
    }

    /// Queues a write, such as a host's change, for the writer.
    async fn write<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut Session) -> BoxFuture<'c, Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.writer.write(move |session| Box::pin(within(work(session)))).await
    }
}

/// Limits the duration of a transaction, since a host may die without closing the connection.
async fn within<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    tokio::time::timeout(TRANSACTION_TIMEOUT, work).await.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
}

/// Drops a dead connection. To close it properly would wait for an answer.
fn hang_up(connection: PoolConnection<sqlx::Postgres>) {
    drop(connection.detach());
}

/// A connection outside of the pool, for a single use.
pub(super) async fn connect(hosts: &Hosts) -> anyhow::Result<Session> {
    open::connect(hosts).await
}

/// How many instances use a database now. One that was killed counts until its row expires.
pub(super) async fn instance_count(session: &mut Session) -> Result<usize, sqlx::Error> {
    Ok(instances::running(session).await?.len())
}

/// Whether instances use a database now. One that was killed counts until its row expires.
pub(crate) async fn is_in_use(hosts: &Hosts) -> anyhow::Result<bool> {
    let mut connection = connect(hosts).await?;
    let count = instance_count(&mut connection).await?;
    connection.close().await?;
    Ok(count > 0)
}

/// The question and the audit of every poll that is not deleted, oldest first; read-only.
pub(crate) async fn audits(hosts: &Hosts) -> anyhow::Result<Vec<(String, Audit)>> {
    let mut connection = connect(hosts).await?;
    let mut snapshot = connection.begin_with(BEGIN_READ).await?;
    log::audits(&mut snapshot).await.context("is it Handsup's, and up to date? `handsup-server migrate` brings it there")
}
