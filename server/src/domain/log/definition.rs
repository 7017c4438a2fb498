//! The definition of a poll: everything that says what its answers mean.

use crate::domain::{Poll, PollRules, Prompt};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a poll asks and by which rules. The log holds each definition that a poll has had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Definition {
    /// The question.
    pub question: String,
    /// In the host's order.
    pub options: Vec<DefinedOption>,
    /// The kind of answer, with its settings.
    pub prompt: Prompt,
    /// Which second votes are refused, and who sees counts.
    pub rules: PollRules,
}

/// An option as voters read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DefinedOption {
    /// Unique over all polls.
    pub id: i64,
    /// Its text.
    pub text: String,
    /// Whether it is a right answer.
    #[serde(default)]
    pub correct: bool,
}

impl Definition {
    /// The definition of a poll as it reads now.
    #[must_use]
    pub fn of(poll: &Poll) -> Self {
        let option =
            |option: &crate::domain::PollOption| DefinedOption { id: option.id, text: option.text.clone(), correct: option.correct };
        Self {
            question: poll.question.clone(),
            options: poll.options.iter().map(option).collect(),
            prompt: poll.prompt.clone(),
            rules: poll.rules,
        }
    }

    /// Whether question or options differ, and not the rules alone.
    #[must_use]
    pub fn reads_differently(&self, other: &Self) -> bool {
        (&self.question, &self.options, &self.prompt) != (&other.question, &other.options, &other.prompt)
    }
}
