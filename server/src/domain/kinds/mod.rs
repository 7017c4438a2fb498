//! The kinds of polls on one model: a [`Prompt`] asks, an [`Answer`] is what a voter said, a [`Tally`] is the sum of the
//! answers, and a [`Summary`] is what results show of it.
//!
//! Each kind is a module with its settings, its answers and its figures, and implements [`behaviour::Behaviour`].
//! [`prompt::Ask`] is the one list of kinds. All of it is pure.

mod answer;
mod behaviour;
mod body;
mod choice;
mod fault;
mod form;
mod grid;
mod number;
mod open;
mod points;
mod prompt;
mod ranking;
mod rating;
mod rounding;
mod scale;
mod settings;
mod summary;
mod table;
mod tally;
mod texts;
mod words;

#[cfg(test)]
mod laws;

pub use answer::{Answer, OptionId};
pub use body::{AnswerBody, AnswerShape};
pub use choice::{Choice, ChoiceFigures, OptionCount};
pub use fault::AnswerFault;
pub use grid::{Grid, GridFigures, StatementFigures};
pub use number::{Bin, Number, NumberFigures, NumberResult, RightNumber};
pub use open::{LONGEST_TEXT, Open, OpenFigures, ShownText};
pub use points::{OptionPoints, Points, PointsFigures};
pub use prompt::{Ask, Prompt};
pub use ranking::{RankedOption, Ranking, RankingFigures};
pub use rating::{Rating, RatingFigures};
pub use scale::Scale;
pub use settings::{Kind, NumberInput, Preset, PromptSettings, SettingType};
pub use summary::{Figures, Summary};
pub use table::{Cell, Column, Table};
pub use tally::{Tally, TallyKey};
pub(in crate::domain) use texts::read_text;
pub(crate) use texts::shown_as;
pub use words::{LONGEST_WORD, WordCount, Words, WordsFigures};
