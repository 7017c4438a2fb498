//! A group of ballots as SQLite takes it: one JSON array a statement, bytes as hexadecimal digits.

use super::super::group::News;
use super::super::rows::EarlierRow;
use super::dialect::Session;
use crate::domain::{AddressKey, Ballot, BrowserToken};
use crate::hex;
use serde::Serialize;

/// The standing votes of these ballots' devices, and which of their addresses have voted.
pub(super) async fn earlier(connection: &mut Session, asked: &[(usize, &Ballot)]) -> Result<Vec<EarlierRow>, sqlx::Error> {
    let asked: Vec<_> = asked
        .iter()
        .map(|(at, ballot)| (at, ballot.poll_id, ballot.round, browser(&ballot.voter.browser), address(ballot.voter.address.as_ref())))
        .collect();
    sqlx::query_as(
        "select asked.value ->> 0 as ballot, votes.id, votes.position, votes.option_ids, votes.receipt, votes.address_key \
         from jsonb_each($1) as asked cross join votes indexed by one_vote_a_device \
         on votes.poll_id = asked.value ->> 1 and votes.round = asked.value ->> 2 and votes.browser_token = unhex(asked.value ->> 3) \
         union all \
         select asked.value ->> 0, null, 0, '[]', '', null \
         from jsonb_each($1) as asked cross join votes indexed by one_vote_an_address \
         on votes.poll_id = asked.value ->> 1 and votes.round = asked.value ->> 2 and votes.address_key = unhex(asked.value ->> 4)",
    )
    .bind(json(&asked)?)
    .fetch_all(connection)
    .await
}

/// These rows no longer count, and give up their marks.
pub(super) async fn retire(connection: &mut Session, replaced: &[i64]) -> Result<(), sqlx::Error> {
    sqlx::query("update votes set counts = 0, browser_token = null, address_key = null where id in (select value from json_each($1))")
        .bind(json(replaced)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// New rows of the log, and what options and polls gained by them.
pub(super) async fn append(connection: &mut Session, news: &News<'_>) -> Result<(), sqlx::Error> {
    let rows: Vec<_> = news
        .rows
        .iter()
        .map(|row| {
            let ballot = row.ballot;
            (
                (ballot.poll_id, ballot.round, row.position),
                row.counts.then(|| browser(&ballot.voter.browser)),
                address(row.address.as_ref().filter(|_| row.counts)),
                ballot.choices.ids(),
                hex::encode(&ballot.nonce),
                ballot.receipt.as_str(),
                row.replaces,
                (i64::from(row.counts), hex::encode(row.link.as_bytes()), ballot.now),
            )
        })
        .collect();
    let options: Vec<_> = news.options.iter().collect();
    let polls: Vec<_> = news.polls.iter().map(|(id, gain)| (id, gain.ballots, gain.rows, hex::encode(gain.head.as_bytes()))).collect();
    // Three statements that make one trip to the thread that owns the connection. `or fail` spares SQLite a journal for the
    // first alone: what it did before a failure goes with the transaction.
    sqlx::query(
        "insert or fail into votes (poll_id, round, position, browser_token, address_key, option_ids, nonce, receipt, replaces, counts, link, created_at) \
         select value ->> '$[0][0]', value ->> '$[0][1]', value ->> '$[0][2]', unhex(value ->> 1), unhex(value ->> 2), value -> 3, \
         unhex(value ->> 4), value ->> 5, value ->> 6, value ->> '$[7][0]', unhex(value ->> '$[7][1]'), value ->> '$[7][2]' \
         from jsonb_each($1); \
         update options set vote_count = vote_count + more.n \
         from (select value ->> 0 as id, value ->> 1 as n from json_each($2)) as more where options.id = more.id; \
         update polls set total_votes = total_votes + more.ballots, seq = seq + more.rows, log_length = log_length + more.rows, log_head = more.head \
         from (select value ->> 0 as id, value ->> 1 as ballots, value ->> 2 as rows, unhex(value ->> 3) as head from json_each($3)) as more \
         where polls.id = more.id",
    )
    .bind(json(&rows)?)
    .bind(json(&options)?)
    .bind(json(&polls)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// How a group crosses into SQL: one JSON array, bytes as hexadecimal digits.
fn json(rows: &(impl Serialize + ?Sized)) -> Result<String, sqlx::Error> {
    serde_json::to_string(rows).map_err(|error| sqlx::Error::Encode(error.into()))
}

fn browser(token: &BrowserToken) -> String {
    hex::encode(token.as_bytes())
}

fn address(key: Option<&AddressKey>) -> Option<String> {
    key.map(|key| hex::encode(key.as_bytes()))
}
