//! The salts of meetings, which key the hashes of their rolls. SQLite stores them in a file of its own, PostgreSQL in a
//! table that dumps can leave out. A salt is made with its meeting, and deleted when that ends.

use super::dialect::{BEGIN, Session, query, query_as, query_scalar};
use crate::domain::{BrowserToken, DeviceKey, JoinCode, PollCode};
use crate::entropy;
use crate::storage::rows;
use sqlx::Connection;

/// Makes the salt of a meeting, unless it has one since it was opened last. That of an earlier opening is replaced.
pub(super) async fn make(connection: &mut Session, meeting: &JoinCode) -> Result<(), sqlx::Error> {
    query(
        "insert into salts (join_code, opened_at, salt) select join_code, opened_at, $2 from meetings where join_code = $1 \
         on conflict (join_code) do update set opened_at = excluded.opened_at, salt = excluded.salt \
         where salts.opened_at <> excluded.opened_at",
    )
    .bind(meeting.as_str())
    .bind(&entropy::bytes::<32>()[..])
    .execute(connection)
    .await?;
    Ok(())
}

/// Deletes the salt of a meeting that has ended, its roll, and the marks of its board: what second votes were recognised by. A round with votes
/// takes no more.
pub(super) async fn erase(connection: &mut Session, meeting_id: i64) -> Result<(), sqlx::Error> {
    query("update polls set erased_round = round where meeting_id = $1 and total_votes > 0")
        .bind(meeting_id)
        .execute(&mut *connection)
        .await?;
    query("delete from roll where poll_id in (select id from polls where meeting_id = $1)")
        .bind(meeting_id)
        .execute(&mut *connection)
        .await?;
    query("update questions set marks_erased = true where meeting_id = $1").bind(meeting_id).execute(&mut *connection).await?;
    query("delete from question_marks where question_id in (select id from questions where meeting_id = $1)")
        .bind(meeting_id)
        .execute(&mut *connection)
        .await?;
    query("delete from salts where join_code = (select join_code from meetings where id = $1)")
        .bind(meeting_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// A condition on a meeting: it has not ended, and has no salt since it was opened last.
macro_rules! lacks_salt {
    () => {
        "ended_at is null and not exists \
         (select 1 from salts where salts.join_code = meetings.join_code and salts.opened_at = meetings.opened_at)"
    };
}

/// A condition on a salt: it is of no meeting that goes on.
macro_rules! is_left_over {
    () => {
        "not exists (select 1 from meetings \
         where meetings.join_code = salts.join_code and meetings.opened_at = salts.opened_at and ended_at is null)"
    };
}

/// Makes the salts that are missing, and deletes those of meetings that have ended, as after a crash or where a backup was
/// restored. A meeting whose salt is lost loses its roll too. Hashes the devices of an earlier version's votes.
pub(super) async fn repair(connection: &mut Session) -> Result<(), sqlx::Error> {
    if !needs_repair(connection).await? {
        return Ok(());
    }
    let mut transaction = connection.begin_with(BEGIN).await?;
    let lacking: Vec<(i64, String)> =
        query_as(concat!("select id, join_code from meetings where ", lacks_salt!())).fetch_all(&mut *transaction).await?;
    for (id, code) in lacking {
        let has_roll: bool =
            query_scalar("select exists (select 1 from roll where poll_id in (select polls.id from polls where meeting_id = $1))")
                .bind(id)
                .fetch_one(&mut *transaction)
                .await?;
        if has_roll {
            tracing::warn!(meeting = %code, "storage: salt of a meeting is lost; rounds with votes take no more, start another round");
            erase(&mut transaction, id).await?;
        }
        make(&mut transaction, &JoinCode::parse(&code).ok_or_else(|| rows::unreadable("join_code"))?).await?;
    }
    query(concat!("delete from salts where ", is_left_over!())).execute(&mut *transaction).await?;
    hash_roll(&mut transaction).await?;
    transaction.commit().await
}

async fn needs_repair(connection: &mut Session) -> Result<bool, sqlx::Error> {
    let mut snapshot = connection.begin().await?;
    let needed = query_scalar(concat!(
        "select exists (select 1 from meetings where ",
        lacks_salt!(),
        ") or exists (select 1 from salts where ",
        is_left_over!(),
        ") or exists (select 1 from unhashed_roll)"
    ))
    .fetch_one(&mut *snapshot)
    .await?;
    snapshot.rollback().await?;
    Ok(needed)
}

/// A device that has voted by an earlier version, with its poll's code and the salt of its meeting.
#[derive(sqlx::FromRow)]
struct UnhashedRow {
    poll_id: i64,
    poll_code: String,
    salt: Vec<u8>,
    round: i64,
    browser_token: Vec<u8>,
    changes: i64,
    answer: i64,
}

/// Moves the devices of an earlier version's votes into the roll, hashed.
async fn hash_roll(connection: &mut Session) -> Result<(), sqlx::Error> {
    let devices: Vec<UnhashedRow> = query_as(
        "select poll_id, poll_code, salt, unhashed_roll.round, browser_token, changes, answer from unhashed_roll \
         join polls on polls.id = poll_id join meetings on meetings.id = meeting_id join salts on salts.join_code = meetings.join_code",
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in devices {
        let code = PollCode::parse(&row.poll_code).ok_or_else(|| rows::unreadable("poll_code"))?;
        let browser = BrowserToken::stored(row.browser_token.try_into().map_err(|_| rows::unreadable("a token"))?);
        query("insert into roll (poll_id, round, device_key, changes, answer) values ($1, $2, $3, $4, $5)")
            .bind(row.poll_id)
            .bind(row.round)
            .bind(DeviceKey::new(&rows::salt(row.salt)?, &code, browser).as_bytes())
            .bind(row.changes)
            .bind(row.answer)
            .execute(&mut *connection)
            .await?;
    }
    query("delete from unhashed_roll").execute(connection).await?;
    Ok(())
}
