//! The table of the instances that use this database, and the fingerprint of their common key.

use super::super::instances::{Fingerprint, Instance};
use super::dialect::{BEGIN_BATCH, Session, query, query_as, query_scalar};
use sqlx::Connection;

/// A condition: the instance of this row has sent a heartbeat in the last 15 seconds. One that was
/// killed sends none.
macro_rules! is_running {
    () => {
        "seen_at > clock_timestamp() - interval '15 seconds'"
    };
}

/// Records an instance's heartbeat, and deletes instances without recent ones; returns the others.
pub(super) async fn beat(connection: &mut Session, me: &Instance) -> Result<Vec<Instance>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN_BATCH).await?;
    query(concat!("delete from instances where not ", is_running!())).execute(&mut *transaction).await?;
    query(
        "insert into instances (id, version, shares) values ($1, $2, $3) \
         on conflict (id) do update set seen_at = clock_timestamp()",
    )
    .bind(&me.id)
    .bind(&me.version)
    .bind(me.uses_redis)
    .execute(&mut *transaction)
    .await?;
    let others =
        query_as("select id, version, shares from instances where id <> $1 order by id").bind(&me.id).fetch_all(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(others)
}

/// Removes an instance that ends.
pub(super) async fn leave(connection: &mut Session, id: &str) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN_BATCH).await?;
    query("delete from instances where id = $1").bind(id).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// The running instances; read-only.
pub(super) async fn running(connection: &mut Session) -> Result<Vec<Instance>, sqlx::Error> {
    query_as(concat!("select id, version, shares from instances where ", is_running!(), " order by id")).fetch_all(connection).await
}

/// Whether the fingerprint in the database is this key's. Where there is none yet, or with `adopt`,
/// this one is stored first.
pub(super) async fn check_key(connection: &mut Session, fingerprint: Fingerprint, adopt: bool) -> Result<bool, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN_BATCH).await?;
    query("insert into secret_key (id, fingerprint) values (1, $1) on conflict (id) do nothing")
        .bind(&fingerprint[..])
        .execute(&mut *transaction)
        .await?;
    if adopt {
        query("update secret_key set fingerprint = $1").bind(&fingerprint[..]).execute(&mut *transaction).await?;
    }
    let stored: Vec<u8> = query_scalar("select fingerprint from secret_key").fetch_one(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(stored == fingerprint)
}
