//! `/host/enter` and `/host/leave`: starts and ends a browser's host session.

use super::agent;
use crate::app::App;
use crate::app::hosts::sessions::{EnteringBrowser, Entry};
use crate::app::keys::Keys;
use crate::http::extract::body::Body;
use crate::http::extract::credentials::page_secret;
use crate::http::extract::visitor::ClientGroup;
use crate::http::problem::Problem;
use crate::http::voting::pages::{EnterPage, page};
use crate::wire::{Entered, Entering};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};

/// The page that exchanges a one-time code in its address, or a typed key, for a session.
#[utoipa::path(
    get, path = "/host/enter", tag = "host", operation_id = "getHostEntry",
    responses((status = 200, description = "HTML: reads the one-time code in its own fragment and POSTs it here", content_type = "text/html", body = String))
)]
pub(in super::super) async fn enter_page(State(app): State<App>) -> Response {
    page(&EnterPage { assets: app.assets.clone() })
}

/// Exchanges a one-time code, or the host key, for a session: a cookie, and a secret that the page stores itself.
#[utoipa::path(
    post, path = "/host/enter", tag = "host", operation_id = "enterAsHost", request_body = Entering,
    responses(
        (status = 200, body = Entered, description = "With the cookie"), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`: a wrong key or code; `code_used`: the code was exchanged before, or has expired; `bad_origin`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 429, description = "`too_many_requests`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(in super::super) async fn enter(
    State(app): State<App>,
    ClientGroup(address): ClientGroup,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let Entering { code, key } = body.json()?;
    let entry = match (code, key) {
        (Some(code), None) => Entry::Code(code),
        (None, Some(key)) => Entry::Key(key),
        _ => return Err(Problem::bad_request("Send either code or key.")),
    };
    let user_agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let browser = EnteringBrowser { group: address, earlier: Keys::host_token(&headers), name: agent::name(user_agent) };
    let token = app.enter_as_host(entry, browser).await?;
    let cookie = [(header::SET_COOKIE, app.keys.host_cookie(&token).to_string())];
    Ok((AppendHeaders(cookie), Json(Entered { secret: app.keys.page_secret_of(&token) })).into_response())
}

/// Ends this browser's session and removes its cookie. Without the page's secret only the cookie is
/// removed: a cookie alone proves nothing, because browsers send it to programs on other ports too.
#[utoipa::path(
    post, path = "/host/leave", tag = "host", operation_id = "leaveAsHost",
    responses((status = 204, description = "The cookie is removed; the session has ended if the request had the page's secret"), (status = 403, description = "`bad_origin`"), (status = 503, description = "`storage_unavailable`"))
)]
pub(in super::super) async fn leave(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let has_page_secret = |token: &[u8; 32]| page_secret(&headers).is_some_and(|secret| app.keys.is_page_secret_of(token, secret));
    if let Some(token) = Keys::host_token(&headers).filter(has_page_secret) {
        app.leave_as_host(&token).await?;
    }
    let cookie = [(header::SET_COOKIE, app.keys.no_host_cookie().to_string())];
    Ok((StatusCode::NO_CONTENT, AppendHeaders(cookie)).into_response())
}
