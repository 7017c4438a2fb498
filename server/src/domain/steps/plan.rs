//! What a step changes.

use super::{Action, MORE_TIME_SECONDS, TIMER_SECONDS};
use crate::domain::{PollChange, PollCode, PollState, StageChange, Timer};

/// The changes of a step, to be made in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What the step does.
    pub action: Action,
    /// The changes of polls, in this order.
    pub polls: Vec<(PollCode, PollChange)>,
    /// The change of the stage, after those of the polls.
    pub stage: Option<StageChange>,
}

impl Plan {
    /// The plan that shows something.
    pub(super) fn show(action: Action, stage: StageChange) -> Self {
        Self { action, polls: Vec::new(), stage: Some(stage) }
    }

    /// The plan that changes a poll.
    pub(super) fn change(action: Action, code: &PollCode) -> Self {
        Self { action, polls: vec![(code.clone(), change_of(action))], stage: None }
    }

    /// The same after these polls were closed.
    pub(super) fn after_closing<'a>(mut self, open: impl Iterator<Item = &'a PollCode>) -> Self {
        let closed = open.map(|code| (code.clone(), change_of(Action::Close)));
        self.polls = closed.chain(self.polls).collect();
        self
    }

    /// Whether it puts another poll on stage, or opens one.
    pub(super) fn stages(&self) -> Option<&PollCode> {
        let opened = self.polls.iter().find(|(_, change)| change.state == Some(PollState::Open)).map(|(code, _)| code);
        self.stage.as_ref().and_then(|stage| stage.poll.as_ref()).or(opened)
    }
}

/// The change of a poll that an action makes; none for those that only change the stage.
fn change_of(action: Action) -> PollChange {
    let (mut state, mut revealed, mut answer_shown, mut timer) = (None, None, None, None);
    match action {
        Action::Open | Action::Reopen => state = Some(PollState::Open),
        Action::Close => state = Some(PollState::Closed),
        Action::Unopen => state = Some(PollState::Ready),
        Action::Reveal | Action::Hide => revealed = Some(action == Action::Reveal),
        Action::Answer | Action::HideAnswer => answer_shown = Some(action == Action::Answer),
        Action::Timer => timer = Some(Timer::In(TIMER_SECONDS)),
        Action::MoreTime => timer = Some(Timer::More(MORE_TIME_SECONDS)),
        Action::Stage | Action::Next | Action::Return | Action::New | Action::Previous | Action::Blank | Action::Lobby => {}
    }
    PollChange { state, revealed, answer_shown, timer, ..PollChange::default() }
}
