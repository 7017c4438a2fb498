//! GET `/openapi.json`: written from the very routes that answer, completed by what is the same for all of them.

use super::{compress, negotiate};
use axum::Extension;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use tokio::sync::OnceCell;
use utoipa::OpenApi;

/// What the routes do not say themselves.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Handsup",
        description = "Let the room vote. Problems are `application/problem+json` (RFC 9457) with a stable `code`, explained at their `type`. Live updates come over Socket.IO at `/socket.io/`: see the README.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "voting", description = "For everybody in the room"),
        (name = "host", description = "With the host's session, or `Authorization: Bearer <host key>`"),
        (name = "health", description = "For whoever watches the server")
    ),
    components(schemas(crate::wire::Problem, super::sheets::Paper, super::sheets::Per))
)]
pub(super) struct Document;

/// The document as text: kept as a structure it takes ten times the memory, and nobody changes it.
pub(super) struct Text {
    plain: Bytes,
    /// Compressed when somebody wants it so, once.
    packed: OnceCell<Bytes>,
}

impl Text {
    /// What this document says.
    pub(super) fn of(document: &utoipa::openapi::OpenApi) -> Arc<Self> {
        let mut document = serde_json::to_value(document).expect("a document of our own is valid JSON");
        complete(&mut document);
        Arc::new(Self { plain: Bytes::from(document.to_string()), packed: OnceCell::new() })
    }
}

/// The document.
pub(super) async fn document(Extension(text): Extension<Arc<Text>>, headers: HeaderMap) -> Response {
    let media = (header::CONTENT_TYPE, "application/json");
    if negotiate::encoding(&headers, &["gzip"]).is_none() {
        return ([media], text.plain.clone()).into_response();
    }
    let packed = text.packed.get_or_init(|| compress::packed(text.plain.clone())).await;
    ([media, (header::CONTENT_ENCODING, "gzip"), (header::VARY, "accept-encoding")], packed.clone()).into_response()
}

/// Gives every operation an id of its own and its security, every response a description, and every error the problem's shape.
fn complete(document: &mut Value) {
    document["components"]["securitySchemes"] = json!({
        "hostKey": { "type": "http", "scheme": "bearer", "description": "The host key, for programs; a poll's `host_token` for that poll alone" },
        "hostSession": { "type": "apiKey", "in": "cookie", "name": "handsup_host", "description": "A browser that has entered as the host" },
    });
    for (path, operations) in objects(document["paths"].as_object_mut()) {
        for (method, operation) in objects(Some(operations)) {
            operation.insert("operationId".into(), operation_id(method, path).into());
            let security = if needs_host(operation) { json!([{ "hostKey": [] }, { "hostSession": [] }]) } else { json!([]) };
            operation.insert("security".into(), security);
            for (status, response) in objects(operation.get_mut("responses").and_then(Value::as_object_mut)) {
                describe(status, response);
            }
        }
    }
}

/// The members that are objects themselves.
fn objects(of: Option<&mut Map<String, Value>>) -> impl Iterator<Item = (&String, &mut Map<String, Value>)> {
    of.into_iter().flatten().filter_map(|(name, value)| Some((name, value.as_object_mut()?)))
}

/// The method and the path's words: `getPollCodeResults`.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words.flat_map(|word| [word[..1].to_ascii_uppercase(), word[1..].to_owned()]).collect();
    format!("{method}{}", if name.is_empty() { "Home" } else { &name })
}

fn needs_host(operation: &Map<String, Value>) -> bool {
    let refusals = ["401", "403"].into_iter().filter_map(|status| operation.get("responses")?.get(status)?.get("description")?.as_str());
    refusals.into_iter().any(|description| description.contains("host_only"))
}

fn describe(status: &str, response: &mut Map<String, Value>) {
    let reason = status.parse().ok().and_then(|status: StatusCode| status.canonical_reason()).unwrap_or("As the status says");
    response.entry("description").or_insert_with(|| reason.into());
    if status.starts_with(['4', '5']) {
        let shape = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        response.entry("content").or_insert(shape);
    }
}

#[cfg(test)]
mod tests {
    use super::operation_id;

    #[test]
    fn an_operation_is_named_by_its_method_and_path() {
        assert_eq!(operation_id("get", "/"), "getHome");
        assert_eq!(operation_id("get", "/poll/{code}/results"), "getPollCodeResults");
        assert_eq!(operation_id("post", "/api/meetings/{code}/questions"), "postApiMeetingsCodeQuestions");
    }
}
