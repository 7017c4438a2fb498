//! Chains votes that were stored before Handsup had the hash chain. Only files of the first version
//! contain such votes.

use super::super::rows;
use super::dialect::{BEGIN, Session, query, query_as, query_scalar};
use super::poll_rows::polls_for_audit;
use crate::domain::{Answer, EntryOfVersion1, Link, Poll};
use sqlx::Connection;

/// Builds the hash chain of each poll with votes that have no link. Changes that were made to those
/// votes before cannot be detected.
pub(super) async fn chain_old_votes(connection: &mut Session) -> Result<(), sqlx::Error> {
    let polls: Vec<i64> = query_scalar("select distinct poll_id from votes where link is null").fetch_all(&mut *connection).await?;
    for poll in polls_for_audit(connection, &polls.into_iter().collect()).await? {
        let mut transaction = connection.begin_with(BEGIN).await?;
        chain(&mut transaction, &poll).await?;
        transaction.commit().await?;
    }
    Ok(())
}

async fn chain(connection: &mut Session, poll: &Poll) -> Result<(), sqlx::Error> {
    let mut link = Link::first(&poll.code);
    let mut length = 0i64;
    let votes: Vec<(i64, i64, Option<String>, Vec<u8>)> =
        query_as("select position, round, answer, nonce from votes where poll_id = $1 order by position")
            .bind(poll.id)
            .fetch_all(&mut *connection)
            .await?;
    for (position, round, answer, nonce) in votes {
        length += 1;
        let (round, answer) = (rows::number(round)?, rows::answer(answer)?.unwrap_or(Answer::Blank));
        link =
            link.next_of_version_1(EntryOfVersion1 { round, option_ids: answer.option_ids(), nonce: &rows::nonce(nonce)?, replaces: None });
        query("update votes set link = $3 where poll_id = $1 and position = $2")
            .bind(poll.id)
            .bind(position)
            .bind(&link.as_bytes()[..])
            .execute(&mut *connection)
            .await?;
    }
    query("update polls set log_length = $2, ballots = $2, log_head = $3 where id = $1")
        .bind(poll.id)
        .bind(length)
        .bind(&link.as_bytes()[..])
        .execute(&mut *connection)
        .await?;
    query(
        "insert into rounds (poll_id, round, seal) select id, round, log_head from polls where id = $1 and state = 'closed' \
         on conflict (poll_id, round) do update set seal = excluded.seal",
    )
    .bind(poll.id)
    .execute(connection)
    .await?;
    Ok(())
}
