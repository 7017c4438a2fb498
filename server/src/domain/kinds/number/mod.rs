//! Number: an estimate or a measure, with unit, bounds and decimals.

mod bins;
mod figures;
mod text;

use super::behaviour::Behaviour;
use super::body::AnswerBody;
use super::fault::{AnswerFault, invalid, invalid_prompt, other_kind};
use super::form::Form;
use super::scale::short_text;
use super::settings::whole;
use super::table::{Cell, Column, Row, numeric};
use super::{Answer, Figures, Kind, NumberInput, OptionId, PromptSettings, Tally};
use crate::domain::{Refusal, percentage};
use figures::Values;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The longest unit, in Unicode scalars after NFC.
const LONGEST_UNIT: usize = 20;

/// The settings of a number. Its numbers are integers in units of the last decimal place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    decimals: u8,
    from: Option<i64>,
    to: Option<i64>,
    unit: Option<String>,
    right: Option<i64>,
    tolerance: i64,
}

/// The figures of numbers, as results have them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, ToSchema)]
pub struct NumberFigures {
    /// The figures.
    pub number: NumberResult,
}

/// The figures of numbers. Numbers are text with a point as the decimal sign; null without answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NumberResult {
    /// Answers with a number.
    #[ts(type = "number")]
    pub count: u64,
    /// The median.
    #[schema(required)]
    pub median: Option<String>,
    /// The numbers between which the middle half of the answers is.
    #[schema(required)]
    pub quartiles: Option<[String; 2]>,
    /// The mean, with two decimals more than answers have, half up.
    #[schema(required)]
    pub mean: Option<String>,
    /// The smallest number.
    #[schema(required)]
    pub min: Option<String>,
    /// The largest number.
    #[schema(required)]
    pub max: Option<String>,
    /// A histogram: at most 40 bins, the smallest numbers first.
    pub bins: Vec<Bin>,
}

/// The right answer to a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct RightNumber {
    /// The number, as text with a point as the decimal sign.
    pub value: String,
    /// By how much an answer may differ from it and count as right, as text in the same form.
    pub tolerance: String,
    /// Right answers; null while counts are hidden.
    #[ts(type = "number | null")]
    #[schema(required)]
    pub answers: Option<u64>,
}

/// A bin of a histogram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Bin {
    /// The smallest number that it holds.
    pub from: String,
    /// The largest number that it holds.
    pub to: String,
    /// Answers in it.
    #[ts(type = "number")]
    pub count: u64,
}

impl Number {
    /// Parses the settings of `number`.
    ///
    /// # Errors
    /// [`Refusal::InvalidPrompt`] that names the setting.
    pub(super) fn parse(settings: &PromptSettings) -> Result<Self, Refusal> {
        let decimals = whole("decimals", settings.decimals, 0..=6)?.unwrap_or(0);
        let number = |field, input: &Option<NumberInput>| input.as_ref().map(|input| setting(field, input, decimals)).transpose();
        let (from, to) = (number("from", &settings.from)?, number("to", &settings.to)?);
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            return Err(invalid_prompt("to", "a number larger than from"));
        }
        let unit = settings.unit.as_deref().map(|unit| short_text("unit", unit, LONGEST_UNIT)).transpose()?;
        let (right, tolerance) = (number("right", &settings.right)?, number("tolerance", &settings.tolerance)?);
        if tolerance.is_some_and(|tolerance| tolerance < 0 || right.is_none()) {
            return Err(invalid_prompt("tolerance", "0 or more, beside right"));
        }
        let number = Self { decimals, from, to, unit, right, tolerance: tolerance.unwrap_or(0) };
        if right.is_some_and(|right| !number.permits(right)) {
            return Err(invalid_prompt("right", "a number between from and to"));
        }
        Ok(number)
    }

    /// The most decimals, 0 to 6.
    #[must_use]
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// The smallest and the largest number, as text with a point as the decimal sign.
    #[must_use]
    pub fn bounds(&self) -> [Option<String>; 2] {
        [self.from, self.to].map(|bound| bound.map(|bound| self.text(bound)))
    }

    /// The unit.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.unit.as_deref()
    }

    /// The right answer, and how many answers of a tally are right; `None` for a poll without one.
    #[must_use]
    pub fn right(&self, tally: &Tally) -> Option<RightNumber> {
        let right = self.right?;
        let is_right = |value: i64| (value - right).abs() <= self.tolerance;
        let answers = tally.numbers().filter(|(value, _)| is_right(*value)).map(|(_, count)| count).sum();
        Some(RightNumber { value: self.text(right), tolerance: self.text(self.tolerance), answers: Some(answers) })
    }

    /// A number of this poll as text with a point as the decimal sign, which reads back as the same number.
    #[must_use]
    pub fn text(&self, value: i64) -> String {
        text::unambiguous(value, self.decimals)
    }

    fn permits(&self, value: i64) -> bool {
        self.from.is_none_or(|from| from <= value) && self.to.is_none_or(|to| value <= to)
    }

    fn check(&self, value: i64) -> Result<(), Refusal> {
        if self.permits(value) { Ok(()) } else { Err(invalid("number", self.out_of_bounds())) }
    }

    fn answer(&self, input: &NumberInput) -> Result<Answer, Refusal> {
        let value = text::read(input, self.decimals).map_err(|fault| invalid("number", self.permitted_readings(fault)))?;
        self.check(value)?;
        Ok(Answer::Number(value))
    }

    /// The fault of a text with two readings without those that the poll does not permit. One that is left is asked back about
    /// too: where 10 is the largest number, `1,000` may be a thousand that is out of bounds, and not 1.
    fn permitted_readings(&self, fault: AnswerFault) -> AnswerFault {
        let AnswerFault::Ambiguous { written, grouped, decimal } = fault else { return fault };
        let read = |text: &String| text::read(&NumberInput::Plain(text.clone()), self.decimals);
        match (read(&grouped), read(&decimal)) {
            (_, Err(too_precise)) => too_precise,
            (Ok(whole), Ok(part)) if !self.permits(whole) && !self.permits(part) => self.out_of_bounds(),
            (Ok(whole), Ok(_)) if !self.permits(whole) => AnswerFault::Ambiguous { written, grouped: decimal.clone(), decimal },
            (Ok(_), Ok(part)) if !self.permits(part) => AnswerFault::Ambiguous { written, grouped: grouped.clone(), decimal: grouped },
            (Ok(_) | Err(_), Ok(_)) => AnswerFault::Ambiguous { written, grouped, decimal },
        }
    }

    fn out_of_bounds(&self) -> AnswerFault {
        let [from, to] = self.bounds();
        AnswerFault::OutOfBounds { from, to }
    }
}

fn setting(field: &'static str, input: &NumberInput, decimals: u8) -> Result<i64, Refusal> {
    text::read(input, decimals).map_err(|fault| {
        let allowed = format!("a number of at most 15 digits, {decimals} of them decimals");
        let AnswerFault::Ambiguous { grouped, decimal, .. } = fault else { return invalid_prompt(field, allowed) };
        invalid_prompt(field, format!("{grouped} or {decimal}: write it one of these ways"))
    })
}

impl NumberFigures {
    /// The rows of a table: one for each bin, and one without answers.
    pub(super) fn rows(&self) -> Vec<Row> {
        let number = &self.number;
        let bins = number.bins.iter().map(|bin| {
            let share = Cell::Percent(percentage(bin.count, number.count));
            [numeric(Some(&bin.from)), numeric(Some(&bin.to)), Cell::Count(bin.count), share]
        });
        // Without answers there are no bins, and one row with a count of 0.
        let empty = number.bins.is_empty().then_some([Cell::Empty, Cell::Empty, Cell::Count(0), Cell::Empty]);
        let columns = [Column::From, Column::To, Column::VoteCount, Column::Percentage];
        bins.chain(empty).map(|cells| columns.into_iter().zip(cells).chain(of_all_numbers(number)).collect()).collect()
    }
}

impl Behaviour for Number {
    fn kind(&self) -> Kind {
        Kind::Number
    }

    fn settings(&self) -> PromptSettings {
        let number = |value: Option<i64>| value.map(|value| NumberInput::Written(self.text(value)));
        PromptSettings {
            decimals: Some(self.decimals.into()),
            from: number(self.from),
            to: number(self.to),
            unit: self.unit.clone(),
            right: number(self.right),
            tolerance: number(Some(self.tolerance).filter(|tolerance| *tolerance > 0)),
            ..PromptSettings::default()
        }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["number"]
    }

    fn check_options(&self, count: usize) -> Result<(), Refusal> {
        if count == 0 { Ok(()) } else { Err(Refusal::InvalidOptions("A number is written, not chosen: leave the options out.".into())) }
    }

    fn read_body(&self, body: &AnswerBody, _: &[OptionId]) -> Result<Answer, Refusal> {
        let (field, value) = body.field(self.fields())?;
        let input = value.clone().number().ok_or_else(|| invalid(field, AnswerFault::NotANumber))?;
        self.answer(&input)
    }

    fn read_form(&self, form: &Form<'_>, _: &[OptionId]) -> Result<Answer, Refusal> {
        self.answer(&NumberInput::Written(form.single("number")?.to_owned()))
    }

    fn fit(&self, answer: &Answer, _: &[OptionId]) -> Result<(), Refusal> {
        let Answer::Number(value) = answer else {
            return Err(other_kind("answer", self.fields()));
        };
        self.check(*value)
    }

    fn figures(&self, _: &[OptionId], tally: &Tally, _: u64) -> Figures {
        let values = Values::new(tally.numbers());
        Figures::Number(NumberFigures { number: figures::result(&values, self.decimals, (self.from, self.to)) })
    }
}

/// The cells that are the same in every row.
fn of_all_numbers(number: &NumberResult) -> [(Column, Cell); 7] {
    let [lower, upper] = number.quartiles.as_ref().map_or([None, None], |[lower, upper]| [Some(lower), Some(upper)]);
    [
        (Column::Count, Cell::Count(number.count)),
        (Column::Mean, numeric(number.mean.as_ref())),
        (Column::Median, numeric(number.median.as_ref())),
        (Column::LowerQuartile, numeric(lower)),
        (Column::UpperQuartile, numeric(upper)),
        (Column::Min, numeric(number.min.as_ref())),
        (Column::Max, numeric(number.max.as_ref())),
    ]
}
