//! What every kind provides.

use super::body::AnswerBody;
use super::form::Form;
use super::{Answer, Figures, Kind, OptionId, PromptSettings, Tally};
use crate::domain::Refusal;

/// A kind with the settings of a poll. `ids` are the poll's options in the host's order. Blank answers are not among them:
/// [`Prompt`](super::Prompt) handles them for all kinds.
pub(super) trait Behaviour {
    /// The kind.
    fn kind(&self) -> Kind;

    /// The settings from which this was parsed, without those that are common to all kinds.
    fn settings(&self) -> PromptSettings;

    /// The fields of a JSON answer, of which it has one.
    fn fields(&self) -> &'static [&'static str];

    /// Checks the number of options that the poll has.
    ///
    /// # Errors
    /// [`Refusal::InvalidOptions`], or a refusal that names the setting that does not fit the number.
    fn check_options(&self, count: usize) -> Result<(), Refusal>;

    /// Reads an answer from the field `answer` of a JSON body.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] that names the field at fault.
    fn read_body(&self, body: &AnswerBody, ids: &[OptionId]) -> Result<Answer, Refusal>;

    /// Reads an answer from the fields of a plain form.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] that names the field at fault.
    fn read_form(&self, form: &Form<'_>, ids: &[OptionId]) -> Result<Answer, Refusal>;

    /// Checks an answer that was read for earlier settings or options of the poll.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`].
    fn fit(&self, answer: &Answer, ids: &[OptionId]) -> Result<(), Refusal>;

    /// The figures of a tally; `answers` counts those that are not blank.
    fn figures(&self, ids: &[OptionId], tally: &Tally, answers: u64) -> Figures;
}
