//! Grid: a mark for each statement, all on one scale.

use super::behaviour::Behaviour;
use super::body::AnswerBody;
use super::fault::{AnswerFault, invalid, other_kind};
use super::form::Form;
use super::settings::flag;
use super::table::{Cell, Column, Row, label, option, optional};
use super::{Answer, Figures, Kind, OptionId, PromptSettings, Scale, Tally, TallyKey};
use crate::domain::{Refusal, percentage};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The most statements.
const MOST_STATEMENTS: usize = 10;

/// The settings of a grid. The statements are the poll's options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    scale: Scale,
    partial: bool,
}

/// The figures of a grid.
#[derive(Debug, Clone, PartialEq, Serialize, TS, ToSchema)]
pub struct GridFigures {
    /// The statements in the host's order.
    pub grid: Vec<StatementFigures>,
}

/// The figures of a statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct StatementFigures {
    /// The statement's id among the poll's options.
    #[ts(type = "number")]
    pub id: OptionId,
    /// Answers by mark, the lowest mark first.
    #[ts(type = "number[]")]
    pub counts: Vec<u64>,
    /// Answers that leave the statement out; blank ones are not among them.
    #[ts(type = "number")]
    pub skipped: u64,
    /// The mean mark, two decimals; null without marks.
    #[schema(required)]
    pub mean: Option<f64>,
}

impl Grid {
    /// Parses the settings of `grid`.
    ///
    /// # Errors
    /// [`Refusal::InvalidPrompt`] that names the setting.
    pub(super) fn parse(settings: &PromptSettings) -> Result<Self, Refusal> {
        Ok(Self { scale: Scale::parse(settings)?, partial: settings.partial.unwrap_or(false) })
    }

    /// The scale.
    #[must_use]
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// Whether statements may be left out.
    #[must_use]
    pub fn partial(&self) -> bool {
        self.partial
    }

    fn off_scale(&self) -> AnswerFault {
        AnswerFault::OffScale { lowest: self.scale.lowest(), highest: self.scale.highest() }
    }

    fn answer(&self, entries: &[(String, OptionId, i64)], ids: &[OptionId]) -> Result<Answer, Refusal> {
        let mut marks: Vec<(OptionId, u8)> = Vec::with_capacity(entries.len());
        for (field, id, number) in entries {
            let mark = self.scale.mark(*number).ok_or_else(|| invalid(field, self.off_scale()))?;
            if marks.iter().any(|(other, _)| other == id) {
                return Err(invalid(field, AnswerFault::Doubled));
            }
            if !ids.contains(id) {
                return Err(invalid(field, AnswerFault::Foreign));
            }
            marks.push((*id, mark));
        }
        marks.sort_unstable();
        self.check_complete(marks.len(), ids.len())?;
        Ok(Answer::Grid(marks))
    }

    fn check_complete(&self, marked: usize, statements: usize) -> Result<(), Refusal> {
        match (marked, statements.saturating_sub(marked)) {
            (0, _) => Err(invalid("marks", AnswerFault::Empty)),
            (_, 0) => Ok(()),
            (_, _) if self.partial => Ok(()),
            (_, missing) => Err(invalid("marks", AnswerFault::Unmarked { missing })),
        }
    }
}

impl GridFigures {
    /// The rows of a table: one for each mark of each statement.
    pub(super) fn rows(&self, options: &[&str], scale: Option<&Scale>) -> Vec<Row> {
        let mut rows = Vec::new();
        for (at, statement) in self.grid.iter().enumerate() {
            let marked = statement.counts.iter().sum();
            for (mark, count) in scale.iter().flat_map(|scale| scale.marks()).zip(&statement.counts) {
                let mut row = option(at, options).to_vec();
                row.extend([(Column::Mark, Cell::Count(mark.into())), (Column::Label, label(scale, Some(mark)))]);
                row.extend([(Column::VoteCount, Cell::Count(*count)), (Column::Percentage, Cell::Percent(percentage(*count, marked)))]);
                row.extend([(Column::Skipped, Cell::Count(statement.skipped)), (Column::Mean, optional(statement.mean))]);
                rows.push(row);
            }
        }
        rows
    }
}

impl Behaviour for Grid {
    fn kind(&self) -> Kind {
        Kind::Grid
    }

    fn settings(&self) -> PromptSettings {
        PromptSettings { partial: flag(self.partial), ..self.scale.settings() }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["marks"]
    }

    fn check_options(&self, count: usize) -> Result<(), Refusal> {
        if (1..=MOST_STATEMENTS).contains(&count) {
            return Ok(());
        }
        Err(Refusal::InvalidOptions(format!("A grid has 1 to {MOST_STATEMENTS} statements; this one has {count}.")))
    }

    fn read_body(&self, body: &AnswerBody, ids: &[OptionId]) -> Result<Answer, Refusal> {
        let (field, value) = body.field(self.fields())?;
        self.answer(&value.entries(field, &self.off_scale())?, ids)
    }

    fn read_form(&self, form: &Form<'_>, ids: &[OptionId]) -> Result<Answer, Refusal> {
        self.answer(&form.entries("mark_", &self.off_scale())?, ids)
    }

    fn fit(&self, answer: &Answer, ids: &[OptionId]) -> Result<(), Refusal> {
        let Answer::Grid(marks) = answer else {
            return Err(other_kind("answer", self.fields()));
        };
        let entries: Vec<_> = marks.iter().map(|(id, mark)| (format!("marks.{id}"), *id, i64::from(*mark))).collect();
        self.answer(&entries, ids).map(|_| ())
    }

    fn figures(&self, ids: &[OptionId], tally: &Tally, answers: u64) -> Figures {
        let statement = |id: &OptionId| {
            let counts: Vec<u64> = self.scale.marks().map(|mark| tally.count(TallyKey::Mark(*id, mark))).collect();
            let skipped = answers.saturating_sub(counts.iter().sum());
            StatementFigures { id: *id, mean: self.scale.mean(&counts), counts, skipped }
        };
        Figures::Grid(GridFigures { grid: ids.iter().map(statement).collect() })
    }
}
