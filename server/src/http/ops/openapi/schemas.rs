//! Rewrites schemas into the forms that client generators handle best.

use crate::http::ops::openapi::{members, operations};
use serde_json::{Map, Value, json};

/// Rewrites every schema of the document.
pub(super) fn complete(document: &mut Value) {
    for (_, _, operation) in operations(document) {
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            never_null(&mut parameter["schema"]);
        }
        let bodies = members(operation.get_mut("requestBody").and_then(|body| body.get_mut("content")));
        if bodies.fold(false, |before, (_, content)| never_null(&mut content["schema"]) || before) {
            operation["requestBody"]["required"] = false.into();
        }
    }
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    schemas.values_mut().for_each(absent_or_null);
    name_variants(schemas);
}

/// An optional property is omitted and never null; a required one keeps its null.
fn absent_or_null(schema: &mut Value) {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, property) in members(schema.get_mut("properties")) {
        if !required.iter().any(|required| required == name) {
            never_null(property);
        }
    }
    schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten().for_each(absent_or_null);
}

/// Removes null from a schema's types; returns whether it was there.
fn never_null(schema: &mut Value) -> bool {
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        let before = types.len();
        types.retain(|each| each != "null");
        let had = types.len() < before;
        if let [only] = &types[..] {
            schema["type"] = only.clone();
        }
        return had;
    }
    let Some(choices) = schema.get_mut("oneOf").and_then(Value::as_array_mut) else { return false };
    let before = choices.len();
    choices.retain(|choice| choice["type"] != "null");
    let had = choices.len() < before;
    if had && let [only] = &choices[..] {
        *schema = only.clone();
    }
    had
}

/// Gives each variant of a schema with a `code` a name of its own, and makes `code` the discriminator.
fn name_variants(schemas: &mut Map<String, Value>) {
    let mut named = Map::new();
    for (name, schema) in schemas.iter_mut() {
        let Some(mapping) = schema.get_mut("oneOf").and_then(Value::as_array_mut).and_then(|variants| hoist(name, variants, &mut named))
        else {
            continue;
        };
        schema["discriminator"] = json!({ "propertyName": "code", "mapping": mapping });
    }
    schemas.extend(named);
}

/// Moves variants to `named` and leaves references; returns the mapping from codes to references. `None` when a variant has
/// no code.
fn hoist(name: &str, variants: &mut [Value], named: &mut Map<String, Value>) -> Option<Map<String, Value>> {
    let codes = variants.iter().map(|variant| Some(variant["properties"]["code"]["enum"].get(0)?.as_str()?.to_owned()));
    let codes: Vec<String> = codes.collect::<Option<_>>()?;
    let lead = codes.into_iter().zip(variants).map(|(code, variant)| {
        let its_name = format!("{name}{}", pascal(&code));
        let reference = format!("#/components/schemas/{its_name}");
        variant["properties"]["code"] = json!({ "type": "string", "const": code });
        named.insert(its_name, std::mem::replace(variant, json!({ "$ref": reference })));
        (code, reference.into())
    });
    Some(lead.collect())
}

/// `vote_missing` as `VoteMissing`.
fn pascal(code: &str) -> String {
    let words = code.split('_').filter(|word| !word.is_empty());
    words.flat_map(|word| [word[..1].to_ascii_uppercase(), word[1..].to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_absent_is_never_null_and_what_is_always_there_may_be() {
        let mut schema = json!({ "required": ["there"], "properties": {
            "there": { "type": ["string", "null"] },
            "absent": { "type": ["string", "null"], "format": "uuid" },
            "named": { "oneOf": [{ "type": "null" }, { "$ref": "#/a", "description": "What it is." }] }
        } });
        let whole = json!({ "allOf": [{ "$ref": "#/b" }, schema.clone()] });
        absent_or_null(&mut schema);
        assert_eq!(schema["properties"]["there"]["type"], json!(["string", "null"]));
        assert_eq!(schema["properties"]["absent"], json!({ "type": "string", "format": "uuid" }));
        assert_eq!(schema["properties"]["named"], json!({ "$ref": "#/a", "description": "What it is." }));
        let mut composed = whole;
        absent_or_null(&mut composed);
        assert_eq!(composed["allOf"][1], schema);
    }

    #[test]
    fn a_body_that_may_be_null_may_be_left_out() {
        let content = json!({ "application/json": { "schema": { "oneOf": [{ "type": "null" }, { "$ref": "#/a" }] } } });
        let mut document = json!({ "paths": { "/a": { "post": { "requestBody": { "required": true, "content": content } } } } });
        complete(&mut document);
        let body = &document["paths"]["/a"]["post"]["requestBody"];
        assert_eq!(body, &json!({ "required": false, "content": { "application/json": { "schema": { "$ref": "#/a" } } } }));
    }

    #[test]
    fn variants_that_codes_distinguish_have_names() {
        let variant = |code: &str| json!({ "type": "object", "properties": { "code": { "type": "string", "enum": [code] } } });
        let mut schemas = Map::new();
        schemas.insert("Finding".into(), json!({ "oneOf": [variant("vote_missing"), variant("wrong_receipt")] }));
        schemas.insert("Other".into(), json!({ "oneOf": [{ "type": "string" }] }));
        name_variants(&mut schemas);
        assert_eq!(schemas["Finding"]["oneOf"][0]["$ref"], "#/components/schemas/FindingVoteMissing");
        assert_eq!(schemas["Finding"]["discriminator"]["mapping"]["wrong_receipt"], "#/components/schemas/FindingWrongReceipt");
        assert_eq!(schemas["FindingVoteMissing"]["properties"]["code"], json!({ "type": "string", "const": "vote_missing" }));
        assert_eq!(schemas["Other"], json!({ "oneOf": [{ "type": "string" }] }));
    }
}
