//! GET `/poll/{code}/results`: the counts, as this visitor may see them.

use crate::app::App;
use crate::domain::Audience;
use crate::http::extract::browser_token::HeaderToken;
use crate::http::extract::visitor::{Code, Visitor};
use crate::http::problem::Problem;
use crate::wire::Snapshot;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

/// The results, and the client's own vote. The host always receives the true counts. Sets no
/// cookie.
#[utoipa::path(
    get, path = "/poll/{code}/results", tag = "voting", operation_id = "getResults",
    params(("code" = String, Path, description = "The poll's code"), ("X-Browser-Token" = Option<String>, Header, description = "The client's UUID; used where there is no device cookie")),
    responses(
        (status = 200, body = Snapshot), (status = 404, description = "`no_such_poll`"), (status = 422, description = "`invalid_token`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn results(
    State(app): State<App>,
    visitor: Visitor,
    Code(code): Code,
    HeaderToken(token): HeaderToken,
) -> Result<Response, Problem> {
    let poll = app.poll_for(visitor.requester(), &code).await?;
    let vote = match app.keys.asker(visitor.device, token) {
        Some(browser) => app.ballots.vote_of(&poll, browser).await?,
        None => None,
    };
    if visitor.is_host {
        let results = app.live.polls.results(&poll, Audience::Host);
        return Ok(Json(Snapshot { results, your_vote: vote.map(|vote| vote.shown(&poll.prompt).into()) }).into_response());
    }
    Ok(Json(app.snapshot(&poll, vote)).into_response())
}
