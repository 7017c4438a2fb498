//! The request's id: the one that a trusted proxy has set, or a generated one. It is in the log, in
//! the response's `x-request-id` and in every problem, so that a reported problem can be found in
//! the log.

use crate::app::App;
use crate::app::client::Peer;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The header, of requests and of responses.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id, in characters, that is accepted from a proxy.
const MAX_ID_CHARS: usize = 64;

/// The seeds of the hash that turns a counter into ids. Ids must be unique, not secret, and hashing
/// a counter is cheaper than drawing random bytes from the system for each request.
static SEEDS: LazyLock<(RandomState, RandomState)> = LazyLock::new(Default::default);
static NEXT: AtomicU64 = AtomicU64::new(0);

tokio::task_local! {
    static ID: HeaderValue;
}

/// The request's id. The id of an untrusted client is replaced, because the log would repeat it.
pub(crate) fn from_request(app: &App, request: &Request) -> HeaderValue {
    from_proxy(app, request).unwrap_or_else(generate)
}

/// Runs `work` with this id as the current one.
pub(crate) fn with_id<T>(id: HeaderValue, work: impl Future<Output = T>) -> impl Future<Output = T> {
    // Not an `async fn`, which would store `work` twice.
    ID.scope(id, work)
}

/// An id as text, for the log and for problems.
pub(crate) fn text(id: &HeaderValue) -> &str {
    id.to_str().unwrap_or("")
}

/// The id of the request that is currently answered.
pub(crate) fn current() -> Option<String> {
    ID.try_with(|id| text(id).to_owned()).ok()
}

fn from_proxy(app: &App, request: &Request) -> Option<HeaderValue> {
    let is_trusted = request.extensions().get::<Peer>().is_some_and(|peer| app.trusted_proxies.trusts(peer.0.ip()));
    let id = request.headers().get(HEADER)?;
    let is_plain = id.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte));
    (is_trusted && is_plain && (1..=MAX_ID_CHARS).contains(&id.len())).then(|| id.clone())
}

fn generate() -> HeaderValue {
    let mut text = uuid::Uuid::encode_buffer();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let random = [SEEDS.0.hash_one(number), SEEDS.1.hash_one(number)].map(u64::to_ne_bytes);
    let id = uuid::Builder::from_random_bytes(std::array::from_fn(|index| random[index / 8][index % 8]))
        .into_uuid()
        .hyphenated()
        .encode_lower(&mut text);
    HeaderValue::from_str(id).expect("digits and dashes")
}
