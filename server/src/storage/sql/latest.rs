//! Implements [`Instances`], and reads the latest `seq` of polls, meetings and boards, by which an instance
//! without Redis detects the changes of others.

use super::super::{Fingerprint, Instance, Instances, Latest, LatestMeeting, StorageError, rows};
use super::dialect::{Session, among_words, query_as};
use super::{Database, instances};
use async_trait::async_trait;
use serde_json::json;

#[async_trait]
impl Instances for Database {
    async fn beat(&self, me: Instance) -> Result<Vec<Instance>, StorageError> {
        self.run_detached(move |connection| Box::pin(async move { instances::beat(connection, &me).await })).await
    }

    async fn leave(&self, id: &str) -> Result<(), StorageError> {
        let id = id.to_owned();
        self.run_detached(move |connection| Box::pin(async move { instances::leave(connection, &id).await })).await
    }

    async fn check_key(&self, key: Fingerprint, adopt: bool) -> Result<bool, StorageError> {
        self.run_detached(move |connection| Box::pin(instances::check_key(connection, key, adopt))).await
    }

    async fn latest(&self, polls: Vec<String>, meetings: Vec<String>) -> Result<Latest, StorageError> {
        self.read(move |connection| Box::pin(async move { latest(connection, &polls, &meetings).await })).await
    }
}

/// The latest `seq` of these polls, of these meetings and their boards, and how many polls each meeting has; deleted ones
/// are left out.
async fn latest(connection: &mut Session, polls: &[String], meetings: &[String]) -> Result<Latest, sqlx::Error> {
    let polls: Vec<(String, i64)> =
        query_as(concat!("select poll_code, seq from polls where deleted_at is null and ", among_words!("poll_code", "$1")))
            .bind(json!(polls).to_string())
            .fetch_all(&mut *connection)
            .await?;
    let meetings: Vec<(String, i64, i64, i64)> = query_as(concat!(
        "select join_code, seq, board_seq, (select count(*) from polls where meeting_id = meetings.id and deleted_at is null) \
         from meetings where deleted_at is null and ",
        among_words!("join_code", "$1")
    ))
    .bind(json!(meetings).to_string())
    .fetch_all(connection)
    .await?;
    Ok(Latest {
        polls: polls.into_iter().map(|(code, seq)| Ok((code, rows::number(seq)?))).collect::<Result<_, sqlx::Error>>()?,
        meetings: meetings
            .into_iter()
            .map(|(code, seq, board_seq, polls)| {
                let (seq, board_seq, polls) = (rows::number(seq)?, rows::number(board_seq)?, rows::number(polls)?);
                Ok((code, LatestMeeting { seq, board_seq, polls }))
            })
            .collect::<Result<_, sqlx::Error>>()?,
    })
}
