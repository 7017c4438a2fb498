//! GET `/` and GET `/m/{join_code}`: the console for the host, the way in for everybody else.

use super::App;
use super::pages::{HomePage, HostPage, page};
use super::problem::Problem;
use super::query::{Asked, Segment};
use super::who::Visitor;
use crate::domain::{JoinCode, PollCode, PollState, Refusal};
use crate::text::for_script;
use crate::wire::PollSummary;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// How many polls a guest is offered.
const OFFERED: usize = 10;

/// What the field for the code sends.
#[derive(Deserialize)]
pub(super) struct Typed {
    code: Option<String>,
}

/// The host's console; for a guest the one live poll, or a field for the code.
#[utoipa::path(
    get, path = "/", tag = "voting", params(("code" = Option<String>, Query, description = "A code that somebody typed")),
    responses((status = 200, description = "HTML: the console for the host, a field for the code for everybody else"), (status = 303, description = "To the one live poll"), (status = 404, description = "`no_such_poll`, `no_such_meeting`"))
)]
pub(super) async fn home(State(app): State<App>, visitor: Visitor, Asked(typed): Asked<Typed>) -> Result<Response, Problem> {
    if let Some(code) = typed.code {
        return by_code(&app, &code).await;
    }
    if visitor.is_host {
        return Ok(page(&HostPage { assets: app.assets.clone(), boot: for_script(&app.console().await?) }));
    }
    let live = app.live_polls().await;
    match &live[..] {
        [only] if !app.create_open => Ok(Redirect::to(&format!("/poll/{}", only.poll_code)).into_response()),
        _ => Ok(page(&HomePage { assets: app.assets.clone(), live, create_open: app.create_open, notice: None })),
    }
}

/// A meeting shows its newest poll.
#[utoipa::path(
    get, path = "/m/{code}", tag = "voting", params(("code" = String, Path, description = "The meeting's join code")),
    responses((status = 303, description = "To what the meeting shows"), (status = 404, description = "`no_such_meeting`"))
)]
pub(super) async fn meeting(State(app): State<App>, Segment(code): Segment) -> Result<Redirect, Problem> {
    let code = code.as_deref().and_then(JoinCode::parse).ok_or(Refusal::NoSuchMeeting)?;
    let poll = app.polls.find_by_meeting(&code).await?;
    Ok(Redirect::to(&format!("/poll/{}", poll.code)))
}

/// A code that somebody typed: a poll's or a meeting's.
async fn by_code(app: &App, typed: &str) -> Result<Response, Problem> {
    if let Some(code) = JoinCode::parse(typed) {
        let poll = app.polls.find_by_meeting(&code).await?;
        return Ok(Redirect::to(&format!("/poll/{}", poll.code)).into_response());
    }
    let poll = app.polls.find(&PollCode::parse(typed).ok_or(Refusal::NoSuchPoll)?).await?;
    Ok(Redirect::to(&format!("/poll/{}", poll.code)).into_response())
}

impl App {
    /// What is live here, for people who lost their way; nothing where the database does not answer.
    pub(super) async fn live_polls(&self) -> Vec<PollSummary> {
        let polls = self.polls.newest(50).await.unwrap_or_default();
        let live = polls.iter().filter(|poll| matches!(poll.state, PollState::Open | PollState::Ready));
        live.take(OFFERED).map(PollSummary::of).collect()
    }
}
