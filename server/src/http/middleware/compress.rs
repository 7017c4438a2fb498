//! Compresses textual responses for clients that accept gzip. Files that were compressed at build time pass unchanged.

use crate::http::middleware::negotiate;
use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, header};
use axum::response::Response;
use std::convert::Infallible;
use std::future::ready;
use tower::{Layer, ServiceExt as _, service_fn};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

/// The smallest body, in bytes, that is compressed. A vote's answer and a live frame are smaller.
const LEAST: u64 = 1024;

/// The parts of a request that decide whether its response may be compressed.
#[derive(Clone, Copy)]
pub(crate) struct CompressionContext {
    gzip: bool,
    has_query: bool,
}

impl CompressionContext {
    /// Read before the request is passed on.
    pub(crate) fn from_request(request: &Request) -> Self {
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        // A compressor would delay the progress lines of an export.
        let query = request.uri().query();
        let tells_progress = query.is_some_and(|query| query.split('&').any(|pair| pair.starts_with("progress=")));
        let gzip = reads && !tells_progress && negotiate::encoding(request.headers(), &["gzip"]).is_some();
        Self { gzip, has_query: query.is_some() }
    }

    /// The response, compressed where it is textual and large enough.
    pub(crate) async fn put_on(self, answer: Response) -> Response {
        let Some(media) = media(&answer) else { return answer };
        // A page repeats its query beside the browser's own token: compressed together, the length of an encrypted response
        // would show how much of a guess in the query is right (BREACH).
        let tells = media == "text/html" && self.has_query;
        if !is_text(media) || tells {
            return answer;
        }
        let mut answer = if self.gzip { compress(answer).await } else { answer };
        answer.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
        answer
    }
}

fn media(answer: &Response) -> Option<&str> {
    let media = answer.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    let small = answer.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let known = answer.body().size_hint().exact().or(small);
    let packed = answer.headers().contains_key(header::CONTENT_ENCODING);
    (!packed && known.is_none_or(|length| length >= LEAST)).then(|| media.split(';').next().unwrap_or("").trim())
}

fn is_text(media: &str) -> bool {
    media.starts_with("text/") || media.ends_with("json") || media == "image/svg+xml"
}

/// Compresses text that never changes, for callers that cache it.
pub(crate) async fn packed(text: Bytes) -> Bytes {
    let answer = compress(Response::new(Body::from(text))).await;
    to_bytes(answer.into_body(), usize::MAX).await.unwrap_or_default()
}

async fn compress(answer: Response) -> Response {
    let layer = CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(|_, _, _: &_, _: &_| true);
    let mut answer = Some(answer);
    let answered = service_fn(move |_: Request| ready(Ok::<_, Infallible>(answer.take().unwrap_or_default())));
    let mut asked = Request::new(Body::empty());
    asked.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    match layer.layer(answered).oneshot(asked).await {
        Ok(answer) => answer.map(Body::new),
        Err(never) => match never {},
    }
}
