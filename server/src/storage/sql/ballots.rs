//! Implements [`Ballots`]. Ballots are queued for the writer, which calls [`record`](super::record)
//! for each group.

use super::super::writer::Job;
use super::super::{Ballots, Recorded, StorageError, rows};
use super::dialect::{Session, option_ids, query_as};
use super::{Database, strike, tickets};
use crate::domain::{Ballot, BrowserToken, ExtraVotes, Meeting, Poll, Receipt, Refusal, Vote};
use async_trait::async_trait;

#[async_trait]
impl Ballots for Database {
    async fn record(&self, ballot: Ballot) -> Result<Result<Recorded, Refusal>, StorageError> {
        self.writer.submit(|answer| Job::Record(Box::new(ballot), answer)).await
    }

    async fn vote_of(&self, poll_id: i64, round: u32, browser: BrowserToken) -> Result<Option<Vote>, StorageError> {
        self.read(move |connection| Box::pin(vote_of(connection, poll_id, round, browser))).await
    }

    async fn redeem(&self, ticket: [u8; 16], by: BrowserToken, ends_at: i64, now: i64) -> Result<bool, StorageError> {
        self.write(move |connection| Box::pin(tickets::redeem(connection, ticket, by, ends_at, now))).await
    }

    async fn extra_votes(&self, poll_id: i64, round: u32) -> Result<ExtraVotes, StorageError> {
        self.read(move |connection| Box::pin(strike::extra_votes(connection, poll_id, round))).await
    }

    async fn strike(&self, poll_id: i64, now: i64, draw: fn() -> [u8; 16]) -> Result<Result<(Poll, Meeting), Refusal>, StorageError> {
        self.write(move |connection| Box::pin(strike::strike(connection, poll_id, now, draw))).await
    }
}

/// A device's counted vote in a round.
async fn vote_of(connection: &mut Session, poll_id: i64, round: u32, browser: BrowserToken) -> Result<Option<Vote>, sqlx::Error> {
    let row: Option<(String, String)> =
        query_as(concat!("select ", option_ids!(), ", receipt from votes where poll_id = $1 and round = $2 and browser_token = $3"))
            .bind(poll_id)
            .bind(i64::from(round))
            .bind(browser.as_bytes())
            .fetch_optional(connection)
            .await?;
    row.map(|(option_ids, receipt)| Ok(Vote { option_ids: rows::option_ids(&option_ids)?, receipt: Receipt::stored(receipt) })).transpose()
}
