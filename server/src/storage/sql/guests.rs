//! Meetings and polls that guests have made (`CREATE_ACCESS=open`): their limits, and which are due for deletion.

use super::super::rows;
use super::dialect::{Session, query, query_as, query_scalar};
use crate::domain::{AddressKey, JoinCode, PollChange, Refusal};

/// Limit for the polls of one address group's guests, and for their meetings.
const OF_A_GROUP: i64 = 100;
/// Limit for the polls of all guests, and for their meetings.
const OF_ALL: i64 = 10_000;
/// The most rounds of a guest's poll.
const ROUNDS: u32 = 20;

/// Whether a guest of this group may make one poll more. Deleted polls count until they are purged.
pub(super) async fn may_make(connection: &mut Session, group: &AddressKey) -> Result<Result<(), Refusal>, sqlx::Error> {
    let its: (i64, i64) = query_as(
        "select (select count(*) from meetings where guest_group = $1), \
         (select count(*) from polls join meetings on meetings.id = meeting_id where guest_group = $1)",
    )
    .bind(group.as_bytes())
    .fetch_one(&mut *connection)
    .await?;
    let all: (i64, i64) = query_as(
        "select (select count(*) from meetings where guest_group is not null), \
         (select count(*) from polls join meetings on meetings.id = meeting_id where guest_group is not null)",
    )
    .fetch_one(connection)
    .await?;
    let fits = its.0.max(its.1) < OF_A_GROUP && all.0.max(all.1) < OF_ALL;
    Ok(if fits { Ok(()) } else { Err(Refusal::TooManyGuestPolls) })
}

/// Records the address group of the guest who has made a new meeting.
pub(super) async fn note(connection: &mut Session, meeting_id: i64, group: Option<&AddressKey>) -> Result<(), sqlx::Error> {
    if let Some(group) = group {
        query("update meetings set guest_group = $2 where id = $1").bind(meeting_id).bind(group.as_bytes()).execute(connection).await?;
    }
    Ok(())
}

/// Whether a poll of this round may be run again: the rounds of a guest's poll are limited.
pub(super) async fn may_run_again(
    connection: &mut Session,
    (poll_id, round): (i64, u32),
    change: &PollChange,
) -> Result<Result<(), Refusal>, sqlx::Error> {
    if !change.run_again || round < ROUNDS {
        return Ok(Ok(()));
    }
    let by_guest: bool = query_scalar("select by_guest from meetings where id = (select meeting_id from polls where polls.id = $1)")
        .bind(poll_id)
        .fetch_one(connection)
        .await?;
    Ok(if by_guest { Err(Refusal::TooManyRounds) } else { Ok(()) })
}

/// See [`Meetings::guests_before`](super::super::Meetings::guests_before).
pub(super) async fn made_before(connection: &mut Session, before: i64, limit: u32) -> Result<Vec<JoinCode>, sqlx::Error> {
    let codes: Vec<String> = query_scalar(
        "select join_code from meetings where by_guest and deleted_at is null and created_at < $1 order by created_at limit $2",
    )
    .bind(before)
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await?;
    codes.iter().map(|code| JoinCode::parse(code).ok_or_else(|| rows::unreadable("join_code"))).collect()
}
