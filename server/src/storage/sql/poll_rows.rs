//! Reads and writes polls with their options.

use super::super::PollCreation;
use super::super::rows::{DbEnum, OptionRow, PollRow};
use super::dialect::{Session, among, for_update, query, query_as, query_scalar};
use super::meeting_rows;
use crate::domain::{JoinCode, Meeting, NewPoll, Poll, PollCode};
use std::collections::{BTreeSet, HashMap};

/// A query for the columns of [`PollRow`] in polls that are not deleted; the argument continues its
/// condition.
macro_rules! polls {
    ($($rest:tt)+) => {
        all_polls!("deleted_at is null and ", $($rest)+)
    };
}

/// The same for all polls, including deleted ones; the argument is its condition.
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

/// The poll with this code, unless it is deleted.
pub(super) async fn find(connection: &mut Session, code: &PollCode) -> Result<Option<Poll>, sqlx::Error> {
    let rows = query_as(polls!("poll_code = $1")).bind(code.as_str()).fetch_all(&mut *connection).await?;
    Ok(with_options(connection, rows).await?.pop())
}

/// The newest polls, newest first.
pub(super) async fn newest(connection: &mut Session, limit: u32) -> Result<Vec<Poll>, sqlx::Error> {
    let rows = query_as(polls!("true order by id desc limit $1")).bind(i64::from(limit)).fetch_all(&mut *connection).await?;
    with_options(connection, rows).await
}

/// A meeting's polls in their order.
pub(super) async fn of_meeting(connection: &mut Session, code: &JoinCode) -> Result<Vec<Poll>, sqlx::Error> {
    let rows = query_as(polls!("meeting_id = (select id from meetings where join_code = $1) order by position, id"))
        .bind(code.as_str())
        .fetch_all(&mut *connection)
        .await?;
    with_options(connection, rows).await
}

/// A meeting's deleted polls that have votes, the one deleted last first; none once the meeting has ended.
pub(super) async fn deleted_of_meeting(connection: &mut Session, code: &JoinCode) -> Result<Vec<Poll>, sqlx::Error> {
    let rows = query_as(all_polls!(
        "deleted_at is not null and (total_votes > 0 or round > 1) ",
        "and meeting_id = (select id from meetings where join_code = $1 and ended_at is null) order by deleted_at desc, id desc"
    ))
    .bind(code.as_str())
    .fetch_all(&mut *connection)
    .await?;
    with_options(connection, rows).await
}

/// The polls that have a deadline.
pub(super) async fn timed(connection: &mut Session) -> Result<Vec<Poll>, sqlx::Error> {
    let rows = query_as(polls!("closes_at is not null")).fetch_all(&mut *connection).await?;
    with_options(connection, rows).await
}

/// Reads the options of these polls; keeps the order of the polls.
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
    let mut options_by_poll: HashMap<i64, Vec<OptionRow>> = HashMap::new();
    for row in rows {
        options_by_poll.entry(row.poll_id).or_default().push(row);
    }
    polls
        .into_iter()
        .map(|poll| {
            let options = options_by_poll.remove(&poll.id()).unwrap_or_default();
            poll.with_options(options)
        })
        .collect()
}

/// A poll and its meeting as this transaction sees them.
pub(super) async fn poll_with_meeting(connection: &mut Session, poll_id: i64) -> Result<(Poll, Meeting), sqlx::Error> {
    let poll = poll_by_id(connection, poll_id).await?.ok_or(sqlx::Error::RowNotFound)?;
    let meeting = meeting_rows::of_poll(connection, poll_id).await?.ok_or(sqlx::Error::RowNotFound)?;
    Ok((poll, meeting))
}

pub(super) async fn poll_by_id(connection: &mut Session, id: i64) -> Result<Option<Poll>, sqlx::Error> {
    Ok(polls_by_id(connection, &BTreeSet::from([id])).await?.pop())
}

/// The polls with these keys, in no particular order; deleted ones are left out.
pub(super) async fn polls_by_id(connection: &mut Session, ids: &BTreeSet<i64>) -> Result<Vec<Poll>, sqlx::Error> {
    let rows = query_as(polls!(among!("id", "$1"))).bind(serde_json::json!(ids).to_string()).fetch_all(&mut *connection).await?;
    with_options(connection, rows).await
}

/// The polls with these keys, locked until the transaction ends; deleted ones are left out. They
/// are locked in the order of their keys, so that two transactions with polls in common never
/// deadlock.
pub(super) async fn polls_for_update(connection: &mut Session, ids: &BTreeSet<i64>) -> Result<Vec<Poll>, sqlx::Error> {
    let rows = query_as(polls!(among!("id", "$1"), " order by id", for_update!()))
        .bind(serde_json::json!(ids).to_string())
        .fetch_all(&mut *connection)
        .await?;
    with_options(connection, rows).await
}

/// The poll with this code, locked until the transaction ends; `None` for a deleted one.
pub(super) async fn poll_for_update(connection: &mut Session, code: &PollCode) -> Result<Option<Poll>, sqlx::Error> {
    let rows = query_as(polls!("poll_code = $1", for_update!())).bind(code.as_str()).fetch_all(&mut *connection).await?;
    Ok(with_options(connection, rows).await?.pop())
}

/// Locks all polls of a meeting, including deleted ones, until the transaction ends.
pub(super) async fn lock_polls_of_meeting(connection: &mut Session, meeting_id: i64) -> Result<(), sqlx::Error> {
    query(concat!("select id from polls where meeting_id = $1 order by id", for_update!())).bind(meeting_id).execute(connection).await?;
    Ok(())
}

/// Inserts a poll with its options at the end of a meeting; returns its key.
pub(super) async fn insert(connection: &mut Session, new: &NewPoll, creation: &PollCreation, meeting_id: i64) -> Result<i64, sqlx::Error> {
    let id: i64 = query_scalar(
        "insert into polls (meeting_id, poll_code, question, kind, min_choices, max_choices, fairness, results, allow_change, state, \
         address_salt, created_at, auto_reveal, note, position) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         (select coalesce(max(position), 0) + 1 from polls where meeting_id = $1)) returning id",
    )
    .bind(meeting_id)
    .bind(creation.poll_code.as_str())
    .bind(new.question.as_str())
    .bind(new.kind.as_str())
    .bind(i64::from(new.min_choices))
    .bind(i64::from(new.max_choices))
    .bind(new.rules.fairness.as_str())
    .bind(new.rules.results.as_str())
    .bind(new.rules.allow_change)
    .bind(new.state.as_str())
    .bind(&creation.address_salt[..])
    .bind(creation.now)
    .bind(new.auto_reveal)
    .bind(new.note.as_str())
    .fetch_one(&mut *connection)
    .await?;
    for (position, option) in (0i64..).zip(&new.options) {
        insert_option(connection, id, position, option.text.as_str(), option.correct).await?;
    }
    Ok(id)
}

/// Writes the columns of a poll that a change may set, and raises its `seq`.
pub(super) async fn update(connection: &mut Session, poll: &Poll) -> Result<(), sqlx::Error> {
    query(
        "update polls set state = $2, fairness = $3, results = $4, revealed = $5, allow_change = $6, question = $7, note = $8, \
         closes_at = $9, auto_reveal = $10, answer_shown = $11, round = $12, total_votes = $13, seq = seq + 1 where id = $1",
    )
    .bind(poll.id)
    .bind(poll.state.as_str())
    .bind(poll.rules.fairness.as_str())
    .bind(poll.rules.results.as_str())
    .bind(poll.revealed)
    .bind(poll.rules.allow_change)
    .bind(&poll.question)
    .bind(&poll.note)
    .bind(poll.closes_at)
    .bind(poll.auto_reveal)
    .bind(poll.answer_shown)
    .bind(i64::from(poll.round))
    .bind(i64::try_from(poll.total_votes).unwrap_or(i64::MAX))
    .execute(connection)
    .await?;
    Ok(())
}

/// Inserts an option of a poll.
pub(super) async fn insert_option(
    connection: &mut Session,
    poll_id: i64,
    position: i64,
    text: &str,
    correct: bool,
) -> Result<(), sqlx::Error> {
    query("insert into options (poll_id, position, option_text, correct) values ($1, $2, $3, $4)")
        .bind(poll_id)
        .bind(position)
        .bind(text)
        .bind(correct)
        .execute(connection)
        .await?;
    Ok(())
}
