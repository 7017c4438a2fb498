//! GET `/host/enter?key=…`: the link that makes a browser the host.

use super::App;
use super::problem::Problem;
use super::query::Asked;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

/// The key from the link.
#[derive(Deserialize)]
pub(super) struct Entering {
    key: Option<String>,
}

/// Sets the host cookie and goes to the console; the key itself does not stay in the address bar.
#[utoipa::path(
    get, path = "/host/enter", tag = "host", operation_id = "enterAsHost", params(("key" = Option<String>, Query, description = "The host key")),
    responses((status = 303, description = "To the console, with the host's cookie"), (status = 403, description = "`host_only`"))
)]
pub(super) async fn enter(State(app): State<App>, Asked(entering): Asked<Entering>) -> Result<Response, Problem> {
    let host = entering.key.as_deref().and_then(|key| app.keys.host(key)).ok_or_else(Problem::host_only)?;
    tracing::info!(host = host.name, "a browser has become a host's");
    Ok((AppendHeaders([(SET_COOKIE, app.keys.host_cookie(host).to_string())]), Redirect::to("/")).into_response())
}
