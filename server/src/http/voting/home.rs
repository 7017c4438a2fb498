//! GET `/`: the console for the host, the entrance page for everyone else.

use crate::app::App;
use crate::app::keys::Keys;
use crate::domain::{JoinCode, PollCode, Refusal};
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::Visitor;
use crate::http::middleware::headers::{Framing, with_framing};
use crate::http::problem::Problem;
use crate::http::voting::pages::{HomePage, HostPage, page};
use crate::text::for_script;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// Query parameters of the entrance's form.
#[derive(Deserialize)]
pub(crate) struct HomeParams {
    code: Option<String>,
}

/// The host's console. A guest in the local network is redirected to the only meeting that goes on,
/// unless guests may create polls. All others get a page with a field for the code.
#[utoipa::path(
    get, path = "/", tag = "voting", operation_id = "getHomePage", params(("code" = Option<String>, Query, description = "A typed code")),
    responses(
        (status = 200, description = "HTML: the console for the host, a field for the code for everybody else", content_type = "text/html", body = String),
        (status = 303, description = "To the poll or meeting with the typed code; in the local network also to the only meeting that goes on"), (status = 404, description = "`no_such_poll`, `no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn home(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    QueryParams(params): QueryParams<HomeParams>,
) -> Result<Response, Problem> {
    if let Some(code) = params.code {
        return by_code(&app, visitor, &code).await;
    }
    if visitor.is_host {
        return Ok(console(&app, for_script(&app.console().await?)));
    }
    // A navigation carries the session's cookie alone, and a page on another port could cause one
    // too. The console is therefore rendered without data.
    if let Some(token) = Keys::host_token(&headers)
        && app.session_of(&token).await?.is_some()
    {
        return Ok(console(&app, "null".into()));
    }
    // Only clients in the local network see codes: others have to know one.
    let is_near = visitor.client.is_near();
    if is_near
        && !app.create_open
        && let [only] = &app.meetings.ongoing().await?[..]
    {
        return Ok(Redirect::to(&only.code.page()).into_response());
    }
    let live = if is_near { app.live_polls().await } else { Vec::new() };
    Ok(page(&HomePage { assets: app.assets.clone(), live, create_open: app.create_open, notice: None }))
}

/// The console, which frames the projector's page; `boot`: its first state, as JSON.
fn console(app: &App, boot: String) -> Response {
    with_framing(Framing::Frames, page(&HostPage { assets: app.assets.clone(), boot }))
}

/// Redirects to the poll or meeting with a typed code.
async fn by_code(app: &App, visitor: Visitor, typed: &str) -> Result<Response, Problem> {
    let page = if let Some(code) = JoinCode::parse(typed) {
        app.meeting_for(visitor.requester(), &code).await?.code.page()
    } else {
        let code = PollCode::parse(typed).ok_or(Refusal::NoSuchPoll)?;
        app.poll_for(visitor.requester(), &code).await?.code.page()
    };
    Ok(Redirect::to(&page).into_response())
}
