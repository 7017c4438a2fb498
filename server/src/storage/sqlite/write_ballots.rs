//! Reads and writes for a batch of ballots, in statements of a few sizes, each of which is prepared
//! once.

use super::super::ballot_batch::{NewVote, RollEntry, WriteSet};
use super::super::rows::{EarlierRow, to_number};
use super::dialect::Session;
use crate::domain::{AddressKey, Ballot};
use crate::hex;
use serde::Serialize;
use sqlx::AssertSqlSafe;
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};

/// The smallest number of rows in a statement. Larger statements have 16, 32, 64 … rows; unused
/// rows are null.
const MIN_ROWS: usize = 8;

/// The counted votes of these ballots' devices, and which of their addresses have voted.
pub(super) async fn earlier_votes(connection: &mut Session, ballots: &[(usize, &Ballot)]) -> Result<Vec<EarlierRow>, sqlx::Error> {
    let sql = statement_with_rows(
        "with asked (ballot, poll_id, round, device, address) as (values ",
        "(?, ?, ?, ?, ?)",
        ballots.len(),
        ") select asked.ballot, votes.position, votes.answer, votes.nonce, votes.commitment, roll.changes, roll.address_key \
         from asked cross join roll \
         on roll.poll_id = asked.poll_id and roll.round = asked.round and roll.device_key = asked.device \
         cross join votes on votes.poll_id = roll.poll_id and votes.position = roll.answer \
         union all \
         select asked.ballot, null, null, x'', null, 0, null \
         from asked cross join roll indexed by one_vote_an_address \
         on roll.poll_id = asked.poll_id and roll.round = asked.round and roll.address_key = asked.address",
    );
    let query = ballots.iter().fold(sqlx::query_as(sql), |query, (index, ballot)| {
        query
            .bind(i64::try_from(*index).unwrap_or(i64::MAX))
            .bind(ballot.poll_id)
            .bind(ballot.round)
            .bind(ballot.voter.device.as_bytes())
            .bind(key_bytes(ballot.voter.address.as_ref()))
    });
    query.fetch_all(connection).await
}

/// Marks votes as replaced.
pub(super) async fn mark_replaced(connection: &mut Session, replaced: &[(i64, u64)]) -> Result<(), sqlx::Error> {
    sqlx::query("update votes set counts = 0 where (poll_id, position) in (select value ->> 0, value ->> 1 from json_each($1))")
        .bind(json(replaced)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// Inserts votes, writes their devices into the roll, and updates the sums of their polls.
pub(super) async fn append(connection: &mut Session, writes: &WriteSet<'_>) -> Result<(), sqlx::Error> {
    let tallies: Vec<_> = writes.tallies.iter().map(|((poll, round, key), change)| (poll, round, key.to_string(), change)).collect();
    let polls: Vec<_> =
        writes.polls.iter().map(|(id, delta)| (id, delta.votes, delta.ballots, hex::encode(delta.head.as_bytes()))).collect();
    // One string of statements makes one round trip to the thread that owns the connection. `or fail` spares SQLite a
    // statement journal: the transaction is rolled back as a whole anyway.
    let sql = statement_with_rows(
        "insert into tallies (poll_id, round, key, count) \
         select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(?) where true \
         on conflict (poll_id, round, key) do update set count = count + excluded.count; \
         update polls set total_votes = total_votes + delta.votes, seq = seq + delta.ballots, ballots = polls.ballots + delta.ballots, \
         log_length = log_length + delta.ballots, log_head = delta.head \
         from (select value ->> 0 as id, value ->> 1 as votes, value ->> 2 as ballots, unhex(value ->> 3) as head from json_each(?)) as delta \
         where polls.id = delta.id; \
         insert or fail into votes (poll_id, round, position, answer, nonce, commitment, replaces, counts, link) \
         select * from (values ",
        "(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        writes.votes.len(),
        ") where column1 is not null",
    );
    let mut query = sqlx::query(sql).bind(json(&tallies)?).bind(json(&polls)?);
    for vote in &writes.votes {
        query = bind_vote(query, vote)?;
    }
    query.execute(&mut *connection).await?;
    write_terms(&mut *connection, writes).await?;
    write_roll(connection, &writes.roll).await
}

/// Updates the spellings of terms, and the voters of those with merged ones.
async fn write_terms(connection: &mut Session, writes: &WriteSet<'_>) -> Result<(), sqlx::Error> {
    if !writes.spellings.is_empty() {
        let spellings: Vec<_> = writes
            .spellings
            .iter()
            .map(|((poll, round, term, text), delta)| (poll, round, term.to_string(), text, delta.count, delta.position, delta.listed))
            .collect();
        sqlx::query(
            "insert into spellings (poll_id, round, term, text, count, position, listed) \
             select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 from json_each($1) where true \
             on conflict (poll_id, round, term, text) do update \
             set count = count + excluded.count, position = max(position, excluded.position), listed = excluded.listed",
        )
        .bind(json(&spellings)?)
        .execute(&mut *connection)
        .await?;
    }
    if !writes.groups.is_empty() {
        let groups: Vec<_> = writes.groups.iter().map(|((poll, round, term), change)| (poll, round, term.to_string(), change)).collect();
        sqlx::query(
            "update term_groups set voters = voters + delta.change from \
             (select value ->> 0 as poll, value ->> 1 as round, value ->> 2 as term, value ->> 3 as change from json_each($1)) as delta \
             where poll_id = delta.poll and term_groups.round = delta.round and term_groups.term = delta.term",
        )
        .bind(json(&groups)?)
        .execute(connection)
        .await?;
    }
    Ok(())
}

/// Inserts new devices into the roll, and updates those that have changed their vote. An entry without an answer was
/// superseded within the batch.
async fn write_roll(connection: &mut Session, roll: &[RollEntry]) -> Result<(), sqlx::Error> {
    let (known, new): (Vec<&RollEntry>, Vec<_>) = roll.iter().filter(|entry| entry.answer > 0).partition(|entry| entry.exists);
    if !new.is_empty() {
        let sql = statement_with_rows(
            "insert or fail into roll (poll_id, round, device_key, address_key, card_key, source_key, changes, answer) select * from (values ",
            "(?, ?, ?, ?, ?, ?, ?, ?)",
            new.len(),
            ") where column1 is not null",
        );
        new.into_iter().fold(sqlx::query(sql), bind_entry).execute(&mut *connection).await?;
    }
    for entry in known {
        sqlx::query(
            "update roll set address_key = $4, card_key = $5, source_key = $6, changes = $7, answer = $8 \
             where poll_id = $1 and round = $2 and device_key = $3",
        )
        .bind(entry.poll_id)
        .bind(entry.round)
        .bind(entry.device.as_bytes())
        .bind(key_bytes(entry.address.as_ref()))
        .bind(key_bytes(entry.card.map(|hashes| hashes.card).as_ref()))
        .bind(key_bytes(entry.card.map(|hashes| hashes.source).as_ref()))
        .bind(entry.changes)
        .bind(to_number(entry.answer))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// A statement for at least this many rows. There are few sizes, so that prepared statements are
/// reused.
fn statement_with_rows(start: &str, row: &str, rows: usize, end: &str) -> AssertSqlSafe<String> {
    let size = rows.next_power_of_two().max(MIN_ROWS);
    // The text is built from constants; what visitors send is bound.
    AssertSqlSafe(format!("{start}{row}{}{end}", format!(", {row}").repeat(size - 1)))
}

type Statement<'q> = Query<'q, Sqlite, SqliteArguments>;

fn bind_vote<'q>(query: Statement<'q>, vote: &NewVote<'_>) -> Result<Statement<'q>, sqlx::Error> {
    let ballot = vote.ballot;
    Ok(query
        .bind(ballot.poll_id)
        .bind(ballot.round)
        .bind(to_number(vote.position))
        .bind(json(&ballot.answer)?)
        .bind(&ballot.nonce[..])
        .bind(&ballot.commitment.as_bytes()[..])
        .bind(vote.replaces.map(to_number))
        .bind(vote.counts)
        .bind(&vote.link.as_bytes()[..]))
}

fn bind_entry<'q>(query: Statement<'q>, entry: &RollEntry) -> Statement<'q> {
    query
        .bind(entry.poll_id)
        .bind(entry.round)
        .bind(entry.device.as_bytes())
        .bind(key_bytes(entry.address.as_ref()))
        .bind(key_bytes(entry.card.map(|hashes| hashes.card).as_ref()))
        .bind(key_bytes(entry.card.map(|hashes| hashes.source).as_ref()))
        .bind(entry.changes)
        .bind(to_number(entry.answer))
}

/// A value as JSON, to be bound.
fn json(value: &(impl Serialize + ?Sized)) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

fn key_bytes(key: Option<&AddressKey>) -> Option<&[u8]> {
    key.map(AddressKey::as_bytes)
}
