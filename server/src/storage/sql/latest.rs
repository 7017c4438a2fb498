//! At which number polls and meetings are now: a cheap look at whether another instance has changed something.

use super::super::instances::Latest;
use super::super::rows;
use super::dialect::{Session, among_words, query_as};
use serde_json::json;

/// The numbers of those of these polls and meetings that are still there.
pub(super) async fn latest(connection: &mut Session, polls: &[String], meetings: &[String]) -> Result<Latest, sqlx::Error> {
    let polls: Vec<(String, i64)> =
        query_as(concat!("select poll_code, seq from polls where deleted_at is null and ", among_words!("poll_code", "$1")))
            .bind(json!(polls).to_string())
            .fetch_all(&mut *connection)
            .await?;
    let meetings: Vec<(String, i64, i64)> = query_as(concat!(
        "select join_code, seq, (select count(*) from polls where meeting_id = meetings.id and deleted_at is null) \
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
            .map(|(code, seq, polls)| Ok((code, (rows::number(seq)?, polls))))
            .collect::<Result<_, sqlx::Error>>()?,
    })
}
