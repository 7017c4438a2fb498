//! Stores new polls in the meeting of their [`MeetingTarget`].

use super::super::{MeetingTarget, PollCreation};
use super::dialect::{BEGIN, Session, query_scalar};
use super::meeting_rows::stage_poll;
use super::poll_rows::{self, poll_with_meeting, polls_by_id};
use super::{guests, log_events, meeting_rows};
use crate::domain::{Meeting, NewPoll, Poll, PollState, Refusal};
use sqlx::Connection;
use std::collections::BTreeSet;

/// The most polls of a meeting; deleted ones do not count.
const MAX_POLLS: i64 = 500;

/// Inserts a new poll; see [`Polls::create_poll`](super::super::Polls::create_poll).
pub(super) async fn create(
    connection: &mut Session,
    new: &NewPoll,
    creation: &PollCreation,
) -> Result<Result<(Poll, Meeting), Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    let meeting_id = match meeting_with_room(&mut transaction, creation, 1).await? {
        Ok(meeting_id) => meeting_id,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let id = add(&mut transaction, new, creation, meeting_id).await?;
    let created = poll_with_meeting(&mut transaction, id).await?;
    transaction.commit().await?;
    Ok(Ok(created))
}

/// Inserts several new polls, all of them or none, into the meeting that the first is for; see
/// [`Polls::create_polls`](super::super::Polls::create_polls).
pub(super) async fn create_all(
    connection: &mut Session,
    new: &[(NewPoll, PollCreation)],
) -> Result<Result<Vec<Poll>, Refusal>, sqlx::Error> {
    let Some((_, first)) = new.first() else { return Ok(Ok(Vec::new())) };
    let mut transaction = connection.begin_with(BEGIN).await?;
    let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
    let meeting_id = match meeting_with_room(&mut transaction, first, count).await? {
        Ok(meeting_id) => meeting_id,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let mut ids = BTreeSet::new();
    for (new, creation) in new {
        ids.insert(add(&mut transaction, new, creation, meeting_id).await?);
    }
    let created = polls_by_id(&mut transaction, &ids).await?;
    transaction.commit().await?;
    Ok(Ok(created))
}

/// The key of the target meeting, if it takes `count` more polls, and their creator may make one.
async fn meeting_with_room(connection: &mut Session, creation: &PollCreation, count: i64) -> Result<Result<i64, Refusal>, sqlx::Error> {
    if let Some(group) = &creation.guest
        && let Err(refusal) = guests::check_poll_limits(connection, group).await?
    {
        return Ok(Err(refusal));
    }
    let Some(meeting_id) = meeting_for(connection, creation).await? else {
        return Ok(Err(Refusal::NoSuchMeeting));
    };
    let poll_count: i64 = query_scalar("select count(*) from polls where meeting_id = $1 and deleted_at is null")
        .bind(meeting_id)
        .fetch_one(connection)
        .await?;
    Ok(if poll_count.saturating_add(count) > MAX_POLLS { Err(Refusal::TooManyPolls) } else { Ok(meeting_id) })
}

/// Inserts a new poll inside the caller's transaction, and puts it on stage unless it is a draft;
/// returns its key.
async fn add(connection: &mut Session, new: &NewPoll, creation: &PollCreation, meeting_id: i64) -> Result<i64, sqlx::Error> {
    let (id, definition) = poll_rows::insert(connection, new, creation, meeting_id).await?;
    if new.state != PollState::Draft {
        stage_poll(connection, id).await?;
    }
    log_events::record_creation(connection, (id, &creation.poll_code), definition, new.state, creation.now).await?;
    Ok(id)
}

/// The key of the target meeting, which is created where needed; `None` when the named one does not
/// exist or has ended.
async fn meeting_for(connection: &mut Session, creation: &PollCreation) -> Result<Option<i64>, sqlx::Error> {
    let found = match &creation.target {
        MeetingTarget::Named(code) => {
            return query_scalar("select id from meetings where join_code = $1 and ended_at is null and deleted_at is null")
                .bind(code.as_str())
                .fetch_optional(connection)
                .await;
        }
        MeetingTarget::Guests(code) => {
            return query_scalar("select id from meetings where join_code = $1 and by_guest and ended_at is null and deleted_at is null")
                .bind(code.as_str())
                .fetch_optional(connection)
                .await;
        }
        MeetingTarget::Current => meeting_rows::current_id(connection).await?,
        MeetingTarget::NewForGuest => None,
    };
    if found.is_some() {
        return Ok(found);
    }
    let by_guest = matches!(creation.target, MeetingTarget::NewForGuest);
    let id = meeting_rows::insert(connection, &creation.new_join_code, "", creation.now, by_guest).await?;
    guests::store_address_group(connection, id, creation.guest.as_ref()).await?;
    Ok(Some(id))
}
