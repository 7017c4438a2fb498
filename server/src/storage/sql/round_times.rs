//! Stores when voting in each round began and ended, for the reports and minutes of a meeting.

use super::dialect::{Session, among, query, query_as};
use super::strike;
use crate::domain::{Poll, PollState, RoundTimes};
use std::collections::HashMap;

/// Records the round that a change from `before` to `after` has opened or closed.
pub(super) async fn record_change(connection: &mut Session, before: &Poll, after: &Poll, now: i64) -> Result<(), sqlx::Error> {
    let same_round = before.round == after.round;
    let (was_open, is_open) = (before.state == PollState::Open, after.state == PollState::Open);
    if same_round && before.state != after.state && after.state.is_before_voting() {
        return delete_times(connection, before).await;
    }
    if was_open && !(is_open && same_round) {
        record_closed(connection, before, now).await?;
    }
    if is_open && !(was_open && same_round) {
        // A reopened round keeps the time of its first opening. One without a row was opened by an
        // earlier version, and gets no time.
        let reopened = same_round && before.state == PollState::Closed;
        record_open(connection, after.id, after.round, (!reopened).then_some(now)).await?;
    }
    Ok(())
}

/// Records that voting in a round is open. The time of an earlier opening is not overwritten.
pub(super) async fn record_open(connection: &mut Session, poll_id: i64, round: u32, since: Option<i64>) -> Result<(), sqlx::Error> {
    query("insert into rounds (poll_id, round, opened_at) values ($1, $2, $3) on conflict (poll_id, round) do update set closed_at = null")
        .bind(poll_id)
        .bind(i64::from(round))
        .bind(since)
        .execute(connection)
        .await?;
    Ok(())
}

/// Records that voting in a poll's round has ended: at its deadline if that has passed, else now.
/// Deletes the hashes of network cards.
pub(super) async fn record_closed(connection: &mut Session, poll: &Poll, now: i64) -> Result<(), sqlx::Error> {
    query(
        "insert into rounds (poll_id, round, closed_at) values ($1, $2, $3) \
         on conflict (poll_id, round) do update set closed_at = excluded.closed_at",
    )
    .bind(poll.id)
    .bind(i64::from(poll.round))
    .bind(poll.closes_at.map_or(now, |end| end.min(now)))
    .execute(&mut *connection)
    .await?;
    strike::delete_card_hashes(connection, poll.id).await
}

/// Does the same for every open poll of a meeting.
pub(super) async fn record_all_closed(connection: &mut Session, meeting_id: i64, now: i64) -> Result<(), sqlx::Error> {
    query(
        "insert into rounds (poll_id, round, closed_at) \
         select id, round, case when closes_at < $2 then closes_at else $2 end from polls \
         where meeting_id = $1 and state = 'open' and deleted_at is null \
         on conflict (poll_id, round) do update set closed_at = excluded.closed_at",
    )
    .bind(meeting_id)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    strike::delete_card_hashes_of_meeting(connection, meeting_id).await
}

/// Deletes the times of a round that returned to draft or ready before its first vote.
async fn delete_times(connection: &mut Session, poll: &Poll) -> Result<(), sqlx::Error> {
    query("delete from rounds where poll_id = $1 and round = $2").bind(poll.id).bind(i64::from(poll.round)).execute(connection).await?;
    Ok(())
}

/// The times of these polls' rounds, by poll and round.
pub(super) async fn of_polls(connection: &mut Session, ids: &[i64]) -> Result<HashMap<(i64, i64), RoundTimes>, sqlx::Error> {
    let rows: Vec<(i64, i64, Option<i64>, Option<i64>)> =
        query_as(concat!("select poll_id, round, opened_at, closed_at from rounds where ", among!("poll_id", "$1")))
            .bind(serde_json::json!(ids).to_string())
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(|(poll, round, opened_at, closed_at)| ((poll, round), RoundTimes { opened_at, closed_at })).collect())
}
