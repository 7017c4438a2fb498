//! Takes steps of a meeting, and broadcasts what they change.

use super::error::PollError;
use super::meetings::Meetings;
use crate::domain::JoinCode;
use crate::domain::steps::Press;
use crate::storage::StepTaken;
use std::sync::Arc;

impl Meetings {
    /// Takes a step of a meeting; broadcasts the polls and the stage that it has changed at once, and the list to every console.
    pub(crate) async fn take_step(&self, code: &JoinCode, press: Press) -> Result<StepTaken, PollError> {
        let taken = self.core.storage.take_step(code, press, self.core.now()).await??;
        if taken.action.is_none() {
            return Ok(taken);
        }
        for old in &taken.before {
            let Some(poll) = taken.polls.iter().find(|poll| poll.id == old.id).cloned().map(Arc::new) else { continue };
            self.core.live.polls.announce_state(&poll);
            self.polls.schedule_follow_ups(old, &poll);
        }
        self.core.live.stages.announce(Arc::new(taken.meeting.clone()));
        self.core.announce_list(code);
        Ok(taken)
    }
}
