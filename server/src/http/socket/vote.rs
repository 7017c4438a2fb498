//! `vote`: a ballot over a socket.

use super::session::{Fields, LateApp, Session, acknowledge, charge, in_turn, reserve_turn};
use crate::app::App;
use crate::app::limit::price;
use crate::app::polls::Ballots;
use crate::domain::{PollCode, Refusal};
use crate::http::problem::Problem;
use crate::http::voting::vote::sent_ballot;
use crate::metrics;
use crate::wire::{Counted, VoteAck, VoteBody};
use serde::Deserialize;
use socketioxide::extract::{AckSender, SocketRef, State, TryData};

/// The payload of `vote`: the body of the HTTP route, and the poll's code.
#[derive(Debug, Deserialize)]
pub(super) struct SocketBallot {
    poll_code: String,
    #[serde(flatten)]
    ballot: Fields,
}

/// Handles `vote`. Reserves the event's turn at once, before the task that runs the returned future
/// begins.
pub(super) fn on_vote(
    socket: SocketRef,
    State(later): State<LateApp>,
    TryData(body): TryData<SocketBallot>,
    ack: AckSender,
) -> impl Future<Output = ()> + Send + 'static {
    let reserved = reserve_turn(&socket);
    async move {
        let Some(app) = later.app() else { return };
        let answer = match in_turn(reserved, async |session| vote(&app, session, body).await).await {
            Ok(counted) => VoteAck::Counted { ok: true, counted: Box::new(counted) },
            Err(problem) => {
                metrics::refused(&problem.wire().code);
                let _unsent = socket.emit("vote_error", problem.wire());
                VoteAck::Refused { ok: false, problem: Box::new(problem.wire().clone()) }
            }
        };
        acknowledge(ack, &answer);
    }
}

/// Counts a ballot, by the same use case and within the same limits as POST `/poll/{code}/vote`.
async fn vote<E>(app: &App, session: &Session, body: Result<SocketBallot, E>) -> Result<Counted, Problem> {
    charge(app, session, price::EVENT)?;
    let body = body.map_err(|_| Problem::bad_request("Send {poll_code, option_id, option_ids or answer, browser_token}."))?;
    let code = PollCode::parse(&body.poll_code).ok_or(Refusal::NoSuchPoll)?;
    let ballot: VoteBody =
        serde_json::from_value(body.ballot.into()).map_err(|error| Problem::bad_request(format!("The ballot does not fit: {error}.")))?;
    let page = code.page();
    let ballot = sent_ballot(app, code, session.device, &ballot, None)?;
    let recorded = app.cast(session.requester(), session.device, ballot, &page).await?;
    let results = app.live.polls.results(&recorded.poll, Ballots::audience(Some(&recorded.vote)));
    Ok(Counted::of(&recorded.vote, results))
}
