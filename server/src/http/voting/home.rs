//! GET `/`: the console for the host, the way in for everybody else.

use crate::app::App;
use crate::app::keys::Keys;
use crate::domain::{JoinCode, PollCode, PollState, Refusal};
use crate::http::extract::authority::Visitor;
use crate::http::extract::query::QueryParams;
use crate::http::problem::Problem;
use crate::http::voting::pages::{HomePage, HostPage, page};
use crate::text::for_script;
use crate::wire::PollSummary;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// How many polls a guest is offered.
const OFFERED: usize = 10;

/// What the field for the code sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    code: Option<String>,
}

/// The host's console; for a guest in the local network the one meeting that goes on, for others a field for the code.
#[utoipa::path(
    get, path = "/", tag = "voting", operation_id = "getHomePage", params(("code" = Option<String>, Query, description = "A code that somebody typed")),
    responses(
        (status = 200, description = "HTML: the console for the host, a field for the code for everybody else", content_type = "text/html", body = String),
        (status = 303, description = "In the local network: to the one meeting that goes on"), (status = 404, description = "`no_such_poll`, `no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn home(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    QueryParams(typed): QueryParams<Typed>,
) -> Result<Response, Problem> {
    if let Some(code) = typed.code {
        return by_code(&app, visitor, &code).await;
    }
    if visitor.is_host {
        return Ok(page(&HostPage { assets: app.assets.clone(), boot: for_script(&app.console().await?) }));
    }
    // A browser that navigates shows its cookie alone, and another port could do that too: it gets the console, empty.
    if let Some(token) = Keys::host_token(&headers)
        && app.session_of(&token).await?.is_some()
    {
        return Ok(page(&HostPage { assets: app.assets.clone(), boot: "null".into() }));
    }
    // Codes are told to the room: from elsewhere one has to have them.
    let near = visitor.client.is_near();
    if near
        && !app.create_open
        && let [only] = &app.polls.going_on().await?[..]
    {
        return Ok(Redirect::to(&only.code.page()).into_response());
    }
    let live = if near { app.live_polls().await } else { Vec::new() };
    Ok(page(&HomePage { assets: app.assets.clone(), live, create_open: app.create_open, notice: None }))
}

/// A code that somebody typed: a poll's or a meeting's.
async fn by_code(app: &App, visitor: Visitor, typed: &str) -> Result<Response, Problem> {
    let page = if let Some(code) = JoinCode::parse(typed) {
        app.meeting_for(visitor.seeker(), &code).await?.code.page()
    } else {
        let code = PollCode::parse(typed).ok_or(Refusal::NoSuchPoll)?;
        app.poll_for(visitor.seeker(), &code).await?.code.page()
    };
    Ok(Redirect::to(&page).into_response())
}

impl App {
    /// What is live here, for people who lost their way; nothing where the database does not answer.
    pub(crate) async fn live_polls(&self) -> Vec<PollSummary> {
        let polls = self.polls.newest(50).await.unwrap_or_default();
        let live = polls.iter().filter(|poll| matches!(poll.state, PollState::Open | PollState::Ready));
        live.take(OFFERED).map(PollSummary::of).collect()
    }
}
