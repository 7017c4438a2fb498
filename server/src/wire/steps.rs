//! The steps of a meeting: requests, and what the room sees.

use super::Results;
use crate::domain::steps::{Action, Agenda, Confirmation, Press, Step};
use crate::domain::{Meeting, Poll, PollCode, PollState, View};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// Request for a step of a meeting.
#[skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepBody {
    /// What is asked for.
    pub step: Step,
    /// What is confirmed, after a refusal that asks for it.
    #[serde(default)]
    #[ts(optional)]
    pub confirm: Option<Confirmation>,
    /// `at` of the state that was seen: in another one the step is refused, so that two presses at once are one step. Absent for any
    /// state.
    #[serde(default)]
    #[ts(optional)]
    pub from: Option<String>,
}

impl From<StepBody> for Press {
    fn from(StepBody { step, confirm, from }: StepBody) -> Self {
        Self { step, confirm, from }
    }
}

/// Where a meeting is, and which steps follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct StepsNow {
    /// 6 characters.
    pub join_code: String,
    /// The meeting's name; may be empty.
    pub name: String,
    /// What the room sees.
    pub view: View,
    /// Connected phones that follow the meeting.
    pub joined: u32,
    /// The poll that steps are about; null without polls.
    #[schema(required)]
    pub poll: Option<StepPoll>,
    /// What the next step does; null where nothing follows.
    #[schema(required)]
    pub next: Option<StepAhead>,
    /// What a step back does; null where nothing precedes, and where it would lose votes.
    #[schema(required)]
    pub back: Option<StepAhead>,
    /// Names this state, for `from`.
    pub at: String,
}

/// The poll that steps are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct StepPoll {
    /// 8 characters.
    pub poll_code: String,
    /// Its number in the meeting, from 1.
    pub number: u32,
    /// How many polls the meeting has.
    pub of: u32,
    /// The question.
    pub question: String,
    /// The host's private note; may be empty.
    pub note: String,
    /// Its state.
    pub state: PollState,
    /// Whether the room sees it.
    pub on_stage: bool,
    /// Whether the results are hidden from the room until they are revealed.
    pub hidden: bool,
    /// Counted ballots of this round.
    #[ts(type = "number")]
    pub total_votes: u64,
    /// Phones connected now.
    pub connected: u32,
    /// Milliseconds until the timer ends voting; null without one.
    #[schema(required)]
    #[ts(type = "number | null")]
    pub closes_in: Option<u64>,
    /// Devices that have asked for more time since the timer was set; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub asked_for_time: Option<u32>,
}

/// A step that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct StepAhead {
    /// What it does.
    pub action: Action,
    /// The poll that it is about.
    pub poll_code: String,
    /// The question of that poll.
    pub question: String,
}

/// What a step has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct StepDone {
    /// What it did; null where that was so already, and where nothing follows.
    #[schema(required)]
    pub did: Option<Action>,
    /// Where the meeting is now.
    pub now: StepsNow,
}

impl StepsNow {
    /// The state of a meeting; `results` are those of the poll that steps are about, as the host sees them.
    #[must_use]
    pub fn of(meeting: &Meeting, polls: &[Poll], joined: u32, results: Option<&Results>) -> Self {
        let agenda = Agenda { stage: &meeting.stage, polls };
        let ahead = |(action, code): (Action, &PollCode)| StepAhead {
            action,
            poll_code: code.to_string(),
            question: polls.iter().find(|poll| poll.code == *code).map(|poll| poll.question.clone()).unwrap_or_default(),
        };
        Self {
            join_code: meeting.code.to_string(),
            name: meeting.name.clone(),
            view: meeting.stage.item.view(),
            joined,
            poll: agenda.poll().zip(results).map(|(poll, results)| StepPoll::of(agenda, poll, results)),
            next: agenda.next().filter(|(action, _)| *action != Action::New).map(ahead),
            back: agenda.back().map(ahead),
            at: agenda.position(),
        }
    }
}

impl StepPoll {
    fn of(agenda: Agenda<'_>, poll: &Poll, results: &Results) -> Self {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let index = agenda.polls.iter().position(|other| other.code == poll.code).unwrap_or_default();
        Self {
            poll_code: poll.code.to_string(),
            number: number(index + 1),
            of: number(agenda.polls.len()),
            question: poll.question.clone(),
            note: poll.note.clone(),
            state: poll.state,
            on_stage: agenda.shows(poll),
            hidden: poll.hides_results(),
            total_votes: results.total_votes,
            connected: results.connected,
            closes_in: results.closes_in,
            asked_for_time: results.asked_for_time,
        }
    }
}
