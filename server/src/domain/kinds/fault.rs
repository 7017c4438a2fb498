//! Why an answer or a setting is refused.

use crate::domain::Refusal;
use serde::Serialize;
use std::fmt;

/// What is wrong with a field of an answer. The serialised form has a stable `reason` and the values that a text in another
/// language needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum AnswerFault {
    /// The answer says nothing.
    Empty,
    /// A blank answer, where the poll takes none.
    BlankNotAllowed,
    /// A form that is marked as blank and answers as well.
    BlankAndAnswered,
    /// A field that this kind of poll does not take, or a second one.
    Unexpected {
        /// The fields that it takes, of which an answer has one.
        expected: String,
    },
    /// A value of another type, such as a list where a number belongs.
    WrongType {
        /// What belongs there.
        expected: &'static str,
    },
    /// An option that is not among the poll's.
    Foreign,
    /// One option is named twice.
    Doubled,
    /// Too few or too many options.
    WrongCount {
        /// The fewest.
        min: usize,
        /// The most.
        max: usize,
    },
    /// A mark that is not on the scale.
    OffScale {
        /// The lowest mark.
        lowest: u8,
        /// The highest mark.
        highest: u8,
    },
    /// Statements without a mark, where each needs one.
    Unmarked {
        /// How many.
        missing: usize,
    },
    /// A place that is not among those that a ranking gives.
    NotAPlace {
        /// The last place.
        last: usize,
    },
    /// Two options at one place.
    SharedPlace {
        /// The place.
        place: usize,
    },
    /// No option at a place, though a later one is given.
    SkippedPlace {
        /// The place.
        place: usize,
    },
    /// Options without a place, where each place must be given.
    Unranked {
        /// The last place.
        last: usize,
    },
    /// Not a number of points that an option can be given.
    NotPoints {
        /// The points to spend in all.
        budget: u16,
    },
    /// More points than there are to spend.
    Overspent {
        /// The points given.
        spent: u64,
        /// The points to spend.
        budget: u16,
    },
    /// Points left, where all must be spent.
    Unspent {
        /// The points left.
        left: u64,
        /// The points to spend.
        budget: u16,
    },
    /// Not a number in digits.
    NotANumber,
    /// A number that can be read in two ways, because its one separator stands before three digits. Where the poll permits one
    /// of them alone, both fields have that one.
    Ambiguous {
        /// The number as written.
        written: String,
        /// How to write it if the separator groups thousands.
        grouped: String,
        /// How to write it if the separator is the decimal sign.
        decimal: String,
    },
    /// A number with more decimals than the poll takes.
    TooPrecise {
        /// The decimals that it takes.
        decimals: u8,
    },
    /// A number outside the poll's bounds.
    OutOfBounds {
        /// The smallest number.
        from: Option<String>,
        /// The largest number.
        to: Option<String>,
    },
    /// A number that is larger than any poll takes.
    TooLarge,
    /// A text without a visible character.
    NoVisibleText,
    /// A text that is too long.
    TooLong {
        /// Its length.
        length: usize,
        /// The longest that is taken.
        most: usize,
    },
    /// A text with so many marks on one character that it runs into the lines around it.
    Stacked,
    /// More texts than the poll takes.
    TooManyTexts {
        /// The most.
        most: usize,
    },
}

impl fmt::Display for AnswerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Please answer before you send."),
            Self::BlankNotAllowed => f.write_str("This poll takes no blank answer. Please answer it."),
            Self::BlankAndAnswered => f.write_str("Either leave it blank or answer: this does both."),
            Self::Unexpected { expected } => write!(f, "This poll is answered with {expected}, and nothing else."),
            Self::WrongType { expected } => write!(f, "Send {expected}."),
            Self::Foreign => f.write_str("That option is not part of this poll. Reload the page and choose again."),
            Self::Doubled => f.write_str("The same option is named twice."),
            Self::WrongCount { min: 1, max: 1 } => f.write_str("Please choose exactly one option."),
            Self::WrongCount { min, max } if min == max => write!(f, "Please choose exactly {min} options."),
            Self::WrongCount { min: 1, max } => write!(f, "Please choose at least one and at most {max} options."),
            Self::WrongCount { min, max } => write!(f, "Please choose between {min} and {max} options."),
            Self::OffScale { lowest, highest } => write!(f, "Please choose a mark from {lowest} to {highest}."),
            Self::Unmarked { missing: 1 } => f.write_str("Every statement needs a mark; one has none yet."),
            Self::Unmarked { missing } => write!(f, "Every statement needs a mark; {missing} have none yet."),
            Self::NotAPlace { last: 1 } => f.write_str("One option is ranked: give it place 1, and leave the others empty."),
            Self::NotAPlace { last } => write!(f, "Give a place from 1 to {last}, or leave the option without one."),
            Self::SharedPlace { place } => write!(f, "Two options have place {place}. Give one of them another place."),
            Self::SkippedPlace { place } => write!(f, "No option has place {place}. Rank without a gap."),
            Self::Unranked { last } => write!(f, "Please give every place from 1 to {last}."),
            Self::NotPoints { budget } => write!(f, "Give a whole number of points from 0 to {budget}."),
            Self::Overspent { spent, budget } => {
                write!(f, "These are {spent} points of {budget}. Take {} back.", spent.saturating_sub(u64::from(*budget)))
            }
            Self::Unspent { left: 1, budget } => write!(f, "Please spend all {budget} points; one is left."),
            Self::Unspent { left, budget } => write!(f, "Please spend all {budget} points; {left} are left."),
            Self::NotANumber => f.write_str("Please write one number with the digits 0 to 9, such as 12 or 3.5."),
            Self::Ambiguous { written, grouped, decimal } if grouped == decimal => {
                write!(f, "“{written}” can be read in two ways, of which {decimal} fits. Write {decimal} if you mean that.")
            }
            Self::Ambiguous { written, grouped, decimal } => {
                write!(f, "{grouped} or {decimal}? “{written}” can be read as both. Write {grouped} for the one, {decimal} for the other.")
            }
            Self::TooPrecise { decimals: 0 } => f.write_str("Please write a whole number."),
            Self::TooPrecise { decimals: 1 } => f.write_str("Please write at most one decimal."),
            Self::TooPrecise { decimals } => write!(f, "Please write at most {decimals} decimals."),
            Self::OutOfBounds { from: Some(from), to: Some(to) } => write!(f, "Please write a number from {from} to {to}."),
            Self::OutOfBounds { from: Some(from), to: None } => write!(f, "Please write a number of at least {from}."),
            Self::OutOfBounds { from: None, to } => write!(f, "Please write a number of at most {}.", to.as_deref().unwrap_or("that")),
            Self::TooLarge => f.write_str("This number is too large to be counted."),
            Self::NoVisibleText => f.write_str("This text has no visible character. Please write something."),
            Self::TooLong { length, most } => write!(f, "This text has {length} characters; {most} fit. Please shorten it."),
            Self::Stacked => f.write_str("This text stacks too many marks on one letter. Please take them off."),
            Self::TooManyTexts { most: 1 } => f.write_str("Please write one answer."),
            Self::TooManyTexts { most } => write!(f, "Please write at most {most} words."),
        }
    }
}

/// The refusal of an answer. `field` is the field at fault, as it was sent; a longer name than any poll's is cut.
pub(super) fn invalid(field: &str, fault: AnswerFault) -> Refusal {
    Refusal::InvalidAnswer { field: field.chars().filter(|c| !c.is_control()).take(40).collect(), fault }
}

/// The refusal of a setting. `allowed` continues the sentence "`field` is …".
pub(super) fn invalid_prompt(field: &'static str, allowed: impl Into<String>) -> Refusal {
    Refusal::InvalidPrompt { field, allowed: allowed.into() }
}

/// The refusal of an answer of another kind than the poll's, which is answered with one of `fields`.
pub(super) fn other_kind(field: &str, fields: &[&'static str]) -> Refusal {
    invalid(field, AnswerFault::Unexpected { expected: fields.join(" or ") })
}

/// A refused answer as the refusal of clients that send `option_id`, whose code has always been `invalid_choice`.
pub(super) fn as_choice(refusal: Refusal) -> Refusal {
    if let Refusal::InvalidAnswer { fault, .. } = refusal { Refusal::InvalidChoice(fault.to_string()) } else { refusal }
}
