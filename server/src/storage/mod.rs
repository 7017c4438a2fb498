//! Storage of polls, meetings, votes and host sessions, on SQLite or PostgreSQL; `open` chooses by URL.
//!
//! [`Storage`] is the sum of a trait for each noun: [`Polls`], [`Ballots`], [`Meetings`], [`Records`], [`HostSessions`],
//! [`Purging`], [`Instances`], [`Health`]. Callers hold an `Arc<dyn Storage>` and know neither database. The file of each trait
//! is here; its implementation for both databases has the same name in `sql/`, which `sqlite/` and `postgres/` compile with a
//! dialect of their own.
//!
//! Every implementation keeps three promises. [`Ballots::record`] returns after the transaction has been committed to disk,
//! never before. A voter is counted once, because unique indexes enforce it and not because a check came first. And a poll is
//! returned as the transaction left it, so its `seq` never runs backwards.

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
#[expect(clippy::duplicate_mod, reason = "what both databases do is one text; see the module doc")]
mod postgres;
mod purge;
mod records;
mod rows;
mod sqlite;
mod transfer;
mod url;
mod writer;

pub(crate) use ballots::Recorded;
pub(crate) use error::{COMPONENT, StorageError};
pub(crate) use inspection::{Inspection, NO_RIGHTS, OTHER_KEY};
pub(crate) use instances::{Fingerprint, Instance, Latest};
pub(crate) use migrated::Migrated;
pub(crate) use polls::{MeetingTarget, PollKeys};
pub(crate) use purge::{Due, Purge, Purged};
pub(crate) use sqlite::MAGIC as SQLITE_MAGIC;
pub(crate) use transfer::transfer;
pub(crate) use url::DatabaseUrl;

use ballots::Ballots;
use error::{note_failure, note_read};
use health::Health;
use host_sessions::HostSessions;
use instances::Instances;
use meetings::Meetings;
use polls::Polls;
use purge::Purging;
use records::Records;

use postgres::Postgres;
use sqlite::Sqlite;

use crate::domain::Audit;
use std::pin::Pin;
use std::sync::Arc;

/// A boxed future that borrows a connection.
type BoxFuture<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

/// The sum of all storage traits.
pub(crate) trait Storage: Polls + Ballots + Meetings + Records + HostSessions + Purging + Instances + Health {}

impl<T: Polls + Ballots + Meetings + Records + HostSessions + Purging + Instances + Health> Storage for T {}

/// Opens a database, creates it if it is missing, and migrates its schema. Also returns a notice for the host where the
/// database was found damaged.
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

/// The number of the newest migration, and so of the schema that this version needs.
pub(crate) fn schema() -> i64 {
    sqlite::schema()
}

/// Whether opening a database failed because it, or the network to it, is not available yet.
pub(crate) fn is_away(error: &anyhow::Error) -> bool {
    error.chain().find_map(|cause| cause.downcast_ref::<sqlx::Error>()).is_some_and(postgres::is_away)
}

/// Checks a database that a server would be started on. With `adopt`, the database belongs to `key` from now on.
pub(crate) async fn inspect(place: &DatabaseUrl, key: Option<Fingerprint>, adopt: bool) -> anyhow::Result<Inspection> {
    match place {
        DatabaseUrl::File(file) => sqlite::inspect(file).await,
        DatabaseUrl::Postgres(hosts) => postgres::inspect(hosts, key, adopt).await,
    }
}

/// Migrates a database's schema. SQLite's file is copied first; PostgreSQL's tables are only migrated where the operator has
/// confirmed that the database `is_backed_up`.
pub(crate) async fn migrate(place: &DatabaseUrl, is_backed_up: bool) -> anyhow::Result<Migrated> {
    match place {
        DatabaseUrl::File(file) => sqlite::migrate(file).await,
        DatabaseUrl::Postgres(hosts) => postgres::migrate(hosts, is_backed_up).await,
    }
}

/// Whether a server uses a PostgreSQL database now; for a SQLite file the data lock answers that.
pub(crate) async fn is_in_use(place: &DatabaseUrl) -> anyhow::Result<bool> {
    match place {
        DatabaseUrl::File(_) => Ok(false),
        DatabaseUrl::Postgres(hosts) => postgres::is_in_use(hosts).await,
    }
}

/// Every poll with its question, oldest first; read-only.
pub(crate) async fn audits(place: &DatabaseUrl) -> anyhow::Result<Vec<(String, Audit)>> {
    match place {
        DatabaseUrl::File(file) => sqlite::audits(file).await,
        DatabaseUrl::Postgres(hosts) => postgres::audits(hosts).await,
    }
}
