//! Rate limits for guests: the price of a request, charged before its body is read, and the limit on guessed codes, which
//! every lookup of a code goes through.
//!
//! The host is not limited; the host's authority is checked only when a limit refuses.

use crate::app::App;
use crate::app::client::ClientIp;
use crate::app::limit::price;
use crate::app::limit::price::Budget;
use crate::app::limit::{Look, Taken, TooFast};
use crate::app::polls::PollError;
use crate::domain::{JoinCode, Meeting, Poll, PollCode, PollState, Refusal, View};
use crate::http::extract::authority::Visitor;
use crate::http::problem::Problem;
use axum::extract::Request;
use axum::http::HeaderMap;
use std::sync::Arc;

/// Charges a request's price to its address group.
///
/// Not an `async fn`, which would hold the request's body while it waits.
pub(crate) fn admit<'a>(app: &'a App, request: &'a Request) -> impl Future<Output = Result<(), Problem>> + Send + 'a {
    let (headers, uri) = (request.headers(), request.uri());
    let client = request.extensions().get::<ClientIp>().copied();
    let (budget, price) = price::of(request.method(), uri.path(), uri.query());
    async move {
        let Some(client) = client else { return Ok(()) };
        let within = match budget {
            Budget::Reading => app.limits.work(client, price),
            Budget::Voting => app.limits.voting(client, app.keys.device(headers), price),
            Budget::Entering => Ok(()),
        };
        or_host(app, headers, client, within).await
    }
}

/// The client behind a lookup: its address, and whether it is the host, which is not limited.
pub(crate) type Seeker = (ClientIp, bool);

impl App {
    /// Begins the lookup of a code; [`looked`] ends it.
    pub(crate) fn looks(&self, (client, is_host): Seeker, code: &str) -> Result<Option<Look>, Problem> {
        if is_host { Ok(None) } else { Ok(self.limits.look(client, code, |open| self.is_staged_by(open, code))?) }
    }

    /// Whether this code is of the poll that the meeting shows: a page that follows the meeting has not guessed it.
    fn is_staged_by(&self, meeting: &str, code: &str) -> bool {
        let meeting = JoinCode::parse(meeting).and_then(|meeting| self.live.stages.meeting(&meeting));
        let shown = meeting.as_ref().filter(|meeting| meeting.stage.view == View::Poll);
        shown.and_then(|meeting| meeting.stage.poll.as_ref()).is_some_and(|poll| poll.as_str() == code)
    }

    /// The poll with this code, if this visitor may see it: drafts are visible to the host alone.
    pub(crate) async fn poll_for(&self, seeker: Seeker, code: &PollCode) -> Result<Arc<Poll>, Problem> {
        let look = self.looks(seeker, code.as_str())?;
        let is_for_it = |poll: &Poll| seeker.1 || poll.state != PollState::Draft;
        let found = self.polls.find(code).await;
        let found = found.and_then(|poll| if is_for_it(&poll) { Ok(poll) } else { Err(Refusal::NoSuchPoll.into()) });
        looked(look, &found);
        Ok(found?)
    }

    /// The meeting with this code.
    pub(crate) async fn meeting_for(&self, seeker: Seeker, code: &JoinCode) -> Result<Arc<Meeting>, Problem> {
        let look = self.looks(seeker, code.as_str())?;
        let found = self.polls.meeting(code).await;
        looked(look, &found);
        Ok(found?)
    }
}

impl Visitor {
    /// The client behind a lookup.
    pub(crate) fn seeker(&self) -> Seeker {
        (self.client, self.is_host)
    }
}

/// Ends a lookup. A code that was found is no longer counted as a guess; when the database fails, the lookup is not counted
/// at all.
pub(crate) fn looked<T>(look: Option<Look>, found: &Result<T, PollError>) {
    let Some(look) = look else { return };
    match found {
        Err(PollError::Refused(Refusal::NoSuchPoll | Refusal::NoSuchMeeting)) => {}
        Err(PollError::Storage(_)) => look.was_not_made(),
        Ok(_) | Err(PollError::Refused(_)) => look.found(),
    }
}

/// Lifts a limit's refusal for the host. A live session's cookie suffices here, because requests that browsers make
/// themselves (pages, pictures, handshakes) carry nothing else.
pub(crate) async fn or_host(app: &App, headers: &HeaderMap, client: ClientIp, within: Result<(), TooFast>) -> Result<(), Problem> {
    let Err(no) = within else { return Ok(()) };
    if app.may_be_host(headers, client).await { Ok(()) } else { Err(no.into()) }
}

/// Refunds the limits when something could not be stored because the storage failed.
pub(crate) async fn refund<T>(taken: Option<Taken>, done: &Result<T, PollError>) {
    if let (Err(PollError::Storage(_)), Some(taken)) = (done, taken) {
        taken.give_back().await;
    }
}

/// The same; passes the result on.
pub(crate) async fn settle<T>(taken: Option<Taken>, done: Result<T, PollError>) -> Result<T, Problem> {
    refund(taken, &done).await;
    Ok(done?)
}

impl From<TooFast> for Problem {
    fn from(no: TooFast) -> Self {
        Self::too_many_requests(no.wait)
    }
}
