//! The board of a meeting: questions from the audience, voted for by devices.
//!
//! A vote for a question is a signal and no ballot: nothing of the board is in a log, and marks go with the meeting's end.

mod marks;
mod names;
mod order;
mod question;

pub use marks::{AskedBefore, LONGEST_QUESTION, MOST_QUESTIONS, Mark, NewQuestion, OwnMarks, parse_reply};
pub use names::imitates;
pub use order::{Sort, by_votes, sorted};
pub use question::{BoardQuestion, QuestionState, SetBy};

use super::Moderation;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// Whether voters can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BoardState {
    /// There is no board.
    #[default]
    Off,
    /// Questions and votes are taken.
    Open,
    /// The questions are shown, and nothing is taken.
    Closed,
}

/// The rules of a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardRules {
    /// Whether voters can ask.
    pub state: BoardState,
    /// Which questions wait for the host.
    pub moderation: Moderation,
    /// Whether voters may write a name beside a question.
    pub names: bool,
    /// How many devices must have asked a question that waits, so that it is shown by itself; `None` where that is the host's decision
    /// alone.
    pub show_after: Option<u16>,
}

/// A change of the rules; `None` leaves one unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BoardChange {
    /// The new state.
    pub state: Option<BoardState>,
    /// The new moderation.
    pub moderation: Option<Moderation>,
    /// Whether names may stand there.
    pub names: Option<bool>,
    /// The new [`BoardRules::show_after`]; 0 for none.
    pub show_after: Option<u16>,
}

/// The board of a meeting with all its questions, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// The rules.
    pub rules: BoardRules,
    /// Grows with every change.
    pub seq: u64,
    /// Every question, also those that wait, that were declined, and that are merged.
    pub questions: Vec<BoardQuestion>,
}

/// How many questions of a board are where, for everybody to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
pub struct Account {
    /// All that were asked.
    #[ts(type = "number")]
    pub asked: u64,
    /// Those that were answered.
    #[ts(type = "number")]
    pub answered: u64,
    /// Those that the host did not take.
    #[ts(type = "number")]
    pub declined: u64,
    /// Those that wait for the host.
    #[ts(type = "number")]
    pub held: u64,
}

impl BoardRules {
    /// The rules after a change.
    #[must_use]
    pub fn changed(self, change: BoardChange) -> Self {
        Self {
            state: change.state.unwrap_or(self.state),
            moderation: change.moderation.unwrap_or(self.moderation),
            names: change.names.unwrap_or(self.names),
            show_after: change.show_after.map_or(self.show_after, |least| Some(least).filter(|least| *least > 0)),
        }
    }

    /// The state of a new question, which is on a word list, or whose name is doubtful, or neither.
    #[must_use]
    pub fn state_of_new(&self, is_doubtful: bool) -> (QuestionState, SetBy) {
        match self.moderation {
            Moderation::Hold => (QuestionState::Held, SetBy::Rule),
            Moderation::After if is_doubtful => (QuestionState::Held, SetBy::List),
            Moderation::After | Moderation::Off => (QuestionState::Open, SetBy::Rule),
        }
    }

    /// How many devices must have asked a question that only the rule holds, so that it is shown by itself.
    #[must_use]
    pub fn shows_by_itself_after(&self) -> Option<u16> {
        self.show_after.filter(|_| self.moderation == Moderation::Hold)
    }

    /// The new state of a question after the word lists have changed; `None` if it stays. Only states set by the rule or a list change;
    /// under `hold` no question is shown.
    #[must_use]
    pub fn state_after_list_change(&self, now: (QuestionState, SetBy), is_doubtful: bool) -> Option<(QuestionState, SetBy)> {
        let (holds_listed, shows_others) = match self.moderation {
            Moderation::Off => (false, true),
            Moderation::After => (true, true),
            Moderation::Hold => (true, false),
        };
        let (state, set_by) = now;
        match set_by {
            SetBy::Rule => (state == QuestionState::Open && is_doubtful && holds_listed).then_some((QuestionState::Held, SetBy::List)),
            SetBy::List => (!is_doubtful && shows_others).then_some((QuestionState::Open, SetBy::Rule)),
            SetBy::Host => None,
        }
    }
}

impl Board {
    /// The question with this id.
    #[must_use]
    pub fn question(&self, id: i64) -> Option<&BoardQuestion> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// How many questions are where, for everybody to see: none while the board is off. Merged ones are counted once, as the question
    /// they are merged into.
    #[must_use]
    pub fn public_account(&self) -> Account {
        if self.rules.state == BoardState::Off { Account::default() } else { self.account() }
    }

    /// How many questions are where. Merged ones are counted once, as the question they are merged into.
    #[must_use]
    pub fn account(&self) -> Account {
        let of = |state: QuestionState| self.questions.iter().filter(|question| question.state == state).count() as u64;
        Account {
            asked: self.questions.len() as u64 - of(QuestionState::Merged),
            answered: of(QuestionState::Answered),
            declined: of(QuestionState::Declined),
            held: of(QuestionState::Held),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_question_waits_where_the_rule_or_a_list_says_so() {
        let rules = |moderation| BoardRules { state: BoardState::Open, moderation, names: false, show_after: None };
        for (moderation, listed, state) in [
            (Moderation::Hold, false, (QuestionState::Held, SetBy::Rule)),
            (Moderation::Hold, true, (QuestionState::Held, SetBy::Rule)),
            (Moderation::After, true, (QuestionState::Held, SetBy::List)),
            (Moderation::After, false, (QuestionState::Open, SetBy::Rule)),
            (Moderation::Off, true, (QuestionState::Open, SetBy::Rule)),
        ] {
            assert_eq!(rules(moderation).state_of_new(listed), state, "{moderation:?} {listed}");
        }
    }

    #[test]
    fn a_changed_list_moves_what_the_host_has_not_decided() {
        use Moderation::{After, Hold, Off};
        use QuestionState::{Answered, Declined, Held, Merged, Open, Pinned};
        let moved = |now, moderation, listed| {
            BoardRules { state: BoardState::Open, moderation, names: false, show_after: None }.state_after_list_change(now, listed)
        };
        for moderation in [After, Hold] {
            assert_eq!(moved((Open, SetBy::Rule), moderation, true), Some((Held, SetBy::List)), "{moderation:?}");
        }
        for moderation in [After, Off] {
            assert_eq!(moved((Held, SetBy::List), moderation, false), Some((Open, SetBy::Rule)), "{moderation:?}");
        }
        assert_eq!(moved((Open, SetBy::Rule), Off, true), None, "everything is shown");
        assert_eq!(moved((Held, SetBy::List), Hold, false), None, "everything waits");
        for (now, listed) in
            [((Open, SetBy::Rule), false), ((Held, SetBy::List), true), ((Held, SetBy::Rule), false), ((Held, SetBy::Rule), true)]
        {
            assert_eq!(moved(now, After, listed), None, "{now:?} {listed}");
        }
        for state in [Held, Open, Pinned, Answered, Declined, Merged] {
            assert_eq!([true, false].map(|listed| moved((state, SetBy::Host), After, listed)), [None; 2], "{state:?}");
        }
    }
}
