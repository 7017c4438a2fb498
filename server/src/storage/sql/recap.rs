//! Reads what a meeting was. Nothing of it is stored: polls and votes stay after the end.

use super::super::rows;
use super::dialect::{Session, query_scalar};
use super::poll_rows;
use crate::domain::{Meeting, Recap};

/// The recap of a meeting.
pub(super) async fn of_meeting(connection: &mut Session, meeting: &Meeting) -> Result<Recap, sqlx::Error> {
    let polls = poll_rows::of_meeting(connection, &meeting.code).await?;
    let rounds: Vec<i64> = query_scalar(
        "select count(*) from votes join polls on polls.id = poll_id where meeting_id = $1 and deleted_at is null and counts \
         group by poll_id, votes.round",
    )
    .bind(meeting.id)
    .fetch_all(connection)
    .await?;
    let rounds = rounds.into_iter().map(rows::number).collect::<Result<Vec<u64>, _>>()?;
    Ok(Recap::of(&polls, &rounds))
}
