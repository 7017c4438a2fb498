//! A question from the audience, and its states.

use super::super::Refusal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A question from the audience.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a question, as the database has them")]
pub struct BoardQuestion {
    /// Unique over all meetings.
    pub id: i64,
    /// What it says.
    pub text: String,
    /// The name that its asker gave; empty for none.
    pub name: String,
    /// Whether the name is taken off: hosts and moderators alone see it.
    pub name_off: bool,
    /// Whether another device had asked under this name, or it reads as the host's.
    pub name_doubtful: bool,
    /// Where it is.
    pub state: QuestionState,
    /// Whether it waits because of a word list or a doubtful name alone, which its asker is not told.
    pub is_held_by_list: bool,
    /// The question that it counts as, if it is merged.
    pub merged_into: Option<i64>,
    /// The host's written answer; empty for none.
    pub answer: String,
    /// Devices that have voted for it, or for one that is merged into it, each once.
    pub votes: u64,
    /// Devices that have reported it.
    pub reports: u64,
    /// Whether a meeting's end has deleted who has voted for it: its votes stay as they were then.
    pub is_settled: bool,
    /// Milliseconds since 1970.
    pub asked_at: i64,
    /// How many times a host or a moderator has changed it.
    pub version: u64,
}

/// Where a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionState {
    /// Not decided yet; visible to its asker, hosts and moderators.
    Held,
    /// It is shown.
    Open,
    /// It is shown before all others, and large on the wall.
    Pinned,
    /// It was answered.
    Answered,
    /// Declined; visible to its asker, hosts and moderators.
    Declined,
    /// It counts as another one.
    Merged,
}

/// Who set a question's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetBy {
    /// The board's rule, when it was asked.
    Rule,
    /// A word list or a doubtful name holds it; the rule alone would show it.
    List,
    /// A host or a moderator, or a repeat of what one of them has declined.
    Host,
}

impl QuestionState {
    /// Whether everybody sees a question in this state.
    #[must_use]
    pub fn is_public(self) -> bool {
        match self {
            Self::Open | Self::Pinned | Self::Answered => true,
            Self::Held | Self::Declined | Self::Merged => false,
        }
    }

    /// Whether votes for a question in this state are taken.
    #[must_use]
    pub fn takes_votes(self) -> bool {
        match self {
            Self::Open | Self::Pinned => true,
            Self::Held | Self::Answered | Self::Declined | Self::Merged => false,
        }
    }
}

impl BoardQuestion {
    /// Checks that this question, which counts as `now` if it is merged, may count as `root` from now on.
    ///
    /// # Errors
    /// [`Refusal::WrongState`] for a merge into itself, a merge that is done already, and one that would hide what is shown.
    pub fn check_merge(&self, now: Option<&Self>, root: &Self) -> Result<(), Refusal> {
        let refused = |text: &str| Err(Refusal::WrongState(text.to_owned()));
        if root.id == self.id || self.merged_into == Some(root.id) {
            refused("These are merged already, or are the same.")
        } else if self.is_settled || root.is_settled {
            refused("One of them was asked before the meeting ended: who has voted for both is not known any more.")
        } else if root.state == QuestionState::Declined || (now.unwrap_or(self).state.is_public() && !root.state.is_public()) {
            refused("Nobody sees the other question: show that one first.")
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_neither_closes_a_ring_nor_hides_what_is_shown() {
        use QuestionState::{Answered, Declined, Held, Merged, Open, Pinned};
        let question = |id, state, merged_into| BoardQuestion {
            id,
            text: String::new(),
            name: String::new(),
            name_off: false,
            name_doubtful: false,
            state,
            is_held_by_list: false,
            merged_into,
            answer: String::new(),
            votes: 0,
            reports: 0,
            is_settled: false,
            asked_at: 0,
            version: 0,
        };
        let merge = |state, into| question(1, state, None).check_merge(None, &question(2, into, None)).is_ok();
        for (state, into) in [(Open, Open), (Held, Held), (Held, Pinned), (Declined, Held), (Open, Answered)] {
            assert!(merge(state, into), "{state:?} into {into:?}");
        }
        for (state, into) in [(Open, Held), (Pinned, Declined), (Held, Declined), (Declined, Declined)] {
            assert!(!merge(state, into), "{state:?} into {into:?}");
        }
        assert!(question(1, Open, None).check_merge(None, &question(1, Open, None)).is_err(), "into itself");
        assert!(question(1, Merged, Some(2)).check_merge(Some(&question(2, Open, None)), &question(2, Open, None)).is_err(), "twice");
        assert!(question(1, Merged, Some(2)).check_merge(Some(&question(2, Open, None)), &question(3, Open, None)).is_ok(), "elsewhere");
        assert!(
            question(1, Merged, Some(2)).check_merge(Some(&question(2, Open, None)), &question(3, Held, None)).is_err(),
            "out of sight"
        );
    }
}
