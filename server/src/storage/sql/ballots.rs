//! Implements [`Ballots`]. Ballots are queued for the writer, which calls [`record`](super::record)
//! for each group.

use super::super::rows::AnswerRow;
use super::super::writer::Job;
use super::super::{Ballots, Recorded, StorageError};
use super::dialect::{Session, query_as};
use super::{Database, strike, tickets};
use crate::domain::{Ballot, BrowserToken, DeviceKey, ExtraVotes, Meeting, Poll, PollCode, Refusal, Vote};
use async_trait::async_trait;

#[async_trait]
impl Ballots for Database {
    async fn record(&self, ballot: Ballot) -> Result<Result<Recorded, Refusal>, StorageError> {
        self.writer.submit(|answer| Job::Record(Box::new(ballot), answer)).await
    }

    async fn vote_of(&self, poll: &Poll, device: DeviceKey) -> Result<Option<Vote>, StorageError> {
        let (code, id, round) = (poll.code.clone(), poll.id, poll.round);
        self.read(move |connection| Box::pin(async move { vote_of(connection, &code, (id, round), device).await })).await
    }

    async fn redeem(&self, ticket: [u8; 16], by: BrowserToken, ends_at: i64, now: i64) -> Result<bool, StorageError> {
        self.write(move |connection| Box::pin(tickets::redeem(connection, ticket, by, ends_at, now))).await
    }

    async fn extra_votes(&self, poll_id: i64, round: u32) -> Result<ExtraVotes, StorageError> {
        self.read(move |connection| Box::pin(strike::extra_votes(connection, poll_id, round))).await
    }

    async fn strike(&self, poll_id: i64) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        self.write(move |connection| Box::pin(strike::strike(connection, poll_id))).await
    }
}

/// A device's counted vote in a round of a poll, whose key and round are given.
async fn vote_of(
    connection: &mut Session,
    poll: &PollCode,
    (poll_id, round): (i64, u32),
    device: DeviceKey,
) -> Result<Option<Vote>, sqlx::Error> {
    let row: Option<AnswerRow> = query_as(
        "select votes.answer, nonce, commitment from roll join votes on votes.poll_id = roll.poll_id and votes.position = roll.answer \
         where roll.poll_id = $1 and roll.round = $2 and device_key = $3",
    )
    .bind(poll_id)
    .bind(i64::from(round))
    .bind(device.as_bytes())
    .fetch_optional(connection)
    .await?;
    row.map(|row| row.into_vote(poll, round)).transpose()
}
