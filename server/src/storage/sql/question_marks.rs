//! The marks of devices: which questions each has asked, voted for and reported.

use super::super::questions::{Marked, SentMark};
use super::super::rows;
use super::super::rows::DbEnum;
use super::dialect::{BEGIN_BATCH, Session, for_update, query, query_as, query_scalar};
use super::meeting_rows;
use super::new_questions;
use super::questions::find;
use crate::domain::{
    BoardQuestion, BoardRules, BoardState, BrowserToken, DeviceKey, JoinCode, Mark, OwnMarks, QuestionState, Refusal, Salt,
};
use sqlx::Connection;
use std::collections::BTreeSet;

/// What a device has done on a meeting's board; nothing once the meeting has ended.
pub(super) async fn own(connection: &mut Session, code: &JoinCode, browser: BrowserToken) -> Result<OwnMarks, sqlx::Error> {
    let mut snapshot = connection.begin().await?;
    let Some(place) = place(&mut snapshot, code).await? else { return Ok(OwnMarks::default()) };
    let Some(salt) = place.salt else { return Ok(OwnMarks::default()) };
    let found: Vec<(i64, Option<i64>, String, bool, bool, bool)> = query_as(
        "select question_id, merged_into, state, asked, asked_same, voted from question_marks join questions on questions.id = question_id \
         where meeting_id = $1 and device_key = $2 order by question_id",
    )
    .bind(place.meeting)
    .bind(DeviceKey::on_board(&salt, code, browser).as_bytes().to_vec())
    .fetch_all(&mut *snapshot)
    .await?;
    snapshot.rollback().await?;
    let is_unseen = |state: &str| [QuestionState::Held, QuestionState::Declined].iter().any(|unseen| unseen.as_str() == state);
    let mut own = OwnMarks::default();
    for (id, root, state, asked, asked_same, voted) in found {
        if asked {
            own.asked.push(id);
        } else if asked_same && is_unseen(&state) {
            own.asked_too.push(id);
        }
        if voted {
            own.voted.push(root.unwrap_or(id));
        }
    }
    Ok(own)
}

/// A meeting as a mark needs it.
struct Place {
    meeting: i64,
    rules: BoardRules,
    /// `None` once the meeting has ended.
    salt: Option<Salt>,
}

async fn place(connection: &mut Session, code: &JoinCode) -> Result<Option<Place>, sqlx::Error> {
    let Some(meeting) = meeting_rows::find(connection, code).await? else { return Ok(None) };
    let salt: Option<Vec<u8>> = query_scalar(
        "select salt from salts join meetings on meetings.join_code = salts.join_code and meetings.opened_at = salts.opened_at \
         where meetings.id = $1 and meetings.ended_at is null",
    )
    .bind(meeting.id)
    .fetch_optional(connection)
    .await?;
    Ok(Some(Place { meeting: meeting.id, rules: meeting.board, salt: salt.map(rows::salt).transpose()? }))
}

/// Stores marks in one transaction; returns one outcome for each, in their order. After an error nothing of them is stored.
pub(super) async fn record(connection: &mut Session, marks: &[SentMark]) -> Result<Vec<Result<Marked, Refusal>>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN_BATCH).await?;
    // Locked in the order of their codes, so that two transactions with meetings in common never deadlock.
    for code in marks.iter().map(|mark| mark.meeting.as_str()).collect::<BTreeSet<_>>() {
        query(concat!("select id from meetings where join_code = $1", for_update!())).bind(code).execute(&mut *transaction).await?;
    }
    let mut outcomes = Vec::with_capacity(marks.len());
    for mark in marks {
        outcomes.push(record_one(&mut transaction, mark).await?);
    }
    transaction.commit().await?;
    Ok(outcomes)
}

async fn record_one(connection: &mut Session, sent: &SentMark) -> Result<Result<Marked, Refusal>, sqlx::Error> {
    let Some(place) = place(connection, &sent.meeting).await? else { return Ok(Err(Refusal::NoSuchMeeting)) };
    let Some(salt) = place.salt.filter(|_| place.rules.state == BoardState::Open) else { return Ok(Err(Refusal::BoardNotOpen)) };
    let device = DeviceKey::on_board(&salt, &sent.meeting, sent.browser);
    let marked = match &sent.mark {
        Mark::Ask(new) => new_questions::ask(connection, (place.meeting, place.rules), device, new, sent.now).await?,
        Mark::Vote { question, on } => vote(connection, place.meeting, device, *question, *on).await?,
        Mark::Report { question } => report(connection, place.meeting, device, *question).await?,
    };
    if marked.is_ok() {
        query("update meetings set board_seq = board_seq + 1 where id = $1").bind(place.meeting).execute(connection).await?;
    }
    Ok(marked)
}

async fn vote(
    connection: &mut Session,
    meeting: i64,
    device: DeviceKey,
    question: i64,
    on: bool,
) -> Result<Result<Marked, Refusal>, sqlx::Error> {
    let Some(root) = votable_root(connection, meeting, device, question).await? else { return Ok(Err(Refusal::NoSuchQuestion)) };
    if !root.state.takes_votes() && !root.is_held_by_list {
        return Ok(Err(Refusal::WrongState("This question was answered: it takes no more votes.".into())));
    }
    if root.is_settled {
        return Ok(Err(Refusal::WrongState("This question was asked before the meeting ended: it takes no more votes.".into())));
    }
    set_vote(connection, root.id, device, on).await?;
    marked(connection, meeting, root.id, device).await
}

async fn report(connection: &mut Session, meeting: i64, device: DeviceKey, question: i64) -> Result<Result<Marked, Refusal>, sqlx::Error> {
    let Some(root) = visible_root(connection, meeting, question).await? else { return Ok(Err(Refusal::NoSuchQuestion)) };
    query(
        "insert into question_marks (question_id, device_key, reported) values ($1, $2, true) \
         on conflict (question_id, device_key) do update set reported = true",
    )
    .bind(root.id)
    .bind(device.as_bytes().to_vec())
    .execute(&mut *connection)
    .await?;
    count_marks(connection, root.id).await?;
    marked(connection, meeting, root.id, device).await
}

/// The question that this one counts as, if everybody sees it, or if this device has asked it and is not told that a list holds it.
async fn votable_root(
    connection: &mut Session,
    meeting: i64,
    device: DeviceKey,
    question: i64,
) -> Result<Option<BoardQuestion>, sqlx::Error> {
    if let Some(root) = visible_root(connection, meeting, question).await? {
        return Ok(Some(root));
    }
    let Some(named) = find(connection, meeting, question).await?.filter(|named| named.is_held_by_list) else { return Ok(None) };
    let own: bool =
        query_scalar("select exists (select 1 from question_marks where question_id = $1 and device_key = $2 and (asked or asked_same))")
            .bind(question)
            .bind(device.as_bytes().to_vec())
            .fetch_one(connection)
            .await?;
    Ok(own.then_some(named))
}

/// The question that this one counts as, if everybody sees it.
async fn visible_root(connection: &mut Session, meeting: i64, question: i64) -> Result<Option<BoardQuestion>, sqlx::Error> {
    let Some(named) = find(connection, meeting, question).await? else { return Ok(None) };
    let root = match named.merged_into {
        Some(root) => find(connection, meeting, root).await?,
        None => Some(named),
    };
    Ok(root.filter(|root| root.state.is_public()))
}
/// Counts the devices with a mark of one kind.
macro_rules! marks_of {
    ($sum:literal, $mark:literal) => {
        concat!(
            "update questions set ",
            $sum,
            " = (select count(distinct device_key) from question_marks where ",
            $mark,
            " and question_id in (select others.id from questions as others where others.id = $1 or others.merged_into = $1)) \
             where id = $1 and not marks_erased"
        )
    };
}

/// Sets whether a device votes for a question, and counts its votes anew. A vote that is taken back is also taken from those
/// that are merged into it.
pub(super) async fn set_vote(connection: &mut Session, question: i64, device: DeviceKey, on: bool) -> Result<(), sqlx::Error> {
    let statement = if on {
        "insert into question_marks (question_id, device_key, voted) values ($1, $2, true) \
         on conflict (question_id, device_key) do update set voted = true"
    } else {
        "update question_marks set voted = false where device_key = $2 and question_id in \
         (select id from questions where id = $1 or merged_into = $1)"
    };
    query(statement).bind(question).bind(device.as_bytes().to_vec()).execute(&mut *connection).await?;
    count_marks(connection, question).await
}

/// Counts the devices that vote for a question, or for one that is merged into it, each once, and those that report it. Sums whose
/// marks are erased stay.
pub(super) async fn count_marks(connection: &mut Session, question: i64) -> Result<(), sqlx::Error> {
    for statement in [marks_of!("votes", "voted"), marks_of!("reports", "reported")] {
        query(statement).bind(question).execute(&mut *connection).await?;
    }
    Ok(())
}
/// A question after a mark of this device.
pub(super) async fn marked(
    connection: &mut Session,
    meeting: i64,
    question: i64,
    device: DeviceKey,
) -> Result<Result<Marked, Refusal>, sqlx::Error> {
    let Some(question) = find(connection, meeting, question).await? else { return Ok(Err(Refusal::NoSuchQuestion)) };
    let (asked, voted): (bool, bool) = query_as(
        "select exists (select 1 from question_marks where question_id = $1 and device_key = $2 and asked), \
         exists (select 1 from question_marks where device_key = $2 and voted and question_id in \
         (select id from questions where id = $1 or merged_into = $1))",
    )
    .bind(question.id)
    .bind(device.as_bytes().to_vec())
    .fetch_one(connection)
    .await?;
    Ok(Ok(Marked { question, asked, voted }))
}
