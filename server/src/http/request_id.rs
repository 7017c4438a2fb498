//! The id under which the log has a request: the one that a trusted proxy gave it, or one of our own. The answer carries it
//! in `x-request-id`, and a problem also in its text, so that what a person reads out can be found.

use super::App;
use super::client::Peer;
use crate::entropy;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;

/// The header, on the way in and on the way out.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Characters of an id that is taken over.
const LONGEST: usize = 64;

tokio::task_local! {
    static ID: String;
}

/// Gives the request its id. A stranger's would let anybody write into the log, so it is replaced.
pub(super) async fn identify(app: &App, mut request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let id = given(app, &request).unwrap_or_else(drawn);
    let header = HeaderValue::try_from(&id).expect("letters, digits and dashes");
    request.headers_mut().insert(HEADER, header.clone());
    let mut response = ID.scope(id, Box::pin(next(request))).await;
    response.headers_mut().insert(HEADER, header);
    response
}

/// The id of the request that is being answered.
pub(super) fn current() -> Option<String> {
    ID.try_with(Clone::clone).ok()
}

fn given(app: &App, request: &Request) -> Option<String> {
    let from_proxy = request.extensions().get::<Peer>().is_some_and(|peer| app.trusted_proxies.trusts(peer.0.ip()));
    let id = request.headers().get(HEADER)?.to_str().ok()?;
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    (from_proxy && plain && (1..=LONGEST).contains(&id.len())).then(|| id.to_owned())
}

fn drawn() -> String {
    uuid::Builder::from_random_bytes(entropy::bytes()).into_uuid().to_string()
}
