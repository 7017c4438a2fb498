//! Meetings and polls made by guests (`CREATE_ACCESS=open`): their limits, and the old ones among
//! them.

use super::super::rows;
use super::dialect::{Session, query, query_as, query_scalar};
use crate::domain::{AddressKey, JoinCode, PollChange, Refusal};

/// The most polls, and the most meetings, of the guests of one address group.
const MAX_PER_GROUP: i64 = 100;
/// The most polls, and the most meetings, of all guests.
const MAX_OF_ALL_GUESTS: i64 = 10_000;
/// The most rounds of a guest's poll.
const MAX_ROUNDS: u32 = 20;

/// Refuses one more poll of this group's guests where a limit is reached. Deleted polls count until
/// they are purged.
pub(super) async fn check_poll_limits(connection: &mut Session, group: &AddressKey) -> Result<Result<(), Refusal>, sqlx::Error> {
    let of_group: (i64, i64) = query_as(
        "select (select count(*) from meetings where guest_group = $1), \
         (select count(*) from polls join meetings on meetings.id = meeting_id where guest_group = $1)",
    )
    .bind(group.as_bytes())
    .fetch_one(&mut *connection)
    .await?;
    let of_all: (i64, i64) = query_as(
        "select (select count(*) from meetings where guest_group is not null), \
         (select count(*) from polls join meetings on meetings.id = meeting_id where guest_group is not null)",
    )
    .fetch_one(connection)
    .await?;
    let fits = of_group.0.max(of_group.1) < MAX_PER_GROUP && of_all.0.max(of_all.1) < MAX_OF_ALL_GUESTS;
    Ok(if fits { Ok(()) } else { Err(Refusal::TooManyGuestPolls) })
}

/// Stores the address group of the guest who has made a new meeting; does nothing for a host's.
pub(super) async fn store_address_group(connection: &mut Session, meeting_id: i64, group: Option<&AddressKey>) -> Result<(), sqlx::Error> {
    if let Some(group) = group {
        query("update meetings set guest_group = $2 where id = $1").bind(meeting_id).bind(group.as_bytes()).execute(connection).await?;
    }
    Ok(())
}

/// Refuses to run a guest's poll again after its last round. `round` is the current one.
pub(super) async fn check_round_limit(
    connection: &mut Session,
    (poll_id, round): (i64, u32),
    change: &PollChange,
) -> Result<Result<(), Refusal>, sqlx::Error> {
    if !change.run_again || round < MAX_ROUNDS {
        return Ok(Ok(()));
    }
    let by_guest: bool = query_scalar("select by_guest from meetings where id = (select meeting_id from polls where polls.id = $1)")
        .bind(poll_id)
        .fetch_one(connection)
        .await?;
    Ok(if by_guest { Err(Refusal::TooManyRounds) } else { Ok(()) })
}

/// See [`Meetings::guests_meetings_before`](super::super::Meetings::guests_meetings_before).
pub(super) async fn meetings_before(connection: &mut Session, before: i64, limit: u32) -> Result<Vec<JoinCode>, sqlx::Error> {
    let codes: Vec<String> = query_scalar(
        "select join_code from meetings where by_guest and deleted_at is null and created_at < $1 order by created_at limit $2",
    )
    .bind(before)
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await?;
    codes.iter().map(|code| JoinCode::parse(code).ok_or_else(|| rows::unreadable("join_code"))).collect()
}
