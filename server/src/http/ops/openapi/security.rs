//! Derives each operation's security requirements from the refusals that it documents.

use crate::http::ops::openapi::operations;
use serde_json::{Map, Value, json};

/// The route that accepts the host's key or code instead of requiring a session.
const ENTER_PATH: &str = "/host/enter";
/// The operation that accepts a one-time code and makes a phone a remote, which the other operations of remotes require.
const PAIRING: (&str, &str) = ("post", "/m/{code}/remote");

/// Adds the security schemes, and the requirement of each operation. Operations of the host also get
/// the refusals that come with it.
pub(super) fn complete(document: &mut Value) {
    document["components"]["securitySchemes"] = json!({
        "hostKey": bearer("The host key, for programs; a poll's `host_token` for that poll alone"),
        "hostSession": {
            "type": "apiKey", "in": "cookie", "name": "handsup_host", "description": "A browser that has entered as the host"
        },
        "hostPage": { "type": "apiKey", "in": "header", "name": "X-Handsup-Host", "description": "The secret that the session's page has stored, sent beside the cookie" },
        "remotePhone": { "type": "apiKey", "in": "cookie", "name": "handsup_remote", "description": "A phone that was paired with the meeting" },
        "remotePage": { "type": "apiKey", "in": "header", "name": "X-Handsup-Remote", "description": "The secret that pairing has returned, sent beside the cookie" },
        "metricsToken": bearer("`METRICS_TOKEN`; the server's own computer needs none"),
    });
    for (method, path, operation) in operations(document) {
        let security = if path != ENTER_PATH && refuses(operation, "host_only") {
            add_authority_refusals(operation);
            json!([{ "hostKey": [] }, { "hostSession": [], "hostPage": [] }])
        } else if (method, path) != PAIRING && refuses(operation, "not_paired") {
            json!([{ "remotePhone": [], "remotePage": [] }])
        } else if refuses(operation, "metrics_private") {
            json!([{}, { "metricsToken": [] }])
        } else {
            json!([])
        };
        operation.insert("security".into(), security);
    }
}

/// Adds the responses of every operation that needs a host: 401 without credentials, 429 after wrong ones, 503 when the
/// session cannot be read.
fn add_authority_refusals(operation: &mut Map<String, Value>) {
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    responses.insert("401".into(), json!({ "description": "`host_only`: the request has no credentials" }));
    responses.entry("429").or_insert(json!({ "description": "`too_many_requests`: too fast, or wrong keys were sent from this address" }));
    responses.entry("503").or_insert(json!({ "description": "`storage_unavailable`" }));
}

fn bearer(description: &str) -> Value {
    json!({ "type": "http", "scheme": "bearer", "description": description })
}

/// Whether an operation refuses with this code when authority is missing.
fn refuses(operation: &Map<String, Value>, code: &str) -> bool {
    let described = ["401", "403"].into_iter().filter_map(|status| operation.get("responses")?.get(status)?.get("description")?.as_str());
    described.into_iter().any(|description| description.contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remotes_operations_require_both_of_its_secrets_and_pairing_none() {
        let refusing = |code: &str| json!({ "responses": { "403": { "description": format!("`{code}`") } } });
        let mut document = json!({ "components": {}, "paths": {
            "/m/{code}/remote": { "post": refusing("not_paired"), "delete": refusing("not_paired") },
            "/m/{code}/remote/step": { "get": refusing("not_paired") }
        } });
        complete(&mut document);
        let required = |path: &str, method: &str| document["paths"][path][method]["security"].clone();
        let both = json!([{ "remotePhone": [], "remotePage": [] }]);
        assert_eq!(required("/m/{code}/remote", "post"), json!([]));
        assert_eq!(required("/m/{code}/remote", "delete"), both);
        assert_eq!(required("/m/{code}/remote/step", "get"), both);
    }
}
