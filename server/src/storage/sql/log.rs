//! Reads the logs of polls, each as a whole.

use super::super::rows;
use super::dialect::{Session, option_ids, query_as};
use super::poll_rows::polls_by_id;
use crate::domain::{Audit, LoggedVote};
use sqlx::Connection;
use std::collections::BTreeSet;

/// A row of `votes`, without the columns that identify the voter.
#[derive(sqlx::FromRow)]
pub(super) struct LogRow {
    pub(super) id: i64,
    position: Option<i64>,
    round: i64,
    option_ids: String,
    nonce: Vec<u8>,
    receipt: String,
    replaces: Option<i64>,
    link: Option<Vec<u8>>,
}

/// A poll and its whole log. `None` when there is no such poll, or it is deleted.
pub(super) async fn audit(connection: &mut Session, poll_id: i64) -> Result<Option<Audit>, sqlx::Error> {
    // One snapshot, so that no group of ballots commits between the poll and its log.
    let mut snapshot = connection.begin().await?;
    let audit = read_audit(&mut snapshot, poll_id).await?;
    snapshot.rollback().await?;
    Ok(audit)
}

/// As [`audit`], inside the caller's transaction.
async fn read_audit(connection: &mut Session, poll_id: i64) -> Result<Option<Audit>, sqlx::Error> {
    let Some(poll) = polls_by_id(connection, &BTreeSet::from([poll_id])).await?.pop() else { return Ok(None) };
    let rows = log_of(connection, poll_id).await?;
    let votes = rows.into_iter().map(LogRow::into_vote).collect::<Result<_, _>>()?;
    Ok(Some(Audit {
        code: poll.code,
        round: poll.round,
        options: poll.options,
        total_votes: poll.total_votes,
        log_length: poll.log_length,
        log_head: poll.log_head,
        votes,
    }))
}

async fn log_of(connection: &mut Session, poll_id: i64) -> Result<Vec<LogRow>, sqlx::Error> {
    query_as(concat!(
        "select id, position, round, ",
        option_ids!(),
        ", nonce, receipt, replaces, link from votes where poll_id = $1 order by position, id"
    ))
    .bind(poll_id)
    .fetch_all(connection)
    .await
}

impl LogRow {
    /// Converts the row into a vote of the log.
    pub(super) fn into_vote(self) -> Result<LoggedVote, sqlx::Error> {
        let link = self.link.ok_or_else(|| rows::unreadable("a vote without its link"))?;
        Ok(LoggedVote {
            position: rows::number(self.position.unwrap_or_default())?,
            round: rows::number(self.round)?,
            option_ids: rows::option_ids(&self.option_ids)?,
            nonce: rows::nonce(self.nonce)?,
            receipt: self.receipt,
            replaces: self.replaces.map(rows::number).transpose()?,
            link: rows::link(&link)?,
        })
    }
}

/// The question and the audit of every poll that is not deleted, oldest first, inside the caller's
/// transaction.
pub(in super::super) async fn audits(connection: &mut Session) -> Result<Vec<(String, Audit)>, sqlx::Error> {
    let polls: Vec<(i64, String)> = query_as("select id, question from polls order by id").fetch_all(&mut *connection).await?;
    let mut audits = Vec::with_capacity(polls.len());
    for (id, question) in polls {
        audits.extend(read_audit(connection, id).await?.map(|audit| (question, audit)));
    }
    Ok(audits)
}
