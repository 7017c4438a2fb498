//! `/api/meetings/{code}/step`: where a meeting is, and its steps, as the console's keys take them.

use crate::app::App;
use crate::http::extract::body::Body;
use crate::http::extract::visitor::StepperOf;
use crate::http::problem::Problem;
use crate::wire::{StepBody, StepDone, StepsNow};
use axum::Json;
use axum::extract::State;

/// Where a meeting is: what the room sees, and which steps follow.
#[utoipa::path(
    get, path = "/api/meetings/{code}/step", tag = "host", operation_id = "getSteps",
    params(("code" = String, Path, description = "The join code, or `current`: the meeting that the console shows")),
    responses(
        (status = 200, body = StepsNow), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_meeting`"),
        (status = 409, description = "`meeting_ended`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn now(StepperOf(code): StepperOf, State(app): State<App>) -> Result<Json<StepsNow>, Problem> {
    Ok(Json(app.steps(&code).await?))
}

/// Takes a step of a meeting: the next one, one back, or one that is named. A step that would lose votes is refused with a code of
/// its own, and carried out with the `confirm` that the refusal names.
#[utoipa::path(
    post, path = "/api/meetings/{code}/step", tag = "host", operation_id = "takeStep",
    params(("code" = String, Path, description = "The join code, or `current`: the meeting that the console shows")), request_body = StepBody,
    responses(
        (status = 200, body = StepDone), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"),
        (status = 409, description = "`step_passed`: somebody else was faster; `votes_counted`: close instead; `would_reopen`: confirm with \"reopen\"; \
            `poll_still_open`: confirm with \"close\" or \"leave\"; `wrong_state`, `roll_erased`, `meeting_ended`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn take(StepperOf(code): StepperOf, State(app): State<App>, body: Body) -> Result<Json<StepDone>, Problem> {
    let request: StepBody = body.json()?;
    Ok(Json(app.take_step(&code, request.into()).await?))
}
