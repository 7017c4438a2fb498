//! GET `/healthz` and `/readyz`: liveness, and readiness for load balancers.

use crate::app::App;
use crate::http::extract::query::QueryParams;
use crate::http::problem::Problem;
use crate::version;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

/// The process is alive; returns its version.
#[utoipa::path(
    get, path = "/healthz", tag = "health", operation_id = "getHealth",
    responses((status = 200, description = "It answers: `ok`, then its version and schema", content_type = "text/plain", body = String))
)]
pub(crate) async fn alive() -> String {
    format!("ok\nhandsup {}\n", version::line())
}

/// Dependencies that readiness need not include.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Without {
    /// `redis`: without it every instance still accepts votes, and updates its own phones.
    exclude: Option<String>,
}

/// Whether the server is ready: the database answers, the last write was stored, Redis (where configured) delivers the other
/// instances' messages, and no shutdown has begun.
#[utoipa::path(
    get, path = "/readyz", tag = "health", operation_id = "getReadiness", params(Without),
    responses(
        (status = 200, description = "It takes votes; a second line says so while limits hold at each instance alone", content_type = "text/plain", body = String),
        (status = 503, description = "`draining`: it is shutting down. `storage_unavailable`: it cannot store votes. \
            `redis_unavailable`: it takes votes, but receives the other instances' changes late")
    )
)]
pub(crate) async fn ready(State(app): State<App>, QueryParams(without): QueryParams<Without>) -> Result<&'static str, Problem> {
    if app.leaving.is_cancelled() {
        return Err(Problem::draining());
    }
    app.database.ready().await?;
    // The sender may have ended; its last value stays valid.
    let hears = app.others.as_ref().is_none_or(|hears| hears.has_changed().is_ok() && *hears.borrow());
    if !hears && without.exclude.as_deref() != Some("redis") {
        return Err(Problem::redis_unavailable());
    }
    Ok(if app.limits.are_alone() { "ready\nlimits hold at each instance alone: Redis does not count votes\n" } else { "ready\n" })
}
