//! `/api/meetings/{code}/moderation` and `moderator`: what is moderated in a meeting, and the link with which others may do so.

use crate::app::App;
use crate::http::extract::body::Body;
use crate::http::extract::visitor::{HostOf, ModeratorOf};
use crate::http::problem::Problem;
use crate::wire::{ModerationShown, ModeratorLink, ModeratorLinkBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// The board of a meeting, and its polls of words and open answers: for the host, and for moderators with the meeting's link.
#[utoipa::path(
    get, path = "/api/meetings/{code}/moderation", tag = "host", operation_id = "getModeration", params(("code" = String, Path, description = "The join code")),
    responses((status = 200, body = ModerationShown), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`"))
)]
pub(crate) async fn moderation(ModeratorOf(code): ModeratorOf, State(app): State<App>) -> Result<Json<ModerationShown>, Problem> {
    Ok(Json(app.moderation(&code).await?))
}

/// The link for moderators: its bearer may moderate questions, words and open answers of this meeting until it ends, and nothing
/// else. With `renew` a new one, and the one before is invalid.
#[utoipa::path(
    post, path = "/api/meetings/{code}/moderator", tag = "host", operation_id = "makeModeratorLink", params(("code" = String, Path, description = "The join code")),
    request_body = ModeratorLinkBody,
    responses(
        (status = 200, body = ModeratorLink), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"), (status = 409, description = "`meeting_ended`"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn link(HostOf(code): HostOf, State(app): State<App>, body: Body) -> Result<Json<ModeratorLink>, Problem> {
    let ModeratorLinkBody { renew } = body.json()?;
    let path = app.moderator_path(&code, renew == Some(true)).await?;
    Ok(Json(ModeratorLink { url: app.advertised.url_of(&path) }))
}

/// Makes the link for moderators invalid.
#[utoipa::path(
    delete, path = "/api/meetings/{code}/moderator", tag = "host", operation_id = "endModeratorLink", params(("code" = String, Path, description = "The join code")),
    responses(
        (status = 204, description = "There is no link any more"), (status = 403, description = "`host_only`, `bad_origin`"), (status = 404, description = "`no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn end_link(HostOf(code): HostOf, State(app): State<App>) -> Result<StatusCode, Problem> {
    app.end_moderation(&code).await?;
    Ok(StatusCode::NO_CONTENT)
}
