//! `/api/polls/{code}/extra-votes`: votes that one device has cast from several of its addresses.

use crate::app::App;
use crate::http::extract::visitor::Owner;
use crate::http::problem::Problem;
use crate::wire::{ExtraVotes, HostPoll};
use axum::Json;
use axum::extract::State;

/// How many votes of the current round came from devices with several addresses each.
#[utoipa::path(
    get, path = "/api/polls/{code}/extra-votes", tag = "host", operation_id = "getExtraVotes", params(("code" = String, Path, description = "The poll's code")),
    responses((status = 200, body = ExtraVotes), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_poll`"),
        (status = 503, description = "`storage_unavailable`"))
)]
pub(crate) async fn extra_votes(Owner(code): Owner, State(app): State<App>) -> Result<Json<ExtraVotes>, Problem> {
    Ok(Json(app.ballots.extra_votes(&code).await?.into()))
}

/// Strikes the votes that devices with several addresses have cast in the current round, except the
/// first of each device, while voting is open. The poll's log records the strike permanently.
#[utoipa::path(
    delete, path = "/api/polls/{code}/extra-votes", tag = "host", operation_id = "strikeExtraVotes", params(("code" = String, Path, description = "The poll's code")),
    responses(
        (status = 200, body = HostPoll), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_poll`"), (status = 409, description = "`wrong_state`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn strike(Owner(code): Owner, State(app): State<App>) -> Result<Json<HostPoll>, Problem> {
    let poll = app.ballots.strike(&code).await?;
    Ok(Json(app.host_poll(&poll)))
}
