//! GET `/healthz` and `/readyz`: for whoever watches the server, and for whoever decides who is sent to it.

use crate::app::App;
use crate::http::extract::query::QueryParams;
use crate::http::problem::Problem;
use crate::version;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

/// The process answers, and says which version it is.
#[utoipa::path(
    get, path = "/healthz", tag = "health", operation_id = "getHealth",
    responses((status = 200, description = "It answers: `ok`, then its version and schema", content_type = "text/plain", body = String))
)]
pub(crate) async fn alive() -> String {
    format!("ok\nhandsup {}\n", version::line())
}

/// What need not be there.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Without {
    /// `redis`: without it every instance still takes votes, and tells its own phones.
    exclude: Option<String>,
}

/// Everything it works with is there: the database answers, what was to be stored last could be, the other instances are
/// heard through Redis where it has been told of one, and nobody has told it to stop.
#[utoipa::path(
    get, path = "/readyz", tag = "health", operation_id = "getReadiness", params(Without),
    responses(
        (status = 200, description = "It takes votes; a second line says so while limits hold at each instance alone", content_type = "text/plain", body = String),
        (status = 503, description = "`draining`: it has been told to stop. `storage_unavailable`: it cannot store votes. \
            `redis_unavailable`: it takes votes, but hears the other instances late")
    )
)]
pub(crate) async fn ready(State(app): State<App>, QueryParams(without): QueryParams<Without>) -> Result<&'static str, Problem> {
    if app.leaving.is_cancelled() {
        return Err(Problem::draining());
    }
    app.polls.ready().await?;
    // Whoever would hear them may be gone, and the last word of it stands.
    let hears = app.others.as_ref().is_none_or(|hears| hears.has_changed().is_ok() && *hears.borrow());
    if !hears && without.exclude.as_deref() != Some("redis") {
        return Err(Problem::redis_unavailable());
    }
    Ok(if app.limits.are_alone() { "ready\nlimits hold at each instance alone: Redis does not count votes\n" } else { "ready\n" })
}
