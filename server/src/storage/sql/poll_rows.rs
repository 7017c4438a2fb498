//! Reads and writes polls with their options.

use super::super::PollCreation;
use super::super::rows::{DbEnum, PartRow, PollRow};
use super::dialect::{Session, among, for_update, query, query_as, query_scalar};
use super::{meeting_rows, terms};
use crate::domain::{DefinedOption, Definition, JoinCode, Meeting, NewPoll, Poll, PollCode};
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
        poll_query!(
            "(select salt from salts join meetings on meetings.join_code = salts.join_code and meetings.opened_at = salts.opened_at \
             where meetings.id = meeting_id)",
            $($rest)+
        )
    };
}

/// A query for the columns of [`PollRow`]; the arguments are the expression for the salt, and the condition.
macro_rules! poll_query {
    ($salt:literal, $($rest:tt)+) => {
        concat!(
            "select id, poll_code, question, prompt, fairness, results, allow_change, moderation, show_after, one_tap, state, revealed, ",
            "round, seq, total_votes, ballots, erased_round, log_length, log_head, note, closes_at, auto_reveal, answer_shown, ",
            "case state when 'closed' then (select seal from rounds where poll_id = polls.id and rounds.round = polls.round) end as seal, ",
            "case state when 'closed' then (select signature from rounds where poll_id = polls.id and rounds.round = polls.round) end as signature, ",
            "case state when 'closed' then (select key from rounds where poll_id = polls.id and rounds.round = polls.round) end as seal_key, ",
            "(select join_code from meetings where id = meeting_id) as join_code, ", $salt, " as salt from polls where ",
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

/// Reads the options and the sums of these polls in one query, and the terms of those with texts in another; keeps the order of the polls.
pub(super) async fn with_options(connection: &mut Session, polls: Vec<PollRow>) -> Result<Vec<Poll>, sqlx::Error> {
    let ids = serde_json::json!(polls.iter().map(PollRow::id).collect::<Vec<_>>()).to_string();
    let parts: Vec<PartRow> = query_as(concat!(
        "select poll_id, id, option_text as text, correct, position as number from options where ",
        among!("poll_id", "$1"),
        " union all select poll_id, null, key, false, count from tallies where ",
        among!("poll_id", "$1"),
        " and round = (select round from polls where polls.id = tallies.poll_id) order by poll_id, number"
    ))
    .bind(&ids)
    .fetch_all(&mut *connection)
    .await?;
    let mut by_poll: HashMap<i64, Vec<PartRow>> = HashMap::new();
    for part in parts {
        by_poll.entry(part.poll_id).or_default().push(part);
    }
    let with_parts = |poll: PollRow| {
        let parts = by_poll.remove(&poll.id());
        poll.with_parts(parts.unwrap_or_default())
    };
    let mut polls: Vec<Poll> = polls.into_iter().map(with_parts).collect::<Result<_, _>>()?;
    terms::load(connection, &mut polls).await?;
    Ok(polls)
}

/// The polls with these keys for an audit, which needs no salt and may lack the right to read one.
pub(super) async fn polls_for_audit(connection: &mut Session, ids: &BTreeSet<i64>) -> Result<Vec<Poll>, sqlx::Error> {
    let rows = query_as(poll_query!("null", "deleted_at is null and ", among!("id", "$1")))
        .bind(serde_json::json!(ids).to_string())
        .fetch_all(&mut *connection)
        .await?;
    with_options(connection, rows).await
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

/// Inserts a poll with its options at the end of a meeting; returns its key, and how it reads.
pub(super) async fn insert(
    connection: &mut Session,
    new: &NewPoll,
    creation: &PollCreation,
    meeting_id: i64,
) -> Result<(i64, Definition), sqlx::Error> {
    let id: i64 = query_scalar(
        "insert into polls (meeting_id, poll_code, question, prompt, fairness, results, allow_change, state, \
         created_at, auto_reveal, note, moderation, show_after, one_tap, position) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         (select coalesce(max(position), 0) + 1 from polls where meeting_id = $1)) returning id",
    )
    .bind(meeting_id)
    .bind(creation.poll_code.as_str())
    .bind(new.question.as_str())
    .bind(serde_json::to_string(&new.prompt).unwrap_or_default())
    .bind(new.rules.fairness.as_str())
    .bind(new.rules.results.as_str())
    .bind(new.rules.allow_change)
    .bind(new.state.as_str())
    .bind(creation.now)
    .bind(new.auto_reveal)
    .bind(new.note.as_str())
    .bind(new.rules.moderation.as_str())
    .bind(new.rules.show_after.map(i64::from))
    .bind(new.rules.one_tap)
    .fetch_one(&mut *connection)
    .await?;
    let mut options = Vec::with_capacity(new.options.len());
    for (position, option) in (0i64..).zip(&new.options) {
        let text = option.text.as_str();
        let key = insert_option(connection, id, position, text, option.correct).await?;
        options.push(DefinedOption { id: key, text: text.into(), correct: option.correct });
    }
    Ok((id, Definition { question: new.question.as_str().into(), options, prompt: new.prompt.clone(), rules: new.rules }))
}

/// Writes the columns of a poll that a change may set, and raises its `seq`.
pub(super) async fn update(connection: &mut Session, poll: &Poll) -> Result<(), sqlx::Error> {
    query(
        "update polls set state = $2, fairness = $3, results = $4, revealed = $5, allow_change = $6, question = $7, note = $8, \
         closes_at = $9, auto_reveal = $10, answer_shown = $11, round = $12, total_votes = $13, prompt = $14, \
         moderation = $15, show_after = $16, one_tap = $17, seq = seq + 1 where id = $1",
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
    .bind(serde_json::to_string(&poll.prompt).unwrap_or_default())
    .bind(poll.rules.moderation.as_str())
    .bind(poll.rules.show_after.map(i64::from))
    .bind(poll.rules.one_tap)
    .execute(connection)
    .await?;
    Ok(())
}

/// Inserts an option of a poll; returns its key.
pub(super) async fn insert_option(
    connection: &mut Session,
    poll_id: i64,
    position: i64,
    text: &str,
    correct: bool,
) -> Result<i64, sqlx::Error> {
    query_scalar("insert into options (poll_id, position, option_text, correct) values ($1, $2, $3, $4) returning id")
        .bind(poll_id)
        .bind(position)
        .bind(text)
        .bind(correct)
        .fetch_one(connection)
        .await
}
