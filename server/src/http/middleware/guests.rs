//! Charges a guest's request before its body is read.
//!
//! The host is not limited, nor is a phone that leads a meeting; this module checks their authority only when a limit refuses.

use crate::app::App;
use crate::app::client::ClientIp;
use crate::app::limit::TooFast;
use crate::app::limit::price;
use crate::app::limit::price::Budget;
use crate::http::extract::credentials;
use crate::http::problem::Problem;
use axum::extract::Request;
use axum::http::HeaderMap;

/// Charges a request's price to its address group; a known device pays for its own sockets and
/// ballots.
///
/// Not an `async fn`: its future would borrow the whole request, and would not be `Send`, because a
/// body is not `Sync`.
pub(crate) fn admit<'a>(app: &'a App, request: &'a Request) -> impl Future<Output = Result<(), Problem>> + Send + 'a {
    let (headers, uri) = (request.headers(), request.uri());
    let client = request.extensions().get::<ClientIp>().copied();
    let (budget, price) = price::of(request.method(), uri.path(), uri.query());
    async move {
        let Some(client) = client else { return Ok(()) };
        let charged = match budget {
            Budget::Reading => app.limits.charge_work(client, price),
            Budget::Voting => app.limits.charge_voting(client, app.keys.device(headers), price),
            Budget::Entering => Ok(()),
        };
        let charged = if charged.is_err() && is_remote(app, headers).await { Ok(()) } else { charged };
        lift_for_host(app, headers, client, charged).await
    }
}

/// Whether a phone that leads a meeting has sent the request. Tokens and secrets that this server has not made are not looked up.
async fn is_remote(app: &App, headers: &HeaderMap) -> bool {
    let Some((token, secret)) = credentials::of_remote(headers) else { return false };
    app.remote(&token, secret).await.is_ok_and(|remote| remote.is_some_and(|remote| remote.is_confirmed()))
}

/// Lifts a limit's refusal for the host. The cookie of a valid session suffices for this, because
/// requests that browsers make themselves (pages, pictures, handshakes) carry nothing else.
pub(crate) async fn lift_for_host(app: &App, headers: &HeaderMap, client: ClientIp, charged: Result<(), TooFast>) -> Result<(), Problem> {
    let Err(too_fast) = charged else { return Ok(()) };
    if app.may_be_host(credentials::of_headers(headers, client)).await { Ok(()) } else { Err(too_fast.into()) }
}
