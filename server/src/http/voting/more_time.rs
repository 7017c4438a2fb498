//! POST `/poll/{code}/more-time`: a voter asks for more time where a timer runs.

use crate::app::App;
use crate::domain::Refusal;
use crate::http::extract::browser_token::HeaderToken;
use crate::http::extract::visitor::{Code, Visitor};
use crate::http::problem::Problem;
use axum::extract::State;
use axum::http::StatusCode;

/// Asks for more time, once in a round. Hosts see how many devices have asked since the timer was set, and not which; one who gives more
/// gives it to all. Without a timer the request changes nothing.
#[utoipa::path(
    post, path = "/poll/{code}/more-time", tag = "voting", operation_id = "askForTime",
    params(("code" = String, Path, description = "The poll's code"), ("X-Browser-Token" = Option<String>, Header, description = "The client's UUID; used where there is no device cookie")),
    responses(
        (status = 204, description = "Counted"), (status = 403, description = "`bad_origin`"), (status = 404, description = "`no_such_poll`"),
        (status = 422, description = "`invalid_token`"), (status = 429, description = "`too_many_requests`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Code(code): Code,
    HeaderToken(token): HeaderToken,
) -> Result<StatusCode, Problem> {
    let poll = app.poll_for(visitor.requester(), &code).await?;
    let browser = app.keys.asker(visitor.device, token).ok_or(Refusal::InvalidToken)?;
    app.ask_for_time(visitor.requester(), visitor.device, &poll, browser).await?;
    Ok(StatusCode::NO_CONTENT)
}
