//! Strikes extra votes: where one network card has voted from several addresses, all votes but its
//! first.
//!
//! Rows are never removed from the log. A strike is a new row, chained like every other, that
//! replaces the struck vote and names no option.

use super::super::ballot_batch::{PollDelta, Row, WriteSet};
use super::super::rows;
use super::dialect::{BEGIN, Session, option_ids, query, query_as};
use super::poll_rows::{poll_with_meeting, polls_for_update};
use super::record_ballots;
use crate::domain::{Ballot, BrowserToken, Choices, Entry, ExtraVotes, Meeting, Poll, PollState, Receipt, Refusal, Voter};
use sqlx::Connection;
use std::collections::{BTreeSet, HashSet};

/// A counted vote of a network card that has voted from several addresses.
#[derive(sqlx::FromRow)]
struct CardRow {
    id: i64,
    position: i64,
    option_ids: String,
    card_key: Vec<u8>,
}

/// How many votes of a round came from network cards that voted from several addresses, and from
/// how many such cards.
pub(super) async fn extra_votes(connection: &mut Session, poll_id: i64, round: u32) -> Result<ExtraVotes, sqlx::Error> {
    let rows = card_votes(connection, poll_id, round).await?;
    let cards: HashSet<_> = rows.iter().map(|row| &row.card_key).collect();
    Ok(ExtraVotes { votes: rows.len() as u64, cards: cards.len() as u64 })
}

/// Strikes all but the first vote of each network card that has voted from several addresses, in an
/// open poll. `draw` returns random bytes.
pub(super) async fn strike(
    connection: &mut Session,
    poll_id: i64,
    now: i64,
    draw: fn() -> [u8; 16],
) -> Result<Result<(Poll, Meeting), Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    let Some(poll) = polls_for_update(&mut transaction, &BTreeSet::from([poll_id])).await?.pop() else {
        return Ok(Err(Refusal::NoSuchPoll));
    };
    if poll.state != PollState::Open {
        return Ok(Err(Refusal::WrongState("Voting has ended: what was counted then stays.".into())));
    }
    let struck = all_but_first(card_votes(&mut transaction, poll.id, poll.round).await?);
    let ballots: Vec<Ballot> = struck.iter().map(|_| strike_ballot(&poll, now, draw())).collect();
    record_ballots::write(&mut transaction, &write_set(&poll, &struck, &ballots)?).await?;
    let changed = poll_with_meeting(&mut transaction, poll_id).await?;
    transaction.commit().await?;
    Ok(Ok(changed))
}

/// Deletes the hashes of network cards from a poll's votes. Called when voting ends, since nothing
/// is struck from then on.
pub(super) async fn delete_card_hashes(connection: &mut Session, poll_id: i64) -> Result<(), sqlx::Error> {
    query("update votes set card_key = null, source_key = null where poll_id = $1 and card_key is not null")
        .bind(poll_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Deletes the hashes of network cards from the votes of all polls of a meeting.
pub(super) async fn delete_card_hashes_of_meeting(connection: &mut Session, meeting_id: i64) -> Result<(), sqlx::Error> {
    query(
        "update votes set card_key = null, source_key = null \
         where poll_id in (select id from polls where meeting_id = $1) and card_key is not null",
    )
    .bind(meeting_id)
    .execute(connection)
    .await?;
    Ok(())
}

/// The counted votes of cards that voted from several addresses, in the order of the log.
async fn card_votes(connection: &mut Session, poll_id: i64, round: u32) -> Result<Vec<CardRow>, sqlx::Error> {
    query_as(concat!(
        "select id, position, ",
        option_ids!(),
        ", card_key from votes where poll_id = $1 and round = $2 and counts and card_key in (",
        "select card_key from votes where poll_id = $1 and round = $2 and counts and card_key is not null group by card_key ",
        "having count(*) > 1 and count(distinct source_key) > 1) order by position"
    ))
    .bind(poll_id)
    .bind(i64::from(round))
    .fetch_all(connection)
    .await
}

/// All votes but the first of each card.
fn all_but_first(rows: Vec<CardRow>) -> Vec<CardRow> {
    let mut seen = HashSet::new();
    rows.into_iter().filter(|row| !seen.insert(row.card_key.clone())).collect()
}

/// A strike as a ballot that names no option. Its voter is a placeholder: a row that does not count
/// is stored without one.
fn strike_ballot(poll: &Poll, now: i64, nonce: [u8; 16]) -> Ballot {
    let (choices, voter) = (Choices::none(), Voter { browser: BrowserToken::from_entropy(nonce), address: None, card: None });
    let receipt = Receipt::new(&poll.code, poll.round, choices.ids(), &nonce);
    Ballot { poll_id: poll.id, round: poll.round, now, choices, voter, nonce, receipt }
}

/// The rows to write: one strike for each struck vote, which no longer counts.
fn write_set<'a>(poll: &Poll, struck: &[CardRow], ballots: &'a [Ballot]) -> Result<WriteSet<'a>, sqlx::Error> {
    let mut writes = WriteSet::default();
    let (mut head, mut position) = (poll.log_head, poll.log_length);
    for (row, ballot) in struck.iter().zip(ballots) {
        let replaces = Some(rows::number(row.position)?);
        head = head.next(Entry { round: poll.round, option_ids: ballot.choices.ids(), nonce: &ballot.nonce, replaces });
        position += 1;
        writes.rows.push(Row { ballot, position, address: None, replaces, changes: 0, counts: false, link: head });
        writes.replaced.push(row.id);
        for id in rows::option_ids(&row.option_ids)? {
            *writes.options.entry(id).or_default() -= 1;
        }
    }
    let rows = i64::try_from(struck.len()).unwrap_or(i64::MAX);
    writes.polls.insert(poll.id, PollDelta { votes: -rows, rows, head });
    Ok(writes)
}
