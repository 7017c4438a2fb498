//! Implements [`Polls`]; reads polls with their options.

use super::super::rows::{OptionRow, PollRow};
use super::super::{PollKeys, Polls, StorageError};
use super::dialect::{Session, among, for_update, query, query_as};
use super::{Database, meetings, new_polls, poll_change};
use crate::domain::{JoinCode, Meeting, NewPoll, Poll, PollChange, PollCode, Refusal};
use async_trait::async_trait;
use std::collections::{BTreeSet, HashMap};

#[async_trait]
impl Polls for Database {
    async fn create_poll(&self, new: NewPoll, keys: PollKeys) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        self.write(move |connection| Box::pin(async move { new_polls::create(connection, &new, &keys).await })).await
    }

    async fn create_polls(&self, new: Vec<(NewPoll, PollKeys)>) -> Result<Result<Vec<Poll>, Refusal>, StorageError> {
        self.write(move |connection| Box::pin(async move { new_polls::create_all(connection, &new).await })).await
    }

    async fn find_poll(&self, code: &PollCode) -> Result<Option<Poll>, StorageError> {
        let code = code.clone();
        self.read(move |connection| Box::pin(async move { find(connection, &code).await })).await
    }

    async fn newest_polls(&self, limit: u32) -> Result<Vec<Poll>, StorageError> {
        self.read(move |connection| Box::pin(newest(connection, limit))).await
    }

    async fn polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { of_meeting(connection, &code).await })).await
    }

    async fn deleted_polls_of(&self, meeting: &JoinCode) -> Result<Vec<Poll>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { deleted_of_meeting(connection, &code).await })).await
    }

    async fn timed_polls(&self) -> Result<Vec<Poll>, StorageError> {
        self.read(move |connection| Box::pin(timed(connection))).await
    }

    async fn change_poll(&self, poll_id: i64, change: PollChange, now: i64) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        self.write(move |connection| Box::pin(async move { poll_change::change(connection, poll_id, &change, now).await })).await
    }

    async fn set_poll_deleted(&self, code: &PollCode, deleted_at: Option<i64>) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        let code = code.clone();
        self.write(move |connection| Box::pin(async move { poll_change::set_deleted(connection, &code, deleted_at).await })).await
    }
}

/// A query for polls that are not deleted: the columns of [`PollRow`], and the clauses that follow.
macro_rules! polls {
    ($($rest:tt)+) => {
        all_polls!("deleted_at is null and ", $($rest)+)
    };
}

/// The same for all polls, including deleted ones.
macro_rules! all_polls {
    ($($rest:tt)+) => {
        concat!(
            "select id, poll_code, question, kind, min_choices, max_choices, fairness, results, allow_change, state, revealed, ",
            "round, seq, total_votes, log_length, log_head, address_salt, note, closes_at, auto_reveal, answer_shown, ",
            "(select join_code from meetings where id = meeting_id) as join_code from polls where ",
            $($rest)+
        )
    };
}

/// The poll with this code.
pub(super) async fn find(connection: &mut Session, code: &PollCode) -> Result<Option<Poll>, sqlx::Error> {
    let found = query_as(polls!("poll_code = $1")).bind(code.as_str()).fetch_all(&mut *connection).await?;
    Ok(with_options(connection, found).await?.pop())
}

/// The newest polls, newest first.
pub(super) async fn newest(connection: &mut Session, limit: u32) -> Result<Vec<Poll>, sqlx::Error> {
    let found = query_as(polls!("true order by id desc limit $1")).bind(i64::from(limit)).fetch_all(&mut *connection).await?;
    with_options(connection, found).await
}

/// A meeting's polls in their order.
pub(super) async fn of_meeting(connection: &mut Session, code: &JoinCode) -> Result<Vec<Poll>, sqlx::Error> {
    let found = query_as(polls!("meeting_id = (select id from meetings where join_code = $1) order by position, id"))
        .bind(code.as_str())
        .fetch_all(&mut *connection)
        .await?;
    with_options(connection, found).await
}

/// A meeting's deleted polls that have votes, the one deleted last first; none once the meeting has ended.
pub(super) async fn deleted_of_meeting(connection: &mut Session, code: &JoinCode) -> Result<Vec<Poll>, sqlx::Error> {
    let found = query_as(all_polls!(
        "deleted_at is not null and (total_votes > 0 or round > 1) ",
        "and meeting_id = (select id from meetings where join_code = $1 and ended_at is null) order by deleted_at desc, id desc"
    ))
    .bind(code.as_str())
    .fetch_all(&mut *connection)
    .await?;
    with_options(connection, found).await
}

/// The polls that have a deadline.
pub(super) async fn timed(connection: &mut Session) -> Result<Vec<Poll>, sqlx::Error> {
    let found = query_as(polls!("closes_at is not null")).fetch_all(&mut *connection).await?;
    with_options(connection, found).await
}

/// Joins options with their polls; keeps the order of both.
pub(super) async fn with_options(connection: &mut Session, polls: Vec<PollRow>) -> Result<Vec<Poll>, sqlx::Error> {
    let ids = serde_json::json!(polls.iter().map(PollRow::id).collect::<Vec<_>>());
    let rows: Vec<OptionRow> = query_as(concat!(
        "select id, poll_id, option_text, vote_count, correct from options where ",
        among!("poll_id", "$1"),
        " order by poll_id, position"
    ))
    .bind(ids.to_string())
    .fetch_all(connection)
    .await?;
    let mut of_poll: HashMap<i64, Vec<OptionRow>> = HashMap::new();
    for row in rows {
        of_poll.entry(row.poll_id).or_default().push(row);
    }
    polls
        .into_iter()
        .map(|poll| {
            let options = of_poll.remove(&poll.id()).unwrap_or_default();
            poll.with_options(options)
        })
        .collect()
}

/// A poll and its meeting as this transaction sees them.
pub(super) async fn poll_with_meeting(connection: &mut Session, poll_id: i64) -> Result<(Poll, Meeting), sqlx::Error> {
    let poll = poll_by_id(connection, poll_id).await?.ok_or(sqlx::Error::RowNotFound)?;
    let meeting = meetings::of_poll(connection, poll_id).await?.ok_or(sqlx::Error::RowNotFound)?;
    Ok((poll, meeting))
}

pub(super) async fn poll_by_id(connection: &mut Session, id: i64) -> Result<Option<Poll>, sqlx::Error> {
    Ok(polls_by_id(connection, &BTreeSet::from([id])).await?.pop())
}

/// The polls with these keys, those that exist.
pub(super) async fn polls_by_id(connection: &mut Session, ids: &BTreeSet<i64>) -> Result<Vec<Poll>, sqlx::Error> {
    let found = query_as(polls!(among!("id", "$1"))).bind(serde_json::json!(ids).to_string()).fetch_all(&mut *connection).await?;
    with_options(connection, found).await
}

/// The same, locked until the transaction ends. Always in the order of their keys, so that two transactions with polls in
/// common never deadlock.
pub(super) async fn polls_for_update(connection: &mut Session, ids: &BTreeSet<i64>) -> Result<Vec<Poll>, sqlx::Error> {
    let found = query_as(polls!(among!("id", "$1"), " order by id", for_update!()))
        .bind(serde_json::json!(ids).to_string())
        .fetch_all(&mut *connection)
        .await?;
    with_options(connection, found).await
}

/// The poll with this code, locked in the same way.
pub(super) async fn poll_for_update(connection: &mut Session, code: &PollCode) -> Result<Option<Poll>, sqlx::Error> {
    let found = query_as(polls!("poll_code = $1", for_update!())).bind(code.as_str()).fetch_all(&mut *connection).await?;
    Ok(with_options(connection, found).await?.pop())
}

/// Locks all polls of a meeting, including deleted ones.
pub(super) async fn hold_all(connection: &mut Session, meeting_id: i64) -> Result<(), sqlx::Error> {
    query(concat!("select id from polls where meeting_id = $1 order by id", for_update!())).bind(meeting_id).execute(connection).await?;
    Ok(())
}
