//! Implements [`Remotes`]: phones that lead a meeting.

use super::super::{Remotes, StorageError, rows};
use super::Database;
use super::dialect::{BEGIN, Session, query, query_as, query_scalar};
use super::meeting_rows;
use crate::domain::{JoinCode, MOST_REMOTES, NewRemote, Refusal, Remote};
use async_trait::async_trait;
use sqlx::Connection;

/// How long an ended phone's row stays, in milliseconds: longer than any one-time code is valid.
const KEPT_FOR: i64 = 24 * 3600 * 1000;

#[async_trait]
impl Remotes for Database {
    async fn pair_remote(&self, meeting: &JoinCode, new: NewRemote, waiting_since: i64) -> Result<Result<bool, Refusal>, StorageError> {
        let code = meeting.clone();
        self.write(move |connection| Box::pin(async move { pair(connection, &code, &new, waiting_since).await })).await
    }

    async fn remote(&self, token_hash: [u8; 32]) -> Result<Option<Remote>, StorageError> {
        self.read(move |connection| Box::pin(find(connection, token_hash))).await
    }

    async fn remotes_of(&self, meeting: &JoinCode) -> Result<Vec<Remote>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { list(connection, &code).await })).await
    }

    async fn confirm_remote(&self, meeting: &JoinCode, id: i64, now: i64, waiting_since: i64) -> Result<bool, StorageError> {
        let code = meeting.clone();
        self.write(move |connection| Box::pin(async move { confirm(connection, &code, id, (now, waiting_since)).await })).await
    }

    async fn end_remote(&self, meeting: &JoinCode, id: i64, now: i64) -> Result<bool, StorageError> {
        let code = meeting.clone();
        self.write(move |connection| Box::pin(async move { end(connection, &code, id, now).await })).await
    }
}

/// A query for the columns of [`RemoteRow`] in phones that have not ended, of meetings that have not; the argument continues its
/// condition.
macro_rules! remotes {
    ($($rest:tt)+) => {
        concat!(
            "select remotes.id, join_code, number, remotes.name, paired_at, confirmed_at ",
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
    name: String,
    paired_at: i64,
    confirmed_at: Option<i64>,
}

impl RemoteRow {
    fn remote(self) -> Result<Remote, sqlx::Error> {
        let Self { id, join_code, number, name, paired_at, confirmed_at } = self;
        let meeting = JoinCode::parse(&join_code).ok_or_else(|| rows::unreadable("join_code"))?;
        let number = u16::try_from(number).map_err(|_| rows::unreadable("number"))?;
        Ok(Remote { id, meeting, number, name, paired_at, is_confirmed: confirmed_at.is_some() })
    }
}

async fn pair(
    connection: &mut Session,
    code: &JoinCode,
    new: &NewRemote,
    waiting_since: i64,
) -> Result<Result<bool, Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    let Some(meeting) = meeting_rows::find(&mut transaction, code).await? else { return Ok(Err(Refusal::NoSuchMeeting)) };
    if meeting.ended_at.is_some() {
        return Ok(Err(Refusal::MeetingEnded));
    }
    query("delete from remotes where ended_at < $1").bind(new.now - KEPT_FOR).execute(&mut *transaction).await?;
    query("update remotes set ended_at = $3 where meeting_id = $1 and ended_at is null and confirmed_at is null and paired_at <= $2")
        .bind(meeting.id)
        .bind(waiting_since)
        .bind(new.now)
        .execute(&mut *transaction)
        .await?;
    let count: i64 = query_scalar("select count(*) from remotes where meeting_id = $1 and ended_at is null")
        .bind(meeting.id)
        .fetch_one(&mut *transaction)
        .await?;
    if usize::try_from(count).unwrap_or(usize::MAX) >= MOST_REMOTES {
        return Ok(Err(Refusal::TooManyRemotes));
    }
    let inserted = query(
        "insert into remotes (meeting_id, token_hash, code, number, name, paired_at) values ($1, $2, $3, $4, $5, $6) \
         on conflict (code) do nothing",
    )
    .bind(meeting.id)
    .bind(new.token_hash.to_vec())
    .bind(new.code.to_vec())
    .bind(i64::from(new.number))
    .bind(&new.name)
    .bind(new.now)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Ok(inserted.rows_affected() > 0))
}

async fn find(connection: &mut Session, token_hash: [u8; 32]) -> Result<Option<Remote>, sqlx::Error> {
    let row: Option<RemoteRow> = query_as(remotes!("token_hash = $1")).bind(token_hash.to_vec()).fetch_optional(connection).await?;
    row.map(RemoteRow::remote).transpose()
}

async fn list(connection: &mut Session, code: &JoinCode) -> Result<Vec<Remote>, sqlx::Error> {
    let rows: Vec<RemoteRow> = query_as(remotes!("join_code = $1 order by remotes.id")).bind(code.as_str()).fetch_all(connection).await?;
    rows.into_iter().map(RemoteRow::remote).collect()
}

async fn confirm(connection: &mut Session, code: &JoinCode, id: i64, (now, waiting_since): (i64, i64)) -> Result<bool, sqlx::Error> {
    let confirmed = query(
        "update remotes set confirmed_at = coalesce(confirmed_at, $3) where id = $1 and ended_at is null \
         and (confirmed_at is not null or paired_at > $4) \
         and meeting_id = (select id from meetings where join_code = $2 and ended_at is null and deleted_at is null)",
    )
    .bind(id)
    .bind(code.as_str())
    .bind(now)
    .bind(waiting_since)
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

/// Ends every phone of a meeting.
pub(super) async fn end_all(connection: &mut Session, meeting_id: i64, now: i64) -> Result<(), sqlx::Error> {
    query("update remotes set ended_at = $2 where meeting_id = $1 and ended_at is null")
        .bind(meeting_id)
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}
