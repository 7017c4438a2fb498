//! Connecting, and bringing the schema up to date; instances that start at once wait for each other.

use super::super::url::shown;
use super::ACQUIRE;
use super::dialect::{BEGIN_SCHEMA, Session, query_as, query_scalar};
use anyhow::Context;
use sqlx::Connection;
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use tokio::time::timeout;

/// What every connection is opened with. PgBouncer refuses parameters that it does not know, so we ask for none.
pub(super) fn options(options: &PgConnectOptions) -> PgConnectOptions {
    options
        .clone()
        .application_name(options.get_application_name().unwrap_or("handsup"))
        .extra_float_digits(None)
        .statement_cache_capacity(0)
}

/// Every change of the schema, in order. sqlx would take a lock that belongs to the connection, which PgBouncer may give to
/// somebody else; ours belongs to the transaction.
fn migrations() -> Migrator {
    let mut migrations = sqlx::migrate!("../migrations/postgres");
    migrations.set_locking(false);
    migrations
}

/// A connection, or soon an error.
pub(super) async fn establish(options: &PgConnectOptions) -> Result<Session, sqlx::Error> {
    timeout(ACQUIRE, Session::connect_with(options)).await.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
}

/// A connection for the start, where an error has to say what to do.
pub(super) async fn connect(options: &PgConnectOptions) -> anyhow::Result<Session> {
    establish(options).await.with_context(|| {
        format!("could not connect to {}: does it run, and are the name and the password in DATABASE_URL right?", shown(options))
    })
}

/// Makes sure that the schema is this version's.
pub(super) async fn open(options: &PgConnectOptions) -> anyhow::Result<()> {
    let mut connection = connect(options).await?;
    warn_of_lost_promises(&mut connection).await?;
    // Who may not change tables is not asked to: the owner has done it already.
    if !is_up_to_date(&mut connection).await? {
        bring_up_to_date(&mut connection).await.with_context(|| {
            format!(
                "could not bring the tables of {} up to date; nothing was changed. \
                 Run `handsup-server migrate` as their owner, or install the version that wrote them",
                shown(options)
            )
        })?;
    }
    connection.close().await?;
    Ok(())
}

/// Brings the schema up to date and does nothing else: for an owner whose rights the server is better without.
pub(crate) async fn migrate(place: &PgConnectOptions) -> anyhow::Result<()> {
    open(&options(place)).await
}

/// Everything is done, nothing unknown was, and each as it is written here.
async fn is_up_to_date(connection: &mut Session) -> Result<bool, sqlx::Error> {
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
    // Names of prepared statements that somebody left on this connection behind PgBouncer; ours go before we do.
    sqlx::raw_sql("deallocate all").execute(&mut *transaction).await?;
    migrations().run_direct(None, &mut *transaction, false).await?;
    sqlx::raw_sql("deallocate all").execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// A counted vote is one that is on disk; a database that is told otherwise cannot promise it.
async fn warn_of_lost_promises(connection: &mut Session) -> Result<(), sqlx::Error> {
    for (setting, shown) in [("fsync", "show fsync"), ("synchronous_commit", "show synchronous_commit")] {
        let mut moment = connection.begin().await?;
        let value: String = query_scalar(shown).fetch_one(&mut *moment).await?;
        moment.rollback().await?;
        if value == "off" {
            tracing::warn!(setting, "is off at this database: votes that were counted can be lost when its computer fails");
        }
    }
    Ok(())
}
