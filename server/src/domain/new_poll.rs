//! Validates new polls.

use super::{Note, OptionText, Poll, PollOption, PollRules, PollState, Prompt, Question, Refusal};
use std::collections::HashSet;

/// A valid poll that is not stored yet.
#[derive(Debug, Clone)]
pub struct NewPoll {
    /// The question.
    pub question: Question,
    /// As many as the prompt takes, no two of which look the same.
    pub options: Vec<NewOption>,
    /// See [`Poll::prompt`](super::Poll::prompt).
    pub prompt: Prompt,
    /// See [`Poll::rules`](super::Poll::rules).
    pub rules: PollRules,
    /// See [`Poll::auto_reveal`](super::Poll::auto_reveal).
    pub auto_reveal: bool,
    /// See [`Poll::note`](super::Poll::note).
    pub note: Note,
    /// The initial state.
    pub state: PollState,
}

/// One option of a new poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOption {
    /// Its text.
    pub text: OptionText,
    /// Whether it is a right answer.
    pub correct: bool,
}

impl NewPoll {
    /// A new poll with the question, options, rules and note of an existing one, without its votes.
    ///
    /// # Errors
    /// None for a stored poll, whose texts were parsed before.
    pub fn like(poll: &Poll, state: PollState) -> Result<Self, Refusal> {
        let option =
            |(at, option): (usize, &PollOption)| Ok(NewOption { text: OptionText::parse(&option.text, at + 1)?, correct: option.correct });
        Ok(Self {
            question: Question::parse(&poll.question)?,
            options: poll.options.iter().enumerate().map(option).collect::<Result<_, Refusal>>()?,
            prompt: poll.prompt.clone(),
            rules: poll.rules,
            auto_reveal: poll.auto_reveal,
            note: Note::parse(&poll.note)?,
            state,
        })
    }

    /// The permitted numbers of options of a choice.
    pub const OPTIONS: std::ops::RangeInclusive<usize> = 2..=20;

    /// Validates the options of a poll together.
    ///
    /// # Errors
    /// What [`Prompt::check_options`] returns for their number; [`Refusal::InvalidOptions`] for blank or too long ones, and for two
    /// that look the same.
    pub fn options(prompt: &Prompt, raw: &[String]) -> Result<Vec<OptionText>, Refusal> {
        prompt.check_options(raw.len())?;
        Self::texts(raw)
    }

    /// Validates the texts of options, of whatever number.
    ///
    /// # Errors
    /// [`Refusal::InvalidOptions`] for blank or too long ones, and for two that look the same.
    pub fn texts(raw: &[String]) -> Result<Vec<OptionText>, Refusal> {
        let options = raw.iter().enumerate().map(|(at, text)| OptionText::parse(text, at + 1)).collect::<Result<Vec<_>, _>>()?;
        let mut seen = HashSet::new();
        for (at, option) in options.iter().enumerate() {
            if !seen.insert(option.appearance_key()) {
                return Err(Refusal::InvalidOptions(format!(
                    "Option {} says the same as an earlier one. Please make them differ.",
                    at + 1
                )));
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(raw: &[&str]) -> Result<Vec<OptionText>, Refusal> {
        NewPoll::options(&Prompt::default(), &raw.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_two_to_twenty_distinct_texts() {
        assert!(options(&["Tabs", "Spaces"]).is_ok());
        assert!(options(&["Tabs"]).is_err());
        assert!(options(&["Tabs", " "]).is_err());
        assert!(options(&["Tabs", " Tabs "]).is_err());
        let twenty: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        assert!(NewPoll::options(&Prompt::default(), &twenty).is_ok());
        assert!(NewPoll::options(&Prompt::default(), &[twenty, vec!["20".into()]].concat()).is_err());
    }
}
