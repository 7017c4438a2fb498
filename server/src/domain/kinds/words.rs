//! Words: a few short entries from each voter, counted by what they say.

use super::behaviour::Behaviour;
use super::body::AnswerBody;
use super::form::Form;
use super::settings::whole;
use super::table::{Cell, Column, Row};
use super::texts::{FIELDS, Limits, shown};
use super::{Answer, Figures, Kind, OptionId, PromptSettings, Tally};
use crate::domain::{Refusal, percentage, text};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unicode_segmentation::UnicodeSegmentation;
use utoipa::ToSchema;

/// The entries of an answer unless the host sets another number.
const DEFAULT_MOST: u8 = 3;
/// The longest entry, in grapheme clusters.
pub const LONGEST_WORD: usize = 40;

/// The settings of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    most: u8,
}

/// The words of a round that are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct WordsFigures {
    /// Those of most voters first.
    pub words: Vec<WordCount>,
    /// Entries of answers that are not shown: they wait for the host, or the host has taken them off.
    #[ts(type = "number")]
    pub hidden: u64,
    /// Answers that are not blank.
    #[ts(type = "number")]
    pub answers: u64,
}

/// A word, and how many voters have written it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct WordCount {
    /// In the spelling that most of them have used; at most 40 characters.
    pub text: String,
    /// Each voter once.
    #[ts(type = "number")]
    pub count: u64,
}

impl Words {
    /// Parses settings.
    ///
    /// # Errors
    /// [`Refusal::InvalidPrompt`] for a number of entries that is not 1 to 10.
    pub(super) fn parse(settings: &PromptSettings) -> Result<Self, Refusal> {
        Ok(Self { most: whole("most", settings.most, 1..=10)?.unwrap_or(DEFAULT_MOST) })
    }

    /// The most entries of an answer.
    #[must_use]
    pub fn most(&self) -> u8 {
        self.most
    }

    fn limits(&self) -> Limits {
        Limits { most: self.most.into(), longest: LONGEST_WORD, clean: text::line, length: |text| text.graphemes(true).count() }
    }
}

impl Behaviour for Words {
    fn kind(&self) -> Kind {
        Kind::Words
    }

    fn settings(&self) -> PromptSettings {
        PromptSettings { most: Some(self.most.into()), ..PromptSettings::default() }
    }

    fn fields(&self) -> &'static [&'static str] {
        FIELDS
    }

    fn check_options(&self, count: usize) -> Result<(), Refusal> {
        if count == 0 { Ok(()) } else { Err(Refusal::InvalidOptions("Words are written, not chosen: leave the options out.".into())) }
    }

    fn read_body(&self, body: &AnswerBody, _: &[OptionId]) -> Result<Answer, Refusal> {
        self.limits().read_body(body)
    }

    fn read_form(&self, form: &Form<'_>, _: &[OptionId]) -> Result<Answer, Refusal> {
        self.limits().read_form(form)
    }

    fn fit(&self, answer: &Answer, _: &[OptionId]) -> Result<(), Refusal> {
        self.limits().fit(answer)
    }

    fn figures(&self, _: &[OptionId], tally: &Tally, answers: u64) -> Figures {
        let (terms, hidden) = shown(tally);
        let words = terms.into_iter().map(|term| WordCount { text: term.text, count: term.count }).collect();
        Figures::Words(WordsFigures { words, hidden, answers })
    }
}

impl WordsFigures {
    /// The rows of a table: one for each word, and one without a word where none is shown.
    pub(super) fn rows(&self) -> Vec<Row> {
        let of_all = [(Column::Answers, Cell::Count(self.answers)), (Column::Hidden, Cell::Count(self.hidden))];
        let word = |word: &WordCount| {
            [Cell::Text(word.text.clone()), Cell::Count(word.count), Cell::Percent(percentage(word.count, self.answers))]
        };
        let empty = self.words.is_empty().then_some([Cell::Empty, Cell::Count(0), Cell::Empty]);
        let columns = [Column::Text, Column::VoteCount, Column::Percentage];
        self.words.iter().map(word).chain(empty).map(|cells| columns.into_iter().zip(cells).chain(of_all.clone()).collect()).collect()
    }
}
