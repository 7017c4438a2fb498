//! Changes a meeting: its name, its deletion, its end, the order of its polls, and its stage.

use super::super::rows::DbEnum;
use super::dialect::{BEGIN, Session, larger, query, query_scalar};
use super::log_events::{self, LogEnd};
use super::{logos, meeting_rows, own_words, poll_rows, questions, remotes, salts};
use crate::domain::{
    BoardChange, Definition, JoinCode, Meeting, MeetingChange, ModeratorChange, Poll, PollCode, PollState, Refusal, Signer, StageChange,
    View,
};
use sqlx::Connection;
use std::collections::{BTreeSet, HashSet};

/// Changes a meeting; see [`Meetings::change_meeting`](super::super::Meetings::change_meeting).
pub(super) async fn change(
    connection: &mut Session,
    code: &JoinCode,
    change: &MeetingChange,
    now: i64,
    signer: &Signer,
) -> Result<Result<(Meeting, Vec<Poll>), Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    let id: Option<i64> =
        query_scalar("select id from meetings where join_code = $1").bind(code.as_str()).fetch_optional(&mut *transaction).await?;
    let Some(id) = id else { return Ok(Err(Refusal::NoSuchMeeting)) };
    set_name_and_deletion(&mut transaction, id, change, now).await?;
    let mut changed = BTreeSet::new();
    if let Some(ended) = change.ended {
        changed.extend(if ended {
            end(&mut transaction, (id, code), now, signer).await?
        } else {
            reopen(&mut transaction, (id, code), now).await?
        });
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
    if let Some(board) = change.board {
        set_board(&mut transaction, id, board).await?;
    }
    if let Some(moderator) = change.moderator {
        let (nonce, keeps) = match moderator {
            ModeratorChange::Make(nonce) => (Some(nonce.to_vec()), true),
            ModeratorChange::Renew(nonce) => (Some(nonce.to_vec()), false),
            ModeratorChange::End => (None, false),
        };
        query(
            "update meetings set moderator_nonce = case when $3 then coalesce(moderator_nonce, $2) else $2 end, seq = seq + 1 \
             where id = $1 and ended_at is null",
        )
        .bind(id)
        .bind(nonce)
        .bind(keeps)
        .execute(&mut *transaction)
        .await?;
    }
    if let Some(start) = change.start {
        match start.time(now) {
            Ok(starts_at) => announce_start(&mut transaction, id, starts_at).await?,
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    if let Some(look) = &change.look {
        logos::set_look(&mut transaction, id, look).await?;
    }
    if let Some(own) = &change.own_words {
        match own_words::replace(&mut transaction, id, own).await? {
            Ok(polls) => changed.extend(polls),
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    let polls = poll_rows::polls_by_id(&mut transaction, &changed).await?;
    let meeting = meeting_rows::by_id(&mut transaction, id).await?;
    transaction.commit().await?;
    Ok(Ok((meeting, polls)))
}

async fn set_name_and_deletion(connection: &mut Session, id: i64, change: &MeetingChange, now: i64) -> Result<(), sqlx::Error> {
    if let Some(name) = &change.name {
        query("update meetings set name = $2, seq = seq + 1 where id = $1").bind(id).bind(name.as_str()).execute(&mut *connection).await?;
    }
    if let Some(deleted) = change.deleted {
        // The link of moderators and the remotes end with a deletion, also when it is taken back later.
        query("update meetings set deleted_at = $2, moderator_nonce = null, seq = seq + 1 where id = $1")
            .bind(id)
            .bind(deleted.then_some(now))
            .execute(&mut *connection)
            .await?;
        if deleted {
            remotes::end_all(connection, id, now).await?;
        }
    }
    Ok(())
}

/// Sets when a meeting starts, unless it has ended.
async fn announce_start(connection: &mut Session, id: i64, starts_at: Option<i64>) -> Result<(), sqlx::Error> {
    query("update meetings set starts_at = $2, seq = seq + 1 where id = $1 and ended_at is null")
        .bind(id)
        .bind(starts_at)
        .execute(connection)
        .await?;
    Ok(())
}

/// Changes the rules of a board; one that is off is not on stage.
async fn set_board(connection: &mut Session, id: i64, change: BoardChange) -> Result<(), sqlx::Error> {
    let rules = meeting_rows::by_id(connection, id).await?.board.changed(change);
    query(
        "update meetings set board = $2, board_moderation = $3, board_names = $4, board_show_after = $5, board_on_stage = (board_on_stage and $2 <> 'off'), \
         board_seq = board_seq + 1, seq = seq + 1 where id = $1",
    )
    .bind(id)
    .bind(rules.state.as_str())
    .bind(rules.moderation.as_str())
    .bind(rules.names)
    .bind(rules.show_after.map(i64::from))
    .execute(&mut *connection)
    .await?;
    questions::show_what_many_ask(connection, id, rules).await
}

/// Opens an ended meeting again, with a new salt, and makes a guest's meeting the host's; returns no keys.
async fn reopen(connection: &mut Session, (id, code): (i64, &JoinCode), now: i64) -> Result<Vec<i64>, sqlx::Error> {
    query(concat!(
        "update meetings set ended_at = null, by_guest = false, board_seq = board_seq + 1, seq = seq + 1, opened_at = ",
        larger!("$2", "(select max(opened_at) + 1 from meetings)"),
        " where id = $1"
    ))
    .bind(id)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    salts::make(connection, code).await?;
    Ok(Vec::new())
}

/// Ends a meeting: closes its open polls, and deletes its roll and its salt; returns the keys of the polls that were
/// closed.
async fn end(connection: &mut Session, (id, code): (i64, &JoinCode), now: i64, signer: &Signer) -> Result<Vec<i64>, sqlx::Error> {
    query("update meetings set ended_at = coalesce(ended_at, $2), view = 'lobby', board_on_stage = false, moderator_nonce = null, starts_at = null, board_seq = board_seq + 1, seq = seq + 1 where id = $1")
        .bind(id)
        .bind(now)
        .execute(&mut *connection)
        .await?;
    poll_rows::lock_polls_of_meeting(connection, id).await?;
    let mut closed = Vec::new();
    for poll in poll_rows::of_meeting(connection, code).await? {
        if poll.state == PollState::Open {
            closed.push(poll.id);
            close(connection, poll, now, signer).await?;
        }
    }
    salts::erase(connection, id).await?;
    remotes::end_all(connection, id, now).await?;
    Ok(closed)
}

/// Closes an open poll.
async fn close(connection: &mut Session, mut poll: Poll, now: i64, signer: &Signer) -> Result<(), sqlx::Error> {
    let mut end = LogEnd::of(&poll);
    log_events::close(connection, &mut end, &poll, Definition::of(&poll), now, signer).await?;
    end.store(connection, &mut poll).await?;
    (poll.state, poll.closes_at) = (PollState::Closed, None);
    poll_rows::update(connection, &poll).await
}

/// Writes the order of a meeting's polls; false when `order` does not name each poll exactly once.
async fn reorder(connection: &mut Session, (id, meeting): (i64, &JoinCode), order: &[PollCode]) -> Result<bool, sqlx::Error> {
    poll_rows::lock_polls_of_meeting(connection, id).await?;
    let polls = poll_rows::of_meeting(connection, meeting).await?;
    let (named, existing): (HashSet<_>, HashSet<_>) = (order.iter().collect(), polls.iter().map(|poll| &poll.code).collect());
    if named != existing || order.len() != polls.len() {
        return Ok(false);
    }
    for (position, code) in (1i64..).zip(order) {
        query("update polls set position = $2 where poll_code = $1").bind(code.as_str()).bind(position).execute(&mut *connection).await?;
    }
    Ok(true)
}

/// Puts a poll of this meeting on its stage, with the QR code in its corner; false where it belongs to another one. The projector's bars
/// are as in [`meeting_rows::stage_poll`].
async fn put_on_stage(connection: &mut Session, id: i64, poll_id: i64) -> Result<bool, sqlx::Error> {
    let staged = query(
        "update meetings set staged_poll_id = $2, view = 'poll', board_on_stage = false, qr = 'corner', \
         bars = case when staged_poll_id = $2 then bars else true end \
         where id = $1 and exists (select 1 from polls where polls.id = $2 and meeting_id = $1)",
    )
    .bind(id)
    .bind(poll_id)
    .execute(connection)
    .await?;
    Ok(staged.rows_affected() > 0)
}

/// Changes what the stage shows. A draft that is put on it becomes ready; returns the key of that
/// poll.
pub(super) async fn set_stage(
    connection: &mut Session,
    id: i64,
    change: &StageChange,
) -> Result<Result<Option<i64>, Refusal>, sqlx::Error> {
    let mut readied_poll = None;
    if let Some(code) = &change.poll {
        let poll = poll_rows::poll_for_update(connection, code).await?;
        let Some(poll) = poll else { return Ok(Err(Refusal::NoSuchPoll)) };
        let staged = put_on_stage(connection, id, poll.id).await?;
        if !staged {
            return Ok(Err(Refusal::NoSuchPoll));
        }
        if let Some(poll) = poll.staged() {
            poll_rows::update(connection, &poll).await?;
            readied_poll = Some(poll.id);
        }
    }
    if let Some(view) = change.view
        && !show(connection, id, view).await?
    {
        return Ok(Err(Refusal::NoSuchPoll));
    }
    query("update meetings set bars = coalesce($2, bars), qr = coalesce($3, qr), seq = seq + 1 where id = $1")
        .bind(id)
        .bind(change.bars)
        .bind(change.qr.map(DbEnum::as_str))
        .execute(connection)
        .await?;
    Ok(Ok(readied_poll))
}

/// Shows this on the stage; false where it is a poll and none was on stage before, or the board and that is off.
async fn show(connection: &mut Session, id: i64, view: View) -> Result<bool, sqlx::Error> {
    let statement = match view {
        View::Lobby => "update meetings set view = 'lobby', board_on_stage = false where id = $1",
        View::Poll => "update meetings set view = 'poll', board_on_stage = false where id = $1 and staged_poll_id is not null",
        // The column `view` knows no board: with one, the lobby is below it.
        View::Board => "update meetings set view = 'lobby', board_on_stage = true where id = $1 and board <> 'off'",
        View::Blank => {
            "update meetings set view = 'blank', board_on_stage = false, \
             beneath = case when board_on_stage then 'board' when view = 'blank' then beneath else view end where id = $1"
        }
    };
    let shown = query(statement).bind(id).execute(connection).await?;
    Ok(shown.rows_affected() > 0)
}
