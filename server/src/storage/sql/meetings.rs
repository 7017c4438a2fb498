//! Meetings, and what is on their stages.
//!
//! The current meeting is the one opened last; `opened_at` only grows, also where a computer's clock is set back.

use super::super::rows::{self, DbEnum};
use super::dialect::{BEGIN, Session, contains, larger, query, query_as, query_scalar};
use super::{change, polls, round_times};
use crate::domain::{JoinCode, Meeting, MeetingChange, MeetingLine, Name, Poll, PollCode, PollState, Refusal, Stage, StageChange, View};
use sqlx::Connection;
use std::collections::{BTreeSet, HashSet};

/// A query for meetings: the columns of [`MeetingRow`], and what follows them.
macro_rules! meetings {
    ($($rest:tt)+) => {
        concat!(
            "select id, join_code, name, created_at, ended_at, view, bars, qr, seq, ",
            "(select poll_code from polls where polls.id = staged_poll_id) as poll_code, ",
            "(select count(*) from polls where meeting_id = meetings.id and deleted_at is null) as polls, ",
            "(select cast(coalesce(sum(total_votes), 0) as bigint) from polls where meeting_id = meetings.id and deleted_at is null) as votes ",
            "from meetings where ",
            $($rest)+
        )
    };
}

/// A row of `meetings`, and what is counted in it.
#[derive(sqlx::FromRow)]
struct MeetingRow {
    id: i64,
    join_code: String,
    name: String,
    created_at: i64,
    ended_at: Option<i64>,
    view: String,
    bars: bool,
    qr: String,
    seq: i64,
    poll_code: Option<String>,
    polls: i64,
    votes: i64,
}

impl MeetingRow {
    fn line(self) -> Result<MeetingLine, sqlx::Error> {
        let poll = self.poll_code.map(|code| PollCode::parse(&code).ok_or_else(|| rows::unreadable("poll_code"))).transpose()?;
        let meeting = Meeting {
            id: self.id,
            code: JoinCode::parse(&self.join_code).ok_or_else(|| rows::unreadable("join_code"))?,
            name: self.name,
            created_at: self.created_at,
            ended_at: self.ended_at,
            stage: Stage { view: rows::word(&self.view)?, poll, bars: self.bars, qr: rows::word(&self.qr)?, seq: rows::number(self.seq)? },
        };
        Ok(MeetingLine { meeting, polls: rows::number(self.polls)?, votes: rows::number(self.votes)? })
    }

    fn meeting(self) -> Result<Meeting, sqlx::Error> {
        self.line().map(|line| line.meeting)
    }
}

/// The meeting with this code.
pub(super) async fn find(connection: &mut Session, code: &JoinCode) -> Result<Option<Meeting>, sqlx::Error> {
    let row: Option<MeetingRow> =
        query_as(meetings!("join_code = $1 and deleted_at is null")).bind(code.as_str()).fetch_optional(connection).await?;
    row.map(MeetingRow::meeting).transpose()
}

/// The meeting that a poll belongs to.
pub(super) async fn of_poll(connection: &mut Session, poll_id: i64) -> Result<Option<Meeting>, sqlx::Error> {
    let row: Option<MeetingRow> =
        query_as(meetings!("id = (select meeting_id from polls where polls.id = $1)")).bind(poll_id).fetch_optional(connection).await?;
    row.map(MeetingRow::meeting).transpose()
}

/// The host's one that was opened last and has not ended.
pub(super) async fn current(connection: &mut Session) -> Result<Option<Meeting>, sqlx::Error> {
    let row: Option<MeetingRow> =
        query_as(meetings!("ended_at is null and deleted_at is null and not by_guest order by opened_at desc, id desc limit 1"))
            .fetch_optional(connection)
            .await?;
    row.map(MeetingRow::meeting).transpose()
}

/// The host's one that was opened last, whether or not it has ended.
pub(super) async fn latest(connection: &mut Session) -> Result<Option<Meeting>, sqlx::Error> {
    let row: Option<MeetingRow> = query_as(meetings!("deleted_at is null and not by_guest order by opened_at desc, id desc limit 1"))
        .fetch_optional(connection)
        .await?;
    row.map(MeetingRow::meeting).transpose()
}

/// The key of the current one.
pub(super) async fn current_id(connection: &mut Session) -> Result<Option<i64>, sqlx::Error> {
    Ok(current(connection).await?.map(|meeting| meeting.id))
}

/// The history: the last meetings that have `search` in them, newest first; with `after`, those that come after it.
pub(super) async fn lines(
    connection: &mut Session,
    search: &str,
    after: Option<&JoinCode>,
    limit: u32,
) -> Result<Vec<MeetingLine>, sqlx::Error> {
    let rows: Vec<MeetingRow> = query_as(meetings!(
        "deleted_at is null and ($1 = '' or ",
        contains!("lower(name)", "$1"),
        " or ",
        contains!("lower(join_code)", "$1"),
        " or exists (select 1 from polls where meeting_id = meetings.id and deleted_at is null and ",
        contains!("lower(question)", "$1"),
        ")) and ($3 = '' or (opened_at, id) < (select other.opened_at, other.id from meetings as other where other.join_code = $3)) \
         order by opened_at desc, id desc limit $2"
    ))
    .bind(search.to_lowercase())
    .bind(i64::from(limit))
    .bind(after.map_or("", JoinCode::as_str))
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(MeetingRow::line).collect()
}

/// How many of a meeting's polls were deleted, and not yet for good.
pub(super) async fn deleted_in(connection: &mut Session, code: &JoinCode) -> Result<u32, sqlx::Error> {
    let deleted: i64 = query_scalar(
        "select count(*) from polls where deleted_at is not null and meeting_id = (select id from meetings where join_code = $1)",
    )
    .bind(code.as_str())
    .fetch_one(connection)
    .await?;
    rows::number(deleted)
}

/// Keeps a new meeting.
pub(super) async fn create(connection: &mut Session, code: &JoinCode, name: &Name, now: i64) -> Result<Meeting, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    insert(&mut transaction, code, name.as_str(), now, false).await?;
    let meeting = find(&mut transaction, code).await?.ok_or(sqlx::Error::RowNotFound)?;
    transaction.commit().await?;
    Ok(meeting)
}

/// A row for a new meeting; its key.
pub(super) async fn insert(connection: &mut Session, code: &JoinCode, name: &str, now: i64, by_guest: bool) -> Result<i64, sqlx::Error> {
    query_scalar(concat!(
        "insert into meetings (join_code, name, created_at, by_guest, opened_at) values ($1, $2, $3, $4, ",
        larger!("$3", "(select coalesce(max(opened_at), 0) + 1 from meetings)"),
        ") returning id"
    ))
    .bind(code.as_str())
    .bind(name)
    .bind(now)
    .bind(by_guest)
    .fetch_one(connection)
    .await
}

/// Whether a guest has made this meeting, and no host has opened it again since.
pub(super) async fn is_guests(connection: &mut Session, code: &JoinCode) -> Result<bool, sqlx::Error> {
    let by_guest: Option<bool> =
        query_scalar("select by_guest from meetings where join_code = $1").bind(code.as_str()).fetch_optional(connection).await?;
    Ok(by_guest.unwrap_or(false))
}

/// Brings a poll on its meeting's stage.
pub(super) async fn stage_poll(connection: &mut Session, poll_id: i64) -> Result<bool, sqlx::Error> {
    let staged = query(
        "update meetings set staged_poll_id = $1, view = 'poll', bars = true, seq = seq + 1 \
         where id = (select meeting_id from polls where polls.id = $1) and ended_at is null",
    )
    .bind(poll_id)
    .execute(connection)
    .await?;
    Ok(staged.rows_affected() > 0)
}

/// Takes a poll from its meeting's stage, if it is there.
pub(super) async fn unstage(connection: &mut Session, poll_id: i64) -> Result<(), sqlx::Error> {
    query("update meetings set staged_poll_id = null, view = 'lobby', seq = seq + 1 where staged_poll_id = $1")
        .bind(poll_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Changes a meeting; see [`Storage::change_meeting`](super::super::Storage::change_meeting).
pub(super) async fn change(
    connection: &mut Session,
    code: &JoinCode,
    change: &MeetingChange,
    now: i64,
) -> Result<Result<(Meeting, Vec<Poll>), Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    let id: Option<i64> =
        query_scalar("select id from meetings where join_code = $1").bind(code.as_str()).fetch_optional(&mut *transaction).await?;
    let Some(id) = id else { return Ok(Err(Refusal::NoSuchMeeting)) };
    rename(&mut transaction, id, change, now).await?;
    let mut changed = BTreeSet::new();
    if let Some(ended) = change.ended {
        changed.extend(set_ended(&mut transaction, id, ended, now).await?);
    }
    if let Some(order) = &change.order
        && !reorder(&mut transaction, (id, code), order).await?
    {
        return Ok(Err(Refusal::InvalidOrder));
    }
    if let Some(stage) = &change.stage {
        match set_stage(&mut transaction, id, stage).await? {
            Ok(poll) => changed.extend(poll),
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    let polls = polls::polls_by_id(&mut transaction, &changed).await?;
    let row: MeetingRow = query_as(meetings!("id = $1")).bind(id).fetch_one(&mut *transaction).await?;
    let meeting = row.meeting()?;
    transaction.commit().await?;
    Ok(Ok((meeting, polls)))
}

async fn rename(connection: &mut Session, id: i64, change: &MeetingChange, now: i64) -> Result<(), sqlx::Error> {
    if let Some(name) = &change.name {
        query("update meetings set name = $2, seq = seq + 1 where id = $1").bind(id).bind(name.as_str()).execute(&mut *connection).await?;
    }
    if let Some(deleted) = change.deleted {
        query("update meetings set deleted_at = $2 where id = $1").bind(id).bind(deleted.then_some(now)).execute(connection).await?;
    }
    Ok(())
}

/// Ends a meeting: voting closes, and what could tell addresses apart is deleted from polls with votes. Or opens it
/// again; a guest's is the host's from then on. The keys of the polls that were closed come back.
async fn set_ended(connection: &mut Session, id: i64, ended: bool, now: i64) -> Result<Vec<i64>, sqlx::Error> {
    if !ended {
        query(concat!(
            "update meetings set ended_at = null, by_guest = false, seq = seq + 1, opened_at = ",
            larger!("$2", "(select max(opened_at) + 1 from meetings)"),
            " where id = $1"
        ))
        .bind(id)
        .bind(now)
        .execute(connection)
        .await?;
        return Ok(Vec::new());
    }
    query("update meetings set ended_at = coalesce(ended_at, $2), view = 'lobby', seq = seq + 1 where id = $1")
        .bind(id)
        .bind(now)
        .execute(&mut *connection)
        .await?;
    polls::hold_all(connection, id).await?;
    query("update polls set address_salt = null where meeting_id = $1 and log_length > 0").bind(id).execute(&mut *connection).await?;
    round_times::all_ended(connection, id, now).await?;
    query_scalar(
        "update polls set state = 'closed', closes_at = null, seq = seq + 1 where meeting_id = $1 and state = 'open' and deleted_at is null returning id",
    )
    .bind(id)
    .fetch_all(connection)
    .await
}

/// False when the order does not name each poll once.
async fn reorder(connection: &mut Session, (id, meeting): (i64, &JoinCode), order: &[PollCode]) -> Result<bool, sqlx::Error> {
    polls::hold_all(connection, id).await?;
    let polls = polls::of_meeting(connection, meeting).await?;
    let (named, known): (HashSet<_>, HashSet<_>) = (order.iter().collect(), polls.iter().map(|poll| &poll.code).collect());
    if named != known || order.len() != polls.len() {
        return Ok(false);
    }
    for (position, code) in (1i64..).zip(order) {
        query("update polls set position = $2 where poll_code = $1").bind(code.as_str()).bind(position).execute(&mut *connection).await?;
    }
    Ok(true)
}

/// The key of a draft that became ready by being shown comes back.
async fn set_stage(connection: &mut Session, id: i64, change: &StageChange) -> Result<Result<Option<i64>, Refusal>, sqlx::Error> {
    let mut readied = None;
    if let Some(code) = &change.poll {
        let poll = polls::poll_for_update(connection, code).await?;
        let Some(mut poll) = poll else { return Ok(Err(Refusal::NoSuchPoll)) };
        let moved = query("update meetings set staged_poll_id = $2, view = 'poll', bars = true, qr = 'corner' where id = $1 and exists (select 1 from polls where polls.id = $2 and meeting_id = $1)")
            .bind(id)
            .bind(poll.id)
            .execute(&mut *connection)
            .await?;
        if moved.rows_affected() == 0 {
            return Ok(Err(Refusal::NoSuchPoll));
        }
        if poll.state == PollState::Draft {
            poll.state = PollState::Ready;
            change::update(connection, &poll).await?;
            readied = Some(poll.id);
        }
    }
    let shows_poll = change.view == Some(View::Poll);
    let shown = query(
        "update meetings set view = coalesce($2, view), bars = coalesce($3, bars), qr = coalesce($4, qr), seq = seq + 1 \
         where id = $1 and not ($5 and staged_poll_id is null)",
    )
    .bind(id)
    .bind(change.view.map(DbEnum::as_str))
    .bind(change.bars)
    .bind(change.qr.map(DbEnum::as_str))
    .bind(shows_poll)
    .execute(connection)
    .await?;
    Ok(if shown.rows_affected() == 0 { Err(Refusal::NoSuchPoll) } else { Ok(readied) })
}
