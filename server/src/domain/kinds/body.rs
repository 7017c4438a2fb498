//! An answer as JSON: read without losing what was sent, so that a refusal can name the field, and written for its voter.

use super::OptionId;
use super::fault::{AnswerFault, invalid, other_kind};
use super::settings::NumberInput;
use crate::domain::Refusal;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use ts_rs::TS;
use utoipa::{PartialSchema, ToSchema};

/// The field `answer` of a vote, of any JSON type; [`Prompt::answer_from_body`](super::Prompt::answer_from_body) reads it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct AnswerBody(Json);

/// An answer on the wire: the text `blank`, or an object with the one field of the poll's kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerShape {
    /// For `single`, `multiple` and `rating`: the ids of the chosen options, each once.
    #[ts(type = "number[]")]
    Options(Vec<i64>),
    /// For `rating`: the mark itself.
    Mark(u8),
    /// For `grid`: marks by the statement's id.
    #[ts(type = "Record<string, number>")]
    Marks(BTreeMap<i64, u8>),
    /// For `ranking`: the ids of the ranked options, the best first.
    #[ts(type = "number[]")]
    Ranking(Vec<i64>),
    /// For `points`: points by the option's id.
    #[ts(type = "Record<string, number>")]
    Points(BTreeMap<i64, u16>),
    /// For `number`: the number with a point or a comma as its decimal sign.
    Number(String),
    /// For `words` and `text`: the texts as written.
    Texts(Vec<String>),
    /// For a poll that may be answered with nothing.
    Blank,
}

/// A JSON value. Objects keep repeated keys, and numbers are decimal text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool,
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl AnswerBody {
    /// Whether it is the blank answer.
    pub(super) fn is_blank(&self) -> bool {
        matches!(&self.0, Json::Text(text) if text == "blank")
    }

    /// The one field of the answer, which is among `names`, and its value.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] for anything but an object with exactly one field of these.
    pub(super) fn field(&self, names: &[&'static str]) -> Result<(&str, &Json), Refusal> {
        let unexpected = |field| other_kind(field, names);
        let Json::Object(fields) = &self.0 else { return Err(unexpected("answer")) };
        let mut known = fields.iter().map(|(name, value)| (name.as_str(), value));
        let Some(first) = known.next() else { return Err(invalid("answer", AnswerFault::Empty)) };
        match fields.iter().skip(1).map(|(name, _)| name.as_str()).chain([first.0]).find(|name| !names.contains(name)) {
            Some(name) => Err(unexpected(name)),
            None if fields.len() > 1 => Err(unexpected(&fields[1].0)),
            None => Ok(first),
        }
    }
}

impl Json {
    /// A whole number.
    pub(super) fn whole(&self) -> Option<i64> {
        let Self::Number(digits) = self else { return None };
        digits.parse().ok()
    }

    /// A number, or text with one.
    pub(super) fn number(self) -> Option<NumberInput> {
        match self {
            Self::Number(digits) => Some(NumberInput::Plain(digits)),
            Self::Text(text) => Some(NumberInput::Written(text)),
            Self::Null | Self::Bool | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// A list of option ids.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] for anything else.
    pub(super) fn ids(&self, field: &str) -> Result<Vec<OptionId>, Refusal> {
        let wrong = || invalid(field, AnswerFault::WrongType { expected: "a list of option ids" });
        let Self::List(items) = self else { return Err(wrong()) };
        items.iter().map(|item| item.whole().ok_or_else(wrong)).collect()
    }

    /// An object of whole numbers by option id, as (name of the field, id, number). Entries of null are left out.
    ///
    /// # Errors
    /// [`Refusal::InvalidAnswer`] for anything else; for a value that is no whole number, with the `fault` of the kind.
    pub(super) fn entries(&self, field: &str, fault: &AnswerFault) -> Result<Vec<(String, OptionId, i64)>, Refusal> {
        let Self::Object(entries) = self else {
            return Err(invalid(field, AnswerFault::WrongType { expected: "an object of numbers by option id" }));
        };
        let given = entries.iter().filter(|(_, value)| *value != Self::Null);
        given
            .map(|(key, value)| {
                let name = format!("{field}.{key}");
                let id = key.parse().map_err(|_| invalid(&name, AnswerFault::Foreign))?;
                let value = value.whole().ok_or_else(|| invalid(&name, fault.clone()))?;
                Ok((name, id, value))
            })
            .collect()
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyJson)
    }
}

struct AnyJson;

impl<'de> Visitor<'de> for AnyJson {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Bool)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number.to_string()))
    }

    /// `Display` of a float writes the shortest decimal that reads back as it, without an exponent.
    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Number(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            object.push(entry);
        }
        Ok(Json::Object(object))
    }
}

impl PartialSchema for AnswerBody {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        AnswerShape::schema()
    }
}

impl ToSchema for AnswerBody {
    fn name() -> std::borrow::Cow<'static, str> {
        "AnswerShape".into()
    }
}
