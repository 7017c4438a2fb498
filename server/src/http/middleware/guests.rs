//! What a guest's request costs, asked on its way in, before anything is read for it; and which code it looks for, asked by
//! whoever looks that code up.
//!
//! A host is not limited; whether somebody is one is only worked out where a limit says no.

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

/// Lets a request through that its address group can afford.
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

/// Who looks for something: where from, and whether it is the host, whom no limit holds.
pub(crate) type Seeker = (ClientIp, bool);

impl App {
    /// Begins a look behind a code; [`looked`] ends it.
    pub(crate) fn looks(&self, (client, is_host): Seeker, code: &str) -> Result<Option<Look>, Problem> {
        if is_host { Ok(None) } else { Ok(self.limits.look(client, code, |open| self.is_staged_by(open, code))?) }
    }

    /// Whether this code is of the poll that a meeting shows: a follower of the meeting has not guessed it.
    fn is_staged_by(&self, meeting: &str, code: &str) -> bool {
        let meeting = JoinCode::parse(meeting).and_then(|meeting| self.live.meeting(&meeting));
        let shown = meeting.as_ref().filter(|meeting| meeting.stage.view == View::Poll);
        shown.and_then(|meeting| meeting.stage.poll.as_ref()).is_some_and(|poll| poll.as_str() == code)
    }

    /// The poll behind a code, as far as this visitor may know of it: a draft is the host's alone.
    pub(crate) async fn poll_for(&self, seeker: Seeker, code: &PollCode) -> Result<Arc<Poll>, Problem> {
        let look = self.looks(seeker, code.as_str())?;
        let is_for_it = |poll: &Poll| seeker.1 || poll.state != PollState::Draft;
        let found = self.polls.find(code).await;
        let found = found.and_then(|poll| if is_for_it(&poll) { Ok(poll) } else { Err(Refusal::NoSuchPoll.into()) });
        looked(look, &found);
        Ok(found?)
    }

    /// The meeting behind a code.
    pub(crate) async fn meeting_for(&self, seeker: Seeker, code: &JoinCode) -> Result<Arc<Meeting>, Problem> {
        let look = self.looks(seeker, code.as_str())?;
        let found = self.polls.meeting(code).await;
        looked(look, &found);
        Ok(found?)
    }
}

impl Visitor {
    /// Who looks for something.
    pub(crate) fn seeker(&self) -> Seeker {
        (self.client, self.is_host)
    }
}

/// Ends a look. Only a proof that there is something makes its code free: a database that is away says neither, and takes no
/// place.
pub(crate) fn looked<T>(look: Option<Look>, found: &Result<T, PollError>) {
    let Some(look) = look else { return };
    match found {
        Err(PollError::Refused(Refusal::NoSuchPoll | Refusal::NoSuchMeeting)) => {}
        Err(PollError::Storage(_)) => look.was_not_made(),
        Ok(_) | Err(PollError::Refused(_)) => look.found(),
    }
}

/// What a limit says, which holds no host. The cookie of a live session is enough here: what a browser opens, embeds or shakes
/// hands for shows nothing else.
pub(crate) async fn or_host(app: &App, headers: &HeaderMap, client: ClientIp, within: Result<(), TooFast>) -> Result<(), Problem> {
    let Err(no) = within else { return Ok(()) };
    if app.may_be_host(headers, client).await { Ok(()) } else { Err(no.into()) }
}

/// Gives back what the limits had taken for something that was to be stored and was not, through no fault of the guest's.
pub(crate) async fn refund<T>(taken: Option<Taken>, done: &Result<T, PollError>) {
    if let (Err(PollError::Storage(_)), Some(taken)) = (done, taken) {
        taken.give_back().await;
    }
}

/// The same, and what came of it.
pub(crate) async fn settle<T>(taken: Option<Taken>, done: Result<T, PollError>) -> Result<T, Problem> {
    refund(taken, &done).await;
    Ok(done?)
}

impl From<TooFast> for Problem {
    fn from(no: TooFast) -> Self {
        Self::too_many_requests(no.wait)
    }
}
