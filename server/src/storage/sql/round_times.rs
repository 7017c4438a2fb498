//! Stores when voting in each round began and ended, and the seal of its last close.

use super::super::rows;
use super::dialect::{Session, among, query, query_as};
use super::strike;
use crate::domain::{Poll, RoundTimes, Seal, SealedRound};
use std::collections::HashMap;

/// Records that voting in a round is open. The time of an earlier opening is not overwritten.
pub(super) async fn record_open(connection: &mut Session, poll_id: i64, round: u32, since: Option<i64>) -> Result<(), sqlx::Error> {
    query(
        "insert into rounds (poll_id, round, opened_at) values ($1, $2, $3) \
         on conflict (poll_id, round) do update set closed_at = null, seal = null, signature = null, key = null",
    )
    .bind(poll_id)
    .bind(i64::from(round))
    .bind(since)
    .execute(connection)
    .await?;
    Ok(())
}

/// Records that voting in a poll's round has ended, with its seal. Deletes the hashes of network cards.
pub(super) async fn record_closed(connection: &mut Session, poll: &Poll, at: i64, seal: &Seal) -> Result<(), sqlx::Error> {
    query(
        "insert into rounds (poll_id, round, closed_at, seal, signature, key) values ($1, $2, $3, $4, $5, $6) \
         on conflict (poll_id, round) do update set closed_at = excluded.closed_at, seal = excluded.seal, \
         signature = excluded.signature, key = excluded.key",
    )
    .bind(poll.id)
    .bind(i64::from(poll.round))
    .bind(at)
    .bind(&seal.link.as_bytes()[..])
    .bind(seal.signature.map(|signature| signature.bytes.to_vec()))
    .bind(seal.signature.map(|signature| signature.key.to_vec()))
    .execute(&mut *connection)
    .await?;
    strike::delete_card_hashes(connection, poll.id).await
}

/// Deletes the row of a round that returned to draft or ready before its first vote.
pub(super) async fn delete(connection: &mut Session, poll: &Poll) -> Result<(), sqlx::Error> {
    query("delete from rounds where poll_id = $1 and round = $2").bind(poll.id).bind(i64::from(poll.round)).execute(connection).await?;
    Ok(())
}

/// The times of these polls' rounds, by poll and round.
pub(super) async fn of_polls(connection: &mut Session, ids: &[i64]) -> Result<HashMap<(i64, i64), RoundTimes>, sqlx::Error> {
    let rows: Vec<(i64, i64, Option<i64>, Option<i64>)> =
        query_as(concat!("select poll_id, round, opened_at, closed_at from rounds where ", among!("poll_id", "$1")))
            .bind(serde_json::json!(ids).to_string())
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(|(poll, round, opened_at, closed_at)| ((poll, round), RoundTimes { opened_at, closed_at })).collect())
}

/// A row of `rounds` with its seal.
#[derive(sqlx::FromRow)]
struct SealedRow {
    round: i64,
    opened_at: Option<i64>,
    closed_at: Option<i64>,
    seal: Option<Vec<u8>>,
    signature: Option<Vec<u8>>,
    key: Option<Vec<u8>>,
}

/// A poll's rounds with their seals, the earliest first.
pub(super) async fn sealed(connection: &mut Session, poll_id: i64) -> Result<Vec<SealedRound>, sqlx::Error> {
    let found: Vec<SealedRow> =
        query_as("select round, opened_at, closed_at, seal, signature, key from rounds where poll_id = $1 order by round")
            .bind(poll_id)
            .fetch_all(connection)
            .await?;
    found
        .into_iter()
        .map(|row| {
            Ok(SealedRound {
                round: rows::number(row.round)?,
                times: RoundTimes { opened_at: row.opened_at, closed_at: row.closed_at },
                seal: rows::seal(row.seal, row.signature, row.key)?,
            })
        })
        .collect()
}
