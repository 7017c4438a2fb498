//! Reading a poll's log, and chaining votes from before there was one.

use super::rows;
use super::sqlite_polls::polls_by_id;
use crate::domain::{Audit, Entry, Link, LoggedVote, Poll};
use sqlx::{Connection, SqliteConnection};
use std::collections::BTreeSet;

/// A row of `votes`, without whose it is.
#[derive(sqlx::FromRow)]
struct LogRow {
    id: i64,
    position: Option<i64>,
    round: i64,
    option_ids: String,
    nonce: Vec<u8>,
    receipt: String,
    replaces: Option<i64>,
    link: Option<Vec<u8>>,
}

/// A poll's whole log beside what the poll says, both as one moment saw them. `None` when there is no such poll.
pub(super) async fn audit(connection: &mut SqliteConnection, poll_id: i64) -> Result<Option<Audit>, sqlx::Error> {
    // One transaction, so that no group commits between the poll and its log.
    let mut moment = connection.begin().await?;
    let Some(poll) = polls_by_id(&mut moment, &BTreeSet::from([poll_id])).await?.pop() else { return Ok(None) };
    let rows = log_of(&mut moment, poll_id).await?;
    moment.rollback().await?;
    let votes = rows.into_iter().map(LogRow::logged).collect::<Result<_, _>>()?;
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

/// Chains the votes that were cast before this program kept a log. They are chained as they were found: what happened to
/// them earlier, no log can tell.
pub(super) async fn chain_old_votes(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let polls: Vec<i64> =
        sqlx::query_scalar("select distinct poll_id from votes where position is null").fetch_all(&mut *connection).await?;
    for poll in polls_by_id(connection, &polls.into_iter().collect()).await? {
        let mut transaction = connection.begin_with("begin immediate").await?;
        chain(&mut transaction, &poll).await?;
        transaction.commit().await?;
    }
    Ok(())
}

async fn chain(connection: &mut SqliteConnection, poll: &Poll) -> Result<(), sqlx::Error> {
    let mut link = Link::first(&poll.code);
    let mut position = 0i64;
    for row in log_of(connection, poll.id).await? {
        position += 1;
        let (round, option_ids) = (rows::number(row.round)?, rows::option_ids(&row.option_ids)?);
        link = link.next(Entry { round, option_ids: &option_ids, nonce: &nonce(row.nonce)?, replaces: None });
        sqlx::query("update votes set position = $2, link = $3 where id = $1")
            .bind(row.id)
            .bind(position)
            .bind(&link.as_bytes()[..])
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query("update polls set log_length = $2, log_head = $3 where id = $1")
        .bind(poll.id)
        .bind(position)
        .bind(&link.as_bytes()[..])
        .execute(connection)
        .await?;
    Ok(())
}

async fn log_of(connection: &mut SqliteConnection, poll_id: i64) -> Result<Vec<LogRow>, sqlx::Error> {
    sqlx::query_as(
        "select id, position, round, option_ids, nonce, receipt, replaces, link from votes where poll_id = $1 order by position, id",
    )
    .bind(poll_id)
    .fetch_all(connection)
    .await
}

impl LogRow {
    fn logged(self) -> Result<LoggedVote, sqlx::Error> {
        let link = self.link.ok_or_else(|| rows::unreadable("a vote without its link"))?;
        Ok(LoggedVote {
            position: rows::number(self.position.unwrap_or_default())?,
            round: rows::number(self.round)?,
            option_ids: rows::option_ids(&self.option_ids)?,
            nonce: nonce(self.nonce)?,
            receipt: self.receipt,
            replaces: self.replaces.map(rows::number).transpose()?,
            link: rows::link(&link)?,
        })
    }
}

fn nonce(stored: Vec<u8>) -> Result<[u8; 16], sqlx::Error> {
    stored.try_into().map_err(|_| rows::unreadable("a nonce"))
}
