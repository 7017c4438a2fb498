//! The order of a meeting's steps: what follows the state of a poll, and what precedes it.

use super::{Action, Room};
use crate::domain::{Poll, PollCode, PollState, ResultsRule};

impl Poll {
    /// Whether its results wait to be revealed.
    #[must_use]
    pub fn hides_results(&self) -> bool {
        self.rules.results != ResultsRule::Live && !self.revealed
    }
}

/// A step in the order, and the poll that it is about.
pub(super) type Ahead<'a> = (Action, &'a PollCode);

/// The step after this state of a poll; `polls` are the meeting's, in their order.
pub(super) fn next<'a>(poll: &'a Poll, room: Room<'_>, polls: &'a [Poll]) -> Ahead<'a> {
    let action = match poll.state {
        _ if room.hides(poll) => Action::Return,
        PollState::Open => Action::Close,
        _ if room.staged != Some(&poll.code) => Action::Stage,
        PollState::Draft | PollState::Ready => Action::Open,
        PollState::Closed if poll.hides_results() => Action::Reveal,
        PollState::Closed if poll.has_right_answer() && !poll.answer_shown => Action::Answer,
        PollState::Closed => return neighbour(poll, polls, 1).map_or((Action::New, &poll.code), |following| (Action::Next, following)),
    };
    (action, &poll.code)
}

/// The step before this state of a poll; `None` where it would discard votes, and before the first poll.
pub(super) fn back<'a>(poll: &'a Poll, room: Room<'_>, polls: &'a [Poll]) -> Option<Ahead<'a>> {
    let action = match poll.state {
        _ if room.hides(poll) => Action::Return,
        _ if poll.answer_shown => Action::HideAnswer,
        PollState::Closed if poll.revealed && poll.rules.results != ResultsRule::Live => Action::Hide,
        PollState::Closed => Action::Reopen,
        PollState::Open if poll.total_votes == 0 => Action::Unopen,
        PollState::Open => return None,
        PollState::Draft | PollState::Ready => return neighbour(poll, polls, -1).map(|previous| (Action::Previous, previous)),
    };
    Some((action, &poll.code))
}

/// The poll after this one, or before it.
fn neighbour<'a>(poll: &Poll, polls: &'a [Poll], offset: isize) -> Option<&'a PollCode> {
    let index = polls.iter().position(|other| other.code == poll.code)?;
    polls.get(index.checked_add_signed(offset)?).map(|poll| &poll.code)
}
