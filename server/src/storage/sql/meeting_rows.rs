//! Meetings with their stages, as rows.
//!
//! The current meeting is, of the hosts' meetings that have not ended, the one with the greatest
//! `opened_at`. Each opening gets a greater value than any before, even after the clock was set
//! back.

use super::super::rows;
use super::dialect::{BEGIN, Session, contains, larger, query, query_as, query_scalar};
use super::{recap, salts};
use crate::domain::{BoardRules, BoardState, Item, JoinCode, Meeting, MeetingOverview, Name, PollCode, Stage, View};
use sqlx::Connection;

/// A query for the columns of [`MeetingRow`]; the argument is its condition.
macro_rules! meetings {
    ($($rest:tt)+) => {
        concat!(
            "select id, join_code, name, created_at, ended_at, starts_at, case when board_on_stage then 'board' else view end as view, beneath, bars, qr, seq, ",
            "board, board_moderation, board_names, board_show_after, moderator_nonce, look, ",
            "(select poll_code from polls where polls.id = staged_poll_id) as poll_code, ",
            "(select count(*) from polls where meeting_id = meetings.id and deleted_at is null) as polls, ",
            "(select cast(coalesce(sum(total_votes), 0) as bigint) from polls where meeting_id = meetings.id and deleted_at is null) as votes ",
            "from meetings where ",
            $($rest)+
        )
    };
}

/// A row of `meetings`, with the counts of its polls.
#[derive(sqlx::FromRow)]
struct MeetingRow {
    id: i64,
    join_code: String,
    name: String,
    created_at: i64,
    ended_at: Option<i64>,
    starts_at: Option<i64>,
    view: String,
    beneath: String,
    bars: bool,
    qr: String,
    seq: i64,
    board: String,
    board_moderation: String,
    board_names: bool,
    board_show_after: Option<i64>,
    moderator_nonce: Option<Vec<u8>>,
    look: String,
    poll_code: Option<String>,
    polls: i64,
    votes: i64,
}

impl MeetingRow {
    fn overview(self) -> Result<MeetingOverview, sqlx::Error> {
        let poll = self.poll_code.map(|code| PollCode::parse(&code).ok_or_else(|| rows::unreadable("poll_code"))).transpose()?;
        let item = item(rows::enum_value(&self.view)?, poll.as_ref());
        let board: BoardState = rows::enum_value(&self.board)?;
        let meeting = Meeting {
            id: self.id,
            code: JoinCode::parse(&self.join_code).ok_or_else(|| rows::unreadable("join_code"))?,
            name: self.name,
            created_at: self.created_at,
            ended_at: self.ended_at,
            stage: Stage {
                beneath: shown_again(&item, rows::enum_value(&self.beneath)?, poll.is_some(), board != BoardState::Off),
                item,
                last_poll: poll,
                bars: self.bars,
                qr: rows::enum_value(&self.qr)?,
                seq: rows::number(self.seq)?,
            },
            board: BoardRules {
                state: board,
                moderation: rows::enum_value(&self.board_moderation)?,
                names: self.board_names,
                show_after: self.board_show_after.map(rows::number).transpose()?,
            },
            moderator_nonce: self
                .moderator_nonce
                .map(|nonce| nonce.try_into().map_err(|_| rows::unreadable("moderator_nonce")))
                .transpose()?,
            starts_at: self.starts_at,
            recap: None,
            look: serde_json::from_str(&self.look).map_err(|_| rows::unreadable("look"))?,
        };
        Ok(MeetingOverview { meeting, polls: rows::number(self.polls)?, votes: rows::number(self.votes)? })
    }

    fn meeting(self) -> Result<Meeting, sqlx::Error> {
        self.overview().map(|overview| overview.meeting)
    }

    /// The meeting, with its recap if it has ended.
    async fn with_recap(self, connection: &mut Session) -> Result<Meeting, sqlx::Error> {
        let mut meeting = self.meeting()?;
        if meeting.ended_at.is_some() {
            meeting.recap = Some(recap::of_meeting(connection, &meeting).await?);
        }
        Ok(meeting)
    }
}

/// What is shown again after a blank screen: what it hides, where that exists still.
fn shown_again(item: &Item, beneath: View, has_poll: bool, has_board: bool) -> View {
    match (item, beneath) {
        (Item::Blank, View::Board) if has_board => View::Board,
        (Item::Blank, View::Poll | View::Board) if has_poll => View::Poll,
        (Item::Blank, _) => View::Lobby,
        (shown, _) => shown.view(),
    }
}

/// What a stage shows; a poll that was taken from it leaves the lobby.
fn item(view: View, last_poll: Option<&PollCode>) -> Item {
    match view {
        View::Poll => last_poll.cloned().map_or(Item::Lobby, Item::Poll),
        View::Lobby => Item::Lobby,
        View::Board => Item::Board,
        View::Blank => Item::Blank,
    }
}

/// The meeting with this code.
pub(super) async fn find(connection: &mut Session, code: &JoinCode) -> Result<Option<Meeting>, sqlx::Error> {
    let row: Option<MeetingRow> =
        query_as(meetings!("join_code = $1 and deleted_at is null")).bind(code.as_str()).fetch_optional(&mut *connection).await?;
    optional_with_recap(connection, row).await
}

/// The meeting that a poll belongs to.
pub(super) async fn of_poll(connection: &mut Session, poll_id: i64) -> Result<Option<Meeting>, sqlx::Error> {
    let row: Option<MeetingRow> = query_as(meetings!("id = (select meeting_id from polls where polls.id = $1)"))
        .bind(poll_id)
        .fetch_optional(&mut *connection)
        .await?;
    optional_with_recap(connection, row).await
}

async fn optional_with_recap(connection: &mut Session, row: Option<MeetingRow>) -> Result<Option<Meeting>, sqlx::Error> {
    match row {
        Some(row) => row.with_recap(connection).await.map(Some),
        None => Ok(None),
    }
}

/// The meeting with this key.
pub(super) async fn by_id(connection: &mut Session, id: i64) -> Result<Meeting, sqlx::Error> {
    let row: MeetingRow = query_as(meetings!("id = $1")).bind(id).fetch_one(&mut *connection).await?;
    row.with_recap(connection).await
}

/// The hosts' meeting that was opened last and has not ended.
pub(super) async fn current(connection: &mut Session) -> Result<Option<Meeting>, sqlx::Error> {
    let row: Option<MeetingRow> =
        query_as(meetings!("ended_at is null and deleted_at is null and not by_guest order by opened_at desc, id desc limit 1"))
            .fetch_optional(connection)
            .await?;
    row.map(MeetingRow::meeting).transpose()
}

/// The hosts' meeting that was opened last, whether or not it has ended.
pub(super) async fn latest(connection: &mut Session) -> Result<Option<Meeting>, sqlx::Error> {
    let row: Option<MeetingRow> = query_as(meetings!("deleted_at is null and not by_guest order by opened_at desc, id desc limit 1"))
        .fetch_optional(connection)
        .await?;
    row.map(MeetingRow::meeting).transpose()
}

/// The key of the current meeting.
pub(super) async fn current_id(connection: &mut Session) -> Result<Option<i64>, sqlx::Error> {
    Ok(current(connection).await?.map(|meeting| meeting.id))
}

/// A page of the history; see [`Meetings::meetings`](super::super::Meetings::meetings).
pub(super) async fn overviews(
    connection: &mut Session,
    search: &str,
    after: Option<&JoinCode>,
    limit: u32,
) -> Result<Vec<MeetingOverview>, sqlx::Error> {
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
    rows.into_iter().map(MeetingRow::overview).collect()
}

/// How many polls of a meeting are marked as deleted, and not yet purged.
pub(super) async fn deleted_poll_count(connection: &mut Session, code: &JoinCode) -> Result<u32, sqlx::Error> {
    let deleted: i64 = query_scalar(
        "select count(*) from polls where deleted_at is not null and meeting_id = (select id from meetings where join_code = $1)",
    )
    .bind(code.as_str())
    .fetch_one(connection)
    .await?;
    rows::number(deleted)
}

/// Inserts a new meeting.
pub(super) async fn create(connection: &mut Session, code: &JoinCode, name: &Name, now: i64) -> Result<Meeting, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    insert(&mut transaction, code, name.as_str(), now, false).await?;
    let meeting = find(&mut transaction, code).await?.ok_or(sqlx::Error::RowNotFound)?;
    transaction.commit().await?;
    Ok(meeting)
}

/// The current meeting, or a new one, in one transaction.
pub(super) async fn ensure(connection: &mut Session, new_code: &JoinCode, now: i64) -> Result<Meeting, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    if current(&mut transaction).await?.is_none() {
        insert(&mut transaction, new_code, "", now, false).await?;
    }
    let meeting = current(&mut transaction).await?.ok_or(sqlx::Error::RowNotFound)?;
    transaction.commit().await?;
    Ok(meeting)
}

/// Inserts the row of a new meeting, and makes its salt; returns its key.
pub(super) async fn insert(connection: &mut Session, code: &JoinCode, name: &str, now: i64, by_guest: bool) -> Result<i64, sqlx::Error> {
    let id = query_scalar(concat!(
        "insert into meetings (join_code, name, created_at, by_guest, opened_at) values ($1, $2, $3, $4, ",
        larger!("$3", "(select coalesce(max(opened_at), 0) + 1 from meetings)"),
        ") returning id"
    ))
    .bind(code.as_str())
    .bind(name)
    .bind(now)
    .bind(by_guest)
    .fetch_one(&mut *connection)
    .await?;
    salts::make(connection, code).await?;
    Ok(id)
}

/// Whether a guest has made this meeting, and no host has opened it again since.
pub(super) async fn is_guests_meeting(connection: &mut Session, code: &JoinCode) -> Result<bool, sqlx::Error> {
    let by_guest: Option<bool> =
        query_scalar("select by_guest from meetings where join_code = $1").bind(code.as_str()).fetch_optional(connection).await?;
    Ok(by_guest.unwrap_or(false))
}

/// Puts a poll on its meeting's stage; false where the meeting has ended. With an open poll the meeting has started. The projector shows
/// the bars of another poll than the last one; of the same one, what the host has hidden stays hidden.
pub(super) async fn stage_poll(connection: &mut Session, poll_id: i64) -> Result<bool, sqlx::Error> {
    let staged = query(
        "update meetings set staged_poll_id = $1, view = 'poll', board_on_stage = false, seq = seq + 1, \
         bars = case when staged_poll_id = $1 then bars else true end, \
         starts_at = case when (select state from polls where polls.id = $1) = 'open' then null else starts_at end \
         where id = (select meeting_id from polls where polls.id = $1) and ended_at is null",
    )
    .bind(poll_id)
    .execute(connection)
    .await?;
    Ok(staged.rows_affected() > 0)
}

/// Raises the number of the stage of a poll's meeting if that has ended: a change of the poll may change the recap.
pub(super) async fn mark_recap_changed(connection: &mut Session, poll_id: i64) -> Result<(), sqlx::Error> {
    query("update meetings set seq = seq + 1 where ended_at is not null and id = (select meeting_id from polls where polls.id = $1)")
        .bind(poll_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes a poll from its meeting's stage, which then shows the lobby; does nothing where the poll
/// is not on stage.
pub(super) async fn unstage(connection: &mut Session, poll_id: i64) -> Result<(), sqlx::Error> {
    query("update meetings set staged_poll_id = null, view = 'lobby', seq = seq + 1 where staged_poll_id = $1")
        .bind(poll_id)
        .execute(connection)
        .await?;
    Ok(())
}
