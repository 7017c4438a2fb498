//! Rewrites schemas into the forms that client generators handle best.

use crate::http::ops::openapi::{members, operations};
use serde_json::{Map, Value, json};

/// Marks a property that may be null as well as absent, which the types behind the document cannot tell apart.
const MAY_BE_NULL_OR_ABSENT: &str = "x-may-be-null-or-absent";

/// Rewrites the schemas of parameters, of request bodies and of components.
pub(super) fn complete(document: &mut Value) {
    for (_, _, operation) in operations(document) {
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            remove_null(&mut parameter["schema"]);
        }
        let bodies = members(operation.get_mut("requestBody").and_then(|body| body.get_mut("content")));
        if bodies.fold(false, |was_null, (_, content)| remove_null(&mut content["schema"]) || was_null) {
            operation["requestBody"]["required"] = false.into();
        }
    }
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    for name in ["PollRules", "PromptSettings", "ShownSettings", "ShownFigures"] {
        inline_flattened(schemas, name);
    }
    schemas.values_mut().for_each(remove_null_from_optional);
    schemas.values_mut().for_each(simplify);
    name_variants(schemas);
    name_fields(schemas);
}

/// Replaces a schema that others compose by `allOf`, because their types flatten it, with its properties. It stays where others
/// refer to it as a whole.
fn inline_flattened(schemas: &mut Map<String, Value>, name: &str) {
    let Some(flattened) = schemas.get(name).cloned() else { return };
    let reference = format!("#/components/schemas/{name}");
    for schema in schemas.values_mut() {
        let Some(parts) = schema.get_mut("allOf").and_then(Value::as_array_mut) else { continue };
        let before = parts.len();
        parts.retain(|part| part["$ref"] != reference.as_str());
        if parts.len() == before {
            continue;
        }
        if let [.., own] = &mut parts[..] {
            merge(own, &flattened);
        }
        if let [only] = &parts[..] {
            let mut only = only.clone();
            if let Some(description) = schema.get("description") {
                only["description"] = description.clone();
            }
            *schema = only;
        }
    }
    if !schemas.values().any(|schema| refers_to(schema, &reference)) {
        schemas.remove(name);
    }
}

/// Whether a schema, or one in it, is this reference.
fn refers_to(schema: &Value, reference: &str) -> bool {
    match schema {
        Value::Object(members) => members.iter().any(|(name, value)| (name == "$ref" && value == reference) || refers_to(value, reference)),
        Value::Array(items) => items.iter().any(|item| refers_to(item, reference)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Adds the properties of one object schema to another.
fn merge(schema: &mut Value, added: &Value) {
    for (name, property) in added["properties"].as_object().into_iter().flatten() {
        schema["properties"][name] = property.clone();
    }
    let required = added["required"].as_array().into_iter().flatten().cloned();
    match &mut schema["required"] {
        Value::Array(names) => names.extend(required),
        missing => *missing = required.collect(),
    }
}

/// Simplifies what few generators of clients read: a pair becomes a list of two, of its first member's type; the keys of an
/// object lose their type, since in JSON they are text whatever they are in Rust.
fn simplify(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.remove("propertyNames");
            if let Some(Value::Array(parts)) = members.remove("prefixItems") {
                members.extend([("minItems".into(), parts.len().into()), ("maxItems".into(), parts.len().into())]);
                members.insert("items".into(), parts.into_iter().next().unwrap_or_default());
            }
            members.values_mut().for_each(simplify);
        }
        Value::Array(items) => items.iter_mut().for_each(simplify),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Removes null from optional properties, which are omitted instead, and defaults of null, which say the same. A required property
/// keeps it, and one that may be either, which is marked.
fn remove_null_from_optional(schema: &mut Value) {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, property) in members(schema.get_mut("properties")) {
        let Some(fields) = property.as_object_mut() else { continue };
        let keeps_null = fields.remove(MAY_BE_NULL_OR_ABSENT).is_some();
        if fields.get("default").is_some_and(Value::is_null) {
            fields.remove("default");
        }
        if !keeps_null && !required.iter().any(|required| required == name) {
            remove_null(property);
        }
    }
    schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten().for_each(remove_null_from_optional);
}

/// Removes null from a schema's types; returns whether it was among them.
fn remove_null(schema: &mut Value) -> bool {
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        let count_with_null = types.len();
        types.retain(|each| each != "null");
        let had_null = types.len() < count_with_null;
        if let [only] = &types[..] {
            schema["type"] = only.clone();
        }
        return had_null;
    }
    let Some(choices) = schema.get_mut("oneOf").and_then(Value::as_array_mut) else { return false };
    let count_with_null = choices.len();
    choices.retain(|choice| choice["type"] != "null");
    let had_null = choices.len() < count_with_null;
    if had_null && let [only] = &choices[..] {
        *schema = only.clone();
    }
    had_null
}

/// Gives each variant of a schema with a `code` a name of its own, and makes `code` the discriminator.
fn name_variants(schemas: &mut Map<String, Value>) {
    let mut named = Map::new();
    for (name, schema) in schemas.iter_mut() {
        let Some(mapping) =
            schema.get_mut("oneOf").and_then(Value::as_array_mut).and_then(|variants| extract_variants(name, variants, &mut named))
        else {
            continue;
        };
        schema["discriminator"] = json!({ "propertyName": "code", "mapping": mapping });
    }
    schemas.extend(named);
}

/// Moves variants to `named`, and replaces them with references; returns the mapping from codes to
/// references. If a variant has no code, changes nothing and returns `None`.
fn extract_variants(name: &str, variants: &mut [Value], named: &mut Map<String, Value>) -> Option<Map<String, Value>> {
    let codes = variants.iter().map(|variant| Some(variant["properties"]["code"]["enum"].get(0)?.as_str()?.to_owned()));
    let codes: Vec<String> = codes.collect::<Option<_>>()?;
    let references = codes.into_iter().zip(variants).map(|(code, variant)| {
        let variant_name = format!("{name}{}", pascal(&code));
        let reference = format!("#/components/schemas/{variant_name}");
        variant["properties"]["code"] = json!({ "type": "string", "const": code });
        named.insert(variant_name, std::mem::replace(variant, json!({ "$ref": reference })));
        (code, reference.into())
    });
    Some(references.collect())
}

/// Gives each variant that is an object of one field a name of its own, after that field.
fn name_fields(schemas: &mut Map<String, Value>) {
    let mut named = Map::new();
    for (name, schema) in schemas.iter_mut() {
        for variant in schema.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten() {
            let Some([field]) = variant["required"].as_array().map(Vec::as_slice) else { continue };
            let variant_name = format!("{name}{}", pascal(field.as_str().unwrap_or_default()));
            let reference = json!({ "$ref": format!("#/components/schemas/{variant_name}") });
            named.insert(variant_name, std::mem::replace(variant, reference));
        }
    }
    schemas.extend(named);
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
    fn optional_properties_lose_null_and_required_ones_keep_it() {
        let mut schema = json!({ "required": ["there"], "properties": {
            "there": { "type": ["string", "null"] },
            "absent": { "type": ["string", "null"], "format": "uuid" },
            "named": { "oneOf": [{ "type": "null" }, { "$ref": "#/a", "description": "What it is." }] }
        } });
        let whole = json!({ "allOf": [{ "$ref": "#/b" }, schema.clone()] });
        remove_null_from_optional(&mut schema);
        assert_eq!(schema["properties"]["there"]["type"], json!(["string", "null"]));
        assert_eq!(schema["properties"]["absent"], json!({ "type": "string", "format": "uuid" }));
        assert_eq!(schema["properties"]["named"], json!({ "$ref": "#/a", "description": "What it is." }));
        let mut composed = whole;
        remove_null_from_optional(&mut composed);
        assert_eq!(composed["allOf"][1], schema);
    }

    #[test]
    fn a_flattened_schema_becomes_properties_of_the_schemas_that_compose_it() {
        let rules = json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } } });
        let own = json!({ "type": "object", "required": ["b"], "properties": { "b": { "type": "string" } } });
        let mut schemas = Map::new();
        schemas.insert("Rules".into(), rules);
        schemas.insert("Poll".into(), json!({ "description": "A poll.", "allOf": [{ "$ref": "#/components/schemas/Rules" }, own] }));
        inline_flattened(&mut schemas, "Rules");
        let properties = json!({ "a": { "type": "string" }, "b": { "type": "string" } });
        let whole = json!({ "description": "A poll.", "type": "object", "required": ["b", "a"], "properties": properties });
        assert_eq!(Value::Object(schemas), json!({ "Poll": whole }));
    }

    #[test]
    fn a_nullable_body_becomes_optional() {
        let content = json!({ "application/json": { "schema": { "oneOf": [{ "type": "null" }, { "$ref": "#/a" }] } } });
        let mut document = json!({ "paths": { "/a": { "post": { "requestBody": { "required": true, "content": content } } } } });
        complete(&mut document);
        let body = &document["paths"]["/a"]["post"]["requestBody"];
        assert_eq!(body, &json!({ "required": false, "content": { "application/json": { "schema": { "$ref": "#/a" } } } }));
    }

    #[test]
    fn variants_with_a_code_become_schemas_of_their_own() {
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
