//! Connects and migrates the schema; a lock serialises instances that start at the same time.

use super::super::Migrated;
use super::dialect::{BEGIN_SCHEMA, Session, query_as, query_scalar};
use super::hosts::Hosts;
use anyhow::Context;
use sqlx::Connection;
use sqlx::migrate::Migrator;

/// Every migration, in order. sqlx would take a lock of the session, whose connection PgBouncer may hand to another client; ours
/// is a lock of the transaction.
fn migrations() -> Migrator {
    let mut migrations = sqlx::migrate!("../migrations/postgres");
    migrations.set_locking(false);
    migrations
}

/// The number of the newest migration.
fn schema() -> i64 {
    migrations().iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Whether the error is transient: PostgreSQL, or a pooler in front of it, does not run yet, is shutting down, or has no free
/// connection. SQLite's errors never are. Source of the codes:
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
pub(crate) fn is_away(error: &sqlx::Error) -> bool {
    match error {
        // An untrusted certificate is reported as `InvalidData`.
        sqlx::Error::Io(error) => error.kind() != std::io::ErrorKind::InvalidData,
        sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => {
            error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some_and(|error| passes(error.code()))
        }
        _ => false,
    }
}

/// Connection failures (also PgBouncer's own), shutdown, start-up, too many connections, and read-only standbys.
fn passes(code: &str) -> bool {
    code.starts_with("08") || ["57P01", "57P02", "57P03", "53300", "25006"].contains(&code)
}

/// A connection for the start; an error says what the operator can do.
pub(super) async fn connect(hosts: &Hosts) -> anyhow::Result<Session> {
    hosts
        .establish()
        .await
        .with_context(|| format!("could not connect to {hosts}: does it run, and are the name and the password in DATABASE_URL right?"))
}

/// Ensures that the schema is this version's. An empty database gets its tables; those of an earlier version are migrated only
/// if the database `is_backed_up`.
pub(super) async fn open(hosts: &Hosts, is_backed_up: bool) -> anyhow::Result<()> {
    let mut connection = connect(hosts).await?;
    for promise in lost_promises(&mut connection).await? {
        tracing::warn!("setup: {promise}");
    }
    // A role without the right to change tables need not, where the owner has migrated them.
    if !is_up_to_date(&mut connection).await? {
        let from = schema_of(&mut connection).await?;
        ensure_backed_up(hosts, from, is_backed_up)?;
        bring_up_to_date(&mut connection).await.with_context(|| {
            format!(
                "could not bring the tables of {hosts} up to date; nothing was changed. \
                 Run `handsup-server migrate` as their owner, or install the version that wrote them"
            )
        })?;
        tracing::info!(from, to = schema(), "migration: schema updated");
    }
    connection.close().await?;
    Ok(())
}

/// Migrates the schema, as its owner, so that the server can run as a role with fewer rights.
pub(crate) async fn migrate(hosts: &Hosts, is_backed_up: bool) -> anyhow::Result<Migrated> {
    let mut connection = connect(hosts).await?;
    let from = schema_of(&mut connection).await?;
    connection.close().await?;
    open(hosts, is_backed_up).await?;
    Ok(Migrated { from, to: schema(), backup: None })
}

fn ensure_backed_up(hosts: &Hosts, from: Option<i64>, is_backed_up: bool) -> anyhow::Result<()> {
    let to = schema();
    anyhow::ensure!(
        is_backed_up || from.is_none_or(|from| from >= to),
        "the tables of {hosts} are those of schema {}, this version's is {to}, and a change cannot be taken back. Nothing was changed: make a \
         backup first (`pg_dump --format=custom`), then run `handsup-server migrate --i-have-a-backup` as their owner",
        from.unwrap_or_default()
    );
    Ok(())
}

/// The number of the newest migration that was applied to a database; `None` where it has no tables.
async fn schema_of(connection: &mut Session) -> Result<Option<i64>, sqlx::Error> {
    let mut snapshot = connection.begin().await?;
    let ours: bool = query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *snapshot).await?;
    let newest =
        if ours { query_scalar("select max(version) from _sqlx_migrations where success").fetch_one(&mut *snapshot).await? } else { None };
    snapshot.rollback().await?;
    Ok(newest)
}

/// Whether exactly the migrations of this version were applied, with the checksums they have here.
pub(super) async fn is_up_to_date(connection: &mut Session) -> Result<bool, sqlx::Error> {
    let mut snapshot = connection.begin().await?;
    let ours: bool = query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *snapshot).await?;
    if !ours {
        return Ok(false);
    }
    let done: Vec<(i64, Vec<u8>)> =
        query_as("select version, checksum from _sqlx_migrations where success order by version").fetch_all(&mut *snapshot).await?;
    snapshot.rollback().await?;
    let migrations = migrations();
    let known = migrations.iter().map(|migration| (migration.version, migration.checksum.to_vec()));
    Ok(known.eq(done))
}

/// Applies the pending migrations in one transaction, which holds the lock.
async fn bring_up_to_date(connection: &mut Session) -> anyhow::Result<()> {
    let mut transaction = connection.begin_with(BEGIN_SCHEMA).await?;
    // Another client of PgBouncer may have left prepared statements on this connection; ours are removed at the end.
    sqlx::raw_sql("deallocate all").execute(&mut *transaction).await?;
    migrations().run_direct(None, &mut *transaction, false).await?;
    sqlx::raw_sql("deallocate all").execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// A warning for each setting by which a commit may return before it is on disk.
pub(super) async fn lost_promises(connection: &mut Session) -> Result<Vec<String>, sqlx::Error> {
    let mut lost = Vec::new();
    for (setting, shown) in [("fsync", "show fsync"), ("synchronous_commit", "show synchronous_commit")] {
        let mut snapshot = connection.begin().await?;
        let value: String = query_scalar(shown).fetch_one(&mut *snapshot).await?;
        snapshot.rollback().await?;
        if value == "off" {
            lost.push(format!("{setting} is off at this database: votes that were counted can be lost when its computer fails"));
        }
    }
    Ok(lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_the_same_schema() {
        assert_eq!(schema(), crate::storage::schema());
    }
}
