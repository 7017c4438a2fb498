//! Connects and migrates the schema. A lock serialises instances that start at the same time.

use super::super::Migrated;
use super::dialect::{BEGIN_SCHEMA, Session, query_as, query_scalar};
use super::{hosts::Hosts, salts};
use anyhow::Context;
use sqlx::Connection;
use sqlx::migrate::Migrator;

/// Every migration, in order. sqlx's own lock belongs to the session, whose connection PgBouncer
/// may hand to another client, so the lock of [`BEGIN_SCHEMA`] replaces it.
fn migrations() -> Migrator {
    let mut migrations = sqlx::migrate!("../migrations/postgres");
    migrations.set_locking(false);
    migrations
}

/// The number of the newest migration.
fn schema() -> i64 {
    migrations().iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Whether the error is transient: PostgreSQL, or a pooler in front of it, is unreachable, is
/// starting or shutting down, accepts no writes, or has no free connection.
pub(crate) fn is_unavailable(error: &sqlx::Error) -> bool {
    match error {
        // An untrusted certificate is reported as `InvalidData`.
        sqlx::Error::Io(error) => error.kind() != std::io::ErrorKind::InvalidData,
        sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => {
            error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some_and(|error| is_transient(error.code()))
        }
        _ => false,
    }
}

/// Whether the code is that of a connection failure (PgBouncer's own included), shutdown, start-up,
/// too many connections, or a read-only standby. Source:
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn is_transient(code: &str) -> bool {
    code.starts_with("08") || ["57P01", "57P02", "57P03", "53300", "25006"].contains(&code)
}

/// A connection outside of the pool; an error says what the operator can do.
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
    for warning in durability_warnings(&mut connection).await? {
        tracing::warn!("setup: {warning}");
    }
    // Tables that their owner has migrated are left alone: this role may lack the right to change
    // them.
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
    salts::repair(&mut connection).await.with_context(|| format!("could not repair the salts of the meetings in {hosts}"))?;
    connection.close().await?;
    Ok(())
}

/// Migrates the schema. Run by the tables' owner, so that the server can run as a role with fewer
/// rights.
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

/// The number of the newest migration that was applied to a database; `None` for an empty one.
async fn schema_of(connection: &mut Session) -> Result<Option<i64>, sqlx::Error> {
    let mut snapshot = connection.begin().await?;
    let has_migrations: bool = query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *snapshot).await?;
    let newest = if has_migrations {
        query_scalar("select max(version) from _sqlx_migrations where success").fetch_one(&mut *snapshot).await?
    } else {
        None
    };
    snapshot.rollback().await?;
    Ok(newest)
}

/// Whether exactly this version's migrations were applied, with the same checksums.
pub(super) async fn is_up_to_date(connection: &mut Session) -> Result<bool, sqlx::Error> {
    let mut snapshot = connection.begin().await?;
    let has_migrations: bool = query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *snapshot).await?;
    if !has_migrations {
        return Ok(false);
    }
    let applied: Vec<(i64, Vec<u8>)> =
        query_as("select version, checksum from _sqlx_migrations where success order by version").fetch_all(&mut *snapshot).await?;
    snapshot.rollback().await?;
    let migrations = migrations();
    let expected = migrations.iter().map(|migration| (migration.version, migration.checksum.to_vec()));
    Ok(expected.eq(applied))
}

/// Applies the pending migrations in one transaction, under the lock of [`BEGIN_SCHEMA`].
async fn bring_up_to_date(connection: &mut Session) -> anyhow::Result<()> {
    let mut transaction = connection.begin_with(BEGIN_SCHEMA).await?;
    // Another client of PgBouncer may have left prepared statements on this connection. Those of
    // the migrations are removed at the end.
    sqlx::raw_sql("deallocate all").execute(&mut *transaction).await?;
    migrations().run_direct(None, &mut *transaction, false).await?;
    sqlx::raw_sql("deallocate all").execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// A warning for each setting that lets a commit return before it is on disk.
pub(super) async fn durability_warnings(connection: &mut Session) -> Result<Vec<String>, sqlx::Error> {
    let mut warnings = Vec::new();
    for (setting, statement) in [("fsync", "show fsync"), ("synchronous_commit", "show synchronous_commit")] {
        let mut snapshot = connection.begin().await?;
        let value: String = query_scalar(statement).fetch_one(&mut *snapshot).await?;
        snapshot.rollback().await?;
        if value == "off" {
            warnings.push(format!("{setting} is off at this database: votes that were counted can be lost when its computer fails"));
        }
    }
    Ok(warnings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_the_same_newest_migration() {
        assert_eq!(schema(), crate::storage::schema());
    }
}
