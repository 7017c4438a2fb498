//! Connecting, and bringing the schema up to date; instances that start at once wait for each other.

use super::super::Migrated;
use super::dialect::{BEGIN_SCHEMA, Session, query_as, query_scalar};
use super::hosts::Hosts;
use anyhow::Context;
use sqlx::Connection;
use sqlx::migrate::Migrator;

/// Every change of the schema, in order. sqlx would take a lock that belongs to the connection, which PgBouncer may give to
/// somebody else; ours belongs to the transaction.
fn migrations() -> Migrator {
    let mut migrations = sqlx::migrate!("../migrations/postgres");
    migrations.set_locking(false);
    migrations
}

/// The number of the newest change.
fn schema() -> i64 {
    migrations().iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Whether time mends this: PostgreSQL, or what stands in front of it, does not run yet, is about to stop, or has no place.
/// SQLite's errors are none of these, and its files are opened or not. Source of the codes:
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
pub(crate) fn is_away(error: &sqlx::Error) -> bool {
    match error {
        // An untrusted certificate comes as `InvalidData`.
        sqlx::Error::Io(error) => error.kind() != std::io::ErrorKind::InvalidData,
        sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => {
            error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some_and(|error| passes(error.code()))
        }
        _ => false,
    }
}

/// Connection trouble (also PgBouncer's own), shutting down, starting up, no place, and a server that only follows another.
fn passes(code: &str) -> bool {
    code.starts_with("08") || ["57P01", "57P02", "57P03", "53300", "25006"].contains(&code)
}

/// A connection for the start, where an error has to say what to do.
pub(super) async fn connect(hosts: &Hosts) -> anyhow::Result<Session> {
    hosts
        .establish()
        .await
        .with_context(|| format!("could not connect to {hosts}: does it run, and are the name and the password in DATABASE_URL right?"))
}

/// Makes sure that the schema is this version's. Tables of an earlier version are changed where there `is_backed_up`; new ones are
/// made in any case.
pub(super) async fn open(hosts: &Hosts, is_backed_up: bool) -> anyhow::Result<()> {
    let mut connection = connect(hosts).await?;
    for promise in lost_promises(&mut connection).await? {
        tracing::warn!("setup: {promise}");
    }
    // Who may not change tables is not asked to: the owner has done it already.
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

/// Brings the schema up to date and does nothing else: for an owner whose rights the server is better without.
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

/// The number of the newest change that a database has seen; `None` where it has no tables.
async fn schema_of(connection: &mut Session) -> Result<Option<i64>, sqlx::Error> {
    let mut moment = connection.begin().await?;
    let ours: bool = query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *moment).await?;
    let newest =
        if ours { query_scalar("select max(version) from _sqlx_migrations where success").fetch_one(&mut *moment).await? } else { None };
    moment.rollback().await?;
    Ok(newest)
}

/// Everything is done, nothing unknown was, and each as it is written here.
pub(super) async fn is_up_to_date(connection: &mut Session) -> Result<bool, sqlx::Error> {
    let mut moment = connection.begin().await?;
    let ours: bool = query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *moment).await?;
    if !ours {
        return Ok(false);
    }
    let done: Vec<(i64, Vec<u8>)> =
        query_as("select version, checksum from _sqlx_migrations where success order by version").fetch_all(&mut *moment).await?;
    moment.rollback().await?;
    let migrations = migrations();
    let known = migrations.iter().map(|migration| (migration.version, migration.checksum.to_vec()));
    Ok(known.eq(done))
}

/// All of it or nothing, in one transaction that holds the lock.
async fn bring_up_to_date(connection: &mut Session) -> anyhow::Result<()> {
    let mut transaction = connection.begin_with(BEGIN_SCHEMA).await?;
    // Prepared statements that another client left on this connection behind PgBouncer; ours go before we do.
    sqlx::raw_sql("deallocate all").execute(&mut *transaction).await?;
    migrations().run_direct(None, &mut *transaction, false).await?;
    sqlx::raw_sql("deallocate all").execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// A counted vote is one that is on disk; a database that is told otherwise cannot promise it.
pub(super) async fn lost_promises(connection: &mut Session) -> Result<Vec<String>, sqlx::Error> {
    let mut lost = Vec::new();
    for (setting, shown) in [("fsync", "show fsync"), ("synchronous_commit", "show synchronous_commit")] {
        let mut moment = connection.begin().await?;
        let value: String = query_scalar(shown).fetch_one(&mut *moment).await?;
        moment.rollback().await?;
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
