//! Reads the terms of polls: their spellings, what the host has decided about them, and the voters of merged ones.

use super::super::rows;
use super::dialect::{Session, among, query, query_as};
use crate::domain::{Poll, Spelling, Standing, Tally, TermKey, Terms};
use std::collections::HashMap;

/// A row of `spellings`; or one of `standings` or `term_groups`, with the `standing` that it sets or `group`.
#[derive(sqlx::FromRow)]
struct TermRow {
    poll_id: i64,
    /// 0 where it belongs to every round.
    round: i64,
    term: String,
    text: String,
    count: i64,
    position: i64,
    listed: bool,
    standing: Option<String>,
    root: Option<String>,
}

/// Reads the terms of the current rounds of these polls into their tallies.
pub(super) async fn load(connection: &mut Session, polls: &mut [Poll]) -> Result<(), sqlx::Error> {
    let with_terms: Vec<i64> = polls.iter().filter(|poll| poll.kind().takes_texts()).map(|poll| poll.id).collect();
    if with_terms.is_empty() {
        return Ok(());
    }
    let mut by_poll: HashMap<i64, Vec<TermRow>> = HashMap::new();
    for row in rows_of(connection, &with_terms).await? {
        by_poll.entry(row.poll_id).or_default().push(row);
    }
    for poll in polls {
        let round = i64::from(poll.round);
        poll.tally.terms_mut().set_rule(poll.rules);
        for row in by_poll.remove(&poll.id).into_iter().flatten().filter(|row| row.round == 0 || row.round == round) {
            row.add_to(poll.tally.terms_mut())?;
        }
    }
    Ok(())
}

/// Reads the terms of a poll's rounds into their tallies.
pub(super) async fn load_rounds(connection: &mut Session, poll: &Poll, tallies: &mut HashMap<i64, Tally>) -> Result<(), sqlx::Error> {
    if !poll.kind().takes_texts() {
        return Ok(());
    }
    let rows = rows_of(connection, &[poll.id]).await?;
    for (round, tally) in tallies {
        tally.terms_mut().set_rule(poll.rules);
        for row in rows.iter().filter(|row| row.round == 0 || row.round == *round) {
            row.add_to(tally.terms_mut())?;
        }
    }
    Ok(())
}

async fn rows_of(connection: &mut Session, polls: &[i64]) -> Result<Vec<TermRow>, sqlx::Error> {
    query_as(concat!(
        "select poll_id, round, term, text, count, position, listed, null as standing, null as root from spellings where count <> 0 and ",
        among!("poll_id", "$1"),
        " union all select poll_id, 0, term, '', 0, 0, false, standing, root from standings where ",
        among!("poll_id", "$1"),
        " union all select poll_id, round, term, '', voters, 0, false, 'group', null from term_groups where ",
        among!("poll_id", "$1")
    ))
    .bind(serde_json::json!(polls).to_string())
    .fetch_all(connection)
    .await
}

impl TermRow {
    fn add_to(&self, terms: &mut Terms) -> Result<(), sqlx::Error> {
        let term = key(&self.term)?;
        match self.standing.as_deref() {
            None => {
                let position = rows::number(self.position)?;
                terms.add(term, Spelling { text: self.text.clone(), count: self.count, position, listed: self.listed });
            }
            Some("group") => terms.set_group(term, Some(self.count)),
            Some(standing) => terms.decide(term, Some(read_standing(standing, self.root.as_deref())?)),
        }
        Ok(())
    }
}

/// Adds to the counts of a poll's spellings in its current round; `taken_back` are the texts of answers that no longer count.
pub(super) async fn take_back(connection: &mut Session, poll: &Poll, texts: &[String]) -> Result<(), sqlx::Error> {
    for text in texts {
        query("update spellings set count = count - 1 where poll_id = $1 and round = $2 and term = $3 and text = $4")
            .bind(poll.id)
            .bind(i64::from(poll.round))
            .bind(TermKey::of(text).to_string())
            .bind(text)
            .execute(&mut *connection)
            .await?;
    }
    for root in poll.tally.terms().groups_of(texts) {
        query("update term_groups set voters = voters - 1 where poll_id = $1 and round = $2 and term = $3")
            .bind(poll.id)
            .bind(i64::from(poll.round))
            .bind(root.to_string())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// A stored key of a term.
pub(super) fn key(stored: &str) -> Result<TermKey, sqlx::Error> {
    TermKey::parse(stored).ok_or_else(|| rows::unreadable("the key of a term"))
}

/// A stored standing.
pub(super) fn read_standing(standing: &str, root: Option<&str>) -> Result<Standing, sqlx::Error> {
    match (standing, root) {
        ("shown", None) => Ok(Standing::Shown),
        ("banned", None) => Ok(Standing::Banned),
        ("held", None) => Ok(Standing::Held),
        ("merged", Some(root)) => Ok(Standing::Merged(key(root)?)),
        _ => Err(rows::unreadable("what was decided about a term")),
    }
}

/// The columns `standing` and `root` of a decision.
pub(super) fn columns(standing: Standing) -> (&'static str, Option<String>) {
    match standing {
        Standing::Shown => ("shown", None),
        Standing::Banned => ("banned", None),
        Standing::Held => ("held", None),
        Standing::Merged(root) => ("merged", Some(root.to_string())),
    }
}
