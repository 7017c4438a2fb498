//! Rating: one mark of a labelled scale. The marks are the poll's options, whose texts are their numbers, so that clients that
//! know only choices can rate.

use super::behaviour::Behaviour;
use super::body::AnswerBody;
use super::choice::{OptionCount, check_one, counts};
use super::fault::{AnswerFault, invalid, other_kind};
use super::form::Form;
use super::rounding::half_up;
use super::table::{Cell, Column, Row, label, option, optional, share};
use super::{Answer, Figures, Kind, OptionId, Preset, PromptSettings, Scale, Tally, TallyKey};
use crate::domain::Refusal;
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

/// The settings of a rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    scale: Scale,
}

/// The figures of a rating. Blank answers are in none but the percentages.
#[derive(Debug, Clone, PartialEq, Serialize, TS, ToSchema)]
pub struct RatingFigures {
    /// The marks in the order of the scale.
    pub options: Vec<OptionCount>,
    /// The mean mark, two decimals; null without answers.
    #[schema(required)]
    pub mean: Option<f64>,
    /// The median mark; null without answers.
    #[schema(required)]
    pub median: Option<f64>,
    /// The Net Promoter Score, -100 to 100: the percentage of marks from 9 less that of marks up to 6. Absent without answers,
    /// and for other scales.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub nps: Option<i8>,
}

impl Rating {
    /// Parses the settings of `rating`.
    ///
    /// # Errors
    /// [`Refusal::InvalidPrompt`] that names the setting; [`Refusal::InvalidChoices`] for more than one option.
    pub(super) fn parse(settings: &PromptSettings) -> Result<Self, Refusal> {
        check_one(settings)?;
        Ok(Self { scale: Scale::parse(settings)? })
    }

    /// The scale.
    #[must_use]
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// The answer with the one option of a mark.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] for none, several, and a foreign one.
    pub(super) fn answer(field: &str, chosen: &[OptionId], ids: &[OptionId]) -> Result<Answer, Refusal> {
        match chosen {
            [id] if ids.contains(id) => Ok(Answer::Options(vec![*id])),
            [_] => Err(invalid(field, AnswerFault::Foreign)),
            [] | [_, _, ..] => Err(invalid(field, AnswerFault::WrongCount { min: 1, max: 1 })),
        }
    }

    fn option_of_mark(&self, mark: Option<i64>, ids: &[OptionId]) -> Result<Answer, Refusal> {
        let at = mark.and_then(|mark| self.scale.mark(mark)).map(|mark| usize::from(mark - self.scale.lowest()));
        let id = at
            .and_then(|at| ids.get(at))
            .ok_or_else(|| invalid("mark", AnswerFault::OffScale { lowest: self.scale.lowest(), highest: self.scale.highest() }))?;
        Ok(Answer::Options(vec![*id]))
    }
}

impl RatingFigures {
    /// The rows of a table: one for each mark.
    pub(super) fn rows(&self, options: &[&str], scale: Option<&Scale>) -> Vec<Row> {
        let row = |(at, count): (usize, &OptionCount)| {
            let mark = scale.and_then(|scale| scale.marks().nth(at));
            let mut row = option(at, options).to_vec();
            row.extend([(Column::Mark, mark.map_or(Cell::Empty, |mark| Cell::Count(mark.into()))), (Column::Label, label(scale, mark))]);
            row.extend(share(count));
            row.extend([(Column::Mean, optional(self.mean)), (Column::Median, optional(self.median))]);
            row.push((Column::Nps, optional(self.nps.map(f64::from))));
            row
        };
        self.options.iter().enumerate().map(row).collect()
    }
}

impl Behaviour for Rating {
    fn kind(&self) -> Kind {
        Kind::Rating
    }

    fn settings(&self) -> PromptSettings {
        self.scale.settings()
    }

    fn fields(&self) -> &'static [&'static str] {
        &["mark", "options"]
    }

    fn check_options(&self, count: usize) -> Result<(), Refusal> {
        if count == self.scale.marks().count() {
            return Ok(());
        }
        Err(Refusal::InvalidOptions("A rating has no options but its marks: leave them out, and send scale.".into()))
    }

    fn read_body(&self, body: &AnswerBody, ids: &[OptionId]) -> Result<Answer, Refusal> {
        let (field, value) = body.field(self.fields())?;
        if field == "mark" { self.option_of_mark(value.whole(), ids) } else { Self::answer(field, &value.ids(field)?, ids) }
    }

    fn read_form(&self, form: &Form<'_>, ids: &[OptionId]) -> Result<Answer, Refusal> {
        Self::answer("option_id", &form.ids()?, ids)
    }

    fn fit(&self, answer: &Answer, ids: &[OptionId]) -> Result<(), Refusal> {
        let Answer::Options(chosen) = answer else {
            return Err(other_kind("answer", self.fields()));
        };
        Self::answer("options", chosen, ids).map(|_| ())
    }

    fn figures(&self, ids: &[OptionId], tally: &Tally, answers: u64) -> Figures {
        let options = counts(ids, tally, answers + tally.count(TallyKey::Blank));
        let counts: Vec<u64> = options.iter().map(|option| option.vote_count).collect();
        let nps = (self.scale.preset() == Some(Preset::Nps)).then(|| net_promoter_score(&counts)).flatten();
        Figures::Rating(RatingFigures { options, mean: self.scale.mean(&counts), median: self.scale.median(&counts), nps })
    }
}

/// The percentage of marks 9 and 10 less that of marks 0 to 6, half up. `counts` are those of the marks from 0.
fn net_promoter_score(counts: &[u64]) -> Option<i8> {
    let sum = |counts: &[u64]| i128::from(counts.iter().sum::<u64>());
    let (detractors, promoters) = (sum(counts.get(..7)?), sum(counts.get(9..)?));
    i8::try_from(half_up((promoters - detractors) * 100, counts.iter().sum())?).ok()
}
