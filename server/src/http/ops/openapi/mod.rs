//! GET `/openapi.json`: generated from the routes, and completed with what all of them share.

mod answers;
mod schemas;
mod security;

use crate::http::middleware::{compress, negotiate};
use axum::Extension;
use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use std::sync::Arc;
use tokio::sync::OnceCell;
use utoipa::OpenApi;

/// The document's general part.
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
        (name = "remote", description = "For a phone that leads a meeting, with its cookie and `X-Handsup-Remote`"),
        (name = "health", description = "For monitoring the server")
    ),
    components(schemas(
        crate::wire::Problem,
        // Types that only parameters use.
        crate::http::export::sheets::Paper,
        crate::http::export::sheets::Per,
        crate::report::Format,
        crate::report::Theme,
        crate::text::Language
    ))
)]
pub(crate) struct Document;

/// The document as text, because as a structure it takes ten times the memory.
pub(crate) struct Text {
    plain: Bytes,
    /// Compressed on first use.
    gzipped: OnceCell<Bytes>,
}

impl Text {
    /// The serialized document.
    pub(crate) fn of(document: &utoipa::openapi::OpenApi) -> Arc<Self> {
        let mut document = serde_json::to_value(document).expect("a document of our own is valid JSON");
        security::complete(&mut document);
        answers::complete(&mut document);
        schemas::complete(&mut document);
        Arc::new(Self { plain: Bytes::from(document.to_string()), gzipped: OnceCell::new() })
    }
}

/// The document.
pub(crate) async fn document(Extension(text): Extension<Arc<Text>>, headers: HeaderMap) -> Response {
    let media = (header::CONTENT_TYPE, "application/json");
    if negotiate::encoding(&headers, &["gzip"]).is_none() {
        return ([media], text.plain.clone()).into_response();
    }
    let gzipped = text.gzipped.get_or_init(|| compress::gzipped(text.plain.clone())).await;
    ([media, (header::CONTENT_ENCODING, "gzip"), (header::VARY, "accept-encoding")], gzipped.clone()).into_response()
}

/// Every operation, with its method and path.
fn operations(document: &mut Value) -> impl Iterator<Item = (&str, &str, &mut Map<String, Value>)> {
    members(document.get_mut("paths"))
        .flat_map(|(path, item)| members(Some(item)).map(move |(method, operation)| (method, path, operation)))
        .filter_map(|(method, path, operation)| Some((method, path, operation.as_object_mut()?)))
}

/// The members of an object; none for any other value.
fn members(object: Option<&mut Value>) -> impl Iterator<Item = (&str, &mut Value)> {
    object.and_then(Value::as_object_mut).into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}
