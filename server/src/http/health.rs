//! GET `/healthz` and `/readyz`: for whoever watches the server, and for whoever decides who is sent to it.

use super::App;
use super::problem::Problem;
use axum::extract::State;

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, description = "It answers")))]
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// It takes votes: the database answers, what was to be stored last could be, and nobody has told it to stop.
#[utoipa::path(
    get, path = "/readyz", tag = "health",
    responses(
        (status = 200, description = "It takes votes"),
        (status = 503, description = "`draining`: it has been told to stop. `storage_unavailable`: it cannot store votes")
    )
)]
pub(super) async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    if app.leaving.is_cancelled() {
        return Err(Problem::draining());
    }
    app.polls.ready().await?;
    Ok("ready\n")
}
