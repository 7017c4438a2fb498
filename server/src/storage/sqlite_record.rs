//! A group of ballots in one transaction: a handful of statements, however many they are.

use super::group::{At, Group, News, Standing};
use super::sqlite_polls::polls_by_id;
use super::{Recorded, rows};
use crate::domain::{AddressKey, Ballot, BrowserToken, Poll, Receipt, Refusal, Vote};
use crate::hex;
use serde::Serialize;
use sqlx::{Connection, SqliteConnection};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Counts a group; one outcome for each ballot, in their order. An error means that nothing of the group was stored.
pub(super) async fn record(connection: &mut SqliteConnection, ballots: &[Ballot]) -> Result<Vec<Result<Recorded, Refusal>>, sqlx::Error> {
    let mut transaction = connection.begin_with("begin immediate").await?;
    let ids: BTreeSet<i64> = ballots.iter().map(|ballot| ballot.poll_id).collect();
    let mut group = Group::new(polls_by_id(&mut transaction, &ids).await?);
    find_earlier(&mut transaction, ballots, &mut group).await?;
    let outcomes: Vec<_> = ballots.iter().map(|ballot| group.take(ballot)).collect();
    let (polls, news) = group.finish();
    write(&mut transaction, &news).await?;
    transaction.commit().await?;
    let polls: HashMap<i64, Arc<Poll>> = polls.into_iter().map(|(id, poll)| (id, Arc::new(poll))).collect();
    Ok(ballots.iter().zip(outcomes).map(|(ballot, outcome)| told(ballot, outcome, &polls)).collect())
}

fn told(ballot: &Ballot, outcome: Result<Vote, Refusal>, polls: &HashMap<i64, Arc<Poll>>) -> Result<Recorded, Refusal> {
    let vote = outcome?;
    let poll = polls.get(&ballot.poll_id).cloned().ok_or(Refusal::NoSuchPoll)?;
    Ok(Recorded { vote, poll })
}

/// A standing vote of one of the ballots' devices, or (then `id` is null) one from a ballot's address.
#[derive(sqlx::FromRow)]
struct EarlierRow {
    ballot: i64,
    id: Option<i64>,
    position: i64,
    option_ids: String,
    receipt: String,
    address_key: Option<Vec<u8>>,
}

/// Tells the group which of these devices and addresses have voted already.
async fn find_earlier<'a>(connection: &mut SqliteConnection, ballots: &'a [Ballot], group: &mut Group<'a>) -> Result<(), sqlx::Error> {
    let asked: Vec<_> = ballots
        .iter()
        .enumerate()
        .filter(|(_, ballot)| group.open_for(ballot).is_ok())
        .map(|(at, ballot)| (at, ballot.poll_id, ballot.round, browser(&ballot.voter.browser), address(ballot.voter.address.as_ref())))
        .collect();
    if asked.is_empty() {
        return Ok(());
    }
    let earlier: Vec<EarlierRow> = sqlx::query_as(
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
    .await?;
    for row in earlier {
        let ballot = usize::try_from(row.ballot).ok().and_then(|at| ballots.get(at)).ok_or(sqlx::Error::RowNotFound)?;
        match (row.id, ballot.voter.address) {
            (Some(id), _) => {
                let vote = Vote { option_ids: rows::option_ids(&row.option_ids)?, receipt: Receipt::stored(row.receipt) };
                let standing = Standing {
                    at: At::Row(id),
                    position: rows::number(row.position)?,
                    vote,
                    address: row.address_key.as_deref().and_then(AddressKey::stored),
                };
                group.has_voted(ballot.poll_id, ballot.voter.browser, standing);
            }
            (None, Some(address)) => group.has_voted_from(ballot.poll_id, address),
            (None, None) => {}
        }
    }
    Ok(())
}

async fn write(connection: &mut SqliteConnection, news: &News<'_>) -> Result<(), sqlx::Error> {
    if news.rows.is_empty() {
        return Ok(());
    }
    // First of all the replaced ones give up their marks, which the new rows take over.
    if !news.replaced.is_empty() {
        sqlx::query("update votes set counts = 0, browser_token = null, address_key = null where id in (select value from json_each($1))")
            .bind(json(&news.replaced)?)
            .execute(&mut *connection)
            .await?;
    }
    let new_rows: Vec<_> = news
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
    .bind(json(&new_rows)?)
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
