//! Validates new polls.

use super::{Kind, Note, OptionText, Poll, PollOption, PollRules, PollState, Question, Refusal};
use std::collections::HashSet;

/// A valid poll that is not stored yet.
#[derive(Debug, Clone)]
pub struct NewPoll {
    /// The question.
    pub question: Question,
    /// 2 to 20, no two of which look the same.
    pub options: Vec<NewOption>,
    /// The kind of answer.
    pub kind: Kind,
    /// See [`Poll::min_choices`](super::Poll::min_choices).
    pub min_choices: u8,
    /// See [`Poll::max_choices`](super::Poll::max_choices).
    pub max_choices: u8,
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
            kind: poll.kind,
            min_choices: poll.min_choices,
            max_choices: poll.max_choices,
            rules: poll.rules,
            auto_reveal: poll.auto_reveal,
            note: Note::parse(&poll.note)?,
            state,
        })
    }

    /// The permitted highest marks of a rating.
    pub const SCALES: std::ops::RangeInclusive<u8> = 2..=10;
    /// The permitted numbers of options of a poll.
    pub const OPTIONS: std::ops::RangeInclusive<usize> = 2..=20;

    /// Validates the options of a poll together.
    ///
    /// # Errors
    /// [`Refusal::InvalidOptions`] for too few, too many, blank or too long ones, and for two that look the same.
    pub fn options(raw: &[String]) -> Result<Vec<OptionText>, Refusal> {
        if !Self::OPTIONS.contains(&raw.len()) {
            return Err(Refusal::InvalidOptions(format!("A poll has 2 to 20 options; this one has {}.", raw.len())));
        }
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

    /// The marks of a rating: "1", "2", … up to `scale`; 5 by default.
    ///
    /// # Errors
    /// [`Refusal::InvalidOptions`] for a scale outside [`Self::SCALES`].
    pub fn marks(scale: Option<u64>) -> Result<Vec<OptionText>, Refusal> {
        let scale = u8::try_from(scale.unwrap_or(5)).ok().filter(|scale| Self::SCALES.contains(scale));
        let scale =
            scale.ok_or_else(|| Refusal::InvalidOptions("A rating runs from 1 to 5, or to another mark between 2 and 10.".into()))?;
        (1..=usize::from(scale)).map(|mark| OptionText::parse(&mark.to_string(), mark)).collect()
    }

    /// The least and the largest number of options that a ballot may name: always 1 for a single
    /// choice or a rating; for a multiple choice `min` and `max`, by default 1 and all `options`.
    ///
    /// # Errors
    /// [`Refusal::InvalidChoices`] when the bounds do not fit the kind, each other, or the number
    /// of options.
    pub fn choices(kind: Kind, min: Option<u64>, max: Option<u64>, options: usize) -> Result<(u8, u8), Refusal> {
        let options = options.min(*Self::OPTIONS.end()) as u64;
        let (min, max) = match kind {
            Kind::Single | Kind::Rating => (min.unwrap_or(1), max.unwrap_or(1)),
            Kind::Multiple => (min.unwrap_or(1), max.unwrap_or(options)),
        };
        let fits = match kind {
            Kind::Single | Kind::Rating => min == 1 && max == 1,
            Kind::Multiple => 1 <= min && min <= max && max <= options,
        };
        let narrow = |n: u64| u8::try_from(n).ok();
        match (fits, narrow(min), narrow(max)) {
            (true, Some(min), Some(max)) => Ok((min, max)),
            _ => Err(Refusal::InvalidChoices(match kind {
                Kind::Single | Kind::Rating => "This kind takes exactly one option: leave min_choices and max_choices out.".into(),
                Kind::Multiple => format!("min_choices must be at least 1, and max_choices between min_choices and {options}."),
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(raw: &[&str]) -> Result<Vec<OptionText>, Refusal> {
        NewPoll::options(&raw.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_two_to_twenty_distinct_texts() {
        assert!(options(&["Tabs", "Spaces"]).is_ok());
        assert!(options(&["Tabs"]).is_err());
        assert!(options(&["Tabs", " "]).is_err());
        assert!(options(&["Tabs", " Tabs "]).is_err());
        let twenty: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        assert!(NewPoll::options(&twenty).is_ok());
        assert!(NewPoll::options(&[twenty, vec!["20".into()]].concat()).is_err());
    }

    #[test]
    fn the_kind_determines_how_many_options_a_ballot_may_name() {
        assert_eq!(NewPoll::choices(Kind::Single, None, None, 4).ok(), Some((1, 1)));
        assert!(NewPoll::choices(Kind::Single, None, Some(2), 4).is_err());
        assert_eq!(NewPoll::choices(Kind::Multiple, None, None, 4).ok(), Some((1, 4)));
        assert_eq!(NewPoll::choices(Kind::Multiple, Some(2), Some(3), 4).ok(), Some((2, 3)));
        for (min, max) in [(0, 2), (3, 2), (1, 5), (1, u64::MAX)] {
            assert!(NewPoll::choices(Kind::Multiple, Some(min), Some(max), 4).is_err(), "{min}..{max}");
        }
    }
}
