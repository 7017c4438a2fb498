//! Implements [`Records`]: reads polls with their earlier rounds and rewordings, and their logs, for
//! reports and audits.

use super::super::{Records, StorageError, rows};
use super::dialect::{Session, among, query_as, query_scalar};
use super::{Database, log, log_pages, meeting_rows, poll_rows, round_times, terms};
use crate::domain::{
    Audit, Close, Edit, JoinCode, LoggedEvent, LoggedVote, Meeting, Poll, PollCode, Record, RoundTally, SealedRound, Tally,
};
use async_trait::async_trait;
use sqlx::Connection;
use std::collections::HashMap;

#[async_trait]
impl Records for Database {
    async fn rounds(&self, poll: &Poll) -> Result<Vec<RoundTally>, StorageError> {
        let poll = poll.clone();
        self.read(move |connection| Box::pin(async move { rounds(connection, &poll).await })).await
    }

    async fn meeting_with_poll_ids(&self, meeting: &JoinCode) -> Result<Option<(Meeting, Vec<i64>)>, StorageError> {
        let code = meeting.clone();
        self.read(move |connection| Box::pin(async move { meeting_with_poll_ids(connection, &code).await })).await
    }

    async fn records(&self, polls: Vec<i64>) -> Result<Vec<Record>, StorageError> {
        self.read(move |connection| Box::pin(async move { of_polls(connection, &polls).await })).await
    }

    async fn record_of(&self, poll: &PollCode) -> Result<Option<(Meeting, Record)>, StorageError> {
        let code = poll.clone();
        self.read(move |connection| Box::pin(async move { of_poll(connection, &code).await })).await
    }

    async fn audit(&self, poll_id: i64) -> Result<Option<Audit>, StorageError> {
        self.read(move |connection| Box::pin(log::audit(connection, poll_id))).await
    }

    async fn log_events(&self, poll_id: i64) -> Result<(Vec<SealedRound>, Vec<LoggedEvent>), StorageError> {
        self.read(move |connection| Box::pin(log::sealed_and_events(connection, poll_id))).await
    }

    async fn last_close(&self, poll: &Poll) -> Result<Option<Close>, StorageError> {
        let (id, round) = (poll.id, poll.round);
        self.read(move |connection| Box::pin(log::last_close(connection, id, round))).await
    }

    async fn log_page(&self, poll_id: i64, after: i64) -> Result<Option<(i64, Vec<LoggedVote>)>, StorageError> {
        self.read(move |connection| Box::pin(log_pages::page(connection, poll_id, after))).await
    }
}

/// A row of `edits`.
#[derive(sqlx::FromRow)]
struct EditRow {
    poll_id: i64,
    option_id: Option<i64>,
    before: String,
    after: String,
    edited_at: i64,
}

/// A meeting, and the keys of its polls in the host's order; `None` when there is no such meeting.
async fn meeting_with_poll_ids(connection: &mut Session, code: &JoinCode) -> Result<Option<(Meeting, Vec<i64>)>, sqlx::Error> {
    let mut snapshot = connection.begin().await?;
    let Some(meeting) = meeting_rows::find(&mut snapshot, code).await? else { return Ok(None) };
    let polls = query_scalar("select id from polls where meeting_id = $1 and deleted_at is null order by position, id")
        .bind(meeting.id)
        .fetch_all(&mut *snapshot)
        .await?;
    snapshot.rollback().await?;
    Ok(Some((meeting, polls)))
}

/// The records of the polls with these keys, in the order of `ids`; deleted polls are left out.
async fn of_polls(connection: &mut Session, ids: &[i64]) -> Result<Vec<Record>, sqlx::Error> {
    // One snapshot, so that no vote is counted between a total and its parts.
    let mut snapshot = connection.begin().await?;
    let mut polls = poll_rows::polls_by_id(&mut snapshot, &ids.iter().copied().collect()).await?;
    polls.sort_by_key(|poll| ids.iter().position(|id| *id == poll.id));
    let records = records(&mut snapshot, polls).await?;
    snapshot.rollback().await?;
    Ok(records)
}

/// A poll's record and its meeting; `None` when there is no such poll.
async fn of_poll(connection: &mut Session, code: &PollCode) -> Result<Option<(Meeting, Record)>, sqlx::Error> {
    let mut snapshot = connection.begin().await?;
    let Some(poll) = poll_rows::find(&mut snapshot, code).await? else { return Ok(None) };
    let meeting = meeting_rows::of_poll(&mut snapshot, poll.id).await?.ok_or(sqlx::Error::RowNotFound)?;
    let record = records(&mut snapshot, vec![poll]).await?.pop().ok_or(sqlx::Error::RowNotFound)?;
    snapshot.rollback().await?;
    Ok(Some((meeting, record)))
}

/// Builds the records of polls. The current round has the poll's own counts; earlier rounds have their own sums.
async fn records(connection: &mut Session, polls: Vec<Poll>) -> Result<Vec<Record>, sqlx::Error> {
    let ids: Vec<i64> = polls.iter().map(|poll| poll.id).collect();
    let mut edits = edits_of(connection, &ids).await?;
    let times = round_times::of_polls(connection, &ids).await?;
    let mut records = Vec::with_capacity(polls.len());
    for poll in polls {
        let mut earlier = if poll.round > 1 { rounds(connection, &poll).await? } else { Vec::new() };
        earlier.retain(|tally| tally.round < poll.round);
        let edits = edits.remove(&poll.id).unwrap_or_default().into_iter().map(|row| row.edit(&poll)).collect();
        let times = times.get(&(poll.id, i64::from(poll.round))).copied().unwrap_or_default();
        records.push(Record { poll, times, earlier, edits });
    }
    Ok(records)
}

/// The earlier wordings of a poll, the earliest first.
pub(super) async fn edits_of_poll(connection: &mut Session, poll: &Poll) -> Result<Vec<Edit>, sqlx::Error> {
    let rows = edits_of(connection, &[poll.id]).await?.remove(&poll.id).unwrap_or_default();
    Ok(rows.into_iter().map(|row| row.edit(poll)).collect())
}

async fn edits_of(connection: &mut Session, ids: &[i64]) -> Result<HashMap<i64, Vec<EditRow>>, sqlx::Error> {
    let found: Vec<EditRow> =
        query_as(concat!("select poll_id, option_id, before, after, edited_at from edits where ", among!("poll_id", "$1"), " order by id"))
            .bind(serde_json::json!(ids).to_string())
            .fetch_all(connection)
            .await?;
    let mut edits: HashMap<i64, Vec<EditRow>> = HashMap::new();
    for row in found {
        edits.entry(row.poll_id).or_default().push(row);
    }
    Ok(edits)
}

impl EditRow {
    fn edit(self, poll: &Poll) -> Edit {
        let option = self.option_id.and_then(|id| poll.options.iter().position(|option| option.id == id));
        Edit { option, before: self.before, after: self.after, edited_at: self.edited_at }
    }
}

/// The results of each round of a poll, from its votes and sums; rounds without a vote are left out.
async fn rounds(connection: &mut Session, poll: &Poll) -> Result<Vec<RoundTally>, sqlx::Error> {
    let totals: Vec<(i64, i64)> = query_as("select round, count(*) from votes where poll_id = $1 and counts group by round order by round")
        .bind(poll.id)
        .fetch_all(&mut *connection)
        .await?;
    let sums: Vec<(i64, String, i64)> =
        query_as("select round, key, count from tallies where poll_id = $1").bind(poll.id).fetch_all(&mut *connection).await?;
    let times = round_times::of_polls(&mut *connection, &[poll.id]).await?;
    let mut tallies: HashMap<i64, Tally> = HashMap::new();
    for (round, key, sum) in sums {
        tallies.entry(round).or_default().add(rows::tally_key(&key)?, sum);
    }
    terms::load_rounds(connection, poll, &mut tallies).await?;
    totals
        .into_iter()
        .map(|(round, total)| {
            let tally = tallies.remove(&round).unwrap_or_default();
            let times = times.get(&(poll.id, round)).copied().unwrap_or_default();
            Ok(RoundTally { round: rows::number(round)?, total_votes: rows::number(total)?, tally, times })
        })
        .collect()
}
