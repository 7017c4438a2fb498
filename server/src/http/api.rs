//! `/api/…`: what the console asks for. Every door here wants the host's authority.

use super::App;
use super::body::Body;
use super::problem::Problem;
use super::who::{Host, Owner};
use crate::domain::{Audience, Poll, PollChange};
use crate::wire::{AddressChoice, Console, HostPoll, Network, PollPatch, PollSummary};
use axum::Json;
use axum::extract::State;

/// How many polls the console lists.
const LISTED: u32 = 200;

/// Everything the console needs to stand where it stood.
#[utoipa::path(get, path = "/api/console", tag = "host", responses((status = 200, body = Console), (status = 403, description = "`host_only`")))]
pub(super) async fn console(_: Host, State(app): State<App>) -> Result<Json<Console>, Problem> {
    Ok(Json(app.console().await?))
}

/// The polls, newest first.
#[utoipa::path(get, path = "/api/polls", tag = "host", responses((status = 200, body = Vec<PollSummary>), (status = 403, description = "`host_only`")))]
pub(super) async fn polls(_: Host, State(app): State<App>) -> Result<Json<Vec<PollSummary>>, Problem> {
    Ok(Json(app.summaries().await?))
}

/// One poll with its true counts.
#[utoipa::path(
    get, path = "/api/polls/{code}", tag = "host", params(("code" = String, Path, description = "The poll's code")),
    responses((status = 200, body = HostPoll), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_poll`"))
)]
pub(super) async fn poll(Owner(code): Owner, State(app): State<App>) -> Result<Json<HostPoll>, Problem> {
    let poll = app.polls.find(&code).await?;
    Ok(Json(app.host_poll(&poll)))
}

/// Open, close, reveal, or change a rule.
#[utoipa::path(
    patch, path = "/api/polls/{code}", tag = "host", params(("code" = String, Path, description = "The poll's code")), request_body = PollPatch,
    responses(
        (status = 200, body = HostPoll), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_poll`"), (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`")
    )
)]
pub(super) async fn change(Owner(code): Owner, State(app): State<App>, body: Body) -> Result<Json<HostPoll>, Problem> {
    let wish: PollPatch = body.json()?;
    let change = PollChange {
        state: wish.state,
        fairness: wish.fairness,
        results: wish.results,
        revealed: wish.revealed,
        allow_change: wish.allow_change,
    };
    let poll = app.polls.change(&code, change).await?;
    app.tell_hosts_polls();
    Ok(Json(app.host_poll(&poll)))
}

/// How phones reach this computer.
#[utoipa::path(get, path = "/api/network", tag = "host", responses((status = 200, body = Network), (status = 403, description = "`host_only`")))]
pub(super) async fn network(_: Host, State(app): State<App>) -> Json<Network> {
    Json(app.reach.network())
}

/// Puts another of this computer's addresses into the QR code.
#[utoipa::path(
    put, path = "/api/network", tag = "host", request_body = AddressChoice,
    responses(
        (status = 200, body = Network), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_address`: not an address of this computer")
    )
)]
pub(super) async fn choose_address(_: Host, State(app): State<App>, body: Body) -> Result<Json<Network>, Problem> {
    let wish: AddressChoice = body.json()?;
    let address = wish.address.map(|address| address.parse().map_err(|_| Problem::invalid_address())).transpose()?;
    if app.reach.choose(address) { Ok(Json(app.reach.network())) } else { Err(Problem::invalid_address()) }
}

impl App {
    /// Everything the console needs to stand where it stood.
    pub(super) async fn console(&self) -> Result<Console, Problem> {
        let polls = self.polls.newest(LISTED).await?;
        let staged = match polls.first() {
            Some(newest) => Some(self.host_poll(&*self.polls.find(&newest.code).await?)),
            None => None,
        };
        Ok(Console {
            polls: polls.iter().map(PollSummary::of).collect(),
            staged,
            network: self.reach.network(),
            notice: self.notice.clone(),
            storage_failing: *self.polls.storage_failing().borrow(),
            version: env!("CARGO_PKG_VERSION").into(),
        })
    }

    async fn summaries(&self) -> Result<Vec<PollSummary>, Problem> {
        Ok(self.polls.newest(LISTED).await?.iter().map(PollSummary::of).collect())
    }

    fn host_poll(&self, poll: &Poll) -> HostPoll {
        HostPoll { poll: self.live.results(poll, Audience::Host), share_url: self.reach.link_to(&poll.code) }
    }

    /// Lets every host window know that the list changed; nobody waits for it.
    pub(super) fn tell_hosts_polls(&self) {
        let app = self.clone();
        tokio::spawn(async move {
            if let Ok(polls) = app.summaries().await {
                app.live.tell_hosts_polls(&polls).await;
            }
        });
    }
}
