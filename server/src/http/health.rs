//! GET `/healthz` and `/readyz`: for whoever watches the server.

use super::App;
use super::problem::Problem;
use axum::extract::State;

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, description = "It answers")))]
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers too.
#[utoipa::path(
    get, path = "/readyz", tag = "health",
    responses((status = 200, description = "The database answers"), (status = 503, description = "`storage_unavailable`"))
)]
pub(super) async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    app.polls.ping().await?;
    Ok("ready\n")
}
