//! `/api/meetings/{code}/remotes`: the phones that lead a meeting.

use crate::app::App;
use crate::domain::JoinCode;
use crate::http::extract::body::Body;
use crate::http::extract::visitor::{Host, HostAuthority, HostOf, Join, RemoteId};
use crate::http::problem::Problem;
use crate::wire::{RemoteLink, RemoteList, RemotePatch};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

/// The phones that lead a meeting, and those that wait to be confirmed.
#[utoipa::path(
    get, path = "/api/meetings/{code}/remotes", tag = "host", operation_id = "listRemotes", params(("code" = String, Path, description = "The join code")),
    responses((status = 200, body = RemoteList), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`"))
)]
pub(crate) async fn list(HostOf(code): HostOf, State(app): State<App>) -> Result<Json<RemoteList>, Problem> {
    Ok(Json(app.remotes(&code).await?))
}

/// Makes a link that pairs one phone, once and within five minutes. The phone can do nothing until it is confirmed.
#[utoipa::path(
    post, path = "/api/meetings/{code}/remotes", tag = "host", operation_id = "makeRemoteLink", params(("code" = String, Path, description = "The join code")),
    responses(
        (status = 201, body = RemoteLink), (status = 403, description = "`host_only`, `bad_origin`"), (status = 404, description = "`no_such_meeting`"),
        (status = 409, description = "`meeting_ended`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn link(
    HostAuthority(host): HostAuthority,
    State(app): State<App>,
    Join(code): Join,
) -> Result<(StatusCode, Json<RemoteLink>), Problem> {
    Ok((StatusCode::CREATED, Json(app.remote_link(&code, &host.proof.key_fingerprint).await?)))
}

/// Confirms a phone that shows the same number: from then on it leads the meeting, until the meeting ends, for seven days at most.
#[utoipa::path(
    patch, path = "/api/meetings/{code}/remotes/{id}", tag = "host", operation_id = "confirmRemote",
    params(("code" = String, Path, description = "The join code"), ("id" = String, Path, description = "As in the list of remotes")), request_body = RemotePatch,
    responses(
        (status = 204, description = "Confirmed"), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`not_found`: it has ended, or has waited for ten minutes"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn confirm(_: Host, State(app): State<App>, RemoteId(remote): RemoteId, body: Body) -> Result<StatusCode, Problem> {
    let RemotePatch { confirmed } = body.json()?;
    if !confirmed {
        return Err(Problem::bad_request("Send confirmed: true, or DELETE to end the phone."));
    }
    let (code, id) = known(remote)?;
    if app.confirm_remote(&code, id).await? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

/// Ends a phone: it leads the meeting no more.
#[utoipa::path(
    delete, path = "/api/meetings/{code}/remotes/{id}", tag = "host", operation_id = "endRemote",
    params(("code" = String, Path, description = "The join code"), ("id" = String, Path, description = "As in the list of remotes")),
    responses(
        (status = 204, description = "Ended"), (status = 403, description = "`host_only`, `bad_origin`"), (status = 404, description = "`not_found`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn end(_: Host, State(app): State<App>, RemoteId(remote): RemoteId) -> Result<StatusCode, Problem> {
    let (code, id) = known(remote)?;
    if app.end_remote(&code, id).await? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

fn known(remote: Option<(JoinCode, i64)>) -> Result<(JoinCode, i64), Problem> {
    remote.ok_or_else(Problem::not_found)
}
