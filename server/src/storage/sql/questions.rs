//! Implements [`Questions`].

use super::super::StorageError;
use super::super::questions::{Marked, QuestionChange, Questions, SentMark};
use super::super::rows::{self, DbEnum};
use super::super::writer::Job;
use super::dialect::{Session, query, query_as, query_scalar};
use super::{Database, meeting_rows, question_change, question_marks};
use crate::domain::{Board, BoardQuestion, BoardRules, BoardState, BrowserToken, JoinCode, OwnMarks, QuestionState, Refusal, SetBy};
use async_trait::async_trait;
use sqlx::Connection;

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
        self.read(move |connection| Box::pin(async move { question_marks::own(connection, &code, browser).await })).await
    }

    async fn change_question(&self, id: i64, change: QuestionChange) -> Result<Result<JoinCode, Refusal>, StorageError> {
        self.write(move |connection| Box::pin(async move { question_change::change(connection, id, &change).await })).await
    }
}

/// A query for the columns of [`QuestionRow`]; the argument is its condition.
macro_rules! questions {
    ($rest:literal) => {
        concat!(
            "select id, text, name, name_off, name_doubtful, state, set_by, merged_into, answer, votes, reports, marks_erased, asked_at, version ",
            "from questions where ",
            $rest
        )
    };
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
    version: i64,
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
            version: rows::number(self.version)?,
        })
    }
}

/// Shows the questions of a meeting that wait by the rule alone and that enough devices have asked.
pub(super) async fn show_what_many_ask(connection: &mut Session, meeting: i64, rules: BoardRules) -> Result<(), sqlx::Error> {
    let Some(least) = rules.shows_by_itself_after() else { return Ok(()) };
    query("update questions set state = 'open' where meeting_id = $1 and state = 'held' and set_by = 'rule' and votes >= $2")
        .bind(meeting)
        .bind(i64::from(least))
        .execute(connection)
        .await?;
    Ok(())
}

async fn board(connection: &mut Session, code: &JoinCode) -> Result<Option<Board>, sqlx::Error> {
    let mut snapshot = connection.begin().await?;
    let Some(meeting) = meeting_rows::find(&mut snapshot, code).await? else { return Ok(None) };
    let seq: i64 = query_scalar("select board_seq from meetings where id = $1").bind(meeting.id).fetch_one(&mut *snapshot).await?;
    let found: Vec<QuestionRow> = query_as(questions!("meeting_id = $1 order by id")).bind(meeting.id).fetch_all(&mut *snapshot).await?;
    snapshot.rollback().await?;
    // An ended meeting takes nothing, and a host who opens it again finds its board as it was.
    let state =
        if meeting.ended_at.is_some() && meeting.board.state == BoardState::Open { BoardState::Closed } else { meeting.board.state };
    let questions = found.into_iter().map(QuestionRow::question).collect::<Result<_, _>>()?;
    Ok(Some(Board { rules: BoardRules { state, ..meeting.board }, seq: rows::number(seq)?, questions }))
}

/// The question of a meeting with this id.
pub(super) async fn find(connection: &mut Session, meeting: i64, question: i64) -> Result<Option<BoardQuestion>, sqlx::Error> {
    let row: Option<QuestionRow> =
        query_as(questions!("meeting_id = $1 and id = $2")).bind(meeting).bind(question).fetch_optional(connection).await?;
    row.map(QuestionRow::question).transpose()
}
