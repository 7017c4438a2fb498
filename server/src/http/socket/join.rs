//! `join`: a socket follows a poll, or a meeting and what is on its stage.

use super::session::{Fields, LateApp, Session, acknowledge, charge, in_turn, reserve_turn};
use crate::app::App;
use crate::app::limit::price;
use crate::domain::{Audience, BrowserToken, JoinCode, Meeting, Poll, PollCode, Refusal};
use crate::http::problem::Problem;
use crate::live::{Frames, Member};
use crate::metrics;
use crate::wire::{JoinAck, JoinBody, Snapshot, StageNow};
use axum::http::header;
use socketioxide::extract::{AckSender, SocketRef, State, TryData};
use std::sync::Arc;

/// Handles `join`. Reserves the event's turn at once, before the task that runs the returned future
/// begins.
pub(super) fn on_join(
    socket: SocketRef,
    State(later): State<LateApp>,
    TryData(body): TryData<Fields>,
    ack: AckSender,
) -> impl Future<Output = ()> + Send + 'static {
    let reserved = reserve_turn(&socket);
    async move {
        let Some(app) = later.app() else { return };
        let body = body.ok().and_then(|fields| serde_json::from_value(fields.into()).ok());
        let answer = in_turn(reserved, async |session| join(&app, &socket, session, body).await).await;
        let answer = match answer {
            Ok((snapshot, stage)) => JoinAck::Joined { ok: true, snapshot: snapshot.map(Box::new), stage: stage.map(Box::new) },
            Err(problem) => {
                metrics::refused(&problem.wire().code);
                JoinAck::Refused { ok: false, problem: Box::new(problem.wire().clone()) }
            }
        };
        // Once the shutdown is announced, no `join` is acknowledged: the phone would stay with this
        // server.
        if app.live.sockets.goodbye().is_none() {
            acknowledge(ack, &answer);
        }
    }
}

async fn join(
    app: &App,
    socket: &SocketRef,
    session: &Session,
    body: Option<JoinBody>,
) -> Result<(Option<Snapshot>, Option<StageNow>), Problem> {
    charge(app, session, price::JOIN)?;
    let body = body.ok_or_else(|| Problem::bad_request("Send {poll_code} or {join_code}, and browser_token if there is one."))?;
    let named = body.browser_token.as_deref().map(BrowserToken::parse).transpose()?;
    let browser = app.keys.asker(session.device, named);
    let (poll, meeting) = find_target(app, session, &body).await?;
    let is_screen = body.screen == Some(true);
    let audience = if session.is_host && !is_screen { Audience::Host } else { Audience::Guest };
    let browser = browser.filter(|_| !is_screen);
    let follows = meeting.as_ref().map(|meeting| meeting.code.clone());
    let is_phone = audience != Audience::Host && !is_screen;
    let is_miniature = is_screen && body.miniature == Some(true);
    let is_near = session.is_host || session.client.is_near();
    if let (true, Some(meeting)) = (is_screen, &follows) {
        let _unsent = socket.emit("invitation", &app.invitation(meeting, is_near));
    }
    if let Some(browser) = browser.filter(|_| is_phone && session.registered.get().is_none())
        && let Some(registered) = app.limits.register_socket(session.client, browser).await
    {
        let _first = session.registered.set(registered);
    }
    let frames = if body.paper == Some(false) { Frames::Counts } else { Frames::Whole };
    let host = socket.req_parts().headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
    app.live.join(poll.as_ref(), socket.id, Member { follows, is_phone, is_miniature, is_near, browser, audience, frames, host });
    let snapshot = match poll {
        Some(poll) => Some(snapshot_for(app, &poll, browser, audience).await?),
        None => None,
    };
    Ok((snapshot, meeting.map(|meeting| app.live.stages.now(&meeting))))
}

/// The poll or meeting that a `join` names, and for a meeting the poll on its stage.
async fn find_target(app: &App, session: &Session, body: &JoinBody) -> Result<(Option<Arc<Poll>>, Option<Arc<Meeting>>), Problem> {
    let requester = session.requester();
    match (&body.poll_code, &body.join_code) {
        (Some(code), None) => {
            let code = PollCode::parse(code).ok_or(Refusal::NoSuchPoll)?;
            Ok((Some(app.poll_for(requester, &code).await?), None))
        }
        (None, Some(code)) => {
            let code = JoinCode::parse(code).ok_or(Refusal::NoSuchMeeting)?;
            let meeting = app.meeting_for(requester, &code).await?;
            Ok((app.meetings.on_stage(&meeting).await?, Some(meeting)))
        }
        _ => Err(Problem::bad_request("Send either poll_code or join_code.")),
    }
}

/// The snapshot of a poll for a socket that has just joined.
async fn snapshot_for(app: &App, poll: &Poll, browser: Option<BrowserToken>, audience: Audience) -> Result<Snapshot, Problem> {
    // Read after joining: a vote that is counted in between is broadcast to the new member, not lost.
    let vote = match browser {
        Some(browser) => app.ballots.vote_of(poll, browser).await?,
        None => None,
    };
    if let (Some(browser), Some(_)) = (browser, &vote) {
        app.live.polls.promote_to_voted(poll, browser);
    }
    let newest = app.polls.find(&poll.code).await?;
    let mut snapshot = app.snapshot(&newest, vote);
    if audience == Audience::Host {
        snapshot.results = app.live.polls.results(&newest, Audience::Host);
    }
    Ok(snapshot)
}
