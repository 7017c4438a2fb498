//! `/api/meetings`: meetings, the order of their polls, and what is on stage.

use crate::app::App;
use crate::domain::{JoinCode, MeetingChange, Name, PollCode, Refusal, StageChange, StartChange};
use crate::http::extract::body::Body;
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::{Host, HostOf};
use crate::http::problem::Problem;
use crate::storage::Purge;
use crate::wire::{MeetingBody, MeetingPatch, MeetingPolls, MeetingSummary, OrderRequest, StageNow, StageRequest};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// Meetings in one page of the history.
const MEETINGS_PER_PAGE: u32 = 100;

/// Query parameters of the history.
#[derive(Deserialize)]
pub(crate) struct HistoryParams {
    search: Option<String>,
    after: Option<String>,
}

/// The history of meetings, newest first, at most 100 at a time; `after` names the last one of the page before.
#[utoipa::path(
    get, path = "/api/meetings", tag = "host", operation_id = "listMeetings",
    params(("search" = Option<String>, Query, description = "Only those with this in their name, code or questions"),
        ("after" = Option<String>, Query, description = "Only those that come after the meeting with this join code")),
    responses((status = 200, body = Vec<MeetingSummary>), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_such_meeting`"), (status = 503, description = "`storage_unavailable`"))
)]
pub(crate) async fn list(
    _: Host,
    State(app): State<App>,
    QueryParams(params): QueryParams<HistoryParams>,
) -> Result<Json<Vec<MeetingSummary>>, Problem> {
    let after = params.after.as_deref().map(|code| JoinCode::parse(code).ok_or(Refusal::NoSuchMeeting)).transpose()?;
    let lines = app.meetings.history(params.search.as_deref().unwrap_or(""), after.as_ref(), MEETINGS_PER_PAGE).await?;
    Ok(Json(lines.iter().map(MeetingSummary::of).collect()))
}

/// Creates a meeting and makes it the current one, which new polls are added to. With `if_none`, only where no meeting is current.
#[utoipa::path(
    post, path = "/api/meetings", tag = "host", operation_id = "createMeeting", request_body = MeetingBody,
    responses(
        (status = 201, body = StageNow), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_name`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn create(_: Host, State(app): State<App>, body: Body) -> Result<(StatusCode, Json<StageNow>), Problem> {
    let request: MeetingBody = body.json()?;
    if request.if_none == Some(true) {
        let meeting = app.meetings.ensure().await?;
        return Ok((StatusCode::CREATED, Json(app.live.stages.now(&meeting))));
    }
    let name = Name::parse(request.name.as_deref().unwrap_or(""))?;
    let like = request.like.as_deref().map(|code| JoinCode::parse(code).ok_or(Refusal::NoSuchMeeting)).transpose()?;
    let meeting = app.meetings.create(name, like.as_ref()).await?;
    Ok((StatusCode::CREATED, Json(app.live.stages.now(&meeting))))
}

/// A meeting's polls in the host's order.
#[utoipa::path(
    get, path = "/api/meetings/{code}", tag = "host", operation_id = "getMeeting", params(("code" = String, Path, description = "The join code")),
    responses(
        (status = 200, body = MeetingPolls), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn one(HostOf(code): HostOf, State(app): State<App>) -> Result<Json<MeetingPolls>, Problem> {
    Ok(Json(app.polls_in(&code).await?))
}

/// Names, ends, reopens, deletes or restores a meeting, or announces its start.
#[utoipa::path(
    patch, path = "/api/meetings/{code}", tag = "host", operation_id = "updateMeeting", params(("code" = String, Path, description = "The join code")), request_body = MeetingPatch,
    responses(
        (status = 200, body = StageNow), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_name`, `invalid_start`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn change(HostOf(code): HostOf, State(app): State<App>, body: Body) -> Result<Json<StageNow>, Problem> {
    let request: MeetingPatch = body.json()?;
    let name = request.name.as_deref().map(Name::parse).transpose()?;
    let start = start_change(&request)?;
    let change = MeetingChange { name, ended: request.ended, deleted: request.deleted, start, ..MeetingChange::default() };
    Ok(Json(app.change_meeting(&code, change).await?))
}

fn start_change(request: &MeetingPatch) -> Result<Option<StartChange>, Problem> {
    match (request.starts_at, request.starts_in_seconds) {
        (None, None) => Ok(None),
        (Some(0), None) => Ok(Some(StartChange::Off)),
        (Some(at), None) => Ok(Some(StartChange::At(at))),
        (None, Some(seconds)) => Ok(Some(StartChange::In(seconds))),
        (Some(_), Some(_)) => Err(Problem::bad_request("Send either starts_at or starts_in_seconds.")),
    }
}

/// Purges what was deleted in a meeting and could still be restored; a meeting that was deleted itself is purged as a whole.
#[utoipa::path(
    delete, path = "/api/meetings/{code}/deleted", tag = "host", operation_id = "purgeMeeting", params(("code" = String, Path, description = "The join code")),
    responses(
        (status = 204, description = "Purged"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn purge(HostOf(code): HostOf, State(app): State<App>) -> Result<StatusCode, Problem> {
    app.retention.purge(Purge::Meeting(code.clone())).await?;
    app.retention.purge(Purge::DeletedIn(code)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes the order of a meeting's polls.
#[utoipa::path(
    put, path = "/api/meetings/{code}/order", tag = "host", operation_id = "reorderPolls", params(("code" = String, Path, description = "The join code")), request_body = OrderRequest,
    responses(
        (status = 200, body = StageNow), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_order`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn order(HostOf(code): HostOf, State(app): State<App>, body: Body) -> Result<Json<StageNow>, Problem> {
    let request: OrderRequest = body.json()?;
    let order = request.poll_codes.iter().map(|code| PollCode::parse(code).ok_or(Refusal::InvalidOrder)).collect::<Result<_, _>>()?;
    Ok(Json(app.change_meeting(&code, MeetingChange { order: Some(order), ..MeetingChange::default() }).await?))
}

/// Puts something on stage: the projector and the phones that follow the meeting show it at once.
#[utoipa::path(
    put, path = "/api/meetings/{code}/stage", tag = "host", operation_id = "setStage", params(("code" = String, Path, description = "The join code")), request_body = StageRequest,
    responses(
        (status = 200, body = StageNow), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`, `no_such_poll`"), (status = 413, description = "`too_large`"),
        (status = 415, description = "`unsupported_media`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn stage(HostOf(code): HostOf, State(app): State<App>, body: Body) -> Result<Json<StageNow>, Problem> {
    let request: StageRequest = body.json()?;
    let poll = request.poll_code.as_deref().map(|code| PollCode::parse(code).ok_or(Refusal::NoSuchPoll)).transpose()?;
    let stage = StageChange { view: request.view, poll, bars: request.bars, qr: request.qr };
    Ok(Json(app.change_meeting(&code, MeetingChange { stage: Some(stage), ..MeetingChange::default() }).await?))
}
