//! Implements [`Remotes`]: phones that lead a meeting.

use super::super::{Remotes, StorageError, rows};
use super::Database;
use super::dialect::{BEGIN, Session, query, query_as};
use super::meeting_rows;
use crate::domain::{JoinCode, MOST_REMOTES, NewRemote, REMOTE_LEADS, REMOTE_WAITS, Refusal, Remote, number_beside};
use crate::entropy;
use async_trait::async_trait;
use sqlx::Connection;

/// How long an ended phone's row stays at least, in milliseconds: longer than any one-time code is valid.
const KEPT_FOR: i64 = 24 * 3600 * 1000;

#[async_trait]
impl Remotes for Database {
    async fn pair_remote(&self, meeting: &JoinCode, new: NewRemote) -> Result<Result<Option<u16>, Refusal>, StorageError> {
        let code = meeting.clone();
        self.write(move |connection| Box::pin(async move { pair(connection, &code, &new).await })).await
    }

    async fn remote(&self, token_hash: [u8; 32]) -> Result<Option<Remote>, StorageError> {
        self.read(move |connection| Box::pin(find(connection, token_hash))).await
    }

    async fn remotes_of(&self, meeting: &JoinCode) -> Result<Vec<Remote>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { list(connection, &code).await })).await
    }

    async fn confirm_remote(&self, meeting: &JoinCode, id: i64, now: i64) -> Result<bool, StorageError> {
        let code = meeting.clone();
        self.write(move |connection| Box::pin(async move { confirm(connection, &code, id, now).await })).await
    }

    async fn end_remote(&self, meeting: &JoinCode, id: i64, now: i64) -> Result<bool, StorageError> {
        let code = meeting.clone();
        self.write(move |connection| Box::pin(async move { end(connection, &code, id, now).await })).await
    }
}

/// A query for the columns of [`RemoteRow`] in phones that were not ended, of meetings that have not; the argument continues its
/// condition.
macro_rules! remotes {
    ($($rest:tt)+) => {
        concat!(
            "select remotes.id, join_code, number, key_mark, remotes.name, paired_at, confirmed_at ",
            "from remotes join meetings on meetings.id = meeting_id ",
            "where remotes.ended_at is null and meetings.ended_at is null and deleted_at is null and ",
            $($rest)+
        )
    };
}

#[derive(sqlx::FromRow)]
struct RemoteRow {
    id: i64,
    join_code: String,
    number: i64,
    key_mark: Vec<u8>,
    name: String,
    paired_at: i64,
    confirmed_at: Option<i64>,
}

impl RemoteRow {
    fn remote(self) -> Result<Remote, sqlx::Error> {
        let Self { id, join_code, number, key_mark, name, paired_at, confirmed_at } = self;
        let meeting = JoinCode::parse(&join_code).ok_or_else(|| rows::unreadable("join_code"))?;
        let number = u16::try_from(number).map_err(|_| rows::unreadable("number"))?;
        let key_fingerprint = key_mark.try_into().map_err(|_| rows::unreadable("key_mark"))?;
        Ok(Remote { id, meeting, number, name, paired_at, confirmed_at, key_fingerprint })
    }
}

async fn pair(connection: &mut Session, code: &JoinCode, new: &NewRemote) -> Result<Result<Option<u16>, Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    let Some(meeting) = meeting_rows::find(&mut transaction, code).await? else { return Ok(Err(Refusal::NoSuchMeeting)) };
    if meeting.ended_at.is_some() {
        return Ok(Err(Refusal::MeetingEnded));
    }
    query("delete from remotes where ended_at < $1").bind(new.now - KEPT_FOR).execute(&mut *transaction).await?;
    end_earlier(&mut transaction, new).await?;
    let mut others = list(&mut transaction, code).await?;
    others.retain(|other| !other.has_lapsed(new.now) && new.current_keys.contains(&other.key_fingerprint));
    if others.len() >= MOST_REMOTES {
        return Ok(Err(Refusal::TooManyRemotes));
    }
    let number = number_beside(&others, || u16::from_be_bytes(entropy::bytes()));
    if !insert(&mut transaction, (meeting.id, number), new).await? {
        return Ok(Ok(None));
    }
    transaction.commit().await?;
    Ok(Ok(Some(number)))
}

/// Ends the phone that this browser was so far, and every one that has lapsed.
async fn end_earlier(connection: &mut Session, new: &NewRemote) -> Result<(), sqlx::Error> {
    query(
        "update remotes set ended_at = $1 where ended_at is null \
         and (token_hash = $2 or confirmed_at <= $3 or (confirmed_at is null and paired_at <= $4))",
    )
    .bind(new.now)
    .bind(new.replaces.map(|hash| hash.to_vec()))
    .bind(new.now - REMOTE_LEADS)
    .bind(new.now - REMOTE_WAITS)
    .execute(connection)
    .await?;
    Ok(())
}

/// Inserts a phone that shows this number; false where its one-time code was exchanged before.
async fn insert(connection: &mut Session, (meeting, number): (i64, u16), new: &NewRemote) -> Result<bool, sqlx::Error> {
    let inserted = query(
        "insert into remotes (meeting_id, token_hash, code, key_mark, number, name, paired_at) values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (code) do nothing",
    )
    .bind(meeting)
    .bind(new.token_hash.to_vec())
    .bind(new.code.to_vec())
    .bind(new.key_fingerprint.to_vec())
    .bind(i64::from(number))
    .bind(&new.name)
    .bind(new.now)
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() > 0)
}

async fn find(connection: &mut Session, token_hash: [u8; 32]) -> Result<Option<Remote>, sqlx::Error> {
    let row: Option<RemoteRow> = query_as(remotes!("token_hash = $1")).bind(token_hash.to_vec()).fetch_optional(connection).await?;
    row.map(RemoteRow::remote).transpose()
}

async fn list(connection: &mut Session, code: &JoinCode) -> Result<Vec<Remote>, sqlx::Error> {
    let rows: Vec<RemoteRow> = query_as(remotes!("join_code = $1 order by remotes.id")).bind(code.as_str()).fetch_all(connection).await?;
    rows.into_iter().map(RemoteRow::remote).collect()
}

async fn confirm(connection: &mut Session, code: &JoinCode, id: i64, now: i64) -> Result<bool, sqlx::Error> {
    let confirmed = query(
        "update remotes set confirmed_at = coalesce(confirmed_at, $3) where id = $1 and ended_at is null \
         and meeting_id = (select id from meetings where join_code = $2 and ended_at is null and deleted_at is null)",
    )
    .bind(id)
    .bind(code.as_str())
    .bind(now)
    .execute(connection)
    .await?;
    Ok(confirmed.rows_affected() > 0)
}

async fn end(connection: &mut Session, code: &JoinCode, id: i64, now: i64) -> Result<bool, sqlx::Error> {
    let ended = query(
        "update remotes set ended_at = $3 where id = $1 and ended_at is null \
         and meeting_id = (select id from meetings where join_code = $2)",
    )
    .bind(id)
    .bind(code.as_str())
    .bind(now)
    .execute(connection)
    .await?;
    Ok(ended.rows_affected() > 0)
}

/// Ends every phone of every meeting.
pub(super) async fn end_everywhere(connection: &mut Session, now: i64) -> Result<(), sqlx::Error> {
    query("update remotes set ended_at = $1 where ended_at is null").bind(now).execute(connection).await?;
    Ok(())
}

/// Ends every phone of a meeting.
pub(super) async fn end_all(connection: &mut Session, meeting_id: i64, now: i64) -> Result<(), sqlx::Error> {
    query("update remotes set ended_at = $2 where meeting_id = $1 and ended_at is null")
        .bind(meeting_id)
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}
