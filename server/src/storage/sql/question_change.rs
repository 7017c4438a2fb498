//! What a host or a moderator changes of a question.

use super::super::questions::QuestionChange;
use super::super::rows::DbEnum;
use super::dialect::{BEGIN, Session, for_update, query, query_as, query_scalar};
use super::question_marks::count_marks;
use super::questions::find;
use crate::domain::{JoinCode, QuestionState, Refusal};
use sqlx::Connection;

/// Changes a question; returns its meeting.
pub(super) async fn change(connection: &mut Session, id: i64, change: &QuestionChange) -> Result<Result<JoinCode, Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    let found: Option<(i64, String)> =
        query_as("select meeting_id, join_code from questions join meetings on meetings.id = meeting_id where questions.id = $1 and deleted_at is null")
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?;
    let found = found.filter(|(_, code)| change.only_in.as_ref().is_none_or(|only| only.as_str() == code));
    let Some((meeting, code)) = found else { return Ok(Err(Refusal::NoSuchQuestion)) };
    // In the order of `record`: first the meeting, then its questions.
    query(concat!("select id from meetings where id = $1", for_update!())).bind(meeting).execute(&mut *transaction).await?;
    let version: i64 = query_scalar("select version from questions where id = $1").bind(id).fetch_one(&mut *transaction).await?;
    if change.replaces.is_some_and(|replaces| i64::try_from(replaces) != Ok(version)) {
        return Ok(Err(Refusal::DecidedSince));
    }
    query("update questions set version = version + 1 where id = $1").bind(id).execute(&mut *transaction).await?;
    if let Some(answer) = &change.answer {
        query("update questions set answer = $2 where id = $1").bind(id).bind(answer).execute(&mut *transaction).await?;
    }
    if let Some(name_off) = change.name_off {
        query("update questions set name_off = $2 where id = $1").bind(id).bind(name_off).execute(&mut *transaction).await?;
    }
    if change.merged_into.is_some() && change.state.is_some() {
        return Ok(Err(Refusal::WrongState("Send merged_into or state, not both.".into())));
    }
    if let Some(into) = change.merged_into {
        if let Err(refusal) = merge(&mut transaction, meeting, id, into).await? {
            return Ok(Err(refusal));
        }
    } else if let Some(state) = change.state {
        if state == QuestionState::Merged {
            return Ok(Err(Refusal::WrongState("Send merged_into: the question as which this one counts.".into())));
        }
        let root: Option<i64> =
            query_scalar("select merged_into from questions where id = $1").bind(id).fetch_one(&mut *transaction).await?;
        query("update questions set state = $2, set_by = 'host', merged_into = null where id = $1")
            .bind(id)
            .bind(state.as_str())
            .execute(&mut *transaction)
            .await?;
        for question in root.into_iter().chain([id]) {
            count_marks(&mut transaction, question).await?;
        }
    }
    query("update meetings set board_seq = board_seq + 1 where id = $1").bind(meeting).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(JoinCode::parse(&code).ok_or(Refusal::NoSuchMeeting))
}

/// Merges a question, and what is merged into it, into another one.
async fn merge(connection: &mut Session, meeting: i64, id: i64, into: i64) -> Result<Result<(), Refusal>, sqlx::Error> {
    let Some(target) = find(connection, meeting, into).await? else { return Ok(Err(Refusal::NoSuchQuestion)) };
    let root = match target.merged_into {
        Some(root) => find(connection, meeting, root).await?,
        None => Some(target),
    };
    let (Some(named), Some(root)) = (find(connection, meeting, id).await?, root) else { return Ok(Err(Refusal::NoSuchQuestion)) };
    let now = match named.merged_into {
        Some(now) => find(connection, meeting, now).await?,
        None => None,
    };
    if let Err(refusal) = named.check_merge(now.as_ref(), &root) {
        return Ok(Err(refusal));
    }
    query("update questions set version = version + 1 where merged_into = $1").bind(id).execute(&mut *connection).await?;
    query("update questions set state = 'merged', set_by = 'host', merged_into = $2 where id = $1 or merged_into = $1")
        .bind(id)
        .bind(root.id)
        .execute(&mut *connection)
        .await?;
    for counted in named.merged_into.into_iter().chain([root.id]) {
        count_marks(connection, counted).await?;
    }
    Ok(Ok(()))
}
