//! Implements [`Purging`]: finds the selected polls and meetings, then deletes each in a
//! transaction of its own, which checks the selection again. Foreign keys cascade from a meeting to
//! its polls, and from a poll to its options, votes, rounds and edits.

use super::super::{Due, Purge, Purged, Purging, StorageError};
use super::Database;
use super::dialect::{Session, query, query_as, query_scalar};
use async_trait::async_trait;

#[async_trait]
impl Purging for Database {
    async fn purge(&self, what: Purge) -> Result<Purged, StorageError> {
        let selection = what.clone();
        let found = self.read(move |connection| Box::pin(async move { find(connection, &selection).await })).await?;
        if found.is_empty() { Ok(Purged::default()) } else { self.remove(&what, found).await }
    }

    async fn last_change_before(&self, moment: i64) -> Result<Option<i64>, StorageError> {
        self.read(move |connection| Box::pin(last_change_before(connection, moment))).await
    }

    async fn remove_traces(&self) -> anyhow::Result<()> {
        self.remove_traces().await
    }

    async fn rewrite(&self) -> Result<(), StorageError> {
        Database::rewrite(self).await
    }
}

/// The keys and codes of the selected polls and meetings.
#[derive(Default)]
pub(in super::super) struct Found {
    /// Meetings, each with the codes of its polls.
    pub(in super::super) meetings: Vec<(i64, String, Vec<String>)>,
    /// Polls whose meeting stays.
    pub(in super::super) polls: Vec<(i64, String)>,
}

impl Found {
    /// Whether nothing was selected.
    pub(in super::super) fn is_empty(&self) -> bool {
        self.meetings.is_empty() && self.polls.is_empty()
    }
}

/// A condition on a meeting: it was deleted before `$1`, or not used since `$2` (null: ignored).
/// The current meeting and any with an open poll are in use.
macro_rules! is_due {
    () => {
        "(deleted_at < $1 or (opened_at < $2 and coalesce(ended_at, 0) < $2 \
         and not exists (select 1 from polls where polls.meeting_id = meetings.id and (polls.created_at >= $2 or polls.state = 'open' \
         or exists (select 1 from rounds where rounds.poll_id = polls.id and (rounds.opened_at >= $2 or rounds.closed_at >= $2)) \
         or exists (select 1 from edits where edits.poll_id = polls.id and edits.edited_at >= $2))) \
         and id <> coalesce((select candidate.id from meetings as candidate where candidate.ended_at is null and candidate.deleted_at is null \
         and not candidate.by_guest order by candidate.opened_at desc, candidate.id desc limit 1), 0)))"
    };
}

/// Finds what `what` selects.
pub(super) async fn find(connection: &mut Session, what: &Purge) -> Result<Found, sqlx::Error> {
    match what {
        Purge::Poll(code) => {
            let polls = query_as("select id, poll_code from polls where poll_code = $1").bind(code.as_str()).fetch_all(connection).await?;
            Ok(Found { polls, ..Found::default() })
        }
        Purge::DeletedIn(code) => {
            let polls = query_as(
                "select id, poll_code from polls where deleted_at is not null \
                 and meeting_id = (select id from meetings where join_code = $1) order by id",
            )
            .bind(code.as_str())
            .fetch_all(connection)
            .await?;
            Ok(Found { polls, ..Found::default() })
        }
        Purge::Meeting(code) => {
            let meetings = query_as("select id, join_code from meetings where join_code = $1 and deleted_at is not null")
                .bind(code.as_str())
                .fetch_all(&mut *connection)
                .await?;
            with_polls(connection, meetings, Vec::new()).await
        }
        Purge::Due(due) => find_due(connection, due).await,
    }
}

async fn find_due(connection: &mut Session, due: &Due) -> Result<Found, sqlx::Error> {
    let meetings = query_as(concat!("select id, join_code from meetings where ", is_due!(), " order by id"))
        .bind(due.meetings_deleted_before)
        .bind(due.unused_since)
        .fetch_all(&mut *connection)
        .await?;
    // A poll that was deleted before its meeting ended can no longer be restored, however recently it
    // was deleted. One deleted after the end stays as long as a deleted meeting.
    let polls = query_as(
        "select polls.id, poll_code from polls join meetings on meetings.id = meeting_id where polls.deleted_at is not null \
         and (polls.deleted_at < $1 or polls.deleted_at <= meetings.ended_at \
         or (meetings.ended_at is not null and polls.deleted_at < $2)) order by polls.id",
    )
    .bind(due.polls_deleted_before)
    .bind(due.meetings_deleted_before)
    .fetch_all(&mut *connection)
    .await?;
    with_polls(connection, meetings, polls).await
}

async fn with_polls(connection: &mut Session, meetings: Vec<(i64, String)>, mut polls: Vec<(i64, String)>) -> Result<Found, sqlx::Error> {
    let mut found = Vec::with_capacity(meetings.len());
    for (id, code) in meetings {
        let codes: Vec<String> =
            query_scalar("select poll_code from polls where meeting_id = $1 order by id").bind(id).fetch_all(&mut *connection).await?;
        polls.retain(|(_, poll)| !codes.contains(poll));
        found.push((id, code, codes));
    }
    Ok(Found { meetings: found, polls })
}

/// When the last change before `moment` was made: a meeting opened, ended or deleted, a poll
/// created or deleted, a round opened or closed.
pub(super) async fn last_change_before(connection: &mut Session, moment: i64) -> Result<Option<i64>, sqlx::Error> {
    query_scalar(
        "select max(moment) from (select opened_at as moment from meetings union all select ended_at from meetings \
         union all select deleted_at from meetings union all select created_at from polls union all select deleted_at from polls \
         union all select opened_at from rounds union all select closed_at from rounds) as moments where moment < $1",
    )
    .bind(moment)
    .fetch_one(connection)
    .await
}

/// Deletes a meeting and everything in it, inside the caller's transaction; false for one that was
/// restored or used since it was found.
pub(super) async fn remove_meeting(connection: &mut Session, id: i64, what: &Purge) -> Result<bool, sqlx::Error> {
    let (deleted_before, unused_since) = match what {
        Purge::Due(due) => (due.meetings_deleted_before, due.unused_since),
        Purge::Meeting(_) | Purge::Poll(_) | Purge::DeletedIn(_) => (i64::MAX, None),
    };
    let still_due: Option<i64> = query_scalar(concat!("select id from meetings where id = $3 and ", is_due!()))
        .bind(deleted_before)
        .bind(unused_since)
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?;
    if still_due.is_none() {
        return Ok(false);
    }
    query("update meetings set staged_poll_id = null where id = $1").bind(id).execute(&mut *connection).await?;
    query("delete from salts where join_code = (select join_code from meetings where id = $1)").bind(id).execute(&mut *connection).await?;
    query("delete from meetings where id = $1").bind(id).execute(connection).await?;
    Ok(true)
}

/// Deletes a poll and everything that belongs to it, inside the caller's transaction; false for one
/// that was restored since it was found. [`Purge::Poll`] deletes it in any case.
pub(super) async fn remove_poll(connection: &mut Session, id: i64, what: &Purge) -> Result<bool, sqlx::Error> {
    let statement = match what {
        Purge::Poll(_) => "delete from polls where id = $1",
        Purge::Meeting(_) | Purge::DeletedIn(_) | Purge::Due(_) => "delete from polls where id = $1 and deleted_at is not null",
    };
    super::meeting_rows::unstage(connection, id).await?;
    let deleted = query(statement).bind(id).execute(connection).await?;
    Ok(deleted.rows_affected() > 0)
}
