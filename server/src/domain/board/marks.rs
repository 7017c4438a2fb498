//! What a device does on a board, and how much of it.

use super::super::kinds::read_text;
use super::super::{Refusal, TermKey};

/// The longest question, in Unicode scalars after NFC.
pub const LONGEST_QUESTION: usize = 300;
/// The most questions of a meeting.
pub const MOST_QUESTIONS: u64 = 2000;
/// The longest name beside a question.
const LONGEST_NAME: usize = 40;
/// The longest written answer of the host.
const LONGEST_REPLY: usize = 1000;

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
    /// The name that its asker gave; empty for none.
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
    fn questions_and_names_are_cleaned() {
        assert_eq!(NewQuestion::parse(" Why\n now? ", ""), Ok(NewQuestion { text: "Why now?".into(), name: String::new() }));
        for (text, name) in [("", ""), ("\u{202e}", ""), ("Why?", "\u{200b}"), (&"x".repeat(301), ""), ("Why?", &"x".repeat(41))] {
            assert!(matches!(NewQuestion::parse(text, name), Err(Refusal::InvalidAnswer { .. })), "{text} {name}");
        }
    }
}
