//! Completes the documented responses: adds the refusals of middleware and extractors, a
//! description where there is none, and the schema of problems for refusals.

use crate::http::ops::openapi::{members, operations};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// Responses of every operation.
const ALWAYS: [(&str, &str); 3] = [("421", "`wrong_host`"), ("429", "`too_many_requests`"), ("500", "`internal`")];
/// Further responses of operations with a body.
const WITH_BODY: [(&str, &str); 4] =
    [("400", "`bad_request`"), ("408", "`too_slow`"), ("413", "`too_large`"), ("415", "`unsupported_media`")];
/// Further responses of operations with a query.
const WITH_QUERY: [(&str, &str); 1] = [("400", "`bad_request`")];
/// Further responses of operations that change something.
const CHANGING: [(&str, &str); 1] = [("403", "`bad_origin`")];

/// Completes the responses of every operation.
pub(super) fn complete(document: &mut Value) {
    for (method, _, operation) in operations(document) {
        let general = general(method, operation);
        let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { continue };
        for (status, codes) in general {
            responses.entry(status).or_insert_with(|| json!({ "description": codes }));
        }
        for (status, response) in responses {
            describe(status, response);
        }
    }
}

/// The statuses and codes that an operation may answer before its handler runs.
fn general(method: &str, operation: &Map<String, Value>) -> Vec<(&'static str, &'static str)> {
    let in_query = |parameter: &Value| parameter["in"] == "query";
    let has_query = operation.get("parameters").and_then(Value::as_array).is_some_and(|all| all.iter().any(in_query));
    let body = operation.contains_key("requestBody").then_some(WITH_BODY);
    let query = has_query.then_some(WITH_QUERY);
    let changing = (method != "get").then_some(CHANGING);
    let special = body.into_iter().flatten().chain(query.into_iter().flatten()).chain(changing.into_iter().flatten());
    ALWAYS.into_iter().chain(special).collect()
}

fn describe(status: &str, response: &mut Value) {
    let Some(response) = response.as_object_mut() else { return };
    let reason = status.parse().ok().and_then(|status: StatusCode| status.canonical_reason()).unwrap_or("As the status says");
    response.entry("description").or_insert_with(|| reason.into());
    if status == "401" {
        let scheme = json!({ "WWW-Authenticate": { "description": "The scheme: Bearer", "schema": { "type": "string" } } });
        response.entry("headers").or_insert(scheme);
    }
    if status.starts_with(['4', '5']) {
        let shape = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        response.entry("content").or_insert(shape);
    }
    for (media, content) in members(response.get_mut("content")) {
        if is_binary(media) {
            content["schema"] = json!({ "type": "string", "format": "binary" });
        }
    }
}

/// Whether a body of this media type is bytes: neither text nor JSON nor XML.
fn is_binary(media: &str) -> bool {
    !media.starts_with("text/") && !media.ends_with("json") && !media.ends_with("+xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn general_refusals_are_added_and_documented_responses_stay() {
        let mut document = json!({ "paths": { "/a": {
            "get": { "responses": { "200": { "content": { "image/png": { "schema": { "type": "array" } } } } } },
            "put": { "requestBody": {}, "parameters": [{ "in": "query" }], "responses": { "403": { "description": "`host_only`" } } }
        } } });
        complete(&mut document);
        let statuses = |method: &str| document["paths"]["/a"][method]["responses"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(statuses("get"), ["200", "421", "429", "500"]);
        assert_eq!(statuses("put"), ["400", "403", "408", "413", "415", "421", "429", "500"]);
        let responses = &document["paths"]["/a"]["get"]["responses"];
        assert_eq!(responses["200"]["description"], "OK");
        assert_eq!(responses["200"]["content"]["image/png"]["schema"], json!({ "type": "string", "format": "binary" }));
        assert_eq!(responses["421"]["content"]["application/problem+json"]["schema"]["$ref"], "#/components/schemas/Problem");
        assert_eq!(document["paths"]["/a"]["put"]["responses"]["403"]["description"], "`host_only`");
    }

    #[test]
    fn text_json_and_xml_are_not_binary() {
        for media in ["text/csv", "application/json", "application/problem+json", "image/svg+xml"] {
            assert!(!is_binary(media), "{media}");
        }
        for media in ["image/png", "application/vnd.handsup.progress"] {
            assert!(is_binary(media), "{media}");
        }
    }
}
