//! `/api/desktop/…`: windows, keys and clipboard of the desktop app that this server runs in.

use crate::app::App;
use crate::domain::{PollCode, Refusal};
use crate::http::extract::body::Body;
use crate::http::extract::visitor::Host;
use crate::http::problem::Problem;
use crate::wire::{ClipboardRequest, Projector, ProjectorRequest, SystemKeys, SystemKeysBody};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;

/// Opens a meeting's projector on the second display, or in a window on the only one.
#[utoipa::path(
    post, path = "/api/desktop/projector", tag = "host", operation_id = "openProjector", request_body = Option<ProjectorRequest>,
    responses(
        (status = 200, body = Projector), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"),
        (status = 409, description = "`no_desktop`: open the page it names in a browser"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn open(_: Host, State(app): State<App>, request: Request) -> Result<Json<Projector>, Problem> {
    Ok(Json(app.open_projector(&named_meeting(request).await?).await?))
}

/// Closes the projector's window.
#[utoipa::path(
    delete, path = "/api/desktop/projector", tag = "host", operation_id = "closeProjector",
    responses(
        (status = 204, description = "Closed"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 409, description = "`no_desktop`")
    )
)]
pub(crate) async fn close(_: Host, State(app): State<App>) -> Result<StatusCode, Problem> {
    app.close_projector().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a meeting's bar: a small window above those of other programs, with the QR code, the turnout and the next step.
#[utoipa::path(
    post, path = "/api/desktop/bar", tag = "host", operation_id = "openBar", request_body = Option<ProjectorRequest>,
    responses(
        (status = 200, body = Projector), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"),
        (status = 409, description = "`no_desktop`: open the page it names in a browser"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn open_bar(_: Host, State(app): State<App>, request: Request) -> Result<Json<Projector>, Problem> {
    Ok(Json(app.open_bar(&named_meeting(request).await?).await?))
}

/// Closes the bar.
#[utoipa::path(
    delete, path = "/api/desktop/bar", tag = "host", operation_id = "closeBar",
    responses(
        (status = 204, description = "Closed"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 409, description = "`no_desktop`")
    )
)]
pub(crate) async fn close_bar(_: Host, State(app): State<App>) -> Result<StatusCode, Problem> {
    app.close_bar().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The keys that take a step of the meeting while another program is in front.
#[utoipa::path(
    get, path = "/api/desktop/keys", tag = "host", operation_id = "getSystemKeys",
    responses(
        (status = 200, body = SystemKeys), (status = 403, description = "`host_only`"), (status = 409, description = "`no_desktop`")
    )
)]
pub(crate) async fn keys(_: Host, State(app): State<App>) -> Result<Json<SystemKeys>, Problem> {
    Ok(Json(app.system_keys().await?))
}

/// Switches the keys on or off, which take a step of the meeting while another program is in front. They are off after a start.
#[utoipa::path(
    put, path = "/api/desktop/keys", tag = "host", operation_id = "switchSystemKeys", request_body = SystemKeysBody,
    responses(
        (status = 200, body = SystemKeys), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 409, description = "`no_desktop`"), (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`")
    )
)]
pub(crate) async fn switch_keys(_: Host, State(app): State<App>, body: Body) -> Result<Json<SystemKeys>, Problem> {
    let SystemKeysBody { on } = body.json()?;
    Ok(Json(app.switch_system_keys(on).await?))
}

/// The meeting that a request names; without a body, the current one.
async fn named_meeting(request: Request) -> Result<ProjectorRequest, Problem> {
    match Body::if_any(request).await? {
        Some(body) => body.json(),
        None => Ok(ProjectorRequest::default()),
    }
}

/// Copies a poll's chart to the clipboard.
#[utoipa::path(
    post, path = "/api/desktop/clipboard", tag = "host", operation_id = "copyChartToClipboard", request_body = ClipboardRequest,
    responses(
        (status = 204, description = "Copied"), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_poll`"), (status = 409, description = "`no_desktop`"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"), (status = 503, description = "`no_fonts`, `storage_unavailable`")
    )
)]
pub(crate) async fn copy(_: Host, State(app): State<App>, body: Body) -> Result<StatusCode, Problem> {
    let request: ClipboardRequest = body.json()?;
    let code = PollCode::parse(&request.poll_code).ok_or(Refusal::NoSuchPoll)?;
    app.copy_chart(&code).await?;
    Ok(StatusCode::NO_CONTENT)
}
