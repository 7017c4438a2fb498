//! A group of ballots in one transaction, a handful of statements however many they are.
//!
//! `insert … on conflict do nothing returning` decides who counts: the unique indexes say no, not a check that came
//! before. A ballot that was not inserted is looked at on its own afterwards, to be told why.

use super::Recorded;
use super::sqlite::{poll_by_id, vote_of};
use crate::domain::{Ballot, Fairness, Mark, Poll, PollState, Refusal, Vote};
use crate::hex;
use serde_json::json;
use sqlx::{Connection, SqliteConnection};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What became of one ballot, before its poll is read again.
type Outcome = Result<Vote, Refusal>;

/// Counts a group; one outcome for each ballot, in their order. An error means that nothing of the group was stored.
pub(super) async fn record(connection: &mut SqliteConnection, ballots: &[Ballot]) -> Result<Vec<Result<Recorded, Refusal>>, sqlx::Error> {
    let mut transaction = connection.begin_with("begin immediate").await?;
    let before = polls_of(&mut transaction, ballots).await?;
    let eligible: Vec<(&Ballot, &Poll)> = ballots
        .iter()
        .filter_map(|ballot| before.get(&ballot.poll_id).map(|poll| (ballot, &**poll)))
        .filter(|(ballot, poll)| takes(poll, ballot))
        .collect();
    let inserted = insert(&mut transaction, &eligible).await?;
    let mut counts = Counts::default();
    let mut outcomes = Vec::with_capacity(ballots.len());
    for ballot in ballots {
        let outcome = match before.get(&ballot.poll_id) {
            None => Err(Refusal::NoSuchPoll),
            Some(poll) if !takes(poll, ballot) => Err(Refusal::PollNotOpen(poll.state)),
            Some(_) if inserted.contains_key(&ballot.nonce) => {
                counts.add(ballot.poll_id, ballot.choices.ids());
                Ok(Vote { option_ids: ballot.choices.ids().to_vec(), receipt: ballot.receipt.clone() })
            }
            Some(poll) => again(&mut transaction, poll, ballot, &mut counts).await?,
        };
        outcomes.push(outcome);
    }
    counts.store(&mut transaction).await?;
    let after = polls_of(&mut transaction, ballots).await?;
    transaction.commit().await?;
    Ok(ballots.iter().zip(outcomes).map(|(ballot, outcome)| told(ballot, outcome, &after)).collect())
}

/// A ballot for an earlier round, or for a poll that is not open, does not count.
fn takes(poll: &Poll, ballot: &Ballot) -> bool {
    poll.state == PollState::Open && poll.round == ballot.round
}

fn told(ballot: &Ballot, outcome: Outcome, after: &HashMap<i64, Arc<Poll>>) -> Result<Recorded, Refusal> {
    let vote = outcome?;
    let poll = after.get(&ballot.poll_id).cloned().ok_or(Refusal::NoSuchPoll)?;
    Ok(Recorded { vote, poll })
}

async fn polls_of(connection: &mut SqliteConnection, ballots: &[Ballot]) -> Result<HashMap<i64, Arc<Poll>>, sqlx::Error> {
    let mut polls = HashMap::new();
    for ballot in ballots {
        if let std::collections::hash_map::Entry::Vacant(entry) = polls.entry(ballot.poll_id)
            && let Some(poll) = poll_by_id(connection, ballot.poll_id).await?
        {
            entry.insert(Arc::new(poll));
        }
    }
    Ok(polls)
}

/// Inserts what the indexes let in: nonce → row.
async fn insert(connection: &mut SqliteConnection, eligible: &[(&Ballot, &Poll)]) -> Result<HashMap<[u8; 16], i64>, sqlx::Error> {
    let rows: Vec<_> = eligible
        .iter()
        .map(|(ballot, poll)| {
            let address = match poll.fairness {
                Fairness::DeviceAndAddress => ballot.voter.address.map(|key| hex::encode(key.as_bytes())),
                Fairness::Device => None,
            };
            json!([
                ballot.poll_id,
                ballot.round,
                hex::encode(ballot.voter.browser.as_bytes()),
                address,
                hex::encode(&ballot.nonce),
                ballot.receipt.as_str(),
                ballot.now
            ])
        })
        .collect();
    let stored: Vec<(i64, Vec<u8>)> = sqlx::query_as(
        "insert into votes (poll_id, round, browser_token, address_key, nonce, receipt, created_at) \
         select value ->> 0, value ->> 1, unhex(value ->> 2), unhex(value ->> 3), unhex(value ->> 4), value ->> 5, value ->> 6 \
         from json_each($1) where true on conflict do nothing returning id, nonce",
    )
    .bind(json!(rows).to_string())
    .fetch_all(&mut *connection)
    .await?;
    let inserted: HashMap<[u8; 16], i64> = stored.into_iter().filter_map(|(id, nonce)| Some((nonce.try_into().ok()?, id))).collect();
    let chosen: Vec<_> = eligible
        .iter()
        .filter_map(|(ballot, _)| inserted.get(&ballot.nonce).map(|vote_id| (vote_id, ballot)))
        .flat_map(|(vote_id, ballot)| ballot.choices.ids().iter().map(move |option_id| json!([vote_id, option_id])))
        .collect();
    choose(connection, &chosen).await?;
    Ok(inserted)
}

async fn choose(connection: &mut SqliteConnection, chosen: &[serde_json::Value]) -> Result<(), sqlx::Error> {
    sqlx::query("insert into vote_options (vote_id, option_id) select value ->> 0, value ->> 1 from json_each($1)")
        .bind(json!(chosen).to_string())
        .execute(connection)
        .await?;
    Ok(())
}

/// A ballot that clashed: the device's own earlier vote, which the poll may allow to change, or another device's address.
async fn again(connection: &mut SqliteConnection, poll: &Poll, ballot: &Ballot, counts: &mut Counts) -> Result<Outcome, sqlx::Error> {
    let Some((vote_id, earlier)) = vote_of(connection, poll.id, poll.round, ballot.voter.browser).await? else {
        return Ok(Err(Refusal::AlreadyVoted { mark: Mark::Address, earlier: None }));
    };
    if !poll.allow_change || earlier.option_ids == ballot.choices.ids() {
        return Ok(Err(Refusal::AlreadyVoted { mark: Mark::Device, earlier: Some(earlier) }));
    }
    sqlx::query("delete from vote_options where vote_id = $1").bind(vote_id).execute(&mut *connection).await?;
    sqlx::query("update votes set nonce = $2, receipt = $3, created_at = $4 where id = $1")
        .bind(vote_id)
        .bind(&ballot.nonce[..])
        .bind(ballot.receipt.as_str())
        .bind(ballot.now)
        .execute(&mut *connection)
        .await?;
    choose(connection, &ballot.choices.ids().iter().map(|option_id| json!([vote_id, option_id])).collect::<Vec<_>>()).await?;
    counts.change(poll.id, &earlier.option_ids, ballot.choices.ids());
    Ok(Ok(Vote { option_ids: ballot.choices.ids().to_vec(), receipt: ballot.receipt.clone() }))
}

/// What a group adds up to: (ballots, changes) a poll, and ballots an option.
#[derive(Default)]
struct Counts {
    polls: BTreeMap<i64, (i64, i64)>,
    options: BTreeMap<i64, i64>,
}

impl Counts {
    fn add(&mut self, poll_id: i64, option_ids: &[i64]) {
        let (ballots, changes) = self.polls.entry(poll_id).or_default();
        *ballots += 1;
        *changes += 1;
        for id in option_ids {
            *self.options.entry(*id).or_default() += 1;
        }
    }

    fn change(&mut self, poll_id: i64, from: &[i64], to: &[i64]) {
        self.polls.entry(poll_id).or_default().1 += 1;
        for id in from {
            *self.options.entry(*id).or_default() -= 1;
        }
        for id in to {
            *self.options.entry(*id).or_default() += 1;
        }
    }

    async fn store(&self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        if self.polls.is_empty() {
            return Ok(());
        }
        let options: Vec<_> = self.options.iter().map(|(id, more)| json!([id, more])).collect();
        sqlx::query(
            "update options set vote_count = vote_count + more.n \
             from (select value ->> 0 as id, value ->> 1 as n from json_each($1)) as more where options.id = more.id",
        )
        .bind(json!(options).to_string())
        .execute(&mut *connection)
        .await?;
        let polls: Vec<_> = self.polls.iter().map(|(id, (ballots, changes))| json!([id, ballots, changes])).collect();
        sqlx::query(
            "update polls set total_votes = total_votes + more.ballots, seq = seq + more.changes \
             from (select value ->> 0 as id, value ->> 1 as ballots, value ->> 2 as changes from json_each($1)) as more where polls.id = more.id",
        )
        .bind(json!(polls).to_string())
        .execute(connection)
        .await?;
        Ok(())
    }
}
