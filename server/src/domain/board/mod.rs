//! The board of a meeting: questions from the audience, voted for by devices.
//!
//! A vote for a question is a signal and no ballot: nothing of the board is in a log, and marks go with the meeting's end.

mod names;
mod order;

pub use names::imitates;
pub use order::{Sort, by_votes, sorted};

use super::kinds::read_text;
use super::{Moderation, Refusal, TermKey};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The longest question, in Unicode scalars after NFC.
pub const LONGEST_QUESTION: usize = 300;
/// The most questions of a meeting.
pub const MOST_QUESTIONS: u64 = 2000;
/// The longest name beside a question.
const LONGEST_NAME: usize = 40;
/// The longest written answer of the host.
const LONGEST_REPLY: usize = 1000;

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

/// A question from the audience.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a question, as the database has them")]
pub struct BoardQuestion {
    /// Unique over all meetings.
    pub id: i64,
    /// What it says.
    pub text: String,
    /// Who asks, as they wrote it; empty for nobody.
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

/// What a device does on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// It asks. A question that says the same as an earlier one is a vote for that.
    Ask(NewQuestion),
    /// It votes for a question, or takes its vote back.
    Vote {
        /// The question.
        question: i64,
        /// Whether it votes.
        on: bool,
    },
    /// It reports a question to the host.
    Report {
        /// The question.
        question: i64,
    },
}

/// A question that is not stored yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuestion {
    /// What it says.
    pub text: String,
    /// Who asks; empty for nobody.
    pub name: String,
}

/// What a device has done on a board so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AskedBefore {
    /// Its questions.
    pub all: u64,
    /// Those of them that are neither answered, declined nor merged.
    pub waiting: u64,
    /// When it has asked last, in milliseconds since 1970; 0 for never.
    pub last: i64,
}

/// The marks of a device.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnMarks {
    /// The questions that it has asked.
    pub asked: Vec<i64>,
    /// Held and declined questions of others with the same term as one that it has asked.
    pub asked_too: Vec<i64>,
    /// The questions that it has voted for.
    pub voted: Vec<i64>,
}

impl NewQuestion {
    /// Cleans a question and the name beside it.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] that names the field at fault.
    pub fn parse(text: &str, name: &str) -> Result<Self, Refusal> {
        let name = if name.trim().is_empty() { String::new() } else { read_text("name", name, LONGEST_NAME)? };
        Ok(Self { text: read_text("text", text, LONGEST_QUESTION)?, name })
    }

    /// The key that questions share if they say the same.
    #[must_use]
    pub fn term(&self) -> TermKey {
        TermKey::of(&self.text)
    }
}

/// Cleans a written answer of the host; an empty one takes it back.
///
/// # Errors
/// [`Refusal::InvalidAnswer`].
pub fn parse_reply(text: &str) -> Result<String, Refusal> {
    if text.trim().is_empty() { Ok(String::new()) } else { read_text("answer", text, LONGEST_REPLY) }
}

impl AskedBefore {
    /// Checks that the device may ask at `now`.
    ///
    /// # Errors
    /// [`Refusal::TooManyQuestions`] that says when it may.
    pub fn check(&self, now: i64) -> Result<(), Refusal> {
        /// The most questions of a device in a meeting, and those of them at once that nobody has answered yet.
        const MOST: u64 = 10;
        const MOST_WAITING: u64 = 3;
        /// The shortest time between two questions, in milliseconds.
        const PAUSE: i64 = 20_000;
        let refused = |text: &str| Err(Refusal::TooManyQuestions(text.to_owned()));
        if self.all >= MOST {
            refused("This device has asked ten questions in this meeting. Others get their turn now: vote for theirs.")
        } else if self.waiting >= MOST_WAITING {
            refused("Three questions of this device wait for an answer. Ask again once one of them was answered.")
        } else if self.last > 0 && now - self.last < PAUSE {
            refused("That was quick. Ask again in twenty seconds; the text is kept.")
        } else {
            Ok(())
        }
    }
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

impl BoardRules {
    /// The rules after a change.
    #[must_use]
    pub fn changed(self, change: BoardChange) -> Self {
        Self {
            state: change.state.unwrap_or(self.state),
            moderation: change.moderation.unwrap_or(self.moderation),
            names: change.names.unwrap_or(self.names),
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
    fn a_device_asks_three_at_once_and_ten_in_all() {
        let before = |all, waiting, last| AskedBefore { all, waiting, last }.check(100_000);
        assert_eq!(before(0, 0, 0), Ok(()));
        assert_eq!(before(9, 2, 80_000), Ok(()));
        for (all, waiting, last) in [(10, 0, 0), (4, 3, 0), (1, 1, 80_001)] {
            assert!(matches!(before(all, waiting, last), Err(Refusal::TooManyQuestions(_))), "{all} {waiting} {last}");
        }
    }

    #[test]
    fn a_new_question_waits_where_the_rule_or_a_list_says_so() {
        let rules = |moderation| BoardRules { state: BoardState::Open, moderation, names: false };
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
        let moved =
            |now, moderation, listed| BoardRules { state: BoardState::Open, moderation, names: false }.state_after_list_change(now, listed);
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

    #[test]
    fn questions_and_names_are_cleaned() {
        assert_eq!(NewQuestion::parse(" Why\n now? ", ""), Ok(NewQuestion { text: "Why now?".into(), name: String::new() }));
        for (text, name) in [("", ""), ("\u{202e}", ""), ("Why?", "\u{200b}"), (&"x".repeat(301), ""), ("Why?", &"x".repeat(41))] {
            assert!(matches!(NewQuestion::parse(text, name), Err(Refusal::InvalidAnswer { .. })), "{text} {name}");
        }
    }
}
