//! Changes a poll in one transaction: writes what [`Poll::changed`] has decided, and records
//! rewordings.

use super::dialect::{BEGIN, Session, query, query_scalar};
use super::guests;
use super::log_events::{self, LogEnd};
use super::meeting_rows::{self, mark_recap_changed, stage_poll, unstage};
use super::poll_rows::{insert_option, poll_for_update, poll_with_meeting, polls_for_update, update};
use crate::domain::{Definition, Meeting, Poll, PollChange, PollCode, PollState, Refusal, Signer};
use sqlx::Connection;
use std::collections::BTreeSet;

/// Changes a poll; see [`Polls::change_poll`](super::super::Polls::change_poll).
pub(super) async fn change(
    connection: &mut Session,
    poll_id: i64,
    change: &PollChange,
    now: i64,
    signer: &Signer,
) -> Result<Result<(Poll, Meeting), Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    if let Err(refusal) = apply(&mut transaction, poll_id, change, now, signer).await? {
        return Ok(Err(refusal));
    }
    let changed = poll_with_meeting(&mut transaction, poll_id).await?;
    transaction.commit().await?;
    Ok(Ok(changed))
}

/// Changes a poll within a transaction, which the caller rolls back after a refusal.
pub(super) async fn apply(
    connection: &mut Session,
    poll_id: i64,
    change: &PollChange,
    now: i64,
    signer: &Signer,
) -> Result<Result<(), Refusal>, sqlx::Error> {
    let Some(before) = polls_for_update(connection, &BTreeSet::from([poll_id])).await?.pop() else {
        return Ok(Err(Refusal::NoSuchPoll));
    };
    let mut after = match before.clone().changed(change, now) {
        Ok(after) => after,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = guests::check_round_limit(connection, (poll_id, before.round), change).await? {
        return Ok(Err(refusal));
    }
    update(connection, &after).await?;
    if change.question.is_some() || change.options.is_some() {
        reword(connection, &before, &mut after, now).await?;
    }
    log_events::record_change(connection, &before, &mut after, now, signer).await?;
    mark_recap_changed(connection, poll_id).await?;
    let is_shown = !after.comes_on_stage(&before) || stage_poll(connection, poll_id).await?;
    Ok(if is_shown { Ok(()) } else { Err(Refusal::MeetingEnded) })
}

/// Writes the options. Before the first vote, a change of texts replaces all options by new rows
/// with new keys. Afterwards texts are updated, and earlier wordings of the question and of the
/// options are recorded.
async fn reword(connection: &mut Session, before: &Poll, after: &mut Poll, now: i64) -> Result<(), sqlx::Error> {
    let has_same_texts = before.options.iter().map(|option| &option.text).eq(after.options.iter().map(|option| &option.text));
    if !before.is_locked() && !has_same_texts {
        query("delete from options where poll_id = $1").bind(before.id).execute(&mut *connection).await?;
        for (position, option) in (0i64..).zip(&mut after.options) {
            option.id = insert_option(connection, before.id, position, &option.text, option.correct).await?;
        }
        return Ok(());
    }
    if before.is_locked() && before.question != after.question {
        record_edit(connection, before.id, None, (&before.question, &after.question), now).await?;
    }
    for (old, new) in before.options.iter().zip(&mut after.options) {
        new.id = old.id;
        query("update options set option_text = $2, correct = $3 where id = $1")
            .bind(old.id)
            .bind(&new.text)
            .bind(new.correct)
            .execute(&mut *connection)
            .await?;
        if old.text != new.text {
            record_edit(connection, before.id, Some(old.id), (&old.text, &new.text), now).await?;
        }
    }
    Ok(())
}

async fn record_edit(
    connection: &mut Session,
    poll_id: i64,
    option_id: Option<i64>,
    (before, after): (&str, &str),
    now: i64,
) -> Result<(), sqlx::Error> {
    query("insert into edits (poll_id, option_id, before, after, edited_at) values ($1, $2, $3, $4, $5)")
        .bind(poll_id)
        .bind(option_id)
        .bind(before)
        .bind(after)
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

/// Marks a poll as deleted, or restores it; see
/// [`Polls::set_poll_deleted`](super::super::Polls::set_poll_deleted).
pub(super) async fn set_deleted(
    connection: &mut Session,
    code: &PollCode,
    deleted_at: Option<i64>,
    signer: &Signer,
) -> Result<Result<(Poll, Meeting), Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    if let Some(now) = deleted_at {
        // A deleted poll accepts no votes, and is not on stage.
        let poll = poll_for_update(&mut transaction, code).await?;
        let Some(mut poll) = poll else { return Ok(Err(Refusal::NoSuchPoll)) };
        unstage(&mut transaction, poll.id).await?;
        if poll.state == PollState::Open {
            let mut end = LogEnd::of(&poll);
            log_events::close(&mut transaction, &mut end, &poll, Definition::of(&poll), now, signer).await?;
            end.store(&mut transaction, &mut poll).await?;
        }
        query(
            "update polls set deleted_at = $2, state = case state when 'open' then 'closed' else state end, closes_at = null, seq = seq + 1 where id = $1",
        )
        .bind(poll.id)
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        mark_recap_changed(&mut transaction, poll.id).await?;
        let meeting = meeting_rows::of_poll(&mut transaction, poll.id).await?.ok_or(sqlx::Error::RowNotFound)?;
        transaction.commit().await?;
        return Ok(Ok((poll, meeting)));
    }
    let id: Option<i64> = query_scalar("update polls set deleted_at = null, seq = seq + 1 where poll_code = $1 returning id")
        .bind(code.as_str())
        .fetch_optional(&mut *transaction)
        .await?;
    let Some(id) = id else { return Ok(Err(Refusal::NoSuchPoll)) };
    mark_recap_changed(&mut transaction, id).await?;
    let restored = poll_with_meeting(&mut transaction, id).await?;
    transaction.commit().await?;
    Ok(Ok(restored))
}
