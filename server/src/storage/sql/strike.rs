//! Strikes extra votes: where one network card has voted from several addresses, all votes but its
//! first.
//!
//! Votes are never removed. A strike is an event of the log; the struck vote no longer counts, and its device may vote
//! again.

use super::super::rows;
use super::dialect::{BEGIN, Session, query, query_as};
use super::log_events::LogEnd;
use super::poll_rows::{poll_with_meeting, polls_for_update};
use super::terms;
use crate::domain::{Event, ExtraVotes, Meeting, Poll, PollState, Refusal, Tally};
use sqlx::Connection;
use std::collections::{BTreeSet, HashSet};

/// A counted vote of a network card that has voted from several addresses.
#[derive(sqlx::FromRow)]
struct CardRow {
    position: i64,
    answer: Option<String>,
    device_key: Vec<u8>,
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
/// open poll.
pub(super) async fn strike(connection: &mut Session, poll_id: i64) -> Result<Result<(Poll, Meeting), Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    let Some(mut poll) = polls_for_update(&mut transaction, &BTreeSet::from([poll_id])).await?.pop() else {
        return Ok(Err(Refusal::NoSuchPoll));
    };
    if poll.state != PollState::Open {
        return Ok(Err(Refusal::WrongState("Voting has ended: what was counted then stays.".into())));
    }
    let mut struck = all_but_first(card_votes(&mut transaction, poll.id, poll.round).await?);
    // A redacted answer cannot be taken back from the sums.
    struck.retain(|row| row.answer.is_some());
    let mut end = LogEnd::of(&poll);
    let mut sums = Tally::default();
    for row in &struck {
        end.append(&mut transaction, &Event::Struck { round: poll.round, ballot: rows::number(row.position)? }).await?;
        if let Some(answer) = rows::answer(row.answer.clone())? {
            sums.add_answer(&answer, -1);
            terms::take_back(&mut transaction, &poll, answer.texts()).await?;
        }
        uncount(&mut transaction, &poll, row).await?;
    }
    end.store(&mut transaction, &mut poll).await?;
    subtract(&mut transaction, &poll, &sums, struck.len()).await?;
    let changed = poll_with_meeting(&mut transaction, poll_id).await?;
    transaction.commit().await?;
    Ok(Ok(changed))
}

/// Marks a vote as not counting, and removes its device from the roll.
async fn uncount(connection: &mut Session, poll: &Poll, row: &CardRow) -> Result<(), sqlx::Error> {
    query("update votes set counts = false where poll_id = $1 and position = $2")
        .bind(poll.id)
        .bind(row.position)
        .execute(&mut *connection)
        .await?;
    query("delete from roll where poll_id = $1 and round = $2 and device_key = $3")
        .bind(poll.id)
        .bind(i64::from(poll.round))
        .bind(&row.device_key)
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds the sums of struck votes, which are negative, to the poll's.
async fn subtract(connection: &mut Session, poll: &Poll, sums: &Tally, votes: usize) -> Result<(), sqlx::Error> {
    for (key, change) in sums.iter() {
        query("update tallies set count = count + $4 where poll_id = $1 and round = $2 and key = $3")
            .bind(poll.id)
            .bind(i64::from(poll.round))
            .bind(key.to_string())
            .bind(change)
            .execute(&mut *connection)
            .await?;
    }
    query("update polls set total_votes = total_votes - $2, seq = seq + 1 where id = $1")
        .bind(poll.id)
        .bind(i64::try_from(votes).unwrap_or(i64::MAX))
        .execute(connection)
        .await?;
    Ok(())
}

/// Deletes the hashes of network cards from a poll's roll. Called when voting ends, since nothing
/// is struck from then on.
pub(super) async fn delete_card_hashes(connection: &mut Session, poll_id: i64) -> Result<(), sqlx::Error> {
    query("update roll set card_key = null, source_key = null where poll_id = $1 and card_key is not null")
        .bind(poll_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// The counted votes of cards that voted from several addresses, in the order of the log.
async fn card_votes(connection: &mut Session, poll_id: i64, round: u32) -> Result<Vec<CardRow>, sqlx::Error> {
    query_as(
        "select votes.position, votes.answer, device_key, card_key from roll \
         join votes on votes.poll_id = roll.poll_id and votes.position = roll.answer \
         where roll.poll_id = $1 and roll.round = $2 and card_key in (\
         select card_key from roll where poll_id = $1 and round = $2 and card_key is not null group by card_key \
         having count(*) > 1 and count(distinct source_key) > 1) order by votes.position",
    )
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
