//! Open answers: one text from each voter.

use super::behaviour::Behaviour;
use super::body::AnswerBody;
use super::form::Form;
use super::table::{Cell, Column, Row};
use super::texts::{FIELDS, Limits, shown};
use super::{Answer, Figures, Kind, OptionId, PromptSettings, Tally};
use crate::domain::{Refusal, text};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use ts_rs::TS;
use utoipa::ToSchema;

/// The longest answer, in Unicode scalars after NFC.
pub const LONGEST_TEXT: usize = 500;

/// An open question, which has no settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open;

/// The texts of a round that are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct OpenFigures {
    /// The newest first.
    pub texts: Vec<ShownText>,
    /// Texts that are not shown: they wait for the host, or the host has taken them off.
    #[ts(type = "number")]
    pub hidden: u64,
    /// Answers that are not blank.
    #[ts(type = "number")]
    pub answers: u64,
}

/// A text that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ShownText {
    /// The text; equal ones are one.
    pub text: String,
    /// The voters who have written it.
    #[ts(type = "number")]
    pub count: u64,
    /// The position in the poll's log of the last ballot with it.
    #[ts(type = "number")]
    pub position: u64,
}

const LIMITS: Limits = Limits { most: 1, longest: LONGEST_TEXT, clean: text::lines, length: |text| text.chars().count() };

impl Behaviour for Open {
    fn kind(&self) -> Kind {
        Kind::Text
    }

    fn settings(&self) -> PromptSettings {
        PromptSettings::default()
    }

    fn fields(&self) -> &'static [&'static str] {
        FIELDS
    }

    fn check_options(&self, count: usize) -> Result<(), Refusal> {
        if count == 0 {
            Ok(())
        } else {
            Err(Refusal::InvalidOptions("An open answer is written, not chosen: leave the options out.".into()))
        }
    }

    fn read_body(&self, body: &AnswerBody, _: &[OptionId]) -> Result<Answer, Refusal> {
        LIMITS.read_body(body)
    }

    fn read_form(&self, form: &Form<'_>, _: &[OptionId]) -> Result<Answer, Refusal> {
        LIMITS.read_form(form)
    }

    fn fit(&self, answer: &Answer, _: &[OptionId]) -> Result<(), Refusal> {
        LIMITS.fit(answer)
    }

    fn figures(&self, _: &[OptionId], tally: &Tally, answers: u64) -> Figures {
        let (terms, hidden) = shown(tally);
        let mut texts: Vec<_> =
            terms.into_iter().map(|term| ShownText { text: term.text, count: term.count, position: term.position }).collect();
        texts.sort_unstable_by_key(|text| Reverse(text.position));
        Figures::Open(OpenFigures { texts, hidden, answers })
    }
}

impl OpenFigures {
    /// The rows of a table: one for each text, and one without a text where none is shown.
    pub(super) fn rows(&self) -> Vec<Row> {
        let of_all = [(Column::Answers, Cell::Count(self.answers)), (Column::Hidden, Cell::Count(self.hidden))];
        let text = |text: &ShownText| [Cell::Text(text.text.clone()), Cell::Count(text.count)];
        let empty = self.texts.is_empty().then_some([Cell::Empty, Cell::Count(0)]);
        let columns = [Column::Text, Column::VoteCount];
        self.texts.iter().map(text).chain(empty).map(|cells| columns.into_iter().zip(cells).chain(of_all.clone()).collect()).collect()
    }
}
