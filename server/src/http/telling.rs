//! How answers leave: problems as pages for people, panics as problems, one log line a request.

use super::App;
use super::pages::{Notice, ProblemPage, page};
use super::problem::Problem;
use super::request_id;
use crate::figures;
use axum::extract::{MatchedPath, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::FutureExt as _;
use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Instant;
use tracing::Instrument;

/// Nothing matches this path.
pub(super) async fn not_found() -> Problem {
    Problem::not_found()
}

/// Something matches this path, but not with this method.
pub(super) async fn method_not_allowed() -> Problem {
    Problem::method_not_allowed()
}

/// Whoever panics inside takes nobody along: the visitor gets a problem, the log has the reason.
pub(super) async fn survive(request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    AssertUnwindSafe(Box::pin(next(request))).catch_unwind().await.unwrap_or_else(|reason| panicked(&*reason))
}

fn panicked(reason: &(dyn Any + Send)) -> Response {
    let reason =
        reason.downcast_ref::<String>().map(String::as_str).or_else(|| reason.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    tracing::error!(reason, "a handler panicked");
    Problem::internal().into_response()
}

/// Browsers that navigate get a problem as a page that helps them on.
pub(super) async fn as_page(app: &App, request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let navigates =
        request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"));
    let typed = navigates.then(|| request.uri().path().split('/').nth(2).unwrap_or("").chars().take(40).collect());
    let response = next(request).await;
    match (response.extensions().get::<Problem>(), typed) {
        (Some(problem), Some(code_typed)) => {
            let live = app.live_polls().await;
            let wire = problem.wire();
            problem.mark(page(&ProblemPage {
                assets: app.assets.clone(),
                notice: Notice::from(wire),
                status: wire.status,
                live,
                code_typed,
            }))
        }
        _ => response,
    }
}

/// One line a request, under the id that the answer carries; never an address, never a query (a key may be in it).
pub(super) async fn trace(request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let began = Instant::now();
    let id = request.headers().get(request_id::HEADER).and_then(|id| id.to_str().ok()).unwrap_or("").to_owned();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let socket = route.is_none() && request.uri().path().starts_with("/socket.io");
    // At the highest level, so that a log of errors alone has the id as well.
    let span = tracing::error_span!("request", id, method = %request.method(), path = request.uri().path());
    let response = Box::pin(next(request)).instrument(span.clone()).await;
    let (status, took) = (response.status().as_u16(), began.elapsed());
    span.in_scope(|| tracing::debug!(status, micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX), "answered"));
    // A socket's polls wait for news: how long they take says nothing.
    let route = if socket { "/socket.io" } else { route.as_ref().map_or("none", MatchedPath::as_str) };
    figures::answered(route, status, (!socket).then_some(took));
    response
}

#[cfg(test)]
mod tests {
    use super::survive;
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use axum::middleware::{Next, from_fn};
    use axum::routing::get;
    use tower::ServiceExt;

    async fn asks(router: &Router, path: &str) -> (u16, String, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = router.clone().oneshot(request).await.unwrap();
        let media = answer.headers().get("content-type").map_or("", |media| media.to_str().unwrap()).to_owned();
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), 10_000).await.unwrap();
        (status, media, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_handler_that_panics_is_a_problem_without_its_reason_and_the_next_request_is_answered() {
        let with_a_text = async || -> &'static str { panic!("the row {} is missing", "votes.id = 7") };
        let with_something_else = async || -> &'static str { std::panic::panic_any(7) };
        let router = Router::new()
            .route("/text", get(with_a_text))
            .route("/else", get(with_something_else))
            .route("/calm", get(async || "calm"))
            .layer(from_fn(async |request, next: Next| survive(request, async |request| next.run(request).await).await));
        for path in ["/text", "/else"] {
            let (status, media, body) = asks(&router, path).await;
            assert_eq!((status, media.as_str()), (500, "application/problem+json"));
            assert!(body.contains("\"code\":\"internal\"") && !body.contains("votes") && !body.contains("telling.rs"), "{body}");
            assert_eq!(asks(&router, "/calm").await.2, "calm");
        }
    }
}
