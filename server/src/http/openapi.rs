//! GET `/openapi.json`: written from the very routes that answer.

use axum::Extension;
use axum::body::Bytes;
use axum::http::header;
use axum::response::IntoResponse;
use utoipa::OpenApi;

/// What the routes do not say themselves.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Handsup",
        description = "Let the room vote. Problems are `application/problem+json` (RFC 9457) with a stable `code`. Live updates come over Socket.IO at `/socket.io/`: see the README."
    ),
    tags(
        (name = "voting", description = "For everybody in the room"),
        (name = "host", description = "With the host's cookie, or `Authorization: Bearer <host key>`"),
        (name = "health", description = "For whoever watches the server")
    ),
    components(schemas(crate::wire::Problem))
)]
pub(super) struct Document;

/// The document as text: kept as a structure it takes ten times the memory, and nobody changes it.
pub(super) fn text(document: &utoipa::openapi::OpenApi) -> Bytes {
    Bytes::from(document.to_json().expect("a document of our own is valid JSON"))
}

/// The document.
pub(super) async fn document(Extension(text): Extension<Bytes>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], text)
}
