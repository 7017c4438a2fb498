//! GET `/openapi.json`: written from the very routes that answer.

use axum::Json;
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

/// The document.
pub(super) async fn document(
    axum::Extension(document): axum::Extension<std::sync::Arc<utoipa::openapi::OpenApi>>,
) -> Json<utoipa::openapi::OpenApi> {
    Json((*document).clone())
}
