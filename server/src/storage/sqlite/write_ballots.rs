//! Reads and writes for a batch of ballots, in statements of a few sizes, each of which is prepared
//! once.

use super::super::ballot_batch::{Row, WriteSet};
use super::super::rows::EarlierRow;
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
        "with asked (ballot, poll_id, round, browser, address) as (values ",
        "(?, ?, ?, ?, ?)",
        ballots.len(),
        ") select asked.ballot, votes.id, votes.position, votes.option_ids, votes.receipt, votes.changes, votes.address_key \
         from asked cross join votes indexed by one_vote_a_device \
         on votes.poll_id = asked.poll_id and votes.round = asked.round and votes.browser_token = asked.browser \
         union all \
         select asked.ballot, null, 0, '[]', '', 0, null \
         from asked cross join votes indexed by one_vote_an_address \
         on votes.poll_id = asked.poll_id and votes.round = asked.round and votes.address_key = asked.address",
    );
    let query = ballots.iter().fold(sqlx::query_as(sql), |query, (index, ballot)| {
        query
            .bind(i64::try_from(*index).unwrap_or(i64::MAX))
            .bind(ballot.poll_id)
            .bind(ballot.round)
            .bind(ballot.voter.browser.as_bytes())
            .bind(key_bytes(ballot.voter.address.as_ref()))
    });
    query.fetch_all(connection).await
}

/// Marks rows as replaced. Clears their device and address, since unique indexes allow each only
/// once, and the hashes of network cards.
pub(super) async fn mark_replaced(connection: &mut Session, replaced: &[i64]) -> Result<(), sqlx::Error> {
    sqlx::query("update votes set counts = 0, browser_token = null, address_key = null, card_key = null, source_key = null where id in (select value from json_each($1))")
        .bind(json(replaced)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// Inserts new rows of the log, and updates the counts of their options and polls.
pub(super) async fn append(connection: &mut Session, writes: &WriteSet<'_>) -> Result<(), sqlx::Error> {
    let options: Vec<_> = writes.options.iter().collect();
    let polls: Vec<_> = writes.polls.iter().map(|(id, delta)| (id, delta.votes, delta.rows, hex::encode(delta.head.as_bytes()))).collect();
    // One string of statements makes one round trip to the thread that owns the connection. `or fail` spares SQLite a
    // statement journal: the transaction is rolled back as a whole anyway.
    let sql = statement_with_rows(
        "update options set vote_count = vote_count + delta.n \
         from (select value ->> 0 as id, value ->> 1 as n from json_each(?)) as delta where options.id = delta.id; \
         update polls set total_votes = total_votes + delta.votes, seq = seq + delta.rows, log_length = log_length + delta.rows, log_head = delta.head \
         from (select value ->> 0 as id, value ->> 1 as votes, value ->> 2 as rows, unhex(value ->> 3) as head from json_each(?)) as delta \
         where polls.id = delta.id; \
         insert or fail into votes (poll_id, round, position, browser_token, address_key, option_ids, nonce, receipt, replaces, \
         changes, counts, link, created_at, card_key, source_key) \
         select * from (values ",
        "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        writes.rows.len(),
        ") where column1 is not null",
    );
    let mut query = sqlx::query(sql).bind(json(&options)?).bind(json(&polls)?);
    for row in &writes.rows {
        query = bind_row(query, row)?;
    }
    query.execute(connection).await?;
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

fn bind_row<'q>(query: Statement<'q>, row: &Row<'_>) -> Result<Statement<'q>, sqlx::Error> {
    let ballot = row.ballot;
    Ok(query
        .bind(ballot.poll_id)
        .bind(ballot.round)
        .bind(number(row.position))
        .bind(row.counts.then(|| ballot.voter.browser.as_bytes()))
        .bind(key_bytes(row.address.as_ref().filter(|_| row.counts)))
        .bind(json(ballot.choices.ids())?)
        .bind(&ballot.nonce[..])
        .bind(ballot.receipt.as_str())
        .bind(row.replaces.map(number))
        .bind(row.changes)
        .bind(row.counts)
        .bind(&row.link.as_bytes()[..])
        .bind(ballot.now)
        .bind(key_bytes(row.card().map(|hashes| hashes.card).as_ref()))
        .bind(key_bytes(row.card().map(|hashes| hashes.source).as_ref())))
}

/// A list as a JSON array, to be bound.
fn json(list: &(impl Serialize + ?Sized)) -> Result<String, sqlx::Error> {
    serde_json::to_string(list).map_err(|error| sqlx::Error::Encode(error.into()))
}

fn key_bytes(key: Option<&AddressKey>) -> Option<&[u8]> {
    key.map(AddressKey::as_bytes)
}

fn number(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
