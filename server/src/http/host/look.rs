//! `/api/meetings/{code}/look`: how a meeting looks on its wall, on phones and in the console's chart.

use crate::app::App;
use crate::app::blocking::run_blocking;
use crate::domain::{JoinCode, LookChange, MeetingChange};
use crate::http::extract::body::{Body, media, read};
use crate::http::extract::visitor::HostOf;
use crate::http::problem::Problem;
use crate::logo;
use crate::wire::{LookBody, LookShown};
use axum::Json;
use axum::extract::{Request, State};
use utoipa::ToSchema;

/// How a meeting looks.
#[utoipa::path(
    get, path = "/api/meetings/{code}/look", tag = "host", operation_id = "getLook", params(("code" = String, Path, description = "The join code")),
    responses((status = 200, body = LookShown), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`"))
)]
pub(crate) async fn look(HostOf(code): HostOf, State(app): State<App>) -> Result<Json<LookShown>, Problem> {
    Ok(Json(LookShown::of(&*app.meetings.find(&code).await?)))
}

/// Gives a meeting a look: its projector, its phones and its consoles show it at once. Of its colours pages use the nearest that can be
/// read; the answer says which.
#[utoipa::path(
    put, path = "/api/meetings/{code}/look", tag = "host", operation_id = "setLook", params(("code" = String, Path, description = "The join code")), request_body = LookBody,
    responses(
        (status = 200, body = LookShown), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_look`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn set(HostOf(code): HostOf, State(app): State<App>, body: Body) -> Result<Json<LookShown>, Problem> {
    change(&app, &code, LookChange::Choices(body.json::<LookBody>()?.parsed()?)).await
}

/// The bytes of a PNG, as the API document has them.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
struct Png(#[expect(dead_code, reason = "it is documented alone")] Vec<u8>);

/// Gives a meeting a logo: a PNG of at most 256 KiB and 1024 × 1024 pixels. It is written anew, with its pixels alone.
#[utoipa::path(
    put, path = "/api/meetings/{code}/look/logo", tag = "host", operation_id = "setLogo", params(("code" = String, Path, description = "The join code")),
    request_body(content = inline(Png), content_type = "image/png"),
    responses(
        (status = 200, body = LookShown), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"), (status = 413, description = "`too_large`: 256 KiB"),
        (status = 415, description = "`unsupported_media`: no PNG"), (status = 422, description = "`invalid_logo`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn set_logo(HostOf(code): HostOf, State(app): State<App>, request: Request) -> Result<Json<LookShown>, Problem> {
    if media(&request) != "image/png" {
        return Err(Problem::unsupported_media());
    }
    let file = read(request, logo::MAX_BYTES).await?;
    let logo = run_blocking(move || logo::read(&file)).await??;
    change(&app, &code, LookChange::Logo(Some(logo))).await
}

/// Removes a meeting's logo.
#[utoipa::path(
    delete, path = "/api/meetings/{code}/look/logo", tag = "host", operation_id = "removeLogo", params(("code" = String, Path, description = "The join code")),
    responses(
        (status = 200, body = LookShown), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn remove_logo(HostOf(code): HostOf, State(app): State<App>) -> Result<Json<LookShown>, Problem> {
    change(&app, &code, LookChange::Logo(None)).await
}

async fn change(app: &App, code: &JoinCode, look: LookChange) -> Result<Json<LookShown>, Problem> {
    app.change_meeting(code, MeetingChange { look: Some(look), ..MeetingChange::default() }).await?;
    Ok(Json(LookShown::of(&*app.meetings.find(code).await?)))
}
