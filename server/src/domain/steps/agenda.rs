//! A meeting's stage and polls, on which steps are decided.

use super::plan::Plan;
use super::room::{Room, show, show_again, show_poll};
use super::sequence::{self, Ahead};
use super::{Action, Confirmation, Press, Step};
use crate::domain::{Poll, PollCode, PollState, Refusal, Stage, View};

/// A meeting's stage and polls.
#[derive(Debug, Clone, Copy)]
pub struct Agenda<'a> {
    /// What the room sees.
    pub stage: &'a Stage,
    /// The meeting's polls, in their order.
    pub polls: &'a [Poll],
}

impl<'a> Agenda<'a> {
    /// The poll that steps are about: the one on stage, or hidden behind what is shown instead. Without one, an open poll, else the
    /// first that has not been opened, else the last.
    #[must_use]
    pub fn poll(self) -> Option<&'a Poll> {
        let staged = self.stage.last_poll.as_ref().and_then(|code| self.find(code));
        let open = || self.polls.iter().find(|poll| poll.state == PollState::Open);
        let unopened = || self.polls.iter().find(|poll| poll.state.is_before_voting());
        staged.or_else(open).or_else(unopened).or_else(|| self.polls.last())
    }

    /// Whether the room sees this poll.
    #[must_use]
    pub fn shows(self, poll: &Poll) -> bool {
        Room::of(self.stage).staged == Some(&poll.code)
    }

    /// The next step; `None` without polls.
    #[must_use]
    pub fn next(self) -> Option<Ahead<'a>> {
        self.poll().map(|poll| sequence::next(poll, Room::of(self.stage), self.polls))
    }

    /// The step back; `None` where it would discard votes, and before the first poll.
    #[must_use]
    pub fn back(self) -> Option<Ahead<'a>> {
        sequence::back(self.poll()?, Room::of(self.stage), self.polls)
    }

    /// Names this state: two presses from one state are one step. Votes and connections do not change it.
    #[must_use]
    pub fn position(self) -> String {
        let poll = self.poll().map(|poll| {
            let flags = u8::from(poll.revealed) + 2 * u8::from(poll.answer_shown);
            let end = poll.closes_at.map(|end| format!(".{end}")).unwrap_or_default();
            format!(".{}.{}.{}.{flags}{end}", poll.code, poll.round, poll.state.as_step())
        });
        format!("{}{}", self.stage.seq, poll.unwrap_or_default())
    }

    /// What a press changes; `None` where it changes nothing.
    ///
    /// # Errors
    /// [`Refusal::StepPassed`] from another state than this, [`Refusal::VotesCounted`], [`Refusal::WouldReopen`] and
    /// [`Refusal::PollStillOpen`] for what would lose votes or confuse voters, unless it is confirmed.
    pub fn plan(self, press: &Press) -> Result<Option<Plan>, Refusal> {
        if press.from.as_ref().is_some_and(|from| *from != self.position()) {
            return Err(Refusal::StepPassed);
        }
        let Some(plan) = self.unguarded(press)? else { return Ok(None) };
        self.guard(plan, press.confirm).map(Some)
    }

    fn unguarded(self, press: &Press) -> Result<Option<Plan>, Refusal> {
        match press.step {
            Step::Blank => Ok(Some(self.toggle(View::Blank, Action::Blank))),
            Step::Lobby => Ok(self.lobby()),
            Step::Next => Ok(self.next().and_then(|ahead| self.of_sequence(ahead))),
            Step::Back => self.planned_back(),
            Step::Open | Step::Close | Step::Reveal | Step::Answer | Step::Timer | Step::MoreTime => {
                Ok(self.poll().and_then(|poll| self.explicit(press.step, poll)))
            }
        }
    }

    fn planned_back(self) -> Result<Option<Plan>, Refusal> {
        let votes = self.poll().filter(|poll| poll.state == PollState::Open).map_or(0, |poll| poll.total_votes);
        match self.back() {
            None if votes > 0 => Err(Refusal::VotesCounted { votes }),
            back => Ok(back.and_then(|ahead| self.of_sequence(ahead))),
        }
    }

    /// The plan of a step in the meeting's order.
    fn of_sequence(self, (action, code): Ahead<'_>) -> Option<Plan> {
        match action {
            Action::New => None,
            Action::Stage | Action::Next | Action::Previous => Some(Plan::show(action, show_poll(code))),
            Action::Return => Some(Plan::show(action, show_again(code, self.stage))),
            _ => Some(Plan::change(action, code)),
        }
    }

    /// The plan of a step that names what it does; `None` where that is so already. The change itself refuses what the poll's state
    /// does not permit.
    fn explicit(self, step: Step, poll: &Poll) -> Option<Plan> {
        let action = match (step, poll.state) {
            (Step::Open, PollState::Open) if self.shows(poll) => return None,
            (Step::Open, PollState::Open) => return Some(Plan::show(Action::Return, show_again(&poll.code, self.stage))),
            (Step::Open, PollState::Closed) => Action::Reopen,
            (Step::Open, PollState::Draft | PollState::Ready) => Action::Open,
            (Step::Close, PollState::Closed) | (Step::Next | Step::Back | Step::Blank | Step::Lobby, _) => return None,
            (Step::Close, _) => Action::Close,
            (Step::Reveal, _) if !poll.hides_results() => return None,
            (Step::Reveal, _) => Action::Reveal,
            (Step::Answer, _) if poll.answer_shown => return None,
            (Step::Answer, _) => Action::Answer,
            (Step::Timer, _) => Action::Timer,
            // Without a timer, more time would begin one, and end the voting.
            (Step::MoreTime, PollState::Open) if poll.closes_at.is_none() => return None,
            (Step::MoreTime, _) => Action::MoreTime,
        };
        Some(Plan::change(action, &poll.code))
    }

    /// Shows the lobby, or again the poll; `None` in a lobby before the first poll.
    fn lobby(self) -> Option<Plan> {
        let is_before_all = self.stage.item.view() == View::Lobby && !self.has_stage();
        (!is_before_all).then(|| self.toggle(View::Lobby, Action::Lobby))
    }

    /// Shows this view; if it is shown already, what a blank screen hides, or the poll after the lobby.
    fn toggle(self, view: View, action: Action) -> Plan {
        let former = match self.stage.item.view() {
            shown if shown != view => return Plan::show(action, show(view)),
            View::Blank => self.stage.beneath,
            _ if self.has_stage() => View::Poll,
            _ => View::Lobby,
        };
        Plan::show(if former == View::Lobby { Action::Lobby } else { Action::Return }, show(former))
    }

    /// Refuses what a host has to confirm, and carries out how it is confirmed.
    fn guard(self, plan: Plan, confirm: Option<Confirmation>) -> Result<Plan, Refusal> {
        self.guard_counted_votes(&plan, confirm)?;
        self.guard_open_polls(plan, confirm)
    }

    /// Refuses to open a closed poll with votes again, unless that is confirmed.
    fn guard_counted_votes(self, plan: &Plan, confirm: Option<Confirmation>) -> Result<(), Refusal> {
        let votes = self.poll().map_or(0, |poll| poll.total_votes);
        let would_reopen = plan.action == Action::Reopen && votes > 0;
        if would_reopen && confirm != Some(Confirmation::Reopen) { Err(Refusal::WouldReopen { votes }) } else { Ok(()) }
    }

    /// Refuses to put a poll on stage while others are open, unless it is confirmed what becomes of them.
    fn guard_open_polls(self, plan: Plan, confirm: Option<Confirmation>) -> Result<Plan, Refusal> {
        let Some(coming) = plan.stages().filter(|code| Room::of(self.stage).staged != Some(code)) else { return Ok(plan) };
        let others: Vec<&Poll> = self.polls.iter().filter(|poll| poll.state == PollState::Open && poll.code != *coming).collect();
        let Some(first) = others.first() else { return Ok(plan) };
        match confirm {
            None => Err(Refusal::PollStillOpen { question: first.question.clone() }),
            Some(Confirmation::Leave | Confirmation::Reopen) => Ok(plan),
            Some(Confirmation::Close) => Ok(plan.after_closing(others.iter().map(|poll| &poll.code))),
        }
    }

    /// Whether a poll was on stage.
    fn has_stage(self) -> bool {
        self.stage.last_poll.is_some()
    }

    fn find(self, code: &PollCode) -> Option<&'a Poll> {
        self.polls.iter().find(|poll| poll.code == *code)
    }
}

impl PollState {
    /// The state in the name of a position.
    const fn as_step(self) -> char {
        match self {
            Self::Draft => 'd',
            Self::Ready => 'r',
            Self::Open => 'o',
            Self::Closed => 'c',
        }
    }
}
