//! Reads and writes for a batch of ballots, with an array parameter for each column.

use super::super::ballot_batch::WriteSet;
use super::super::rows::EarlierRow;
use super::dialect::{Session, query, query_as};
use crate::domain::{AddressKey, Ballot};

/// The counted votes of these ballots' devices, and which of their addresses have voted.
pub(super) async fn earlier_votes(connection: &mut Session, ballots: &[(usize, &Ballot)]) -> Result<Vec<EarlierRow>, sqlx::Error> {
    // `limit 1` does not change the result, since each index is unique. It keeps the planner from
    // scanning the whole table.
    query_as(
        "select asked.ballot, earlier.id, earlier.position, array_to_json(earlier.option_ids)::text as option_ids, \
         earlier.receipt, earlier.changes, earlier.address_key \
         from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[]) as asked (ballot, poll_id, round, browser) \
         cross join lateral (select * from votes where votes.poll_id = asked.poll_id and votes.round = asked.round \
         and votes.browser_token = asked.browser limit 1) as earlier \
         union all \
         select asked.ballot, null, 0, '[]', '', 0, null \
         from unnest($1::bigint[], $2::bigint[], $3::bigint[], $5::bytea[]) as asked (ballot, poll_id, round, address) \
         cross join lateral (select 1 from votes where votes.poll_id = asked.poll_id and votes.round = asked.round \
         and votes.address_key = asked.address limit 1) as earlier",
    )
    .bind(column(ballots, |(index, _)| i64::try_from(*index).unwrap_or(i64::MAX)))
    .bind(column(ballots, |(_, ballot)| ballot.poll_id))
    .bind(column(ballots, |(_, ballot)| i64::from(ballot.round)))
    .bind(column(ballots, |(_, ballot)| ballot.voter.browser.as_bytes().to_vec()))
    .bind(column(ballots, |(_, ballot)| key_bytes(ballot.voter.address.as_ref())))
    .fetch_all(connection)
    .await
}

/// Marks rows as replaced. Clears their device and address, since unique indexes allow each only
/// once, and the hashes of network cards.
pub(super) async fn mark_replaced(connection: &mut Session, replaced: &[i64]) -> Result<(), sqlx::Error> {
    query(
        "update votes set counts = false, browser_token = null, address_key = null, card_key = null, source_key = null where id = any ($1)",
    )
    .bind(replaced)
    .execute(connection)
    .await?;
    Ok(())
}

/// Inserts new rows of the log, and updates the counts of their options and polls.
pub(super) async fn append(connection: &mut Session, writes: &WriteSet<'_>) -> Result<(), sqlx::Error> {
    let rows = &writes.rows[..];
    query(
        "insert into votes (poll_id, round, position, browser_token, address_key, option_ids, nonce, receipt, replaces, counts, link, created_at, card_key, source_key, changes) \
         select poll_id, round, position, browser_token, address_key, option_ids::bigint[], nonce, receipt, replaces, counts, link, created_at, card_key, source_key, changes \
         from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::text[], $7::bytea[], $8::text[], $9::bigint[], \
         $10::boolean[], $11::bytea[], $12::bigint[], $13::bytea[], $14::bytea[], $15::bigint[]) as new \
         (poll_id, round, position, browser_token, address_key, option_ids, nonce, receipt, replaces, counts, link, created_at, card_key, source_key, changes)",
    )
    .bind(column(rows, |row| row.ballot.poll_id))
    .bind(column(rows, |row| i64::from(row.ballot.round)))
    .bind(column(rows, |row| number(row.position)))
    .bind(column(rows, |row| row.counts.then(|| row.ballot.voter.browser.as_bytes().to_vec())))
    .bind(column(rows, |row| key_bytes(row.address.as_ref().filter(|_| row.counts))))
    .bind(column(rows, |row| array(row.ballot.choices.ids())))
    .bind(column(rows, |row| row.ballot.nonce.to_vec()))
    .bind(column(rows, |row| row.ballot.receipt.as_str().to_owned()))
    .bind(column(rows, |row| row.replaces.map(number)))
    .bind(column(rows, |row| row.counts))
    .bind(column(rows, |row| row.link.as_bytes().to_vec()))
    .bind(column(rows, |row| row.ballot.now))
    .bind(column(rows, |row| key_bytes(row.card().map(|hashes| hashes.card).as_ref())))
    .bind(column(rows, |row| key_bytes(row.card().map(|hashes| hashes.source).as_ref())))
    .bind(column(rows, |row| i64::from(row.changes)))
    .execute(&mut *connection)
    .await?;
    count(connection, writes).await
}

/// Updates the counts, with one statement for all options and one for all polls.
async fn count(connection: &mut Session, writes: &WriteSet<'_>) -> Result<(), sqlx::Error> {
    let options: Vec<_> = writes.options.iter().collect();
    query(
        "update options set vote_count = vote_count + delta.n from unnest($1::bigint[], $2::bigint[]) as delta (id, n) \
         where options.id = delta.id",
    )
    .bind(column(&options, |(id, _)| **id))
    .bind(column(&options, |(_, n)| **n))
    .execute(&mut *connection)
    .await?;
    let polls: Vec<_> = writes.polls.iter().collect();
    query(
        "update polls set total_votes = total_votes + delta.votes, seq = seq + delta.rows, log_length = log_length + delta.rows, \
         log_head = delta.head from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[]) as delta (id, votes, rows, head) \
         where polls.id = delta.id",
    )
    .bind(column(&polls, |(id, _)| **id))
    .bind(column(&polls, |(_, delta)| delta.votes))
    .bind(column(&polls, |(_, delta)| delta.rows))
    .bind(column(&polls, |(_, delta)| delta.head.as_bytes().to_vec()))
    .execute(connection)
    .await?;
    Ok(())
}

/// The array of one column's values.
fn column<R, T>(rows: &[R], value: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

/// A vote's options as an array literal. A nested array will not do: all its inner arrays need the
/// same length.
fn array(ids: &[i64]) -> String {
    format!("{{{}}}", ids.iter().map(i64::to_string).collect::<Vec<_>>().join(","))
}

fn key_bytes(key: Option<&AddressKey>) -> Option<Vec<u8>> {
    key.map(|key| key.as_bytes().to_vec())
}

fn number(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
