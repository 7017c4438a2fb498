//! `/api/host/…`: the host's own sessions, links for further browsers, tickets, and a new key.

use crate::app::App;
use crate::app::keys::Keys;
use crate::http::extract::body::Body;
use crate::http::extract::query::Segment;
use crate::http::extract::visitor::{Host, HostAuthority};
use crate::http::problem::Problem;
use crate::wire::{HostSessions, NewKeyRequest, OneTimeLink, TicketRequest, WithTicket};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

/// The browsers that have a host's authority now, most recently used first.
#[utoipa::path(get, path = "/api/host/sessions", tag = "host", operation_id = "listHostSessions", responses((status = 200, body = HostSessions), (status = 403, description = "`host_only`"), (status = 503, description = "`storage_unavailable`")))]
pub(in super::super) async fn sessions(HostAuthority(host): HostAuthority, State(app): State<App>) -> Result<Json<HostSessions>, Problem> {
    Ok(Json(app.host_sessions(host.session).await?))
}

/// Ends a session.
#[utoipa::path(
    delete, path = "/api/host/sessions/{id}", tag = "host", operation_id = "endHostSession", params(("id" = String, Path, description = "As in the list of sessions")),
    responses((status = 204, description = "Ended"), (status = 403, description = "`host_only`, `bad_origin`"), (status = 404, description = "`not_found`"), (status = 503, description = "`storage_unavailable`, `overloaded`"))
)]
pub(in super::super) async fn end(_: Host, State(app): State<App>, Segment(id): Segment) -> Result<StatusCode, Problem> {
    let id = id.and_then(|id| id.parse().ok()).ok_or_else(Problem::not_found)?;
    if app.end_session(id).await? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

/// Ends every session but this request's, and every remote.
#[utoipa::path(
    delete, path = "/api/host/sessions", tag = "host", operation_id = "endOtherHostSessions",
    responses((status = 204, description = "Ended"), (status = 403, description = "`host_only`, `bad_origin`"), (status = 503, description = "`storage_unavailable`, `overloaded`"))
)]
pub(in super::super) async fn end_others(HostAuthority(host): HostAuthority, State(app): State<App>) -> Result<StatusCode, Problem> {
    app.end_other_sessions(host.session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Creates a link that starts a host session in one more browser. It works once, within an hour.
#[utoipa::path(post, path = "/api/host/links", tag = "host", operation_id = "createHostLink", responses((status = 201, body = OneTimeLink), (status = 403, description = "`host_only`, `bad_origin`")))]
pub(in super::super) async fn link(HostAuthority(host): HostAuthority, State(app): State<App>) -> (StatusCode, Json<OneTimeLink>) {
    (StatusCode::CREATED, Json(app.one_time_link(&host.host)))
}

/// Appends a ticket to a path of the host's, so that a browser can open it, or save it as a file,
/// without sending a header.
#[utoipa::path(
    post, path = "/api/host/tickets", tag = "host", operation_id = "createHostTicket", request_body = TicketRequest,
    responses(
        (status = 201, body = WithTicket), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`")
    )
)]
pub(in super::super) async fn ticket(
    _: Host,
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<WithTicket>), Problem> {
    let TicketRequest { path } = body.json()?;
    // Only a session needs a ticket: a client with the key sends it as a header.
    let token = Keys::host_token(&headers).ok_or_else(|| Problem::bad_request("A ticket is for a session, and this request has none."))?;
    if !path.starts_with('/') || path.contains('#') {
        return Err(Problem::bad_request("A ticket is for a path of this server, as /api/meetings/K7Q2M9/report."));
    }
    Ok((StatusCode::CREATED, Json(WithTicket { path: app.with_ticket(&token, &path) })))
}

/// Draws a new host key: every session and every remote ends, and the old key is refused. The link in the response
/// starts a new session in this browser.
#[utoipa::path(
    post, path = "/api/host/key", tag = "host", operation_id = "changeHostKey", request_body = NewKeyRequest,
    responses(
        (status = 201, body = OneTimeLink), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 409, description = "`key_is_a_setting`"), (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`")
    )
)]
pub(in super::super) async fn new_key(
    HostAuthority(host): HostAuthority,
    State(app): State<App>,
    body: Body,
) -> Result<(StatusCode, Json<OneTimeLink>), Problem> {
    let NewKeyRequest { replace } = body.json()?;
    if !replace {
        return Err(Problem::bad_request("Send replace: true. Every session ends then, on every computer."));
    }
    Ok((StatusCode::CREATED, Json(app.change_host_key(&host.host).await?)))
}
