//! Storage of polls, meetings, votes and host sessions, on SQLite or PostgreSQL; `open` chooses by URL.
//!
//! [`Storage`] combines one trait per topic: [`Polls`], [`Ballots`], [`Meetings`], [`Questions`], [`Records`],
//! [`HostSessions`], [`Remotes`], [`Purging`], [`Instances`], [`Health`]. Callers use an `Arc<dyn Storage>` and
//! do not depend on either database. Each trait has a file in this folder. Its implementation has
//! the same name in `sql/` ([`Instances`]' is `sql/latest.rs`); `sqlite/` and `postgres/` both compile
//! `sql/`, each with its own dialect.
//!
//! Both databases guarantee three things. [`Ballots::record`] returns after the transaction has
//! been committed to disk, never before. A voter is counted once, because unique indexes enforce it
//! and not because a check came first. A changed poll is returned as its transaction left it, so
//! callers never see its `seq` run backwards.

mod ballot_batch;
mod ballots;
mod error;
mod health;
mod host_sessions;
mod inspection;
mod instances;
mod meetings;
mod migrated;
mod polls;
#[expect(clippy::duplicate_mod, reason = "both databases compile the files of `sql/`; see the module doc")]
mod postgres;
mod purge;
mod questions;
mod records;
mod remotes;
mod rows;
mod sqlite;
mod transfer;
mod url;
mod writer;

pub(crate) use ballots::Recorded;
pub(crate) use error::{COMPONENT, StorageError};
pub(crate) use inspection::{Inspection, MISSING_RIGHTS, OTHER_KEY};
pub(crate) use instances::{Fingerprint, Instance, Latest, LatestMeeting};
pub(crate) use meetings::StepTaken;
pub(crate) use migrated::Migrated;
pub(crate) use polls::{MeetingTarget, PollCreation};
pub(crate) use purge::{Due, Purge, Purged};
pub(crate) use questions::{Marked, QuestionChange, SentMark};
pub(crate) use sqlite::MAGIC as SQLITE_MAGIC;
pub(crate) use transfer::transfer;
pub(crate) use url::DatabaseUrl;

use ballots::Ballots;
use error::{log_failure, log_outcome};
use health::Health;
use host_sessions::HostSessions;
use instances::Instances;
use meetings::Meetings;
use polls::Polls;
use purge::Purging;
use questions::Questions;
use records::Records;
use remotes::Remotes;

use postgres::Postgres;
use sqlite::Sqlite;

use crate::domain::{Audit, Signer};
use std::pin::Pin;
use std::sync::Arc;

/// A boxed future that borrows a connection.
type BoxFuture<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

/// All storage traits in one.
pub(crate) trait Storage:
    Polls + Ballots + Meetings + Questions + Records + HostSessions + Remotes + Purging + Instances + Health
{
}

impl<T: Polls + Ballots + Meetings + Questions + Records + HostSessions + Remotes + Purging + Instances + Health> Storage for T {}

/// Opens a database. A SQLite file is created if it is missing, and migrated. PostgreSQL's tables
/// are created in an empty database, and those of an earlier version are an error. Also returns a
/// notice for the host where a SQLite file was damaged. `signer` signs the seals of polls that are closed.
pub(crate) async fn open(url: &DatabaseUrl, signer: &Arc<Signer>) -> anyhow::Result<(Arc<dyn Storage>, Option<String>)> {
    let signer = signer.clone();
    Ok(match url {
        DatabaseUrl::File(file) => {
            let sqlite = Sqlite::open(file, signer).await?;
            let notice = sqlite.notice().map(str::to_owned);
            (Arc::new(sqlite), notice)
        }
        DatabaseUrl::Postgres(hosts) => (Arc::new(Postgres::open(hosts, signer).await?), None),
    })
}

/// The number of the newest migration, and so of the schema that this version needs.
pub(crate) fn schema() -> i64 {
    sqlite::schema()
}

/// Whether opening a database failed because it, or the network to it, is not available yet; a
/// later try may succeed.
pub(crate) fn is_unavailable(error: &anyhow::Error) -> bool {
    error.chain().find_map(|cause| cause.downcast_ref::<sqlx::Error>()).is_some_and(postgres::is_unavailable)
}

/// Checks a database before a server is started on it. A PostgreSQL database is also checked
/// against `key`, the fingerprint of `SECRET_KEY`; with `adopt`, that fingerprint replaces the
/// stored one.
pub(crate) async fn inspect(url: &DatabaseUrl, key: Option<Fingerprint>, adopt: bool) -> anyhow::Result<Inspection> {
    match url {
        DatabaseUrl::File(file) => sqlite::inspect(file).await,
        DatabaseUrl::Postgres(hosts) => postgres::inspect(hosts, key, adopt).await,
    }
}

/// Migrates a database's schema. SQLite's file is copied first; PostgreSQL's tables are only migrated where the operator has
/// confirmed that the database `is_backed_up`.
pub(crate) async fn migrate(url: &DatabaseUrl, is_backed_up: bool) -> anyhow::Result<Migrated> {
    match url {
        DatabaseUrl::File(file) => sqlite::migrate(file).await,
        DatabaseUrl::Postgres(hosts) => postgres::migrate(hosts, is_backed_up).await,
    }
}

/// Whether a server uses a PostgreSQL database now. Always false for a SQLite file, which the data
/// lock protects.
pub(crate) async fn is_in_use(url: &DatabaseUrl) -> anyhow::Result<bool> {
    match url {
        DatabaseUrl::File(_) => Ok(false),
        DatabaseUrl::Postgres(hosts) => postgres::is_in_use(hosts).await,
    }
}

/// The question and the audit of every poll that is not deleted, oldest first; read-only.
pub(crate) async fn audits(url: &DatabaseUrl) -> anyhow::Result<Vec<(String, Audit)>> {
    match url {
        DatabaseUrl::File(file) => sqlite::audits(file).await,
        DatabaseUrl::Postgres(hosts) => postgres::audits(hosts).await,
    }
}
