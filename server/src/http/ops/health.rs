//! GET `/healthz` and `/readyz`: liveness, and readiness for load balancers.

use crate::app::App;
use crate::http::extract::query::QueryParams;
use crate::http::problem::Problem;
use crate::version;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

/// Liveness: `ok`, and the version.
#[utoipa::path(
    get, path = "/healthz", tag = "health", operation_id = "getHealth",
    responses((status = 200, description = "`ok`, then the version and the schema", content_type = "text/plain", body = String))
)]
pub(crate) async fn alive() -> String {
    format!("ok\nhandsup {}\n", version::line())
}

/// Query parameters of readiness.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReadinessParams {
    /// `redis` leaves out the check of Redis: without Redis every instance still accepts votes, and
    /// updates its own phones.
    exclude: Option<String>,
}

/// Whether the server is ready: the database answers, the last write was stored, Redis (where configured) delivers the other
/// instances' messages, and no shutdown has begun.
#[utoipa::path(
    get, path = "/readyz", tag = "health", operation_id = "getReadiness", params(ReadinessParams),
    responses(
        (status = 200, description = "It accepts votes. While each instance counts rate limits alone, a second line says so", content_type = "text/plain", body = String),
        (status = 503, description = "`draining`: it is shutting down. `storage_unavailable`: it cannot store votes. \
            `redis_unavailable`: it takes votes, but receives the other instances' changes late")
    )
)]
pub(crate) async fn ready(State(app): State<App>, QueryParams(params): QueryParams<ReadinessParams>) -> Result<&'static str, Problem> {
    if app.draining.is_cancelled() {
        return Err(Problem::draining());
    }
    app.database.ready().await?;
    // A closed channel keeps its last value, so that value counts only while the sender lives.
    let is_connected = app.redis_connected.as_ref().is_none_or(|connected| connected.has_changed().is_ok() && *connected.borrow());
    if !is_connected && params.exclude.as_deref() != Some("redis") {
        return Err(Problem::redis_unavailable());
    }
    Ok(if app.limits.are_local() { "ready\nlimits hold at each instance alone: Redis does not count votes\n" } else { "ready\n" })
}
