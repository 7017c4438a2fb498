//! Moderates the texts of a poll: shows, holds, bans and merges terms, undoes that, and redacts answers.

use super::super::rows;
use super::dialect::{BEGIN, Session, query, query_as, query_scalar};
use super::log_events::LogEnd;
use super::poll_rows::{self, polls_for_update};
use super::terms::{columns, key, read_standing};
use crate::domain::{Answer, Decision, Event, Poll, Refusal, Standing, TermKey};
use serde::{Deserialize, Serialize};
use sqlx::Connection;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a decision has changed of a term, as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredChange {
    term: String,
    before: Option<StoredStanding>,
    after: Option<StoredStanding>,
}

impl StoredChange {
    /// The terms into which this change merges a term, or had merged it.
    fn roots(&self) -> impl Iterator<Item = &str> {
        [&self.before, &self.after].into_iter().flatten().filter_map(|(_, root)| root.as_deref())
    }

    /// Whether taking this change back would undo a later one too: it is about the same term, or about one into which the other is merged.
    fn conflicts_with(&self, later: &Self) -> bool {
        self.term == later.term || self.roots().any(|root| root == later.term) || later.roots().any(|root| root == self.term)
    }
}

/// A standing and its root.
type StoredStanding = (String, Option<String>);

/// Carries out decisions as one act; see [`Polls::moderate`](super::super::Polls::moderate).
pub(super) async fn moderate(
    connection: &mut Session,
    poll_id: i64,
    decisions: &[Decision],
    now: i64,
) -> Result<Result<(Poll, Option<i64>), Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    let Some(poll) = locked(&mut transaction, poll_id).await? else { return Ok(Err(Refusal::NoSuchPoll)) };
    let mut act = None;
    let known = known_terms(&mut transaction, poll_id).await?;
    let changes = match poll.tally.terms().changes(decisions, &known) {
        Ok(changes) => changes,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if !changes.is_empty() {
        write(&mut transaction, poll_id, changes.iter().map(|change| (change.term, change.after))).await?;
        let stored: Vec<_> = changes
            .iter()
            .map(|change| StoredChange {
                term: change.term.to_string(),
                before: change.before.map(stored),
                after: change.after.map(stored),
            })
            .collect();
        let id: i64 = query_scalar("insert into moderation_acts (poll_id, at, changes) values ($1, $2, $3) returning id")
            .bind(poll_id)
            .bind(now)
            .bind(serde_json::to_string(&stored).map_err(|error| sqlx::Error::Encode(Box::new(error)))?)
            .fetch_one(&mut *transaction)
            .await?;
        act = Some(id);
    }
    let poll = changed(&mut transaction, poll_id).await?;
    transaction.commit().await?;
    Ok(Ok((poll, act)))
}

/// Takes an act back, or the last one that was not yet; see [`Polls::undo_moderation`](super::super::Polls::undo_moderation).
pub(super) async fn undo(connection: &mut Session, poll_id: i64, act: Option<i64>) -> Result<Result<Poll, Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    if locked(&mut transaction, poll_id).await?.is_none() {
        return Ok(Err(Refusal::NoSuchPoll));
    }
    let last: Option<i64> = query_scalar("select max(id) from moderation_acts where poll_id = $1 and not undone and id = coalesce($2, id)")
        .bind(poll_id)
        .bind(act)
        .fetch_one(&mut *transaction)
        .await?;
    let Some(act) = last else {
        return Ok(Err(Refusal::WrongState("There is no decision to take back.".into())));
    };
    // This act and every later one that was not taken back.
    let acts: Vec<String> = query_scalar("select changes from moderation_acts where poll_id = $1 and not undone and id >= $2 order by id")
        .bind(poll_id)
        .bind(act)
        .fetch_all(&mut *transaction)
        .await?;
    let mut acts = acts.iter().map(|changes| rows::json::<Vec<StoredChange>>(changes, "a decision"));
    let changes = acts.next().transpose()?.unwrap_or_default();
    for later in acts {
        if later?.iter().any(|later| changes.iter().any(|change| change.conflicts_with(later))) {
            return Ok(Err(Refusal::WrongState("Somebody has decided about the same text since then. Decide anew.".into())));
        }
    }
    let mut before = Vec::new();
    for change in changes {
        let standing = change.before.map(|(standing, root)| read_standing(&standing, root.as_deref())).transpose()?;
        before.push((key(&change.term)?, standing));
    }
    write(&mut transaction, poll_id, before.into_iter()).await?;
    query("update moderation_acts set undone = true where id = $1").bind(act).execute(&mut *transaction).await?;
    let poll = changed(&mut transaction, poll_id).await?;
    transaction.commit().await?;
    Ok(Ok(poll))
}

/// Takes a term's texts out of the box, and logs it; see [`Polls::redact`](super::super::Polls::redact).
pub(super) async fn redact(connection: &mut Session, poll_id: i64, term: TermKey) -> Result<Result<Poll, Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    let Some(mut poll) = locked(&mut transaction, poll_id).await? else { return Ok(Err(Refusal::NoSuchPoll)) };
    let answers: Vec<(i64, Option<String>, Option<String>)> =
        query_as("select position, answer, redacted_terms from votes where poll_id = $1 order by position")
            .bind(poll_id)
            .fetch_all(&mut *transaction)
            .await?;
    let mut end = LogEnd::of(&poll);
    let mut is_known = false;
    for (position, answer, redacted) in answers {
        let mut terms = terms_of(answer.as_deref(), redacted.as_deref())?;
        if !terms.remove(&term) {
            continue;
        }
        is_known = true;
        // Of an answer that is redacted already, another term goes now: the log has said so.
        if answer.is_some() {
            end.append(&mut transaction, &Event::Redacted { ballot: rows::number(position)? }).await?;
        }
        query("update votes set answer = null, redacted_terms = $3 where poll_id = $1 and position = $2")
            .bind(poll_id)
            .bind(position)
            .bind(serde_json::json!(terms.iter().map(ToString::to_string).collect::<Vec<_>>()).to_string())
            .execute(&mut *transaction)
            .await?;
    }
    if !is_known {
        return Ok(Err(Refusal::NoSuchTerm));
    }
    end.store(&mut transaction, &mut poll).await?;
    query("delete from spellings where poll_id = $1 and term = $2").bind(poll_id).bind(term.to_string()).execute(&mut *transaction).await?;
    // An earlier decision to show it does not show it again when another voter writes it.
    write(&mut transaction, poll_id, std::iter::once((term, Some(Standing::Banned)))).await?;
    remove_from_acts(&mut transaction, poll_id, term).await?;
    let poll = changed(&mut transaction, poll_id).await?;
    transaction.commit().await?;
    Ok(Ok(poll))
}

/// Removes a term's changes from all acts, so that undoing one does not show it.
async fn remove_from_acts(connection: &mut Session, poll_id: i64, term: TermKey) -> Result<(), sqlx::Error> {
    let term = term.to_string();
    let acts: Vec<(i64, String)> =
        query_as("select id, changes from moderation_acts where poll_id = $1").bind(poll_id).fetch_all(&mut *connection).await?;
    let is_root = |standing: &Option<StoredStanding>| standing.as_ref().is_some_and(|(_, root)| root.as_ref() == Some(&term));
    for (act, changes) in acts {
        let mut changes: Vec<StoredChange> = rows::json(&changes, "a decision")?;
        let before = changes.len();
        changes.retain(|change| change.term != term && !is_root(&change.before) && !is_root(&change.after));
        if changes.len() < before {
            query("update moderation_acts set changes = $2, undone = (undone or $3) where id = $1")
                .bind(act)
                .bind(serde_json::to_string(&changes).map_err(|error| sqlx::Error::Encode(Box::new(error)))?)
                .bind(changes.is_empty())
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}

/// The terms of an answer, or of a redacted one those that it had beside the redacted.
fn terms_of(answer: Option<&str>, redacted: Option<&str>) -> Result<BTreeSet<TermKey>, sqlx::Error> {
    match (answer, redacted) {
        (Some(answer), _) => Ok(rows::json::<Answer>(answer, "an answer")?.texts().iter().map(|text| TermKey::of(text)).collect()),
        (None, Some(terms)) => rows::json::<Vec<String>>(terms, "redacted terms")?.iter().map(|term| key(term)).collect(),
        (None, None) => Ok(BTreeSet::new()),
    }
}

/// The poll, locked until the transaction ends.
async fn locked(connection: &mut Session, poll_id: i64) -> Result<Option<Poll>, sqlx::Error> {
    Ok(polls_for_update(connection, &BTreeSet::from([poll_id])).await?.pop())
}

/// Every term that was written in any round.
async fn known_terms(connection: &mut Session, poll_id: i64) -> Result<BTreeSet<TermKey>, sqlx::Error> {
    let terms: Vec<String> =
        query_scalar("select distinct term from spellings where poll_id = $1").bind(poll_id).fetch_all(connection).await?;
    terms.iter().map(|term| key(term)).collect()
}

/// Stores decisions, and counts the voters of merged terms anew.
async fn write(
    connection: &mut Session,
    poll_id: i64,
    changes: impl Iterator<Item = (TermKey, Option<Standing>)> + Send,
) -> Result<(), sqlx::Error> {
    for (term, standing) in changes {
        query("delete from standings where poll_id = $1 and term = $2")
            .bind(poll_id)
            .bind(term.to_string())
            .execute(&mut *connection)
            .await?;
        if let Some(standing) = standing {
            let (standing, root) = columns(standing);
            query("insert into standings (poll_id, term, standing, root) values ($1, $2, $3, $4)")
                .bind(poll_id)
                .bind(term.to_string())
                .bind(standing)
                .bind(root)
                .execute(&mut *connection)
                .await?;
        }
    }
    recount_groups(connection, poll_id).await
}

/// Counts in every round how many voters have written a term with merged ones, from their answers. A redacted answer counts with what
/// it had beside the redacted terms; one that was redacted before migration 0016 counts in no group.
async fn recount_groups(connection: &mut Session, poll_id: i64) -> Result<(), sqlx::Error> {
    query("delete from term_groups where poll_id = $1").bind(poll_id).execute(&mut *connection).await?;
    let merged: Vec<(String, String)> = query_as("select term, root from standings where poll_id = $1 and standing = 'merged'")
        .bind(poll_id)
        .fetch_all(&mut *connection)
        .await?;
    if merged.is_empty() {
        return Ok(());
    }
    let roots: HashMap<TermKey, TermKey> =
        merged.iter().map(|(term, root)| Ok((key(term)?, key(root)?))).collect::<Result<_, sqlx::Error>>()?;
    let groups: BTreeSet<TermKey> = roots.values().copied().collect();
    let rounds: i64 = query_scalar("select round from polls where id = $1").bind(poll_id).fetch_one(&mut *connection).await?;
    let mut voters: BTreeMap<(i64, TermKey), i64> =
        (1..=rounds).flat_map(|round| groups.iter().map(move |group| ((round, *group), 0))).collect();
    let answers: Vec<(i64, Option<String>, Option<String>)> =
        query_as("select round, answer, redacted_terms from votes where poll_id = $1 and counts")
            .bind(poll_id)
            .fetch_all(&mut *connection)
            .await?;
    for (round, answer, redacted) in answers {
        let terms = terms_of(answer.as_deref(), redacted.as_deref())?;
        let written = terms.into_iter().map(|term| roots.get(&term).copied().unwrap_or(term));
        for group in written.collect::<BTreeSet<_>>().intersection(&groups) {
            *voters.entry((round, *group)).or_default() += 1;
        }
    }
    for ((round, group), voters) in voters {
        query("insert into term_groups (poll_id, round, term, voters) values ($1, $2, $3, $4)")
            .bind(poll_id)
            .bind(round)
            .bind(group.to_string())
            .bind(voters)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

fn stored(standing: Standing) -> StoredStanding {
    let (standing, root) = columns(standing);
    (standing.to_owned(), root)
}

/// Raises the poll's `seq`; returns the poll as it is then.
async fn changed(connection: &mut Session, poll_id: i64) -> Result<Poll, sqlx::Error> {
    query("update polls set seq = seq + 1 where id = $1").bind(poll_id).execute(&mut *connection).await?;
    poll_rows::poll_by_id(connection, poll_id).await?.ok_or(sqlx::Error::RowNotFound)
}
