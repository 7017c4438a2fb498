//! Records a batch of ballots in one transaction, whose number of statements does not depend on the
//! number of ballots.

use super::super::Recorded;
use super::super::ballot_batch::{BallotBatch, ExistingVote, VoteLocation, WriteSet};
use super::super::rows;
use super::dialect::{BEGIN_BATCH, Session};
use super::poll_rows::polls_for_update;
use super::{own_words, write_ballots};
use crate::domain::{AddressKey, Ballot, Poll, Refusal, Vote};
use sqlx::Connection;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Counts a batch; returns one outcome for each ballot, in their order. After an error nothing of
/// the batch is stored.
pub(super) async fn record(connection: &mut Session, ballots: &[Ballot]) -> Result<Vec<Result<Recorded, Refusal>>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN_BATCH).await?;
    let ids: BTreeSet<i64> = ballots.iter().map(|ballot| ballot.poll_id).collect();
    let polls = polls_for_update(&mut transaction, &ids).await?;
    let own_words = own_words::of_polls(&mut transaction, &polls).await?;
    let mut batch = BallotBatch::new(polls, own_words);
    add_earlier_votes(&mut transaction, ballots, &mut batch).await?;
    let outcomes: Vec<_> = ballots.iter().map(|ballot| batch.decide(ballot)).collect();
    let (polls, writes) = batch.finish();
    write(&mut transaction, &writes).await?;
    transaction.commit().await?;
    let polls: HashMap<i64, Arc<Poll>> = polls.into_iter().map(|(id, poll)| (id, Arc::new(poll))).collect();
    Ok(ballots.iter().zip(outcomes).map(|(ballot, outcome)| recorded(ballot, outcome, &polls)).collect())
}

fn recorded(ballot: &Ballot, outcome: Result<Vote, Refusal>, polls: &HashMap<i64, Arc<Poll>>) -> Result<Recorded, Refusal> {
    let vote = outcome?;
    let poll = polls.get(&ballot.poll_id).cloned().ok_or(Refusal::NoSuchPoll)?;
    Ok(Recorded { vote, poll })
}

/// Adds to the batch the counted votes of its devices and addresses, from the database.
async fn add_earlier_votes<'a>(connection: &mut Session, ballots: &'a [Ballot], batch: &mut BallotBatch<'a>) -> Result<(), sqlx::Error> {
    let acceptable: Vec<_> = ballots.iter().enumerate().filter(|(_, ballot)| batch.open_for(ballot).is_ok()).collect();
    if acceptable.is_empty() {
        return Ok(());
    }
    for row in write_ballots::earlier_votes(connection, &acceptable).await? {
        let ballot = usize::try_from(row.ballot).ok().and_then(|index| ballots.get(index)).ok_or(sqlx::Error::RowNotFound)?;
        match (row.position, ballot.voter.address) {
            (Some(position), _) => {
                let code = batch.open_for(ballot).ok().map(|poll| poll.code.clone()).ok_or(sqlx::Error::RowNotFound)?;
                let existing = ExistingVote {
                    position: rows::number(position)?,
                    changes: rows::number(row.changes)?,
                    address: row.address_key.as_deref().and_then(AddressKey::stored),
                    is_redacted: row.answer.is_redacted(),
                    vote: row.answer.into_vote(&code, ballot.round)?,
                    at: VoteLocation::Stored,
                };
                batch.add_device_vote(ballot.poll_id, ballot.voter.device, existing);
            }
            (None, Some(address)) => batch.add_address(ballot.poll_id, address),
            (None, None) => {}
        }
    }
    Ok(())
}

/// Writes the votes of a batch, its devices, and the sums of its polls.
async fn write(connection: &mut Session, writes: &WriteSet<'_>) -> Result<(), sqlx::Error> {
    if writes.votes.is_empty() {
        return Ok(());
    }
    if !writes.replaced.is_empty() {
        write_ballots::mark_replaced(connection, &writes.replaced).await?;
    }
    write_ballots::append(connection, writes).await
}
