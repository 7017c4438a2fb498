//! GET `/poll/{code}/results`: the counts, as this visitor may see them.

use super::App;
use super::problem::Problem;
use super::query::Asked;
use super::vote::snapshot;
use super::who::{Code, Visitor};
use crate::domain::{Audience, BrowserToken, PollState, Refusal};
use crate::wire::{Snapshot, YourVote};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// Who asks, where no cookie says so.
#[derive(Deserialize)]
pub(super) struct Asking {
    browser_token: Option<String>,
}

/// The results, and the device's own vote. The host always sees true counts.
#[utoipa::path(
    get, path = "/poll/{code}/results", tag = "voting",
    params(("code" = String, Path, description = "The poll's code"), ("browser_token" = Option<String>, Query, description = "Who asks, where no cookie says so")),
    responses((status = 200, body = Snapshot), (status = 404, description = "`no_such_poll`"), (status = 422, description = "`invalid_token`"))
)]
pub(super) async fn results(
    State(app): State<App>,
    visitor: Visitor,
    Code(code): Code,
    Asked(asking): Asked<Asking>,
) -> Result<Response, Problem> {
    let poll = app.polls.find(&code).await?;
    if poll.state == PollState::Draft && !visitor.is_host {
        return Err(Refusal::NoSuchPoll.into());
    }
    let named = asking.browser_token.as_deref().map(BrowserToken::parse).transpose()?;
    let vote = match named.or(visitor.device) {
        Some(browser) => app.polls.vote_of(&poll, browser).await?,
        None => None,
    };
    if visitor.is_host {
        let results = app.live.results(&poll, Audience::Host);
        return Ok(Json(Snapshot { results, your_vote: vote.map(YourVote::from) }).into_response());
    }
    let body = Json(snapshot(&app, &poll, vote));
    // A page whose cookie was lost, or is older than its own mark, gets it back.
    Ok(match named {
        Some(browser) if visitor.device != named => (app.keys.device_cookie(browser), body).into_response(),
        _ => body.into_response(),
    })
}
