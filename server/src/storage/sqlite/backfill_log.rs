//! Chains votes that were stored before Handsup had the hash chain. Only files of the first version
//! contain such votes.

use super::super::rows;
use super::dialect::{BEGIN, Session, query, query_as, query_scalar};
use super::poll_rows::polls_by_id;
use crate::domain::{Entry, Link, Poll};
use sqlx::Connection;

/// Builds the hash chain of each poll with votes that have no link. Changes that were made to those
/// votes before cannot be detected.
pub(super) async fn chain_old_votes(connection: &mut Session) -> Result<(), sqlx::Error> {
    let polls: Vec<i64> = query_scalar("select distinct poll_id from votes where position is null").fetch_all(&mut *connection).await?;
    for poll in polls_by_id(connection, &polls.into_iter().collect()).await? {
        let mut transaction = connection.begin_with(BEGIN).await?;
        chain(&mut transaction, &poll).await?;
        transaction.commit().await?;
    }
    Ok(())
}

async fn chain(connection: &mut Session, poll: &Poll) -> Result<(), sqlx::Error> {
    let mut link = Link::first(&poll.code);
    let mut position = 0i64;
    let votes: Vec<(i64, i64, String, Vec<u8>)> =
        query_as("select id, round, option_ids, nonce from votes where poll_id = $1 order by position, id")
            .bind(poll.id)
            .fetch_all(&mut *connection)
            .await?;
    for (id, round, option_ids, nonce) in votes {
        position += 1;
        let (round, option_ids) = (rows::number(round)?, rows::option_ids(&option_ids)?);
        link = link.next(Entry { round, option_ids: &option_ids, nonce: &rows::nonce(nonce)?, replaces: None });
        query("update votes set position = $2, link = $3 where id = $1")
            .bind(id)
            .bind(position)
            .bind(&link.as_bytes()[..])
            .execute(&mut *connection)
            .await?;
    }
    query("update polls set log_length = $2, log_head = $3 where id = $1")
        .bind(poll.id)
        .bind(position)
        .bind(&link.as_bytes()[..])
        .execute(connection)
        .await?;
    Ok(())
}
