//! `/api/console`, `/api/polls` and `/api/network`. Every route needs the authority
//! of the host; on most routes of one poll, the authority of the guest who created it suffices.

use crate::app::App;
use crate::app::limit::price;
use crate::domain::{NewOption, NewPoll, Note, PollChange, Question, Refusal, Timer};
use crate::http::extract::body::Body;
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::{Code, Host, Owner, OwnerOrHost, Visitor};
use crate::http::problem::Problem;
use crate::storage::Purge;
use crate::wire::{AddressChoice, Console, HostPoll, Network, OptionRequest, PollPatch, PollSummary, RoundResult};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// Polls in the list of newest polls.
const MAX_NEWEST_POLLS: u32 = 200;

/// The console's whole state, for a page that has just been loaded.
#[utoipa::path(
    get, path = "/api/console", tag = "host", operation_id = "getConsole",
    responses((status = 200, body = Console), (status = 403, description = "`host_only`"), (status = 503, description = "`storage_unavailable`"))
)]
pub(crate) async fn console(_: Host, State(app): State<App>) -> Result<Json<Console>, Problem> {
    Ok(Json(app.console().await?))
}

/// The newest polls of all meetings, newest first, at most 200.
#[utoipa::path(
    get, path = "/api/polls", tag = "host", operation_id = "listPolls",
    responses(
        (status = 200, body = Vec<PollSummary>), (status = 403, description = "`host_only`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn polls(_: Host, State(app): State<App>) -> Result<Json<Vec<PollSummary>>, Problem> {
    Ok(Json(app.polls.newest(MAX_NEWEST_POLLS).await?.iter().map(PollSummary::of).collect()))
}

/// One poll with its true counts.
#[utoipa::path(
    get, path = "/api/polls/{code}", tag = "host", operation_id = "getPoll", params(("code" = String, Path, description = "The poll's code")),
    responses(
        (status = 200, body = HostPoll), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_poll`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn poll(Owner(code): Owner, State(app): State<App>) -> Result<Json<HostPoll>, Problem> {
    let poll = app.polls.find(&code).await?;
    Ok(Json(app.host_poll(&poll)))
}

/// Opens, closes, reveals, reruns, rewords or restores a poll, or changes one of its rules.
#[utoipa::path(
    patch, path = "/api/polls/{code}", tag = "host", operation_id = "updatePoll", params(("code" = String, Path, description = "The poll's code")), request_body = PollPatch,
    responses(
        (status = 200, body = HostPoll), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`, `bad_origin`, `too_many_rounds`"),
        (status = 404, description = "`no_such_poll`"), (status = 409, description = "`wrong_state`, `roll_erased`, `options_locked`, `meeting_ended`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_question`, `invalid_options`, `invalid_choices`, `invalid_timer`, `invalid_note`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn change(
    OwnerOrHost { code, is_host }: OwnerOrHost,
    State(app): State<App>,
    body: Body,
) -> Result<Json<HostPoll>, Problem> {
    let request: PollPatch = body.json()?;
    if !is_host {
        app.check_owner_may_stage(&code, &request).await?;
    }
    let poll = match request.deleted {
        Some(false) => app.polls.restore(&code).await?,
        Some(true) => return Err(Problem::bad_request("Delete a poll with DELETE.")),
        None => app.polls.change(&code, poll_change(&request)?).await?,
    };
    Ok(Json(app.host_poll(&poll)))
}

/// Parses a request into a valid change.
fn poll_change(request: &PollPatch) -> Result<PollChange, Problem> {
    let timer = match (request.timer_seconds, request.add_seconds) {
        (None, None) => None,
        (Some(0), None) => Some(Timer::Off),
        (Some(seconds), None) => Some(Timer::In(seconds)),
        (None, Some(seconds)) => Some(Timer::More(seconds)),
        (Some(_), Some(_)) => return Err(Problem::bad_request("Send either timer_seconds or add_seconds.")),
    };
    Ok(PollChange {
        state: request.state,
        rules: request.rules(),
        revealed: request.revealed,
        answer_shown: request.answer_shown,
        timer,
        auto_reveal: request.auto_reveal,
        question: request.question.as_deref().map(Question::parse).transpose()?,
        options: request.options.as_deref().map(options).transpose()?,
        note: request.note.as_deref().map(Note::parse).transpose()?,
        run_again: request.run_again.unwrap_or(false),
        if_due: false,
    })
}

fn options(requests: &[OptionRequest]) -> Result<Vec<NewOption>, Refusal> {
    let texts = NewPoll::texts(&requests.iter().map(|request| request.option_text.clone()).collect::<Vec<_>>())?;
    Ok(texts.into_iter().zip(requests).map(|(text, request)| NewOption { text, correct: request.correct }).collect())
}

/// Query parameters of a deletion.
#[derive(Deserialize)]
pub(crate) struct DeleteParams {
    #[serde(default)]
    for_good: bool,
}

/// Deletes a poll; PATCH with `{"deleted":false}` restores it with its votes until its meeting ends. With `for_good` it is
/// purged, also when it was deleted before, and cannot be restored.
#[utoipa::path(
    delete, path = "/api/polls/{code}", tag = "host", operation_id = "deletePoll",
    params(("code" = String, Path, description = "The poll's code"), ("for_good" = Option<bool>, Query, description = "Purge it: it cannot be restored")),
    responses(
        (status = 204, description = "Deleted"), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`, `bad_origin`"), (status = 404, description = "`no_such_poll`"),
        (status = 429, description = "`too_many_requests`: the guest who created it purges polls too fast"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn delete(
    Owner(code): Owner,
    State(app): State<App>,
    visitor: Visitor,
    QueryParams(params): QueryParams<DeleteParams>,
) -> Result<StatusCode, Problem> {
    if params.for_good && !visitor.is_host {
        app.limits.charge_work(visitor.client, price::PURGE)?;
    }
    if !params.for_good {
        app.polls.delete(&code).await?;
    } else if app.retention.purge(Purge::Poll(code)).await?.is_empty() {
        return Err(Refusal::NoSuchPoll.into());
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Copies a poll as a draft to the end of its meeting.
#[utoipa::path(
    post, path = "/api/polls/{code}/copy", tag = "host", operation_id = "copyPoll", params(("code" = String, Path, description = "The poll's code")),
    responses(
        (status = 201, body = HostPoll), (status = 403, description = "`host_only`, `bad_origin`"), (status = 404, description = "`no_such_poll`"),
        (status = 422, description = "`too_many_polls`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn copy(_: Host, Code(code): Code, State(app): State<App>) -> Result<(StatusCode, Json<HostPoll>), Problem> {
    let poll = app.polls.copy(&code).await?;
    Ok((StatusCode::CREATED, Json(app.host_poll(&poll))))
}

/// The results of each round of a poll, the earliest first; rounds without a vote are left out.
#[utoipa::path(
    get, path = "/api/polls/{code}/rounds", tag = "host", operation_id = "listRounds", params(("code" = String, Path, description = "The poll's code")),
    responses(
        (status = 200, body = Vec<RoundResult>), (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_such_poll`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn rounds(Owner(code): Owner, State(app): State<App>) -> Result<Json<Vec<RoundResult>>, Problem> {
    let (poll, rounds) = app.records.rounds(&code).await?;
    Ok(Json(rounds.iter().map(|round| RoundResult::of(&poll, round)).collect()))
}

/// The addresses under which phones reach this computer.
#[utoipa::path(
    get, path = "/api/network", tag = "host", operation_id = "getNetwork",
    responses((status = 200, body = Network), (status = 403, description = "`host_only`"))
)]
pub(crate) async fn network(_: Host, State(app): State<App>) -> Json<Network> {
    Json(app.advertised.network())
}

/// Chooses which of this computer's addresses the QR code shows.
#[utoipa::path(
    put, path = "/api/network", tag = "host", operation_id = "chooseAddress", request_body = AddressChoice,
    responses(
        (status = 200, body = Network), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_address`: not an address of this computer")
    )
)]
pub(crate) async fn choose_address(_: Host, State(app): State<App>, body: Body) -> Result<Json<Network>, Problem> {
    let request: AddressChoice = body.json()?;
    let address = request.address.map(|address| address.parse().map_err(|_| Problem::invalid_address())).transpose()?;
    Ok(Json(app.choose_address(address).await?))
}
