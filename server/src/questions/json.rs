//! Questions as `{"polls":[…]}`, each as POST `/create` takes it.

use super::{ImportErrors, MOST, TooMany};
use crate::text::{t, with};
use crate::wire::CreateBody;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::fmt;

/// The outer shape; what is inside is read one by one, so that every mistake is found.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outer {
    polls: First,
}

/// The first questions of a list: one more than a file may hold. The rest of the list is skipped, not kept.
struct First(Vec<Value>);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ReadsFirst)
    }
}

struct ReadsFirst;

impl<'de> Visitor<'de> for ReadsFirst {
    type Value = First;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of questions")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<First, A::Error> {
        let mut first = Vec::new();
        while first.len() <= MOST {
            let Some(value) = list.next_element()? else { return Ok(First(first)) };
            first.push(value);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(First(first))
    }
}

/// The questions of a text with their places from 1; those that cannot be read are troubles.
///
/// # Errors
/// When there are more than [`MOST`]; none of them is looked at then.
pub(crate) fn from_json(text: &str, troubles: &mut ImportErrors) -> Result<Vec<(u64, CreateBody)>, TooMany> {
    let outer: Outer = match serde_json::from_str(text) {
        Ok(outer) => outer,
        Err(error) => {
            troubles.add(1, "", with("import_json_whole", "error", error));
            return Ok(Vec::new());
        }
    };
    if outer.polls.0.len() > MOST {
        return Err(TooMany);
    }
    let mut read = Vec::with_capacity(outer.polls.0.len());
    for (row, value) in (1..).zip(outer.polls.0) {
        if !value.is_object() {
            troubles.add(row, "", t("import_json_object"));
            continue;
        }
        match serde_json::from_value(value) {
            Ok(body) => read.push((row, body)),
            Err(error) => troubles.add(row, "", with("import_json", "error", error)),
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_more_than_a_file_may_hold_none_is_looked_at() {
        let mut troubles = ImportErrors::default();
        let list = |so_many: usize| format!("{{\"polls\":[{}7]}}", "7,".repeat(so_many - 1));
        assert!(from_json(&list(100_000), &mut troubles).is_err());
        assert!(from_json(&list(MOST + 1), &mut troubles).is_err());
        assert_eq!(troubles.count(), 0);
        assert_eq!(from_json(&list(MOST), &mut troubles).unwrap().len(), 0);
        assert_eq!(troubles.count(), MOST as u64);
    }
}
