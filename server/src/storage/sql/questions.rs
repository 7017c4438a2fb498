//! Implements [`Questions`].

use super::super::StorageError;
use super::super::questions::{Marked, QuestionChange, Questions, SentMark};
use super::super::rows::{self, DbEnum};
use super::super::writer::Job;
use super::dialect::{BEGIN, BEGIN_BATCH, Session, for_update, query, query_as, query_scalar};
use super::{Database, meeting_rows, own_words};
use crate::domain::{
    AskedBefore, Board, BoardQuestion, BoardRules, BoardState, BrowserToken, DeviceKey, JoinCode, MOST_QUESTIONS, Mark, NewQuestion,
    OwnMarks, QuestionState, Refusal, Salt, SetBy, imitates, is_listed,
};
use async_trait::async_trait;
use sqlx::Connection;
use std::collections::BTreeSet;

#[async_trait]
impl Questions for Database {
    async fn board(&self, meeting: &JoinCode) -> Result<Option<Board>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { board(connection, &code).await })).await
    }

    async fn mark(&self, mark: SentMark) -> Result<Result<Marked, Refusal>, StorageError> {
        self.writer.submit(|answer| Job::Mark(Box::new(mark), answer)).await
    }

    async fn own_marks(&self, meeting: &JoinCode, browser: BrowserToken) -> Result<OwnMarks, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { own_marks(connection, &code, browser).await })).await
    }

    async fn change_question(&self, id: i64, change: QuestionChange) -> Result<Result<JoinCode, Refusal>, StorageError> {
        self.write(move |connection| Box::pin(async move { change_question(connection, id, &change).await })).await
    }
}

/// A row of `questions`.
#[derive(sqlx::FromRow)]
struct QuestionRow {
    id: i64,
    text: String,
    name: String,
    name_off: bool,
    name_doubtful: bool,
    state: String,
    set_by: String,
    merged_into: Option<i64>,
    answer: String,
    votes: i64,
    reports: i64,
    marks_erased: bool,
    asked_at: i64,
}

impl QuestionRow {
    fn question(self) -> Result<BoardQuestion, sqlx::Error> {
        Ok(BoardQuestion {
            id: self.id,
            text: self.text,
            name: self.name,
            name_off: self.name_off,
            name_doubtful: self.name_doubtful,
            state: rows::enum_value(&self.state)?,
            is_held_by_list: self.state == QuestionState::Held.as_str() && self.set_by == SetBy::List.as_str(),
            merged_into: self.merged_into,
            answer: self.answer,
            votes: rows::number(self.votes)?,
            reports: rows::number(self.reports)?,
            is_settled: self.marks_erased,
            asked_at: self.asked_at,
        })
    }
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

async fn board(connection: &mut Session, code: &JoinCode) -> Result<Option<Board>, sqlx::Error> {
    let mut snapshot = connection.begin().await?;
    let Some(meeting) = meeting_rows::find(&mut snapshot, code).await? else { return Ok(None) };
    let seq: i64 = query_scalar("select board_seq from meetings where id = $1").bind(meeting.id).fetch_one(&mut *snapshot).await?;
    let found: Vec<QuestionRow> = query_as(
        "select id, text, name, name_off, name_doubtful, state, set_by, merged_into, answer, votes, reports, marks_erased, asked_at from questions where meeting_id = $1 order by id",
    )
    .bind(meeting.id)
    .fetch_all(&mut *snapshot)
    .await?;
    snapshot.rollback().await?;
    // An ended meeting takes nothing, and a host who opens it again finds its board as it was.
    let state =
        if meeting.ended_at.is_some() && meeting.board.state == BoardState::Open { BoardState::Closed } else { meeting.board.state };
    let questions = found.into_iter().map(QuestionRow::question).collect::<Result<_, _>>()?;
    Ok(Some(Board { rules: BoardRules { state, ..meeting.board }, seq: rows::number(seq)?, questions }))
}

async fn own_marks(connection: &mut Session, code: &JoinCode, browser: BrowserToken) -> Result<OwnMarks, sqlx::Error> {
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
        Mark::Ask(new) => ask(connection, (place.meeting, place.rules), device, new, sent.now).await?,
        Mark::Vote { question, on } => vote(connection, place.meeting, device, *question, *on).await?,
        Mark::Report { question } => report(connection, place.meeting, device, *question).await?,
    };
    if marked.is_ok() {
        query("update meetings set board_seq = board_seq + 1 where id = $1").bind(place.meeting).execute(connection).await?;
    }
    Ok(marked)
}

/// Stores a new question, or votes for the one that says the same.
async fn ask(
    connection: &mut Session,
    (meeting, rules): (i64, BoardRules),
    device: DeviceKey,
    new: &NewQuestion,
    now: i64,
) -> Result<Result<Marked, Refusal>, sqlx::Error> {
    let term = new.term().to_string();
    // One whose marks are erased, or that was declined, is asked anew.
    let same: Vec<(i64, i64, String, bool)> = query_as(
        "select questions.id, root.id, root.state, root.marks_erased from questions \
         join questions as root on root.id = coalesce(questions.merged_into, questions.id) \
         where questions.meeting_id = $1 and questions.term = $2 order by questions.id",
    )
    .bind(meeting)
    .bind(&term)
    .fetch_all(&mut *connection)
    .await?;
    let declined = QuestionState::Declined.as_str();
    let was_declined = same.iter().any(|(_, _, state, _)| state == declined);
    if let Some((same, root, ..)) = same.into_iter().find(|(_, _, state, is_erased)| state != declined && !is_erased) {
        let Some(question) = find(connection, meeting, root).await? else { return Ok(Err(Refusal::NoSuchQuestion)) };
        if question.state.takes_votes() || question.state == QuestionState::Held {
            // The vote stays with the text that was written, should the host separate the two.
            set_vote(connection, same, device, true).await?;
            query("update question_marks set asked_same = true where question_id = $1 and device_key = $2 and not asked")
                .bind(same)
                .bind(device.as_bytes().to_vec())
                .execute(&mut *connection)
                .await?;
            count_marks(connection, root).await?;
        }
        return marked(connection, meeting, root, device).await;
    }
    if let Err(refusal) = asked_before(connection, meeting, device).await?.check(now) {
        return Ok(Err(refusal));
    }
    let all: i64 = query_scalar("select count(*) from questions where meeting_id = $1").bind(meeting).fetch_one(&mut *connection).await?;
    if rows::number::<u64>(all)? >= MOST_QUESTIONS {
        return Ok(Err(Refusal::TooManyQuestions("This meeting has as many questions as it takes. Vote for one of them.".into())));
    }
    let name = if rules.names { new.name.as_str() } else { "" };
    let name_doubtful = !name.is_empty() && imitates(name, names_of_others(connection, meeting, device).await?.iter().map(String::as_str));
    let (state, set_by) = if was_declined {
        (QuestionState::Held, SetBy::Host)
    } else {
        let own = own_words::of_meeting(connection, meeting).await?;
        rules.state_of_new(name_doubtful || is_listed(&new.text, &own) || is_listed(name, &own))
    };
    let id: i64 = query_scalar(
        "insert into questions (meeting_id, term, text, name, name_doubtful, state, set_by, votes, asked_at) \
         values ($1, $2, $3, $4, $5, $6, $7, 1, $8) returning id",
    )
    .bind(meeting)
    .bind(term)
    .bind(&new.text)
    .bind(name)
    .bind(name_doubtful)
    .bind(state.as_str())
    .bind(set_by.as_str())
    .bind(now)
    .fetch_one(&mut *connection)
    .await?;
    query("insert into question_marks (question_id, device_key, asked, voted) values ($1, $2, true, true)")
        .bind(id)
        .bind(device.as_bytes().to_vec())
        .execute(&mut *connection)
        .await?;
    marked(connection, meeting, id, device).await
}

/// The names under which other devices have asked.
async fn names_of_others(connection: &mut Session, meeting: i64, device: DeviceKey) -> Result<Vec<String>, sqlx::Error> {
    query_scalar(
        "select distinct name from questions where meeting_id = $1 and name <> '' and not exists \
         (select 1 from question_marks where question_id = questions.id and device_key = $2 and asked)",
    )
    .bind(meeting)
    .bind(device.as_bytes().to_vec())
    .fetch_all(connection)
    .await
}

async fn asked_before(connection: &mut Session, meeting: i64, device: DeviceKey) -> Result<AskedBefore, sqlx::Error> {
    let found: Vec<(String, i64)> = query_as(
        "select state, asked_at from question_marks join questions on questions.id = question_id where meeting_id = $1 and device_key = $2 and asked",
    )
    .bind(meeting)
    .bind(device.as_bytes().to_vec())
    .fetch_all(connection)
    .await?;
    let waits = |state: &str| matches!(state, "held" | "open" | "pinned");
    Ok(AskedBefore {
        all: found.len() as u64,
        waiting: found.iter().filter(|(state, _)| waits(state)).count() as u64,
        last: found.iter().map(|(_, at)| *at).max().unwrap_or(0),
    })
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

async fn find(connection: &mut Session, meeting: i64, question: i64) -> Result<Option<BoardQuestion>, sqlx::Error> {
    let row: Option<QuestionRow> = query_as(
        "select id, text, name, name_off, name_doubtful, state, set_by, merged_into, answer, votes, reports, marks_erased, asked_at from questions where meeting_id = $1 and id = $2",
    )
    .bind(meeting)
    .bind(question)
    .fetch_optional(connection)
    .await?;
    row.map(QuestionRow::question).transpose()
}

/// Sets whether a device votes for a question, and counts its votes anew. A vote that is taken back is also taken from those
/// that are merged into it.
async fn set_vote(connection: &mut Session, question: i64, device: DeviceKey, on: bool) -> Result<(), sqlx::Error> {
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
async fn count_marks(connection: &mut Session, question: i64) -> Result<(), sqlx::Error> {
    for statement in [marks_of!("votes", "voted"), marks_of!("reports", "reported")] {
        query(statement).bind(question).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn marked(connection: &mut Session, meeting: i64, question: i64, device: DeviceKey) -> Result<Result<Marked, Refusal>, sqlx::Error> {
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

async fn change_question(connection: &mut Session, id: i64, change: &QuestionChange) -> Result<Result<JoinCode, Refusal>, sqlx::Error> {
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
