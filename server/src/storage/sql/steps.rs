//! Takes a step of a meeting: decides and changes in one transaction, so that two presses at once are decided one after the other.

use super::super::StepTaken;
use super::dialect::{BEGIN, Session};
use super::{meeting_change, meeting_rows, poll_change, poll_rows};
use crate::domain::steps::{Agenda, Plan, Press};
use crate::domain::{JoinCode, Poll, Refusal, Signer};
use sqlx::Connection;

/// Takes a step; see [`Meetings::take_step`](super::super::Meetings::take_step).
pub(super) async fn take(
    connection: &mut Session,
    code: &JoinCode,
    press: &Press,
    now: i64,
    signer: &Signer,
) -> Result<Result<StepTaken, Refusal>, sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    let Some(meeting) = meeting_rows::find(&mut transaction, code).await? else { return Ok(Err(Refusal::NoSuchMeeting)) };
    if meeting.ended_at.is_some() {
        return Ok(Err(Refusal::MeetingEnded));
    }
    // Votes that are being counted come before the step or after it.
    poll_rows::lock_polls_of_meeting(&mut transaction, meeting.id).await?;
    let polls = poll_rows::of_meeting(&mut transaction, code).await?;
    let plan = match (Agenda { stage: &meeting.stage, polls: &polls }).plan(press) {
        Ok(Some(plan)) => plan,
        Ok(None) => return Ok(Ok(StepTaken { action: None, meeting, polls, before: Vec::new() })),
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = carry_out(&mut transaction, meeting.id, &polls, &plan, (now, signer)).await? {
        return Ok(Err(refusal));
    }
    let after = poll_rows::of_meeting(&mut transaction, code).await?;
    let meeting = meeting_rows::by_id(&mut transaction, meeting.id).await?;
    transaction.commit().await?;
    let before = polls.into_iter().filter(|old| !after.contains(old)).collect();
    Ok(Ok(StepTaken { action: Some(plan.action), meeting, polls: after, before }))
}

/// Makes the changes of a plan.
async fn carry_out(
    connection: &mut Session,
    meeting_id: i64,
    polls: &[Poll],
    plan: &Plan,
    (now, signer): (i64, &Signer),
) -> Result<Result<(), Refusal>, sqlx::Error> {
    for (code, change) in &plan.polls {
        let Some(poll) = polls.iter().find(|poll| poll.code == *code) else { return Ok(Err(Refusal::NoSuchPoll)) };
        if let Err(refusal) = poll_change::apply(connection, poll.id, change, now, signer).await? {
            return Ok(Err(refusal));
        }
    }
    let Some(stage) = &plan.stage else { return Ok(Ok(())) };
    Ok(meeting_change::set_stage(connection, meeting_id, stage).await?.map(|_| ()))
}
