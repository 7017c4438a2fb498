//! Completes responses: problems as pages for browsers, panics as problems, one log line a request.

use crate::app::App;
use crate::app::client::ClientIp;
use crate::app::limit::{Limits, price};
use crate::http::middleware::negotiate;
use crate::http::middleware::request_id;
use crate::http::problem::Problem;
use crate::http::voting::pages::{Notice, ProblemPage, WordsPage, page};
use crate::log::outages;
use crate::metrics::Route;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::FutureExt as _;
use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Instant;
use tracing::Span;

/// The fallback for paths without a route.
pub(crate) async fn not_found() -> Problem {
    Problem::not_found()
}

/// The fallback for a method that the path's route does not have.
pub(crate) async fn method_not_allowed() -> Problem {
    Problem::method_not_allowed()
}

/// Catches a handler's panic, logs it and answers 500.
pub(crate) fn catch_panic(work: impl Future<Output = Response>) -> impl Future<Output = Response> {
    // Not an `async fn`, which would store `work` twice.
    AssertUnwindSafe(work).catch_unwind().map(|answer| answer.unwrap_or_else(|reason| panicked(&*reason)))
}

fn panicked(reason: &(dyn Any + Send)) -> Response {
    let reason =
        reason.downcast_ref::<String>().map(String::as_str).or_else(|| reason.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    outages().failed("handler", reason, &format!("panicked: {reason}"));
    Problem::internal().into_response()
}

/// The code in the path of a browser's navigation; `None` for other clients. A problem is answered as a page where there is
/// one.
pub(crate) fn typed(request: &Request) -> Option<String> {
    negotiate::wants_page(request.headers()).then(|| request.uri().path().split('/').nth(2).unwrap_or("").chars().take(40).collect())
}

/// How elaborate a problem's page may be.
#[derive(Debug, PartialEq, Eq)]
enum PageDetail {
    /// The problem's text alone: the address group's budget allows no page.
    TextOnly,
    /// The page without suggestions.
    Page,
    /// A page with the live polls, for a visitor in the local network who has typed a wrong code.
    WithLivePolls,
}

/// The page that this client's address group can afford; charges for it.
fn page_detail(limits: &Limits, client: Option<ClientIp>, status: StatusCode) -> PageDetail {
    let Some(client) = client else { return PageDetail::Page };
    if limits.work(client, price::PAGE).is_err() {
        PageDetail::TextOnly
    } else if status == StatusCode::NOT_FOUND && client.is_near() && limits.work(client, price::LIST).is_ok() {
        PageDetail::WithLivePolls
    } else {
        PageDetail::Page
    }
}

/// A response's problem as a page with suggestions for what was typed; other responses pass unchanged.
pub(crate) async fn as_page(app: &App, client: Option<ClientIp>, code_typed: String, answer: Response) -> Response {
    let Some(problem) = answer.extensions().get::<Problem>() else { return answer };
    let wire = problem.wire();
    let notice = Notice::from(wire);
    let (assets, status, host_only) = (app.assets.clone(), wire.status, wire.code == "host_only");
    let whole = |notice, live| ProblemPage { assets, notice, status, host_only, live, code_typed };
    let shown = match page_detail(&app.limits, client, problem.status()) {
        PageDetail::TextOnly => page(&WordsPage { notice }),
        PageDetail::Page => page(&whole(notice, None)),
        PageDetail::WithLivePolls => page(&whole(notice, Some(app.live_polls().await))),
    };
    let mut shown = problem.mark(shown);
    // A 405 has to name the right methods.
    if let Some(methods) = answer.headers().get(header::ALLOW) {
        shown.headers_mut().insert(header::ALLOW, methods.clone());
    }
    shown
}

/// The log's span of a request: no address and no query, which may contain a key. At the level `error`, so that a log of
/// errors alone has the id too. The path is quoted, since a visitor wrote it.
pub(crate) fn span(id: &HeaderValue, request: &Request) -> Span {
    tracing::error_span!("request", id = %request_id::text(id), method = %request.method(), path = request.uri().path())
}

/// Records the end of a request: a log line, and metrics.
pub(crate) fn answered(route: &Route, began: Instant, answer: &Response) {
    let (status, took) = (answer.status().as_u16(), began.elapsed());
    tracing::debug!(status, micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX), "request: answered");
    route.answered(status, took);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use axum::middleware::{Next, from_fn};
    use axum::routing::get;
    use tower::ServiceExt;

    #[test]
    fn a_page_with_suggestions_is_charged_and_without_budget_the_text_is_sent() {
        let (limits, room) = (Limits::new(10), ClientIp::elsewhere([127, 0, 0, 7].into()));
        let elsewhere = ClientIp::elsewhere([203, 0, 113, 7].into());
        assert_eq!(page_detail(&limits, Some(room), StatusCode::NOT_FOUND), PageDetail::WithLivePolls);
        assert_eq!(page_detail(&limits, Some(room), StatusCode::CONFLICT), PageDetail::Page);
        assert_eq!(page_detail(&limits, Some(elsewhere), StatusCode::NOT_FOUND), PageDetail::Page, "no list for the internet");
        let dry = (0..100_000).find(|_| page_detail(&limits, Some(room), StatusCode::TOO_MANY_REQUESTS) == PageDetail::TextOnly);
        assert!(dry.is_some());
        assert_eq!(page_detail(&limits, Some(elsewhere), StatusCode::TOO_MANY_REQUESTS), PageDetail::Page, "another group pays for itself");
    }

    #[test]
    fn words_are_small_and_nothing_but_text() {
        let problem: wire::Problem = Problem::bad_request("<b>\"bold\"</b> & more").wire().clone();
        let notice = Notice { detail: problem.detail.clone(), ..Notice::from(&problem) };
        let html = askama::Template::render(&WordsPage { notice }).unwrap();
        assert!(html.len() < 500 && !html.contains("<b>") && html.contains("bold"), "{html}");
    }

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
            .layer(from_fn(async |request, next: Next| catch_panic(next.run(request)).await));
        for path in ["/text", "/else"] {
            let (status, media, body) = asks(&router, path).await;
            assert_eq!((status, media.as_str()), (500, "application/problem+json"));
            assert!(body.contains("\"code\":\"internal\"") && !body.contains("votes") && !body.contains("respond.rs"), "{body}");
            assert_eq!(asks(&router, "/calm").await.2, "calm");
        }
    }
}
