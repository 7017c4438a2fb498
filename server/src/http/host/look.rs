//! `/api/meetings/{code}/look`: how a meeting looks on its wall, on phones and in the console's chart.

use crate::app::App;
use crate::domain::{Look, MeetingChange};
use crate::http::extract::body::Body;
use crate::http::extract::visitor::HostOf;
use crate::http::problem::Problem;
use crate::wire::{LookBody, LookShown};
use axum::Json;
use axum::extract::State;

/// How a meeting looks.
#[utoipa::path(
    get, path = "/api/meetings/{code}/look", tag = "host", operation_id = "getLook", params(("code" = String, Path, description = "The join code")),
    responses((status = 200, body = LookShown), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`"))
)]
pub(crate) async fn look(HostOf(code): HostOf, State(app): State<App>) -> Result<Json<LookShown>, Problem> {
    Ok(Json(LookShown::of(&app.meetings.find(&code).await?.look)))
}

/// Gives a meeting a look: its wall, its phones and its consoles show it at once.
#[utoipa::path(
    put, path = "/api/meetings/{code}/look", tag = "host", operation_id = "setLook", params(("code" = String, Path, description = "The join code")), request_body = LookBody,
    responses(
        (status = 200, body = LookShown), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn set(HostOf(code): HostOf, State(app): State<App>, body: Body) -> Result<Json<LookShown>, Problem> {
    let look = Look::from(body.json::<LookBody>()?);
    let change = MeetingChange { look: Some(look.clone()), ..MeetingChange::default() };
    app.change_meeting(&code, change).await?;
    Ok(Json(LookShown::of(&look)))
}
