//! GET `/screen/{join_code}`: the projector, for the second display, a second computer, or a screen recorder.
//!
//! It shows the meeting's stage without controls, and to every visitor, the host included, the
//! counts that a guest may see. The console frames it, as a picture of what the room sees.

use crate::app::App;
use crate::domain::{Audience, Refusal, Scheme};
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::{Join, Visitor};
use crate::http::middleware::headers::{Framing, with_framing};
use crate::http::problem::Problem;
use crate::http::voting::pages::{ScreenPage, page as render};
use crate::text::for_script;
use crate::wire::{Invitation, Results, StageNow};
use axum::extract::State;
use axum::response::{Redirect, Response};
use serde::{Deserialize, Serialize};

/// Query parameters that style the page, for programs that overlay it on other pictures.
#[derive(Deserialize)]
pub(crate) struct ScreenParams {
    theme: Option<String>,
    transparent: Option<String>,
    bar: Option<String>,
}

/// Initial state of the projector's script, until the first message arrives.
#[derive(Serialize)]
struct Boot<'a> {
    snapshot: Option<&'a Results>,
    stage: &'a StageNow,
    invitation: &'a Invitation,
}

/// The projector's page.
#[utoipa::path(
    get, path = "/screen/{code}", tag = "voting", operation_id = "getScreenPage",
    params(
        ("code" = String, Path, description = "The meeting's join code"),
        ("theme" = Option<String>, Query, description = "`dark` or `light`; without it, what the meeting's look says, or the system prefers"),
        ("transparent" = Option<String>, Query, description = "Leave the background out, for programs that lay the page over other pictures"),
        ("bar" = Option<String>, Query, description = "One line, to float over the slides of another program")
    ),
    responses(
        (status = 200, description = "HTML: what the meeting shows", content_type = "text/html", body = String),
        (status = 404, description = "`no_such_meeting`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn page(
    State(app): State<App>,
    visitor: Visitor,
    Join(code): Join,
    QueryParams(params): QueryParams<ScreenParams>,
) -> Result<Response, Problem> {
    let meeting = app.meeting_for(visitor.requester(), &code).await?;
    let stage = app.live.stages.now(&meeting);
    let results = app.meetings.on_stage(&meeting).await?.map(|poll| app.live.polls.results(&poll, Audience::Guest));
    let invitation = app.invitation(&code, visitor.is_host || visitor.client.is_near());
    let boot = for_script(&Boot { snapshot: results.as_ref(), stage: &stage, invitation: &invitation });
    let chosen_theme = match meeting.look.scheme {
        Scheme::Auto => None,
        Scheme::Light => Some("light"),
        Scheme::Dark => Some("dark"),
    };
    let page = render(&ScreenPage {
        assets: app.assets.clone(),
        theme: params.theme.as_deref().and_then(|name| ["dark", "light"].into_iter().find(|theme| *theme == name)).or(chosen_theme),
        transparent: params.transparent.is_some(),
        is_bar: params.bar.is_some(),
        stage,
        results,
        invitation,
        boot,
    });
    Ok(with_framing(Framing::Framed, page))
}

/// Redirects to the projector's page of the current meeting, for a computer that knows only this server's address.
#[utoipa::path(
    get, path = "/screen", tag = "voting", operation_id = "getCurrentScreen",
    responses(
        (status = 303, description = "To the current meeting's projector page"),
        (status = 404, description = "`no_such_meeting`: none goes on, or you are neither the host nor in the local network"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn current(State(app): State<App>, visitor: Visitor) -> Result<Redirect, Problem> {
    if !visitor.is_host && !visitor.client.is_near() {
        return Err(Refusal::NoSuchMeeting.into());
    }
    let meeting = app.meetings.current().await?.ok_or(Refusal::NoSuchMeeting)?;
    Ok(Redirect::to(&format!("/screen/{}", meeting.code)))
}
