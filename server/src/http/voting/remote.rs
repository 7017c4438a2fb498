//! `/m/{join_code}/remote`: the page of a phone that leads the meeting, and the requests of that page. Apart from a
//! moderator's they are all that such a phone may send.

use crate::app::App;
use crate::app::assets::Assets;
use crate::app::hosts::remotes::PairingBrowser;
use crate::app::keys::Keys;
use crate::app::limit::price;
use crate::domain::{JoinCode, Remote};
use crate::http::extract::body::Body;
use crate::http::extract::visitor::{Join, RemoteOf, Visitor};
use crate::http::host::agent;
use crate::http::problem::Problem;
use crate::http::voting::pages::helpers_page;
use crate::wire::{PairBody, Paired, RemoteNow, StepBody, StepDone, digits};
use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};

/// The page of a remote.
#[derive(Template)]
#[template(path = "remote.html")]
struct RemotePage {
    assets: Assets,
    code: String,
}

/// The page of a phone that leads the meeting.
#[utoipa::path(
    get, path = "/m/{code}/remote", tag = "remote", operation_id = "getRemotePage", params(("code" = String, Path, description = "The meeting's join code")),
    responses(
        (status = 200, description = "HTML: reads the one-time code in its own fragment", content_type = "text/html", body = String),
        (status = 404, description = "`no_such_meeting`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn page(State(app): State<App>, visitor: Visitor, Join(code): Join) -> Result<Response, Problem> {
    helpers_page(&app, visitor, &code, |assets, code| RemotePage { assets, code }).await
}

/// Exchanges a one-time code for a cookie, and a secret that the page stores itself. The phone then waits for the host.
#[utoipa::path(
    post, path = "/m/{code}/remote", tag = "remote", operation_id = "pairRemote", params(("code" = String, Path, description = "The meeting's join code")),
    request_body = PairBody,
    responses(
        (status = 200, body = Paired, description = "With the cookie"), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`not_paired`: the code is wrong, was used, or has expired; `bad_origin`"), (status = 404, description = "`no_such_meeting`"),
        (status = 409, description = "`meeting_ended`, `too_many_remotes`"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"), (status = 429, description = "`too_many_requests`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn pair(
    State(app): State<App>,
    visitor: Visitor,
    Join(code): Join,
    headers: HeaderMap,
    body: Result<Body, Problem>,
) -> Result<Response, Problem> {
    // Before the body is read: a refusal for it would say nothing of the code, and cost no attempt.
    app.meeting_for(visitor.requester(), &code).await?;
    app.limits.charge_work(visitor.client, price::of_owner("remote"))?;
    let body: PairBody = body?.json()?;
    let user_agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let (token, paired) =
        app.pair_remote(&code, &body.code, PairingBrowser { name: agent::name(user_agent), earlier: Keys::remote_token(&headers) }).await?;
    let cookie = [(header::SET_COOKIE, app.keys.remote_cookie(&token).to_string())];
    Ok((AppendHeaders(cookie), Json::<Paired>(paired)).into_response())
}

/// Where the meeting is, once the host has confirmed the phone.
#[utoipa::path(
    get, path = "/m/{code}/remote/step", tag = "remote", operation_id = "getRemoteSteps",
    params(("code" = String, Path, description = "The meeting's join code")),
    responses(
        (status = 200, body = RemoteNow), (status = 403, description = "`not_paired`"), (status = 429, description = "`too_many_requests`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn now(RemoteOf(remote): RemoteOf, State(app): State<App>) -> Result<Json<RemoteNow>, Problem> {
    let number = digits(remote.number);
    if !remote.is_confirmed() {
        return Ok(Json(RemoteNow { number, steps: None, held: None }));
    }
    let steps = app.steps(&remote.meeting).await?;
    Ok(Json(RemoteNow { number, steps: Some(steps), held: app.held(&remote.meeting).await? }))
}

/// Takes a step of the meeting, as the console's keys do.
#[utoipa::path(
    post, path = "/m/{code}/remote/step", tag = "remote", operation_id = "takeRemoteStep",
    params(("code" = String, Path, description = "The meeting's join code")),
    request_body = StepBody,
    responses(
        (status = 200, body = StepDone), (status = 400, description = "`bad_request`"), (status = 403, description = "`not_paired`, `bad_origin`"),
        (status = 409, description = "Those of takeStep: `step_passed`, `votes_counted`, `would_reopen`, `poll_still_open`, `wrong_state`, `roll_erased`, `meeting_ended`"), (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 429, description = "`too_many_requests`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn take(RemoteOf(remote): RemoteOf, State(app): State<App>, body: Body) -> Result<Json<StepDone>, Problem> {
    let meeting = confirmed(remote)?;
    let request: StepBody = body.json()?;
    Ok(Json(app.take_step(&meeting, request.into()).await?))
}

/// Ends this phone, and removes its cookie.
#[utoipa::path(
    delete, path = "/m/{code}/remote", tag = "remote", operation_id = "leaveRemote",
    params(("code" = String, Path, description = "The meeting's join code")),
    responses((status = 204, description = "Ended"), (status = 403, description = "`not_paired`, `bad_origin`"), (status = 429, description = "`too_many_requests`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`"))
)]
pub(crate) async fn leave(RemoteOf(remote): RemoteOf, State(app): State<App>) -> Result<Response, Problem> {
    app.end_remote(&remote.meeting, remote.id).await?;
    let cookie = [(header::SET_COOKIE, app.keys.no_remote_cookie().to_string())];
    Ok((StatusCode::NO_CONTENT, AppendHeaders(cookie)).into_response())
}

/// The meeting of a phone that the host has confirmed.
fn confirmed(remote: Remote) -> Result<JoinCode, Problem> {
    if remote.is_confirmed() { Ok(remote.meeting) } else { Err(Problem::not_paired()) }
}
