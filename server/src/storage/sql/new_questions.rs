//! New questions: one that says the same as another is a vote for that.

use super::super::questions::Marked;
use super::super::rows;
use super::super::rows::DbEnum;
use super::dialect::{Session, query, query_as, query_scalar};
use super::own_words;
use super::question_marks::{count_marks, marked, set_vote};
use super::questions::{find, show_what_many_ask};
use crate::domain::{AskedBefore, BoardRules, DeviceKey, MOST_QUESTIONS, NewQuestion, QuestionState, Refusal, SetBy, imitates, is_listed};

/// Stores a new question, or votes for the one that says the same.
pub(super) async fn ask(
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
            show_what_many_ask(connection, meeting, rules).await?;
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
