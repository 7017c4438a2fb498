//! Reads the logs of polls, each as a whole.

use super::super::rows;
use super::dialect::{Session, query_as, query_scalar};
use super::poll_rows::polls_for_audit;
use super::{log_events, records, round_times};
use crate::domain::{Audit, Close, Definition, Event, LoggedEvent, LoggedVote, Poll, SealedRound, Tally, TallyKey};
use sqlx::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// A row of `votes`.
#[derive(sqlx::FromRow)]
pub(super) struct VoteRow {
    pub(super) position: i64,
    round: i64,
    answer: Option<String>,
    nonce: Vec<u8>,
    commitment: Option<Vec<u8>>,
    class: String,
    replaces: Option<i64>,
    counts: bool,
    link: Option<Vec<u8>>,
}

/// A poll and its whole log. `None` when there is no such poll, or it is deleted.
pub(super) async fn audit(connection: &mut Session, poll_id: i64) -> Result<Option<Audit>, sqlx::Error> {
    // One snapshot, so that no group of ballots commits between the poll and its log.
    let mut snapshot = connection.begin().await?;
    let audit = read_audit(&mut snapshot, poll_id).await?;
    snapshot.rollback().await?;
    Ok(audit)
}

/// As [`audit`], inside the caller's transaction.
async fn read_audit(connection: &mut Session, poll_id: i64) -> Result<Option<Audit>, sqlx::Error> {
    let Some(poll) = polls_for_audit(connection, &BTreeSet::from([poll_id])).await?.pop() else { return Ok(None) };
    let rows = votes_of(connection, poll_id).await?;
    let votes = rows.into_iter().map(VoteRow::into_vote).collect::<Result<_, _>>()?;
    let (earlier_tallies, edits) = (earlier_tallies(connection, &poll).await?, records::edits_of_poll(connection, &poll).await?);
    Ok(Some(Audit {
        definition: Definition::of(&poll),
        code: poll.code,
        round: poll.round,
        state: poll.state,
        tally: poll.tally,
        earlier_tallies,
        edits: Some(edits),
        total_votes: poll.total_votes,
        log_length: poll.log_length,
        log_head: poll.log_head,
        rounds: round_times::sealed(connection, poll_id).await?,
        votes,
        events: events_of(connection, poll_id).await?,
    }))
}

/// The sums of the rounds before the current one; those of a round without a vote are empty.
async fn earlier_tallies(connection: &mut Session, poll: &Poll) -> Result<BTreeMap<u32, Tally>, sqlx::Error> {
    let sums: Vec<(i64, String, i64)> = query_as("select round, key, count from tallies where poll_id = $1 and round <> $2")
        .bind(poll.id)
        .bind(i64::from(poll.round))
        .fetch_all(connection)
        .await?;
    let mut tallies: BTreeMap<u32, Tally> = (1..poll.round).map(|round| (round, Tally::default())).collect();
    for (round, key, sum) in sums {
        let key = TallyKey::parse(&key).ok_or_else(|| rows::unreadable("the key of a tally"))?;
        tallies.entry(rows::number(round)?).or_default().add(key, sum);
    }
    Ok(tallies)
}

async fn votes_of(connection: &mut Session, poll_id: i64) -> Result<Vec<VoteRow>, sqlx::Error> {
    query_as(
        "select position, round, answer, nonce, commitment, class, replaces, counts, link from votes where poll_id = $1 order by position",
    )
    .bind(poll_id)
    .fetch_all(connection)
    .await
}

/// The events of a poll's log other than its ballots, in its order.
pub(super) async fn events_of(connection: &mut Session, poll_id: i64) -> Result<Vec<LoggedEvent>, sqlx::Error> {
    let found: Vec<(i64, String, Vec<u8>)> = query_as("select position, event, link from events where poll_id = $1 order by position")
        .bind(poll_id)
        .fetch_all(connection)
        .await?;
    found
        .into_iter()
        .map(|(position, text, link)| Ok(LoggedEvent { position: rows::number(position)?, text, link: rows::link(&link)? }))
        .collect()
}

/// A poll's rounds with their seals, and the events of its log.
pub(super) async fn sealed_and_events(connection: &mut Session, poll_id: i64) -> Result<(Vec<SealedRound>, Vec<LoggedEvent>), sqlx::Error> {
    let mut snapshot = connection.begin().await?;
    let found = (round_times::sealed(&mut snapshot, poll_id).await?, events_of(&mut snapshot, poll_id).await?);
    snapshot.rollback().await?;
    Ok(found)
}

/// The last close of a round; `None` where the log has none.
pub(super) async fn last_close(connection: &mut Session, poll_id: i64, round: u32) -> Result<Option<Close>, sqlx::Error> {
    let mut snapshot = connection.begin().await?;
    let is_close = |event: &LoggedEvent| matches!(Event::parse(&event.text), Some(Event::Closed { round: closed, .. }) if closed == round);
    let Some(last) = events_of(&mut snapshot, poll_id).await?.into_iter().rfind(is_close) else { return Ok(None) };
    let previous: Vec<u8> = query_scalar(
        "select link from (select position, link from votes where poll_id = $1 union all select position, link from events where poll_id = $1) \
         as entries where position = $2",
    )
    .bind(poll_id)
    .bind(rows::to_number(last.position) - 1)
    .fetch_one(&mut *snapshot)
    .await?;
    let commitments = log_events::commitments(&mut snapshot, poll_id, round).await?;
    snapshot.rollback().await?;
    Ok(Some(Close { event: last.text, previous: rows::link(&previous)?, link: last.link, commitments }))
}

impl VoteRow {
    /// Converts the row into a vote of the log.
    pub(super) fn into_vote(self) -> Result<LoggedVote, sqlx::Error> {
        let link = self.link.ok_or_else(|| rows::unreadable("a vote without its link"))?;
        Ok(LoggedVote {
            position: rows::number(self.position)?,
            round: rows::number(self.round)?,
            answer: rows::answer(self.answer)?,
            nonce: rows::nonce(self.nonce)?,
            commitment: self.commitment.as_deref().map(rows::commitment).transpose()?,
            stated_receipt: None,
            class: rows::class(&self.class)?,
            replaces: self.replaces.map(rows::number).transpose()?,
            counts: Some(self.counts),
            link: rows::link(&link)?,
        })
    }
}

/// The question and the audit of every poll that is not deleted, oldest first, inside the caller's
/// transaction.
pub(in super::super) async fn audits(connection: &mut Session) -> Result<Vec<(String, Audit)>, sqlx::Error> {
    let polls: Vec<(i64, String)> = query_as("select id, question from polls order by id").fetch_all(&mut *connection).await?;
    let mut audits = Vec::with_capacity(polls.len());
    for (id, question) in polls {
        audits.extend(read_audit(connection, id).await?.map(|audit| (question, audit)));
    }
    Ok(audits)
}
