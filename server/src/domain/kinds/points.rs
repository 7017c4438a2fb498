//! Points: a budget, spread over options.

use super::behaviour::Behaviour;
use super::body::AnswerBody;
use super::choice::check_two_to_twenty;
use super::fault::{AnswerFault, invalid, other_kind};
use super::form::Form;
use super::rounding::hundredths;
use super::settings::{flag, whole};
use super::table::{Cell, Column, Row, option, optional};
use super::{Answer, Figures, Kind, OptionId, PromptSettings, Tally, TallyKey};
use crate::domain::Refusal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The settings of points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Points {
    budget: u16,
    spend_all: bool,
}

/// The figures of points.
#[derive(Debug, Clone, PartialEq, Serialize, TS, ToSchema)]
pub struct PointsFigures {
    /// In the host's order.
    pub points: Vec<OptionPoints>,
}

/// The points of an option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct OptionPoints {
    /// Unique over all polls.
    #[ts(type = "number")]
    pub id: OptionId,
    /// The sum over all answers.
    #[ts(type = "number")]
    pub sum: u64,
    /// The mean over all answers that are not blank, two decimals; null without any.
    #[schema(required)]
    pub mean: Option<f64>,
    /// Answers that give it points.
    #[ts(type = "number")]
    pub givers: u64,
}

impl Points {
    /// Parses the settings of `points`.
    ///
    /// # Errors
    /// [`Refusal::InvalidPrompt`] that names the setting.
    pub(super) fn parse(settings: &PromptSettings) -> Result<Self, Refusal> {
        let budget = whole("budget", settings.budget, 10..=1000)?.unwrap_or(100);
        Ok(Self { budget, spend_all: settings.spend_all.unwrap_or(false) })
    }

    /// The points that an answer may spend.
    #[must_use]
    pub fn budget(&self) -> u16 {
        self.budget
    }

    /// Whether an answer must spend all of them.
    #[must_use]
    pub fn spend_all(&self) -> bool {
        self.spend_all
    }

    fn not_points(&self) -> AnswerFault {
        AnswerFault::NotPoints { budget: self.budget }
    }

    fn answer(&self, entries: &[(String, OptionId, i64)], ids: &[OptionId]) -> Result<Answer, Refusal> {
        let mut points: Vec<(OptionId, u16)> = Vec::with_capacity(entries.len());
        for (field, id, number) in entries {
            let given = u16::try_from(*number).ok().filter(|given| *given <= self.budget);
            let given = given.ok_or_else(|| invalid(field, self.not_points()))?;
            if points.iter().any(|(other, _)| other == id) {
                return Err(invalid(field, AnswerFault::Doubled));
            }
            if !ids.contains(id) {
                return Err(invalid(field, AnswerFault::Foreign));
            }
            points.push((*id, given));
        }
        points.retain(|(_, given)| *given > 0);
        points.sort_unstable();
        self.check_sum(points.iter().map(|(_, given)| u64::from(*given)).sum())?;
        Ok(Answer::Points(points))
    }

    fn check_sum(&self, spent: u64) -> Result<(), Refusal> {
        let budget = self.budget;
        let left = u64::from(budget).checked_sub(spent).ok_or_else(|| invalid("points", AnswerFault::Overspent { spent, budget }))?;
        match (spent, left) {
            (0, _) => Err(invalid("points", AnswerFault::Empty)),
            (_, 1..) if self.spend_all => Err(invalid("points", AnswerFault::Unspent { left, budget })),
            (_, _) => Ok(()),
        }
    }
}

impl PointsFigures {
    /// The rows of a table: one for each option.
    pub(super) fn rows(&self, options: &[&str]) -> Vec<Row> {
        let rows = self.points.iter().enumerate().map(|(at, points)| {
            let mut row = option(at, options).to_vec();
            row.extend([
                (Column::Sum, Cell::Count(points.sum)),
                (Column::Givers, Cell::Count(points.givers)),
                (Column::Mean, optional(points.mean)),
            ]);
            row
        });
        rows.collect()
    }
}

impl Behaviour for Points {
    fn kind(&self) -> Kind {
        Kind::Points
    }

    fn settings(&self) -> PromptSettings {
        PromptSettings { budget: Some(self.budget.into()), spend_all: flag(self.spend_all), ..PromptSettings::default() }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["points"]
    }

    fn check_options(&self, count: usize) -> Result<(), Refusal> {
        check_two_to_twenty(count)
    }

    fn read_body(&self, body: &AnswerBody, ids: &[OptionId]) -> Result<Answer, Refusal> {
        let (field, value) = body.field(self.fields())?;
        self.answer(&value.entries(field, &self.not_points())?, ids)
    }

    fn read_form(&self, form: &Form<'_>, ids: &[OptionId]) -> Result<Answer, Refusal> {
        self.answer(&form.entries("points_", &self.not_points())?, ids)
    }

    fn fit(&self, answer: &Answer, ids: &[OptionId]) -> Result<(), Refusal> {
        let Answer::Points(points) = answer else {
            return Err(other_kind("answer", self.fields()));
        };
        let entries: Vec<_> = points.iter().map(|(id, given)| (format!("points.{id}"), *id, i64::from(*given))).collect();
        self.answer(&entries, ids).map(|_| ())
    }

    fn figures(&self, ids: &[OptionId], tally: &Tally, answers: u64) -> Figures {
        let option = |id: &OptionId| {
            let sum = tally.count(TallyKey::Points(*id));
            OptionPoints { id: *id, sum, mean: hundredths(sum.into(), answers), givers: tally.count(TallyKey::Givers(*id)) }
        };
        Figures::Points(PointsFigures { points: ids.iter().map(option).collect() })
    }
}
