//! Parses questions as `{"polls":[…]}`, each with the fields of the body of POST `/create`.

use super::{ImportErrors, MAX_QUESTIONS, TooManyQuestions};
use crate::text::{t, with};
use crate::wire::CreateBody;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::fmt;

/// The outer shape; items are parsed one by one, so that every error is found.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outer {
    polls: BoundedList,
}

/// At most `MAX_QUESTIONS + 1` items of a list; further ones are skipped without being stored.
struct BoundedList(Vec<Value>);

impl<'de> Deserialize<'de> for BoundedList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(BoundedListVisitor)
    }
}

struct BoundedListVisitor;

impl<'de> Visitor<'de> for BoundedListVisitor {
    type Value = BoundedList;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of questions")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<BoundedList, A::Error> {
        let mut items = Vec::new();
        while items.len() <= MAX_QUESTIONS {
            let Some(value) = list.next_element()? else { return Ok(BoundedList(items)) };
            items.push(value);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(BoundedList(items))
    }
}

/// The questions of a text with their positions from 1; those that cannot be parsed are added to `errors`.
///
/// # Errors
/// When there are more than [`MAX_QUESTIONS`]; none of them is parsed then.
pub(crate) fn from_json(text: &str, errors: &mut ImportErrors) -> Result<Vec<(u64, CreateBody)>, TooManyQuestions> {
    let outer: Outer = match serde_json::from_str(text) {
        Ok(outer) => outer,
        Err(error) => {
            errors.add(1, "", with("import_json_whole", "error", error));
            return Ok(Vec::new());
        }
    };
    if outer.polls.0.len() > MAX_QUESTIONS {
        return Err(TooManyQuestions);
    }
    let mut bodies = Vec::with_capacity(outer.polls.0.len());
    for (row, value) in (1..).zip(outer.polls.0) {
        if !value.is_object() {
            errors.add(row, "", t("import_json_object"));
            continue;
        }
        match serde_json::from_value(value) {
            Ok(body) => bodies.push((row, body)),
            Err(error) => errors.add(row, "", with("import_json", "error", error)),
        }
    }
    Ok(bodies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_questions_are_rejected_unparsed() {
        let mut errors = ImportErrors::default();
        let list = |count: usize| format!("{{\"polls\":[{}7]}}", "7,".repeat(count - 1));
        assert!(from_json(&list(100_000), &mut errors).is_err());
        assert!(from_json(&list(MAX_QUESTIONS + 1), &mut errors).is_err());
        assert_eq!(errors.count(), 0);
        assert_eq!(from_json(&list(MAX_QUESTIONS), &mut errors).unwrap().len(), 0);
        assert_eq!(errors.count(), MAX_QUESTIONS as u64);
    }
}
