//! Questions as `{"polls":[…]}`, each as POST `/create` takes it.

use super::Troubles;
use crate::text::{t, with};
use crate::wire::CreateBody;
use serde::Deserialize;

/// The outer shape; what is inside is read one by one, so that every mistake is found.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outer {
    polls: Vec<serde_json::Value>,
}

/// The questions of a text with their places from 1; those that cannot be read are troubles.
pub(crate) fn from_json(text: &str, troubles: &mut Troubles) -> Vec<(u64, CreateBody)> {
    let outer: Outer = match serde_json::from_str(text) {
        Ok(outer) => outer,
        Err(error) => {
            troubles.add(1, "", with("import_json_whole", "error", error));
            return Vec::new();
        }
    };
    let mut read = Vec::with_capacity(outer.polls.len());
    for (row, value) in (1..).zip(outer.polls) {
        if !value.is_object() {
            troubles.add(row, "", t("import_json_object"));
            continue;
        }
        match serde_json::from_value(value) {
            Ok(body) => read.push((row, body)),
            Err(error) => troubles.add(row, "", with("import_json", "error", error)),
        }
    }
    read
}
