//! What the room sees, as far as steps depend on it.

use crate::domain::{Poll, PollCode, Stage, StageChange, View};

/// What phones and the projector show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room<'a> {
    /// The poll on stage; `None` while something else is shown.
    pub staged: Option<&'a PollCode>,
    /// What is shown.
    pub view: View,
}

impl<'a> Room<'a> {
    /// The room of a stage.
    #[must_use]
    pub fn of(stage: &'a Stage) -> Self {
        Self { staged: stage.item.poll(), view: stage.item.view() }
    }

    /// Whether something else hides a started poll: then a step only shows it again, and changes nothing.
    pub(super) fn hides(self, poll: &Poll) -> bool {
        self.view != View::Poll && !poll.state.is_before_voting()
    }
}

/// The change that puts a poll on stage.
pub(super) fn show_poll(code: &PollCode) -> StageChange {
    StageChange { poll: Some(code.clone()), ..StageChange::default() }
}

/// The change that shows a poll again. One that was on stage last is shown as it was.
pub(super) fn show_again(code: &PollCode, stage: &Stage) -> StageChange {
    if stage.last_poll.as_ref() == Some(code) { show(View::Poll) } else { show_poll(code) }
}

/// The change that shows something else than a poll, or again the poll that was on stage last.
pub(super) fn show(view: View) -> StageChange {
    StageChange { view: Some(view), ..StageChange::default() }
}
