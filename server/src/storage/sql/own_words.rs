//! The words that a host adds to the word lists in a meeting: reads and changes them, and applies a change to the texts that are there.

use super::super::rows::{self, DbEnum};
use super::dialect::{Session, among, among_words, query, query_as, query_scalar};
use super::{meeting_rows, poll_rows};
use crate::domain::{JoinCode, OwnWords, OwnWordsChange, Poll, QuestionState, Refusal, SetBy, is_listed};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The words of the meeting with this code; `None` where there is no such meeting.
pub(super) async fn find(connection: &mut Session, code: &JoinCode) -> Result<Option<OwnWords>, sqlx::Error> {
    let stored: Option<String> = query_scalar("select own_words from meetings where join_code = $1 and deleted_at is null")
        .bind(code.as_str())
        .fetch_optional(connection)
        .await?;
    stored.as_deref().map(read).transpose()
}

/// The words of a meeting.
pub(super) async fn of_meeting(connection: &mut Session, meeting: i64) -> Result<OwnWords, sqlx::Error> {
    let stored: String = query_scalar("select own_words from meetings where id = $1").bind(meeting).fetch_one(connection).await?;
    read(&stored)
}

/// The words of the meetings of those of these polls that take texts, by the poll's key; none for a meeting without any.
pub(super) async fn of_polls(connection: &mut Session, polls: &[Poll]) -> Result<HashMap<i64, OwnWords>, sqlx::Error> {
    let with_texts: Vec<i64> = polls.iter().filter(|poll| poll.kind().takes_texts()).map(|poll| poll.id).collect();
    if with_texts.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(i64, String)> = query_as(concat!(
        "select polls.id, own_words from polls join meetings on meetings.id = meeting_id where own_words <> '[]' and ",
        among!("polls.id", "$1")
    ))
    .bind(serde_json::json!(with_texts).to_string())
    .fetch_all(connection)
    .await?;
    found.into_iter().map(|(poll, stored)| Ok((poll, read(&stored)?))).collect()
}

/// Replaces the words of a meeting: terms and questions that the host has not decided about are held or shown by the new ones. Returns
/// the keys of the polls whose terms have changed. Refused if the words are not those that the change replaces.
pub(super) async fn replace(
    connection: &mut Session,
    meeting: i64,
    change: &OwnWordsChange,
) -> Result<Result<BTreeSet<i64>, Refusal>, sqlx::Error> {
    // A batch of ballots reads the words under the lock of its polls: either it has the new ones, or its texts are read below.
    poll_rows::lock_polls_of_meeting(connection, meeting).await?;
    let own = &change.words;
    let current = of_meeting(connection, meeting).await?.version();
    if change.replaces.as_ref().is_some_and(|version| *version != current) {
        return Ok(Err(Refusal::WrongState(
            "Somebody else has changed these words meanwhile. Read them again; nothing was changed.".into(),
        )));
    }
    query("update meetings set own_words = $2 where id = $1")
        .bind(meeting)
        .bind(serde_json::json!(own.words()).to_string())
        .execute(&mut *connection)
        .await?;
    apply_to_questions(connection, meeting, own).await?;
    Ok(Ok(apply_to_terms(connection, meeting, own).await?))
}

/// Notes of each term of a meeting whether it is listed now; returns the keys of the polls where that has changed.
async fn apply_to_terms(connection: &mut Session, meeting: i64, own: &OwnWords) -> Result<BTreeSet<i64>, sqlx::Error> {
    let known: Vec<(i64, String, String, bool)> = query_as(
        "select distinct poll_id, term, text, listed from spellings where poll_id in (select id from polls where meeting_id = $1)",
    )
    .bind(meeting)
    .fetch_all(&mut *connection)
    .await?;
    let mut changed: BTreeMap<(i64, bool), BTreeSet<String>> = BTreeMap::new();
    for (poll, term, text, was_listed) in known {
        let is_listed = is_listed(&text, own);
        if is_listed != was_listed {
            changed.entry((poll, is_listed)).or_default().insert(term);
        }
    }
    for ((poll, is_listed), terms) in &changed {
        query(concat!("update spellings set listed = $2 where poll_id = $1 and ", among_words!("term", "$3")))
            .bind(poll)
            .bind(is_listed)
            .bind(serde_json::json!(terms).to_string())
            .execute(&mut *connection)
            .await?;
    }
    let polls: BTreeSet<i64> = changed.into_keys().map(|(poll, _)| poll).collect();
    query(concat!("update polls set seq = seq + 1 where ", among!("id", "$1")))
        .bind(serde_json::json!(polls).to_string())
        .execute(connection)
        .await?;
    Ok(polls)
}

/// Holds the questions of a meeting that are listed now, and shows those that are not any more.
async fn apply_to_questions(connection: &mut Session, meeting: i64, own: &OwnWords) -> Result<(), sqlx::Error> {
    let rules = meeting_rows::by_id(connection, meeting).await?.board;
    let undecided: Vec<(i64, String, String, bool, bool, String, String)> =
        query_as("select id, text, name, name_doubtful, name_off, state, set_by from questions where meeting_id = $1 and set_by <> 'host'")
            .bind(meeting)
            .fetch_all(&mut *connection)
            .await?;
    for (id, text, name, name_doubtful, name_off, state, set_by) in undecided {
        let now: (QuestionState, SetBy) = (rows::enum_value(&state)?, rows::enum_value(&set_by)?);
        let is_doubtful = is_listed(&text, own) || (!name_off && (name_doubtful || is_listed(&name, own)));
        let Some((state, set_by)) = rules.state_after_list_change(now, is_doubtful) else { continue };
        query("update questions set state = $2, set_by = $3 where id = $1")
            .bind(id)
            .bind(state.as_str())
            .bind(set_by.as_str())
            .execute(&mut *connection)
            .await?;
    }
    query("update meetings set board_seq = board_seq + 1 where id = $1").bind(meeting).execute(connection).await?;
    Ok(())
}

fn read(stored: &str) -> Result<OwnWords, sqlx::Error> {
    rows::json(stored, "the words of a host").map(OwnWords::stored)
}
