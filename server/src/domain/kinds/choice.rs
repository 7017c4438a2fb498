//! Single and multiple choice: an answer names options.

use super::behaviour::Behaviour;
use super::body::AnswerBody;
use super::fault::{AnswerFault, invalid, other_kind};
use super::form::Form;
use super::table::{Row, option, share};
use super::{Answer, Figures, Kind, OptionId, PromptSettings, Tally, TallyKey};
use crate::domain::{NewPoll, Refusal, percentage};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

/// The settings of a choice: by default of one option.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    kind: ChoiceKind,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum ChoiceKind {
    /// Exactly one option.
    #[default]
    Single,
    /// From `min` options up to `max`, or any number.
    Multiple { min: u8, max: Option<u8> },
}

/// The figures of a choice.
#[derive(Debug, Clone, PartialEq, Serialize, TS, ToSchema)]
pub struct ChoiceFigures {
    /// In the host's order.
    pub options: Vec<OptionCount>,
}

/// An option and its share.
#[derive(Debug, Clone, PartialEq, Serialize, TS, ToSchema)]
pub struct OptionCount {
    /// Unique over all polls.
    #[ts(type = "number")]
    pub id: OptionId,
    /// Answers that name it.
    #[ts(type = "number")]
    pub vote_count: u64,
    /// In percent of all answers, blank ones too; one decimal.
    pub percentage: f64,
}

impl Choice {
    /// Parses the settings of `single` or `multiple`.
    ///
    /// # Errors
    /// [`Refusal::InvalidChoices`] for bounds that do not fit the kind or each other.
    pub(super) fn parse(settings: &PromptSettings, several: bool) -> Result<Self, Refusal> {
        let kind = if several {
            let (min, max) = bounds(settings)?;
            ChoiceKind::Multiple { min, max }
        } else {
            check_one(settings)?;
            ChoiceKind::Single
        };
        Ok(Self { kind })
    }

    /// The fewest and the most options of an answer, where the poll has `options`.
    #[must_use]
    pub fn bounds(&self, options: usize) -> (usize, usize) {
        match self.kind {
            ChoiceKind::Single => (1, 1),
            ChoiceKind::Multiple { min, max } => (min.into(), max.map_or(options, usize::from)),
        }
    }

    /// The same with limits that are no larger than the number of options.
    #[must_use]
    pub(super) fn limited_to(&self, options: u8) -> Self {
        match self.kind {
            ChoiceKind::Single => self.clone(),
            ChoiceKind::Multiple { min, max } => {
                Self { kind: ChoiceKind::Multiple { min: min.min(options), max: max.map(|max| max.min(options)) } }
            }
        }
    }

    /// The answer with these options.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] for too few, too many, repeated or foreign options.
    pub(super) fn answer(&self, field: &str, mut chosen: Vec<OptionId>, ids: &[OptionId]) -> Result<Answer, Refusal> {
        let sent = chosen.len();
        chosen.sort_unstable();
        chosen.dedup();
        if chosen.len() < sent {
            return Err(invalid(field, AnswerFault::Doubled));
        }
        self.check(field, &chosen, ids)?;
        Ok(Answer::Options(chosen))
    }

    fn check(&self, field: &str, chosen: &[OptionId], ids: &[OptionId]) -> Result<(), Refusal> {
        let (min, max) = self.bounds(ids.len());
        if !(min..=max).contains(&chosen.len()) {
            return Err(invalid(field, AnswerFault::WrongCount { min, max }));
        }
        if chosen.iter().all(|id| ids.contains(id)) { Ok(()) } else { Err(invalid(field, AnswerFault::Foreign)) }
    }
}

impl ChoiceFigures {
    /// The rows of a table: one for each option.
    pub(super) fn rows(&self, options: &[&str]) -> Vec<Row> {
        self.options.iter().enumerate().map(|(at, count)| [option(at, options), share(count)].concat()).collect()
    }
}

impl Behaviour for Choice {
    fn kind(&self) -> Kind {
        match self.kind {
            ChoiceKind::Single => Kind::Single,
            ChoiceKind::Multiple { .. } => Kind::Multiple,
        }
    }

    fn settings(&self) -> PromptSettings {
        let (min_choices, max_choices) = match self.kind {
            ChoiceKind::Single => (None, None),
            ChoiceKind::Multiple { min, max } => (Some(min.into()), max.map(Into::into)),
        };
        PromptSettings { min_choices, max_choices, ..PromptSettings::default() }
    }

    fn fields(&self) -> &'static [&'static str] {
        &["options"]
    }

    fn check_options(&self, count: usize) -> Result<(), Refusal> {
        check_two_to_twenty(count)?;
        let (min, max) = self.bounds(count);
        if min <= max && max <= count { Ok(()) } else { Err(out_of_bounds(count)) }
    }

    fn read_body(&self, body: &AnswerBody, ids: &[OptionId]) -> Result<Answer, Refusal> {
        let (field, value) = body.field(self.fields())?;
        self.answer(field, value.ids(field)?, ids)
    }

    fn read_form(&self, form: &Form<'_>, ids: &[OptionId]) -> Result<Answer, Refusal> {
        self.answer("option_id", form.ids()?, ids)
    }

    fn fit(&self, answer: &Answer, ids: &[OptionId]) -> Result<(), Refusal> {
        let Answer::Options(chosen) = answer else {
            return Err(other_kind("answer", self.fields()));
        };
        self.check("options", chosen, ids)
    }

    fn figures(&self, ids: &[OptionId], tally: &Tally, answers: u64) -> Figures {
        Figures::Choice(ChoiceFigures { options: counts(ids, tally, answers + tally.count(TallyKey::Blank)) })
    }
}

/// Each option's count, and its share of `all` answers.
pub(super) fn counts(ids: &[OptionId], tally: &Tally, all: u64) -> Vec<OptionCount> {
    let count = |id: &OptionId| {
        let vote_count = tally.count(TallyKey::Option(*id));
        OptionCount { id: *id, vote_count, percentage: percentage(vote_count, all) }
    };
    ids.iter().map(count).collect()
}

/// Checks that a poll has 2 to 20 options.
pub(super) fn check_two_to_twenty(count: usize) -> Result<(), Refusal> {
    if NewPoll::OPTIONS.contains(&count) {
        return Ok(());
    }
    Err(Refusal::InvalidOptions(format!("A poll has 2 to 20 options; this one has {count}.")))
}

/// Checks the bounds of a kind that takes exactly one option: absent, or 1.
pub(super) fn check_one(settings: &PromptSettings) -> Result<(), Refusal> {
    if [settings.min_choices, settings.max_choices].into_iter().flatten().all(|bound| bound == 1) {
        return Ok(());
    }
    Err(Refusal::InvalidChoices("This kind takes exactly one option: leave min_choices and max_choices out.".into()))
}

fn bounds(settings: &PromptSettings) -> Result<(u8, Option<u8>), Refusal> {
    let most = *NewPoll::OPTIONS.end();
    let narrow = |bound: i64| u8::try_from(bound).ok().filter(|bound| (1..=most).contains(&usize::from(*bound)));
    let min = narrow(settings.min_choices.unwrap_or(1)).ok_or_else(|| out_of_bounds(most))?;
    let max = settings.max_choices.map(|max| narrow(max).filter(|max| min <= *max).ok_or_else(|| out_of_bounds(most))).transpose()?;
    Ok((min, max))
}

fn out_of_bounds(options: usize) -> Refusal {
    Refusal::InvalidChoices(format!("min_choices must be at least 1, and max_choices between min_choices and {options}."))
}
