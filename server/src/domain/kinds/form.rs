//! Reads the fields of a plain form's answer. A field without a value counts as left out.

use super::OptionId;
use super::fault::{AnswerFault, invalid};
use crate::domain::Refusal;

/// The fields of a form that have a value, in its order.
pub(super) struct Form<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Form<'a> {
    /// The fields but `blank`, and whether the form is marked as blank: by that field, or by an option of that value.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] for a form with the option `blank` and other values as well. The field `blank` is sent
    /// by a button together with what is still chosen, and overrides it.
    pub(super) fn parse(fields: &'a [(String, String)]) -> Result<(Self, bool), Refusal> {
        let filled = fields.iter().map(|(name, value)| (name.as_str(), value.trim())).filter(|(_, value)| !value.is_empty());
        let (blank, answers): (Vec<_>, Vec<_>) = filled.partition(|(name, value)| is_blank(name, value));
        let is_pressed = |(name, value): &(&str, &str)| !is_option(name) && !matches!(*value, "0" | "off" | "false");
        if blank.iter().any(is_pressed) {
            return Ok((Self(Vec::new()), true));
        }
        let is_blank = blank.iter().any(|(name, _)| is_option(name));
        match (is_blank, answers.is_empty()) {
            (true, false) => Err(invalid("blank", AnswerFault::BlankAndAnswered)),
            _ => Ok((Self(answers), is_blank)),
        }
    }

    /// The chosen options: `option_id` or `option_ids`, repeated for several.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] for other fields, and for values that are no ids.
    pub(super) fn ids(&self) -> Result<Vec<OptionId>, Refusal> {
        let id = |(name, value): &(&str, &str)| {
            if !is_option(name) {
                return Err(unexpected(name, "option_id"));
            }
            whole(value).ok_or_else(|| invalid(name, AnswerFault::Foreign))
        };
        self.0.iter().map(id).collect()
    }

    /// The fields `prefix` + option id, with whole numbers, as (name, id, number).
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] for other fields; for a value that is no whole number, with the `fault` of the kind.
    pub(super) fn entries(&self, prefix: &str, fault: &AnswerFault) -> Result<Vec<(String, OptionId, i64)>, Refusal> {
        let entry = |(name, value): &(&str, &str)| {
            let id = name.strip_prefix(prefix).ok_or_else(|| unexpected(name, &format!("{prefix}…")))?;
            let id = whole(id).ok_or_else(|| invalid(name, AnswerFault::Foreign))?;
            let value = whole(value).ok_or_else(|| invalid(name, fault.clone()))?;
            Ok(((*name).to_owned(), id, value))
        };
        self.0.iter().map(entry).collect()
    }

    /// The values of the field with this name, in the form's order.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] for other fields.
    pub(super) fn repeated(&self, name: &str) -> Result<Vec<&'a str>, Refusal> {
        let value = |(known, value): &(&str, &'a str)| if *known == name { Ok(*value) } else { Err(unexpected(known, name)) };
        self.0.iter().map(value).collect()
    }

    /// The value of the one field with this name.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] for none, a second one, and other fields.
    pub(super) fn single(&self, name: &str) -> Result<&'a str, Refusal> {
        match self.0[..] {
            [] => Err(invalid(name, AnswerFault::Empty)),
            [(one, value)] if one == name => Ok(value),
            [(first, _)] => Err(unexpected(first, name)),
            [(first, _), (second, _), ..] => Err(unexpected(if first == name { second } else { first }, name)),
        }
    }
}

fn is_blank(name: &str, value: &str) -> bool {
    name == "blank" || (is_option(name) && value == "blank")
}

fn is_option(name: &str) -> bool {
    matches!(name, "option_id" | "option_ids" | "option_ids[]")
}

/// A whole number in the digits 0 to 9, perhaps with a sign.
fn whole(text: &str) -> Option<i64> {
    text.parse().ok()
}

fn unexpected(name: &str, expected: &str) -> Refusal {
    invalid(name, AnswerFault::Unexpected { expected: expected.to_owned() })
}
