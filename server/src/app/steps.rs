//! Steps of a meeting: what a shortcut, a program or a remote asks for while no console needs to be open.

use super::App;
use super::error::AppError;
use super::keys::same;
use crate::domain::steps::{Agenda, Press};
use crate::domain::{Audience, JoinCode, Meeting, Poll, Refusal};
use crate::wire::{StepDone, StepsNow};

impl App {
    /// Where a meeting is, and which steps follow.
    ///
    /// # Errors
    /// A refusal for an unknown meeting, or one that has ended; [`AppError::Storage`].
    pub(crate) async fn steps(&self, code: &JoinCode) -> Result<StepsNow, AppError> {
        let meeting = self.meetings.find(code).await?;
        if meeting.ended_at.is_some() {
            return Err(Refusal::MeetingEnded.into());
        }
        Ok(self.steps_of(&meeting, &self.meetings.polls_of(code).await?))
    }

    /// Takes a step of a meeting.
    ///
    /// # Errors
    /// A refusal of what would lose votes, of what the state does not permit, and as [`steps`](Self::steps); [`AppError::Storage`].
    pub(crate) async fn take_step(&self, code: &JoinCode, press: Press) -> Result<StepDone, AppError> {
        let taken = self.meetings.take_step(code, press).await?;
        Ok(StepDone { did: taken.action, now: self.steps_of(&taken.meeting, &taken.polls) })
    }

    fn steps_of(&self, meeting: &Meeting, polls: &[Poll]) -> StepsNow {
        let poll = Agenda { stage: &meeting.stage, polls }.poll();
        let results = poll.map(|poll| self.live.polls.results(poll, Audience::Host));
        StepsNow::of(meeting, polls, self.live.stages.now(meeting).joined, results.as_ref())
    }

    /// Whether this is the key of the file that commands on this computer read; it permits steps and nothing else.
    #[must_use]
    pub(crate) fn is_control_key(&self, key: &str) -> bool {
        same(key.as_bytes(), self.control_key.as_bytes())
    }
}
