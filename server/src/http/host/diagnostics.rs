//! GET `/api/doctor`: the state of the connection between phones and this computer.

use crate::app::App;
use crate::http::extract::visitor::Host;
use crate::wire::Diagnosis;
use axum::Json;
use axum::extract::State;

/// The connection light, the reason for its colour, and the observations behind it.
#[utoipa::path(
    get, path = "/api/doctor", tag = "host", operation_id = "getDiagnosis",
    responses((status = 200, body = Diagnosis), (status = 403, description = "`host_only`"))
)]
pub(crate) async fn doctor(_: Host, State(app): State<App>) -> Json<Diagnosis> {
    Json(app.diagnosis())
}
