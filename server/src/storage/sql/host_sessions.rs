//! Implements [`HostSessions`]: browsers that have a host's authority.

use super::super::{HostSessions, StorageError, rows};
use super::dialect::{BEGIN, Session, query, query_as};
use super::{Database, remotes};
use crate::domain::{HostSession, NewHostSession};
use async_trait::async_trait;
use sqlx::Connection;

#[async_trait]
impl HostSessions for Database {
    async fn create_host_session(&self, new: NewHostSession) -> Result<bool, StorageError> {
        self.write(move |connection| Box::pin(async move { create(connection, &new).await })).await
    }

    async fn host_session(&self, token_hash: [u8; 32]) -> Result<Option<HostSession>, StorageError> {
        self.read(move |connection| Box::pin(find(connection, token_hash))).await
    }

    async fn host_sessions(&self, after: i64) -> Result<Vec<HostSession>, StorageError> {
        self.read(move |connection| Box::pin(list(connection, after))).await
    }

    async fn end_host_session(&self, id: i64, now: i64) -> Result<bool, StorageError> {
        self.write(move |connection| Box::pin(end(connection, id, now))).await
    }

    async fn end_other_host_sessions(&self, id: i64, now: i64) -> Result<(), StorageError> {
        self.write(move |connection| Box::pin(end_others(connection, id, now))).await
    }

    async fn host_session_seen(&self, id: i64, now: i64) -> Result<(), StorageError> {
        self.write(move |connection| Box::pin(record_use(connection, id, now))).await
    }
}

/// A query for the columns of [`SessionRow`] in sessions that have not ended; the argument
/// continues its condition.
macro_rules! sessions {
    ($($rest:tt)+) => {
        concat!("select id, key_mark, host, name, created_at, seen_at from host_sessions where ended_at is null and ", $($rest)+)
    };
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: i64,
    key_mark: Vec<u8>,
    host: String,
    name: String,
    created_at: i64,
    seen_at: i64,
}

impl SessionRow {
    fn session(self) -> Result<HostSession, sqlx::Error> {
        let key_fingerprint = self.key_mark.try_into().map_err(|_| rows::unreadable("key_mark"))?;
        let Self { id, host, name, created_at, seen_at, .. } = self;
        Ok(HostSession { id, key_fingerprint, host, name, created_at, seen_at })
    }
}

/// Inserts a session and ends the one it replaces; false where its one-time code was exchanged
/// before. Deletes expired sessions.
pub(super) async fn create(connection: &mut Session, new: &NewHostSession) -> Result<bool, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    query("delete from host_sessions where created_at < $1").bind(new.expired_before).execute(&mut *transaction).await?;
    let inserted = query(
        "insert into host_sessions (token_hash, code, key_mark, host, name, created_at, seen_at) values ($1, $2, $3, $4, $5, $6, $6) \
         on conflict (code) do nothing",
    )
    .bind(new.token_hash.to_vec())
    .bind(new.code.map(|code| code.to_vec()))
    .bind(new.key_fingerprint.to_vec())
    .bind(&new.host)
    .bind(&new.name)
    .bind(new.now)
    .execute(&mut *transaction)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(false);
    }
    if let Some(earlier) = new.replaces {
        end(&mut transaction, earlier, new.now).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

/// The session whose token has this hash, unless it has ended.
pub(super) async fn find(connection: &mut Session, token_hash: [u8; 32]) -> Result<Option<HostSession>, sqlx::Error> {
    let row: Option<SessionRow> = query_as(sessions!("token_hash = $1")).bind(token_hash.to_vec()).fetch_optional(connection).await?;
    row.map(SessionRow::session).transpose()
}

/// The sessions that began after a time and have not ended, the one used last first; at most 200.
pub(super) async fn list(connection: &mut Session, after: i64) -> Result<Vec<HostSession>, sqlx::Error> {
    let rows: Vec<SessionRow> =
        query_as(sessions!("created_at > $1 order by seen_at desc, id desc limit 200")).bind(after).fetch_all(connection).await?;
    rows.into_iter().map(SessionRow::session).collect()
}

/// Ends a session; returns whether there was one to end.
pub(super) async fn end(connection: &mut Session, id: i64, now: i64) -> Result<bool, sqlx::Error> {
    let ended = query("update host_sessions set ended_at = $2 where id = $1 and ended_at is null").bind(id).bind(now).execute(connection);
    Ok(ended.await?.rows_affected() > 0)
}

/// Ends all sessions but this one, and all remotes.
pub(super) async fn end_others(connection: &mut Session, id: i64, now: i64) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    query("update host_sessions set ended_at = $2 where id <> $1 and ended_at is null")
        .bind(id)
        .bind(now)
        .execute(&mut *transaction)
        .await?;
    remotes::end_everywhere(&mut transaction, now).await?;
    transaction.commit().await
}

/// Records when a session was used last.
pub(super) async fn record_use(connection: &mut Session, id: i64, now: i64) -> Result<(), sqlx::Error> {
    query("update host_sessions set seen_at = $2 where id = $1").bind(id).bind(now).execute(connection).await?;
    Ok(())
}
