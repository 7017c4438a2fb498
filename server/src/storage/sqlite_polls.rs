//! Polls in SQLite: reading them, keeping new ones, changing them.

use super::rows::{self, OptionRow, PollRow, Word};
use super::sqlite_meetings::{self, stage_poll};
use super::{Place, PollKeys};
use crate::domain::{BrowserToken, JoinCode, Meeting, NewPoll, Poll, PollCode, PollState, Receipt, Refusal, RoundTally, Vote};
use sqlx::{Connection, SqliteConnection};
use std::collections::{BTreeSet, HashMap};

/// The most polls that a meeting holds.
const POLLS: i64 = 500;

/// A query for polls: the columns of [`PollRow`], and what follows them.
macro_rules! polls {
    ($rest:literal) => {
        concat!(
            "select id, poll_code, question, kind, min_choices, max_choices, fairness, results, allow_change, state, revealed, ",
            "round, seq, total_votes, log_length, log_head, address_salt, note, closes_at, auto_reveal, answer_shown, ",
            "(select join_code from meetings where id = meeting_id) as join_code from polls where deleted_at is null and ",
            $rest
        )
    };
}

/// The poll with this code.
pub(super) async fn find(connection: &mut SqliteConnection, code: &PollCode) -> Result<Option<Poll>, sqlx::Error> {
    let found = sqlx::query_as(polls!("poll_code = $1")).bind(code.as_str()).fetch_all(&mut *connection).await?;
    Ok(with_options(connection, found).await?.pop())
}

/// The newest polls, newest first.
pub(super) async fn newest(connection: &mut SqliteConnection, limit: u32) -> Result<Vec<Poll>, sqlx::Error> {
    let found = sqlx::query_as(polls!("true order by id desc limit $1")).bind(limit).fetch_all(&mut *connection).await?;
    with_options(connection, found).await
}

/// A meeting's polls in their order.
pub(super) async fn of_meeting(connection: &mut SqliteConnection, code: &JoinCode) -> Result<Vec<Poll>, sqlx::Error> {
    let found = sqlx::query_as(polls!("meeting_id = (select id from meetings where join_code = $1) order by position, id"))
        .bind(code.as_str())
        .fetch_all(&mut *connection)
        .await?;
    with_options(connection, found).await
}

/// The polls whose voting ends by itself.
pub(super) async fn timed(connection: &mut SqliteConnection) -> Result<Vec<Poll>, sqlx::Error> {
    let found = sqlx::query_as(polls!("closes_at is not null")).fetch_all(&mut *connection).await?;
    with_options(connection, found).await
}

/// Puts options to the polls they belong to; the order of both stays.
pub(super) async fn with_options(connection: &mut SqliteConnection, polls: Vec<PollRow>) -> Result<Vec<Poll>, sqlx::Error> {
    let ids = serde_json::json!(polls.iter().map(PollRow::id).collect::<Vec<_>>());
    let rows: Vec<OptionRow> = sqlx::query_as(
        "select id, poll_id, option_text, vote_count, correct from options \
         where poll_id in (select value from json_each($1)) order by poll_id, position",
    )
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

/// A device's vote in a round.
pub(super) async fn vote_of(
    connection: &mut SqliteConnection,
    poll_id: i64,
    round: u32,
    browser: BrowserToken,
) -> Result<Option<Vote>, sqlx::Error> {
    let row: Option<(String, String)> =
        sqlx::query_as("select option_ids, receipt from votes where poll_id = $1 and round = $2 and browser_token = $3")
            .bind(poll_id)
            .bind(round)
            .bind(browser.as_bytes())
            .fetch_optional(connection)
            .await?;
    row.map(|(option_ids, receipt)| Ok(Vote { option_ids: rows::option_ids(&option_ids)?, receipt: Receipt::stored(receipt) })).transpose()
}

/// What each round of a poll came to, counted from its votes.
pub(super) async fn rounds(connection: &mut SqliteConnection, poll: &Poll) -> Result<Vec<RoundTally>, sqlx::Error> {
    let totals: Vec<(i64, i64)> =
        sqlx::query_as("select round, count(*) from votes where poll_id = $1 and counts = 1 group by round order by round")
            .bind(poll.id)
            .fetch_all(&mut *connection)
            .await?;
    let named: Vec<(i64, i64, i64)> = sqlx::query_as(
        "select round, chosen.value, count(*) from votes, json_each(option_ids) as chosen \
         where poll_id = $1 and counts = 1 group by round, chosen.value",
    )
    .bind(poll.id)
    .fetch_all(connection)
    .await?;
    let named: HashMap<(i64, i64), i64> = named.into_iter().map(|(round, option, n)| ((round, option), n)).collect();
    let of = |round, option| rows::number(named.get(&(round, option)).copied().unwrap_or(0));
    totals
        .into_iter()
        .map(|(round, total)| {
            let counts = poll.options.iter().map(|option| of(round, option.id)).collect::<Result<_, _>>()?;
            Ok(RoundTally { round: rows::number(round)?, total_votes: rows::number(total)?, counts })
        })
        .collect()
}

/// Keeps a new poll; see [`Storage::create_poll`](super::Storage::create_poll).
pub(super) async fn create(
    connection: &mut SqliteConnection,
    new: &NewPoll,
    keys: &PollKeys,
) -> Result<Result<(Poll, Meeting), Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with("begin immediate").await?;
    let kept = match keep(&mut transaction, new, keys).await? {
        Ok(id) => both(&mut transaction, id).await?,
        Err(refusal) => return Ok(Err(refusal)),
    };
    transaction.commit().await?;
    Ok(Ok(kept))
}

/// Keeps several new polls, all of them or none; see [`Storage::create_polls`](super::Storage::create_polls).
pub(super) async fn create_all(
    connection: &mut SqliteConnection,
    new: &[(NewPoll, PollKeys)],
) -> Result<Result<Vec<Poll>, Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with("begin immediate").await?;
    let mut ids = BTreeSet::new();
    for (new, keys) in new {
        match keep(&mut transaction, new, keys).await? {
            Ok(id) => ids.insert(id),
            Err(refusal) => return Ok(Err(refusal)),
        };
    }
    let kept = polls_by_id(&mut transaction, &ids).await?;
    transaction.commit().await?;
    Ok(Ok(kept))
}

/// A new poll inside a transaction; its key.
async fn keep(connection: &mut SqliteConnection, new: &NewPoll, keys: &PollKeys) -> Result<Result<i64, Refusal>, sqlx::Error> {
    let Some(meeting_id) = meeting_for(connection, keys).await? else {
        return Ok(Err(Refusal::NoSuchMeeting));
    };
    let held: i64 = sqlx::query_scalar("select count(*) from polls where meeting_id = $1 and deleted_at is null")
        .bind(meeting_id)
        .fetch_one(&mut *connection)
        .await?;
    if held >= POLLS {
        return Ok(Err(Refusal::TooManyPolls));
    }
    let id = insert(connection, new, keys, meeting_id).await?;
    if new.state != PollState::Draft {
        stage_poll(connection, id).await?;
    }
    Ok(Ok(id))
}

async fn insert(connection: &mut SqliteConnection, new: &NewPoll, keys: &PollKeys, meeting_id: i64) -> Result<i64, sqlx::Error> {
    let id: i64 = sqlx::query_scalar(
        "insert into polls (meeting_id, poll_code, question, kind, min_choices, max_choices, fairness, results, allow_change, state, \
         address_salt, created_at, auto_reveal, note, position) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         (select coalesce(max(position), 0) + 1 from polls where meeting_id = $1)) returning id",
    )
    .bind(meeting_id)
    .bind(keys.poll_code.as_str())
    .bind(new.question.as_str())
    .bind(new.kind.word())
    .bind(new.min_choices)
    .bind(new.max_choices)
    .bind(new.fairness.word())
    .bind(new.results.word())
    .bind(new.allow_change)
    .bind(new.state.word())
    .bind(&keys.address_salt[..])
    .bind(keys.now)
    .bind(new.auto_reveal)
    .bind(new.note.as_str())
    .fetch_one(&mut *connection)
    .await?;
    for (position, option) in (0i64..).zip(&new.options) {
        insert_option(connection, id, position, option.text.as_str(), option.correct).await?;
    }
    Ok(id)
}

pub(super) async fn insert_option(
    connection: &mut SqliteConnection,
    poll_id: i64,
    position: i64,
    text: &str,
    correct: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into options (poll_id, position, option_text, correct) values ($1, $2, $3, $4)")
        .bind(poll_id)
        .bind(position)
        .bind(text)
        .bind(correct)
        .execute(connection)
        .await?;
    Ok(())
}

/// The meeting that a new poll goes into; `None` when the one named does not exist or has ended.
async fn meeting_for(connection: &mut SqliteConnection, keys: &PollKeys) -> Result<Option<i64>, sqlx::Error> {
    let found = match &keys.place {
        Place::Named(code) => {
            return sqlx::query_scalar("select id from meetings where join_code = $1 and ended_at is null and deleted_at is null")
                .bind(code.as_str())
                .fetch_optional(connection)
                .await;
        }
        Place::Current => sqlite_meetings::current_id(connection).await?,
        Place::Fresh => None,
    };
    match found {
        Some(id) => Ok(Some(id)),
        None => sqlite_meetings::insert(connection, &keys.fresh_join_code, "", keys.now).await.map(Some),
    }
}

/// A poll and its meeting as they stand now.
pub(super) async fn both(connection: &mut SqliteConnection, poll_id: i64) -> Result<(Poll, Meeting), sqlx::Error> {
    let poll = poll_by_id(connection, poll_id).await?.ok_or(sqlx::Error::RowNotFound)?;
    let meeting = sqlite_meetings::of_poll(connection, poll_id).await?.ok_or(sqlx::Error::RowNotFound)?;
    Ok((poll, meeting))
}

pub(super) async fn poll_by_id(connection: &mut SqliteConnection, id: i64) -> Result<Option<Poll>, sqlx::Error> {
    Ok(polls_by_id(connection, &BTreeSet::from([id])).await?.pop())
}

/// The polls with these keys, those that exist.
pub(super) async fn polls_by_id(connection: &mut SqliteConnection, ids: &BTreeSet<i64>) -> Result<Vec<Poll>, sqlx::Error> {
    let found = sqlx::query_as(polls!("id in (select value from json_each($1))"))
        .bind(serde_json::json!(ids).to_string())
        .fetch_all(&mut *connection)
        .await?;
    with_options(connection, found).await
}
