//! `/host/enter` and `/host/leave`: starts and ends a browser's host session.

use super::{LIFETIME, agent};
use crate::app::App;
use crate::app::hosts::hash;
use crate::app::keys::Keys;
use crate::app::polls::PollError;
use crate::config::NamedKey;
use crate::domain::{AddressGroup, NewHostSession};
use crate::hex;
use crate::http::extract::authority::ClientAddress;
use crate::http::extract::body::Body;
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
        (status = 403, description = "`host_only`: a wrong key or code; `code_used`: the code was exchanged before, or is over; `bad_origin`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 429, description = "`too_many_requests`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(in super::super) async fn enter(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let (host, code) = app.proven(body.json()?, address)?;
    let token = app.begin_session(&host, code, &headers).await?;
    tracing::info!(host = host.name, "host session: started");
    let cookie = [(header::SET_COOKIE, app.keys.host_cookie(&token).to_string())];
    Ok((AppendHeaders(cookie), Json(Entered { secret: app.keys.page_of(&token) })).into_response())
}

/// Ends this browser's session and removes its cookie. Without the page's secret only the cookie is removed: browsers send it
/// to programs on other ports too.
#[utoipa::path(
    post, path = "/host/leave", tag = "host", operation_id = "leaveAsHost",
    responses((status = 204, description = "It is no host's any more, if it was"), (status = 403, description = "`bad_origin`"), (status = 503, description = "`storage_unavailable`"))
)]
pub(in super::super) async fn leave(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(token) = Keys::host_token(&headers).filter(|token| app.shows_page(token, &headers))
        && let Some(session) = app.session_of(&token).await?
    {
        app.end_session(session.id).await?;
    }
    let cookie = [(header::SET_COOKIE, app.keys.no_host_cookie().to_string())];
    Ok((StatusCode::NO_CONTENT, AppendHeaders(cookie)).into_response())
}

impl App {
    /// Who stands behind a code or a key, and the code's number.
    fn proven(&self, entering: Entering, address: AddressGroup) -> Result<(NamedKey, Option<[u8; 16]>), Problem> {
        match (entering.code, entering.key) {
            (None, Some(key)) => Ok((self.host_with(key.trim(), address)?.ok_or_else(Problem::host_only)?, None)),
            (Some(code), None) => {
                let Some(code) = self.keys.read_code(code.trim()) else {
                    // As wrong as a wrong key, and held against the address in the same way.
                    self.host_with("", address)?;
                    return Err(Problem::host_only());
                };
                if code.until < self.clock.now_millis() { Err(Problem::code_used()) } else { Ok((code.host, Some(code.number))) }
            }
            _ => Err(Problem::bad_request("Send either code or key.")),
        }
    }

    /// A new session, in the place of the one that this browser had; its token.
    async fn begin_session(&self, host: &NamedKey, code: Option<[u8; 16]>, headers: &HeaderMap) -> Result<[u8; 32], Problem> {
        let replaces = match Keys::host_token(headers) {
            Some(earlier) => self.session_of(&earlier).await?.map(|session| session.id),
            None => None,
        };
        let token = self.keys.draw_host_token();
        let now = self.clock.now_millis();
        let user_agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let new = NewHostSession {
            token_hash: hash(&token),
            code,
            key_mark: self.keys.host_mark(host),
            host: host.name.clone(),
            name: agent::name(user_agent),
            now,
            replaces,
            over_before: now - LIFETIME,
        };
        if !self.hosts.storage.create_host_session(new).await.map_err(PollError::from)? {
            return Err(Problem::code_used());
        }
        self.hosts.forget();
        Ok(token)
    }
}

impl Keys {
    /// What the page keeps beside the cookie with this token.
    pub(super) fn page_of(&self, token: &[u8; 32]) -> String {
        hex::encode(&self.seal(b"host page", token))
    }

    /// Whether this is it. Takes the same time wherever it differs.
    pub(in super::super) fn is_page_of(&self, token: &[u8; 32], page: &str) -> bool {
        crate::app::keys::same(self.page_of(token).as_bytes(), page.as_bytes())
    }
}
