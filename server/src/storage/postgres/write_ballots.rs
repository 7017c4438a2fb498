//! Reads and writes for a batch of ballots, with an array parameter for each column.

use super::super::ballot_batch::{RollEntry, WriteSet};
use super::super::rows::{EarlierRow, to_number};
use super::dialect::{Session, query, query_as};
use crate::domain::{AddressKey, Ballot};

/// The counted votes of these ballots' devices, and which of their addresses have voted.
pub(super) async fn earlier_votes(connection: &mut Session, ballots: &[(usize, &Ballot)]) -> Result<Vec<EarlierRow>, sqlx::Error> {
    // `limit 1` does not change the result, since each index is unique. It keeps the planner from
    // scanning the whole table.
    query_as(
        "select asked.ballot, earlier.position, earlier.answer, earlier.nonce, earlier.commitment, earlier.changes, earlier.address_key \
         from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[]) as asked (ballot, poll_id, round, device) \
         cross join lateral (select votes.*, roll.changes, roll.address_key from roll \
         join votes on votes.poll_id = roll.poll_id and votes.position = roll.answer \
         where roll.poll_id = asked.poll_id and roll.round = asked.round and roll.device_key = asked.device limit 1) as earlier \
         union all \
         select asked.ballot, null, null, '', null, 0, null \
         from unnest($1::bigint[], $2::bigint[], $3::bigint[], $5::bytea[]) as asked (ballot, poll_id, round, address) \
         cross join lateral (select 1 from roll where roll.poll_id = asked.poll_id and roll.round = asked.round \
         and roll.address_key = asked.address limit 1) as earlier",
    )
    .bind(column(ballots, |(index, _)| i64::try_from(*index).unwrap_or(i64::MAX)))
    .bind(column(ballots, |(_, ballot)| ballot.poll_id))
    .bind(column(ballots, |(_, ballot)| i64::from(ballot.round)))
    .bind(column(ballots, |(_, ballot)| ballot.voter.device.as_bytes().to_vec()))
    .bind(column(ballots, |(_, ballot)| key_bytes(ballot.voter.address.as_ref())))
    .fetch_all(connection)
    .await
}

/// Marks votes as replaced.
pub(super) async fn mark_replaced(connection: &mut Session, replaced: &[(i64, u64)]) -> Result<(), sqlx::Error> {
    query(
        "update votes set counts = false from unnest($1::bigint[], $2::bigint[]) as replaced (poll_id, position) \
         where votes.poll_id = replaced.poll_id and votes.position = replaced.position",
    )
    .bind(column(replaced, |(poll, _)| *poll))
    .bind(column(replaced, |(_, position)| to_number(*position)))
    .execute(connection)
    .await?;
    Ok(())
}

/// Inserts votes, writes their devices into the roll, and updates the sums of their polls.
pub(super) async fn append(connection: &mut Session, writes: &WriteSet<'_>) -> Result<(), sqlx::Error> {
    let votes = &writes.votes[..];
    query(
        "insert into votes (poll_id, round, position, answer, nonce, commitment, replaces, counts, link) \
         select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bytea[], $6::bytea[], $7::bigint[], $8::boolean[], $9::bytea[])",
    )
    .bind(column(votes, |vote| vote.ballot.poll_id))
    .bind(column(votes, |vote| i64::from(vote.ballot.round)))
    .bind(column(votes, |vote| to_number(vote.position)))
    .bind(column(votes, |vote| serde_json::to_string(&vote.ballot.answer).unwrap_or_default()))
    .bind(column(votes, |vote| vote.ballot.nonce.to_vec()))
    .bind(column(votes, |vote| vote.ballot.commitment.as_bytes().to_vec()))
    .bind(column(votes, |vote| vote.replaces.map(to_number)))
    .bind(column(votes, |vote| vote.counts))
    .bind(column(votes, |vote| vote.link.as_bytes().to_vec()))
    .execute(&mut *connection)
    .await?;
    let (known, new): (Vec<&RollEntry>, Vec<_>) = writes.roll.iter().filter(|entry| entry.answer > 0).partition(|entry| entry.exists);
    if !new.is_empty() {
        write_roll(connection, &new, INSERT_ROLL).await?;
    }
    if !known.is_empty() {
        write_roll(connection, &known, UPDATE_ROLL).await?;
    }
    write_terms(&mut *connection, writes).await?;
    count(connection, writes).await
}

/// Updates the spellings of terms, and the voters of those with merged ones.
async fn write_terms(connection: &mut Session, writes: &WriteSet<'_>) -> Result<(), sqlx::Error> {
    if !writes.spellings.is_empty() {
        let spellings: Vec<_> = writes.spellings.iter().collect();
        query(
            "insert into spellings (poll_id, round, term, text, count, position, listed) select * from \
             unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::boolean[]) \
             on conflict (poll_id, round, term, text) do update set count = spellings.count + excluded.count, \
             position = greatest(spellings.position, excluded.position), listed = excluded.listed",
        )
        .bind(column(&spellings, |((poll, ..), _)| *poll))
        .bind(column(&spellings, |((_, round, ..), _)| i64::from(*round)))
        .bind(column(&spellings, |((_, _, term, _), _)| term.to_string()))
        .bind(column(&spellings, |((.., text), _)| text.clone()))
        .bind(column(&spellings, |(_, delta)| delta.count))
        .bind(column(&spellings, |(_, delta)| to_number(delta.position)))
        .bind(column(&spellings, |(_, delta)| delta.listed))
        .execute(&mut *connection)
        .await?;
    }
    if !writes.groups.is_empty() {
        let groups: Vec<_> = writes.groups.iter().collect();
        query(
            "update term_groups set voters = voters + delta.change \
             from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[]) as delta (poll_id, round, term, change) \
             where term_groups.poll_id = delta.poll_id and term_groups.round = delta.round and term_groups.term = delta.term",
        )
        .bind(column(&groups, |((poll, ..), _)| *poll))
        .bind(column(&groups, |((_, round, _), _)| i64::from(*round)))
        .bind(column(&groups, |((.., term), _)| term.to_string()))
        .bind(column(&groups, |(_, change)| **change))
        .execute(connection)
        .await?;
    }
    Ok(())
}

/// The rows of the roll that a statement inserts or updates.
macro_rules! roll_rows {
    () => {
        "unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bigint[], $8::bigint[]) \
         as new (poll_id, round, device_key, address_key, card_key, source_key, changes, answer)"
    };
}

const INSERT_ROLL: &str = concat!(
    "insert into roll (poll_id, round, device_key, address_key, card_key, source_key, changes, answer) select * from ",
    roll_rows!()
);

const UPDATE_ROLL: &str = concat!(
    "update roll set address_key = new.address_key, card_key = new.card_key, source_key = new.source_key, changes = new.changes, \
     answer = new.answer from ",
    roll_rows!(),
    " where roll.poll_id = new.poll_id and roll.round = new.round and roll.device_key = new.device_key"
);

/// Inserts new devices into the roll, or updates those that have changed their vote.
async fn write_roll(connection: &mut Session, entries: &[&RollEntry], statement: &'static str) -> Result<(), sqlx::Error> {
    query(statement)
        .bind(column(entries, |entry| entry.poll_id))
        .bind(column(entries, |entry| i64::from(entry.round)))
        .bind(column(entries, |entry| entry.device.as_bytes().to_vec()))
        .bind(column(entries, |entry| key_bytes(entry.address.as_ref())))
        .bind(column(entries, |entry| key_bytes(entry.card.map(|hashes| hashes.card).as_ref())))
        .bind(column(entries, |entry| key_bytes(entry.card.map(|hashes| hashes.source).as_ref())))
        .bind(column(entries, |entry| i64::from(entry.changes)))
        .bind(column(entries, |entry| to_number(entry.answer)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Updates the sums, with one statement for all tallies and one for all polls.
async fn count(connection: &mut Session, writes: &WriteSet<'_>) -> Result<(), sqlx::Error> {
    let tallies: Vec<_> = writes.tallies.iter().collect();
    query(
        "insert into tallies (poll_id, round, key, count) select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[]) \
         on conflict (poll_id, round, key) do update set count = tallies.count + excluded.count",
    )
    .bind(column(&tallies, |((poll, _, _), _)| *poll))
    .bind(column(&tallies, |((_, round, _), _)| i64::from(*round)))
    .bind(column(&tallies, |((_, _, key), _)| key.to_string()))
    .bind(column(&tallies, |(_, change)| **change))
    .execute(&mut *connection)
    .await?;
    let polls: Vec<_> = writes.polls.iter().collect();
    query(
        "update polls set total_votes = total_votes + delta.votes, seq = seq + delta.ballots, ballots = polls.ballots + delta.ballots, \
         log_length = log_length + delta.ballots, log_head = delta.head \
         from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[]) as delta (id, votes, ballots, head) \
         where polls.id = delta.id",
    )
    .bind(column(&polls, |(id, _)| **id))
    .bind(column(&polls, |(_, delta)| delta.votes))
    .bind(column(&polls, |(_, delta)| delta.ballots))
    .bind(column(&polls, |(_, delta)| delta.head.as_bytes().to_vec()))
    .execute(connection)
    .await?;
    Ok(())
}

/// The array of one column's values.
fn column<R, T>(rows: &[R], value: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

fn key_bytes(key: Option<&AddressKey>) -> Option<Vec<u8>> {
    key.map(|key| key.as_bytes().to_vec())
}
