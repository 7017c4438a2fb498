//! What a guest's request costs, and which code it looks for: asked on its way in, before anything is read for it.
//!
//! A host is not limited; whether somebody is one is only worked out where a limit says no.

use super::App;
use super::client::ClientIp;
use super::limit::{Taken, TooFast, price};
use super::problem::Problem;
use crate::domain::{JoinCode, PollCode};
use crate::polls::No;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

/// A guest's look for what is behind a code.
pub(super) struct Look {
    client: ClientIp,
    code: String,
}

/// Lets a request through that its address group can afford; where its path names a code, with that.
pub(super) fn admit(app: &App, request: &Request) -> Result<Option<Look>, Problem> {
    let Some(client) = request.extensions().get::<ClientIp>().copied() else { return Ok(None) };
    let uri = request.uri();
    let within = app.limits.work(client, price::of(request.method(), uri.path(), uri.query()));
    or_host(app, request.headers(), within)?;
    let Some(code) = code_in(uri.path()) else { return Ok(None) };
    or_host(app, request.headers(), app.limits.code(client, &code))?;
    Ok(Some(Look { client, code }))
}

/// Notes what came of a look: what was found once is free from now on. Too fast, or a database that is away, says neither.
pub(super) fn found(app: &App, look: Option<Look>, answer: Response) -> Response {
    let says = answer.status() != StatusCode::TOO_MANY_REQUESTS && !answer.status().is_server_error();
    if let Some(Look { client, code }) = look.filter(|_| says) {
        let problem = answer.extensions().get::<Problem>().map(|problem| problem.wire().code.as_str());
        app.limits.tried(client, &code, !matches!(problem, Some("no_such_poll" | "no_such_meeting")));
    }
    answer
}

impl App {
    /// Looks behind a code that came otherwise than in a path: typed into a field, or over a socket.
    pub(super) async fn look<T>(
        &self,
        client: ClientIp,
        is_host: bool,
        code: &str,
        behind: impl Future<Output = Result<T, Problem>>,
    ) -> Result<T, Problem> {
        if let (Err(no), false) = (self.limits.code(client, code), is_host) {
            return Err(no.into());
        }
        let found = behind.await;
        self.limits.tried(client, code, found.is_ok());
        found
    }
}

fn or_host(app: &App, headers: &HeaderMap, within: Result<(), TooFast>) -> Result<(), Problem> {
    match within {
        Err(no) if !app.keys.is_host(headers) => Err(no.into()),
        _ => Ok(()),
    }
}

/// Gives back what the limits had taken for something that was to be stored and was not, through no fault of the guest's.
pub(super) async fn refund<T>(taken: Option<Taken>, done: &Result<T, No>) {
    if let (Err(No::Storage(_)), Some(taken)) = (done, taken) {
        taken.give_back().await;
    }
}

/// The same, and what came of it.
pub(super) async fn settle<T>(taken: Option<Taken>, done: Result<T, No>) -> Result<T, Problem> {
    refund(taken, &done).await;
    Ok(done?)
}

/// The code of a poll or a meeting that a guest's path names, as it is written.
fn code_in(path: &str) -> Option<String> {
    let mut parts = path.split('/').skip(1);
    match (parts.next()?, parts.next()?) {
        ("poll", typed) => Some(PollCode::parse(typed)?.to_string()),
        ("m" | "screen", typed) => Some(JoinCode::parse(typed)?.to_string()),
        _ => None,
    }
}

impl From<TooFast> for Problem {
    fn from(no: TooFast) -> Self {
        Self::too_many_requests(no.wait)
    }
}

#[cfg(test)]
mod tests {
    use super::code_in;

    #[test]
    fn a_code_is_the_same_however_it_is_typed_and_what_is_none_is_not_looked_for() {
        for path in ["/m/K7Q2M9", "/m/k7q2m9/stage", "/screen/K7Q-2M9", "/m/K7Q2M9/qr.png"] {
            assert_eq!(code_in(path).as_deref(), Some("K7Q2M9"), "{path}");
        }
        assert_eq!(code_in("/poll/abi0e9zx/vote").as_deref(), Some("AB10E9ZX"));
        for path in ["/", "/m/", "/m/K7Q2M", "/poll/K7Q2M9", "/api/polls/AB3DE9ZX", "/assets/K7Q2M9"] {
            assert_eq!(code_in(path), None, "{path}");
        }
    }
}
