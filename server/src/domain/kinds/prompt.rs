//! A prompt: what a poll asks, with its settings. [`Ask`] is the one list of kinds.

use super::behaviour::Behaviour;
use super::body::{AnswerBody, AnswerShape};
use super::fault::{AnswerFault, as_choice, invalid, other_kind};
use super::form::Form;
use super::settings::flag;
use super::{
    Answer, Choice, Grid, Kind, Number, Open, OptionId, Points, PromptSettings, Ranking, Rating, RightNumber, Scale, Summary, Table, Tally,
    TallyKey, Words, table::table,
};
use crate::domain::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::{PartialSchema, ToSchema};

/// What a poll asks, with its settings. Its JSON is that of [`PromptSettings`], which reading checks again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PromptSettings", into = "PromptSettings")]
pub struct Prompt {
    ask: Ask,
    blank: bool,
    shuffled: bool,
}

/// The kinds, each with its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// One option, or several.
    Choice(Choice),
    /// A mark of a scale.
    Rating(Rating),
    /// A mark for each statement.
    Grid(Grid),
    /// Options in an order.
    Ranking(Ranking),
    /// Points, spread over options.
    Points(Points),
    /// A number.
    Number(Number),
    /// A few short texts.
    Words(Words),
    /// A text.
    Text(Open),
}

impl Default for Prompt {
    /// A single choice.
    fn default() -> Self {
        Self { ask: Ask::Choice(Choice::default()), blank: false, shuffled: false }
    }
}

impl Prompt {
    /// Parses settings.
    ///
    /// # Errors
    /// [`Refusal::InvalidPrompt`] that names the setting, for one outside its range and for one of another kind;
    /// [`Refusal::InvalidChoices`] for `min_choices` and `max_choices`.
    pub fn parse(settings: &PromptSettings) -> Result<Self, Refusal> {
        let ask = match settings.kind {
            Kind::Single => Ask::Choice(Choice::parse(settings, false)?),
            Kind::Multiple => Ask::Choice(Choice::parse(settings, true)?),
            Kind::Rating => Ask::Rating(Rating::parse(settings)?),
            Kind::Grid => Ask::Grid(Grid::parse(settings)?),
            Kind::Ranking => Ask::Ranking(Ranking::parse(settings)?),
            Kind::Points => Ask::Points(Points::parse(settings)?),
            Kind::Number => Ask::Number(Number::parse(settings)?),
            Kind::Words => Ask::Words(Words::parse(settings)?),
            Kind::Text => Ask::Text(Open),
        };
        settings.check_names()?;
        Ok(Self { ask, blank: settings.blank.unwrap_or(false), shuffled: settings.shuffled.unwrap_or(false) })
    }

    /// The settings; parsing them gives the same prompt.
    #[must_use]
    pub fn settings(&self) -> PromptSettings {
        PromptSettings { kind: self.kind(), blank: flag(self.blank), shuffled: flag(self.shuffled), ..self.behaviour().settings() }
    }

    /// The kind with its settings.
    #[must_use]
    pub fn ask(&self) -> &Ask {
        &self.ask
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.behaviour().kind()
    }

    /// Whether the poll may be answered with nothing.
    #[must_use]
    pub fn blank(&self) -> bool {
        self.blank
    }

    /// Whether each device shows the options in a random order that it keeps.
    #[must_use]
    pub fn shuffled(&self) -> bool {
        self.shuffled
    }

    /// The scale of a rating or a grid.
    #[must_use]
    pub fn scale(&self) -> Option<&Scale> {
        match &self.ask {
            Ask::Rating(rating) => Some(rating.scale()),
            Ask::Grid(grid) => Some(grid.scale()),
            Ask::Choice(_) | Ask::Ranking(_) | Ask::Points(_) | Ask::Number(_) | Ask::Words(_) | Ask::Text(_) => None,
        }
    }

    /// The fewest and the most options of an answer, as clients of choices know them: 1 and 1 except for `multiple`.
    #[must_use]
    pub fn choices(&self, options: usize) -> (usize, usize) {
        match &self.ask {
            Ask::Choice(choice) => choice.bounds(options),
            Ask::Rating(_) | Ask::Grid(_) | Ask::Ranking(_) | Ask::Points(_) | Ask::Number(_) | Ask::Words(_) | Ask::Text(_) => (1, 1),
        }
    }

    /// The texts of the options that the server generates: the marks of a rating. `None` for a kind whose options are written,
    /// or that has none.
    #[must_use]
    pub fn generated_options(&self) -> Option<Vec<String>> {
        match &self.ask {
            Ask::Rating(rating) => Some(rating.scale().marks().map(|mark| mark.to_string()).collect()),
            Ask::Choice(_) | Ask::Grid(_) | Ask::Ranking(_) | Ask::Points(_) | Ask::Number(_) | Ask::Words(_) | Ask::Text(_) => None,
        }
    }

    /// Checks the number of options that the poll has.
    ///
    /// # Errors
    /// [`Refusal::InvalidOptions`] for a number that the kind does not permit; [`Refusal::InvalidChoices`] or
    /// [`Refusal::InvalidPrompt`] for settings that do not fit the number.
    pub fn check_options(&self, count: usize) -> Result<(), Refusal> {
        self.behaviour().check_options(count)
    }

    /// The same for a poll that has this number of options from now on: a limit on options that is larger becomes this number.
    #[must_use]
    pub fn limited_to(&self, options: usize) -> Self {
        let options = u8::try_from(options).unwrap_or(u8::MAX);
        let ask = match &self.ask {
            Ask::Choice(choice) => Ask::Choice(choice.limited_to(options)),
            Ask::Ranking(ranking) => Ask::Ranking(ranking.limited_to(options)),
            ask @ (Ask::Rating(_) | Ask::Grid(_) | Ask::Points(_) | Ask::Number(_) | Ask::Words(_) | Ask::Text(_)) => ask.clone(),
        };
        Self { ask, ..*self }
    }

    fn behaviour(&self) -> &dyn Behaviour {
        match &self.ask {
            Ask::Choice(choice) => choice,
            Ask::Rating(rating) => rating,
            Ask::Grid(grid) => grid,
            Ask::Ranking(ranking) => ranking,
            Ask::Points(points) => points,
            Ask::Number(number) => number,
            Ask::Words(words) => words,
            Ask::Text(open) => open,
        }
    }
}

/// Answers. `ids` are the poll's options in the host's order.
impl Prompt {
    /// Reads the field `answer` of a JSON body.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] that names the field at fault.
    pub fn answer_from_body(&self, body: &AnswerBody, ids: &[OptionId]) -> Result<Answer, Refusal> {
        if body.is_blank() { self.blank_answer("answer") } else { self.behaviour().read_body(body, ids) }
    }

    /// Reads the fields of a plain form, without those that are no part of an answer, such as the browser's token.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] that names the field at fault; [`Refusal::InvalidChoice`] where answers are options.
    pub fn answer_from_form(&self, fields: &[(String, String)], ids: &[OptionId]) -> Result<Answer, Refusal> {
        let read = || {
            let (form, is_blank) = Form::parse(fields)?;
            if is_blank { self.blank_answer("blank") } else { self.behaviour().read_form(&form, ids) }
        };
        read().map_err(|refusal| self.as_known(refusal))
    }

    /// Reads the fields `option_id` and `option_ids` of clients that know choices and ratings alone.
    ///
    /// # Errors
    /// [`Refusal::InvalidChoice`] for too few, too many, repeated or foreign options; [`Refusal::InvalidAnswer`] for a poll
    /// whose answers are no options.
    pub fn answer_from_ids(&self, chosen: &[OptionId], ids: &[OptionId]) -> Result<Answer, Refusal> {
        match &self.ask {
            Ask::Choice(choice) => choice.answer("option_ids", chosen.to_vec(), ids).map_err(as_choice),
            Ask::Rating(_) => Rating::answer("option_ids", chosen, ids).map_err(as_choice),
            Ask::Grid(_) | Ask::Ranking(_) | Ask::Points(_) | Ask::Number(_) | Ask::Words(_) | Ask::Text(_) => {
                Err(other_kind("option_ids", self.behaviour().fields()))
            }
        }
    }

    /// Checks an answer that was read for earlier settings or options of the poll.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`]; [`Refusal::InvalidChoice`] where answers are options.
    pub fn fit(&self, answer: &Answer, ids: &[OptionId]) -> Result<(), Refusal> {
        let fits = if *answer == Answer::Blank { self.blank_answer("answer").map(|_| ()) } else { self.behaviour().fit(answer, ids) };
        fits.map_err(|refusal| self.as_known(refusal))
    }

    /// An answer as its voter reads it on the wire; reading it gives the same answer.
    #[must_use]
    pub fn shape(&self, answer: &Answer) -> AnswerShape {
        match answer {
            Answer::Options(ids) => AnswerShape::Options(ids.clone()),
            Answer::Grid(marks) => AnswerShape::Marks(marks.iter().copied().collect()),
            Answer::Ranking(ids) => AnswerShape::Ranking(ids.clone()),
            Answer::Points(points) => AnswerShape::Points(points.iter().copied().collect()),
            Answer::Number(value) => AnswerShape::Number(self.number(*value)),
            Answer::Texts(texts) => AnswerShape::Texts(texts.clone()),
            Answer::Blank => AnswerShape::Blank,
        }
    }

    fn number(&self, value: i64) -> String {
        match &self.ask {
            Ask::Number(number) => number.text(value),
            Ask::Choice(_) | Ask::Rating(_) | Ask::Grid(_) | Ask::Ranking(_) | Ask::Points(_) | Ask::Words(_) | Ask::Text(_) => {
                value.to_string()
            }
        }
    }

    fn blank_answer(&self, field: &str) -> Result<Answer, Refusal> {
        if self.blank { Ok(Answer::Blank) } else { Err(invalid(field, AnswerFault::BlankNotAllowed)) }
    }

    /// The refusal with the code that clients of choices and ratings know.
    fn as_known(&self, refusal: Refusal) -> Refusal {
        match &self.ask {
            Ask::Choice(_) | Ask::Rating(_) => as_choice(refusal),
            Ask::Grid(_) | Ask::Ranking(_) | Ask::Points(_) | Ask::Number(_) | Ask::Words(_) | Ask::Text(_) => refusal,
        }
    }
}

/// Results. `ids` are the poll's options in the host's order.
impl Prompt {
    /// Answers that name an option: that choose it, mark it, rank it, or give it points.
    #[must_use]
    pub fn named(&self, id: OptionId, tally: &Tally) -> u64 {
        match &self.ask {
            Ask::Choice(_) | Ask::Rating(_) => tally.count(TallyKey::Option(id)),
            Ask::Grid(grid) => grid.scale().marks().map(|mark| tally.count(TallyKey::Mark(id, mark))).sum(),
            Ask::Ranking(_) => tally.count(TallyKey::Ranked(id)),
            Ask::Points(_) => tally.count(TallyKey::Givers(id)),
            Ask::Number(_) | Ask::Words(_) | Ask::Text(_) => 0,
        }
    }

    /// The right answer to a number, and how many answers of a tally are right; `None` for every other kind, whose right answers
    /// are options, and for a number without one.
    #[must_use]
    pub fn right_number(&self, tally: &Tally) -> Option<RightNumber> {
        match &self.ask {
            Ask::Number(number) => number.right(tally),
            Ask::Choice(_) | Ask::Rating(_) | Ask::Grid(_) | Ask::Ranking(_) | Ask::Points(_) | Ask::Words(_) | Ask::Text(_) => None,
        }
    }

    /// The summary of a round's tally; `answers` counts all answers, blank ones too.
    #[must_use]
    pub fn summary(&self, ids: &[OptionId], tally: &Tally, answers: u64) -> Summary {
        let blank = tally.count(TallyKey::Blank);
        Summary { blank, figures: self.behaviour().figures(ids, tally, answers.saturating_sub(blank)) }
    }

    /// A summary as a table; `options` are the texts of the poll's options.
    #[must_use]
    pub fn table(&self, options: &[&str], summary: &Summary) -> Table {
        table(self, options, summary)
    }
}

impl TryFrom<PromptSettings> for Prompt {
    type Error = String;

    fn try_from(settings: PromptSettings) -> Result<Self, String> {
        Self::parse(&settings).map_err(|refusal| format!("invalid prompt: {refusal:?}"))
    }
}

impl From<Prompt> for PromptSettings {
    fn from(prompt: Prompt) -> Self {
        prompt.settings()
    }
}

impl PartialSchema for Prompt {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        PromptSettings::schema()
    }
}

impl ToSchema for Prompt {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        PromptSettings::schemas(schemas);
    }
}
