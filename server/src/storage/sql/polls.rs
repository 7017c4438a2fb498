//! Polls: reading them, and keeping new ones.

use super::super::rows::{self, DbEnum, OptionRow, PollRow};
use super::super::{MeetingTarget, PollKeys};
use super::dialect::{BEGIN, Session, among, each_option, for_update, option_ids, query, query_as, query_scalar};
use super::guests;
use super::meetings::{self, stage_poll};
use super::round_times;
use crate::domain::{BrowserToken, JoinCode, Meeting, NewPoll, Poll, PollCode, PollState, Receipt, Refusal, RoundTally, Vote};
use sqlx::Connection;
use std::collections::{BTreeSet, HashMap};

/// The most polls that a meeting holds.
const POLLS: i64 = 500;

/// A query for polls that are there: the columns of [`PollRow`], and what follows them.
macro_rules! polls {
    ($($rest:tt)+) => {
        all_polls!("deleted_at is null and ", $($rest)+)
    };
}

/// The same for those that were deleted as well.
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

/// A meeting's deleted polls that have votes, the last one first; none once the meeting has ended.
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

/// The polls whose voting ends by itself.
pub(super) async fn timed(connection: &mut Session) -> Result<Vec<Poll>, sqlx::Error> {
    let found = query_as(polls!("closes_at is not null")).fetch_all(&mut *connection).await?;
    with_options(connection, found).await
}

/// Puts options to the polls they belong to; the order of both stays.
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

/// A device's vote in a round.
pub(super) async fn vote_of(
    connection: &mut Session,
    poll_id: i64,
    round: u32,
    browser: BrowserToken,
) -> Result<Option<Vote>, sqlx::Error> {
    let row: Option<(String, String)> =
        query_as(concat!("select ", option_ids!(), ", receipt from votes where poll_id = $1 and round = $2 and browser_token = $3"))
            .bind(poll_id)
            .bind(i64::from(round))
            .bind(browser.as_bytes())
            .fetch_optional(connection)
            .await?;
    row.map(|(option_ids, receipt)| Ok(Vote { option_ids: rows::option_ids(&option_ids)?, receipt: Receipt::stored(receipt) })).transpose()
}

/// What each round of a poll came to, counted from its votes.
pub(super) async fn rounds(connection: &mut Session, poll: &Poll) -> Result<Vec<RoundTally>, sqlx::Error> {
    let totals: Vec<(i64, i64)> = query_as("select round, count(*) from votes where poll_id = $1 and counts group by round order by round")
        .bind(poll.id)
        .fetch_all(&mut *connection)
        .await?;
    let named: Vec<(i64, i64, i64)> = query_as(concat!(
        "select round, chosen.value, count(*) from votes, ",
        each_option!(),
        " where poll_id = $1 and counts group by round, chosen.value"
    ))
    .bind(poll.id)
    .fetch_all(&mut *connection)
    .await?;
    let times = round_times::of_polls(connection, &[poll.id]).await?;
    let named: HashMap<(i64, i64), i64> = named.into_iter().map(|(round, option, n)| ((round, option), n)).collect();
    let of = |round, option| rows::number(named.get(&(round, option)).copied().unwrap_or(0));
    totals
        .into_iter()
        .map(|(round, total)| {
            let counts = poll.options.iter().map(|option| of(round, option.id)).collect::<Result<_, _>>()?;
            let times = times.get(&(poll.id, round)).copied().unwrap_or_default();
            Ok(RoundTally { round: rows::number(round)?, total_votes: rows::number(total)?, counts, times })
        })
        .collect()
}

/// Keeps a new poll; see [`Storage::create_poll`](super::super::Storage::create_poll).
pub(super) async fn create(
    connection: &mut Session,
    new: &NewPoll,
    keys: &PollKeys,
) -> Result<Result<(Poll, Meeting), Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    let kept = match keep(&mut transaction, new, keys).await? {
        Ok(id) => poll_with_meeting(&mut transaction, id).await?,
        Err(refusal) => return Ok(Err(refusal)),
    };
    transaction.commit().await?;
    Ok(Ok(kept))
}

/// Keeps several new polls, all of them or none; see [`Storage::create_polls`](super::super::Storage::create_polls).
pub(super) async fn create_all(connection: &mut Session, new: &[(NewPoll, PollKeys)]) -> Result<Result<Vec<Poll>, Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
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
async fn keep(connection: &mut Session, new: &NewPoll, keys: &PollKeys) -> Result<Result<i64, Refusal>, sqlx::Error> {
    if let Some(group) = &keys.guest
        && let Err(refusal) = guests::may_make(connection, group).await?
    {
        return Ok(Err(refusal));
    }
    let Some(meeting_id) = meeting_for(connection, keys).await? else {
        return Ok(Err(Refusal::NoSuchMeeting));
    };
    let held: i64 = query_scalar("select count(*) from polls where meeting_id = $1 and deleted_at is null")
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
    if new.state == PollState::Open {
        round_times::began(connection, id, 1, Some(keys.now)).await?;
    }
    Ok(Ok(id))
}

async fn insert(connection: &mut Session, new: &NewPoll, keys: &PollKeys, meeting_id: i64) -> Result<i64, sqlx::Error> {
    let id: i64 = query_scalar(
        "insert into polls (meeting_id, poll_code, question, kind, min_choices, max_choices, fairness, results, allow_change, state, \
         address_salt, created_at, auto_reveal, note, position) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         (select coalesce(max(position), 0) + 1 from polls where meeting_id = $1)) returning id",
    )
    .bind(meeting_id)
    .bind(keys.poll_code.as_str())
    .bind(new.question.as_str())
    .bind(new.kind.as_str())
    .bind(i64::from(new.min_choices))
    .bind(i64::from(new.max_choices))
    .bind(new.fairness.as_str())
    .bind(new.results.as_str())
    .bind(new.allow_change)
    .bind(new.state.as_str())
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

/// The meeting that a new poll goes into; `None` when the one named does not exist or has ended.
async fn meeting_for(connection: &mut Session, keys: &PollKeys) -> Result<Option<i64>, sqlx::Error> {
    let found = match &keys.place {
        MeetingTarget::Named(code) => {
            return query_scalar("select id from meetings where join_code = $1 and ended_at is null and deleted_at is null")
                .bind(code.as_str())
                .fetch_optional(connection)
                .await;
        }
        MeetingTarget::Guests(code) => {
            return query_scalar("select id from meetings where join_code = $1 and by_guest and ended_at is null and deleted_at is null")
                .bind(code.as_str())
                .fetch_optional(connection)
                .await;
        }
        MeetingTarget::Current => meetings::current_id(connection).await?,
        MeetingTarget::Fresh => None,
    };
    if found.is_some() {
        return Ok(found);
    }
    let by_guest = matches!(keys.place, MeetingTarget::Fresh);
    let id = meetings::insert(connection, &keys.fresh_join_code, "", keys.now, by_guest).await?;
    guests::note(connection, id, keys.guest.as_ref()).await?;
    Ok(Some(id))
}

/// A poll and its meeting as they stand now.
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

/// The same, locked until the transaction ends. Always in the order of their keys, so that two who want
/// some of the same polls never wait for each other in a ring.
pub(super) async fn polls_for_update(connection: &mut Session, ids: &BTreeSet<i64>) -> Result<Vec<Poll>, sqlx::Error> {
    let found = query_as(polls!(among!("id", "$1"), " order by id", for_update!()))
        .bind(serde_json::json!(ids).to_string())
        .fetch_all(&mut *connection)
        .await?;
    with_options(connection, found).await
}

/// The poll with this code, held in the same way.
pub(super) async fn poll_for_update(connection: &mut Session, code: &PollCode) -> Result<Option<Poll>, sqlx::Error> {
    let found = query_as(polls!("poll_code = $1", for_update!())).bind(code.as_str()).fetch_all(&mut *connection).await?;
    Ok(with_options(connection, found).await?.pop())
}

/// Holds all polls of a meeting, also those that were deleted.
pub(super) async fn hold_all(connection: &mut Session, meeting_id: i64) -> Result<(), sqlx::Error> {
    query(concat!("select id from polls where meeting_id = $1 order by id", for_update!())).bind(meeting_id).execute(connection).await?;
    Ok(())
}
