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

/// The smallest body, in bytes, that is compressed.
const MIN_COMPRESSED_BYTES: u64 = 1024;

/// The properties of a request that decide whether its response may be compressed.
#[derive(Clone, Copy)]
pub(crate) struct CompressionContext {
    gzip: bool,
    has_query: bool,
}

impl CompressionContext {
    /// Reads them from a request, before a handler consumes it.
    pub(crate) fn from_request(request: &Request) -> Self {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        // A compressor would delay the progress lines of an export.
        let query = request.uri().query();
        let has_progress = query.is_some_and(|query| query.split('&').any(|pair| pair.starts_with("progress=")));
        let gzip = is_read && !has_progress && negotiate::encoding(request.headers(), &["gzip"]).is_some();
        Self { gzip, has_query: query.is_some() }
    }

    /// The response, compressed where it is textual and large enough.
    pub(crate) async fn apply(self, answer: Response) -> Response {
        let Some(media) = media(&answer) else { return answer };
        // A page contains its query and the browser's token. If both were compressed together, the
        // length of the encrypted response would reveal how much of a guess in the query is right
        // (BREACH).
        let may_leak_token = media == "text/html" && self.has_query;
        if !is_text(media) || may_leak_token {
            return answer;
        }
        let level = if media == "text/html" { CompressionLevel::Default } else { CompressionLevel::Fastest };
        let is_in_memory = answer.body().size_hint().exact().is_some();
        match (self.gzip, is_in_memory) {
            // The layer adds `vary`.
            (true, true) => in_memory(compress(answer, level).await).await,
            (true, false) => compress(answer, level).await,
            (false, _) => {
                let mut answer = answer;
                answer.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
                answer
            }
        }
    }
}

/// The media type of a response that is worth compressing; `None` if it is compressed already, or
/// small.
fn media(answer: &Response) -> Option<&str> {
    let media = answer.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    let declared = answer.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let length = answer.body().size_hint().exact().or(declared);
    let is_compressed = answer.headers().contains_key(header::CONTENT_ENCODING);
    (!is_compressed && length.is_none_or(|length| length >= MIN_COMPRESSED_BYTES)).then(|| media.split(';').next().unwrap_or("").trim())
}

fn is_text(media: &str) -> bool {
    media.starts_with("text/") || media.ends_with("json") || media == "image/svg+xml"
}

/// Compresses text that never changes, for callers that cache it.
pub(crate) async fn gzipped(text: Bytes) -> Bytes {
    bytes(compress(Response::new(Body::from(text)), CompressionLevel::Best).await.into_body()).await
}

/// The response with its body compressed to the end, so that its length is known and it is sent in one piece.
async fn in_memory(answer: Response) -> Response {
    let (head, body) = answer.into_parts();
    Response::from_parts(head, Body::from(bytes(body).await))
}

/// A body that was in memory before it was compressed, which cannot fail.
async fn bytes(body: Body) -> Bytes {
    to_bytes(body, usize::MAX).await.unwrap_or_default()
}

/// Pages are small and cross the air to every phone, so a quarter less of them is worth the time; of long exports and results the
/// level `Fastest` is.
async fn compress(answer: Response, level: CompressionLevel) -> Response {
    let layer = CompressionLayer::new().quality(level).compress_when(|_, _, _: &_, _: &_| true);
    let mut answer = Some(answer);
    let service = service_fn(move |_: Request| ready(Ok::<_, Infallible>(answer.take().unwrap_or_default())));
    let mut request = Request::new(Body::empty());
    request.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    match layer.layer(service).oneshot(request).await {
        Ok(answer) => answer.map(Body::new),
        Err(never) => match never {},
    }
}
