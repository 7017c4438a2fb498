//! Who may: read from the refusals that an operation names.

use super::operations;
use serde_json::{Map, Value, json};

/// Says of every operation what lets a request in.
pub(super) fn complete(document: &mut Value) {
    document["components"]["securitySchemes"] = json!({
        "hostKey": bearer("The host key, for programs; a poll's `host_token` for that poll alone"),
        "hostSession": {
            "type": "apiKey", "in": "cookie", "name": "handsup_host", "description": "A browser that has entered as the host"
        },
        "metricsToken": bearer("`METRICS_TOKEN`; the server's own computer needs none"),
    });
    for (_, _, operation) in operations(document) {
        let security = if refuses(operation, "host_only") {
            json!([{ "hostKey": [] }, { "hostSession": [] }])
        } else if refuses(operation, "metrics_private") {
            json!([{}, { "metricsToken": [] }])
        } else {
            json!([])
        };
        operation.insert("security".into(), security);
    }
}

fn bearer(description: &str) -> Value {
    json!({ "type": "http", "scheme": "bearer", "description": description })
}

/// Whether an operation refuses with this code for want of authority.
fn refuses(operation: &Map<String, Value>, code: &str) -> bool {
    let described = ["401", "403"].into_iter().filter_map(|status| operation.get("responses")?.get(status)?.get("description")?.as_str());
    described.into_iter().any(|description| description.contains(code))
}
