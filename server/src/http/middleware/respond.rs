//! Completes responses: panics become problems, problems become pages for browsers, and each
//! request gets a log line.

use crate::app::App;
use crate::app::client::ClientIp;
use crate::app::limit::{Limits, price};
use crate::http::middleware::negotiate;
use crate::http::middleware::request_id;
use crate::http::problem::Problem;
use crate::http::voting::notice::Notice;
use crate::http::voting::pages::{ProblemPage, WordsPage, page};
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
    AssertUnwindSafe(work).catch_unwind().map(|answer| answer.unwrap_or_else(|payload| panicked(&*payload)))
}

/// Logs a panic's message, and answers 500 without it.
fn panicked(payload: &(dyn Any + Send)) -> Response {
    let message =
        payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    outages().failed("handler", message, &format!("panicked: {message}"));
    Problem::internal().into_response()
}

/// The second segment of the path, which usually is a typed code, for a client that prefers HTML;
/// `None` for other clients. With `Some`, even of an empty text, a problem is answered as a page.
pub(crate) fn typed_code(request: &Request) -> Option<String> {
    negotiate::wants_page(request.headers()).then(|| request.uri().path().split('/').nth(2).unwrap_or("").chars().take(40).collect())
}

/// How elaborate a problem's page may be.
#[derive(Debug, PartialEq, Eq)]
enum PageDetail {
    /// The problem's text alone: the address group's budget allows no page.
    TextOnly,
    /// The page without suggestions.
    Page,
    /// The page with the live polls, for a visitor in the local network and a 404.
    WithLivePolls,
}

/// The page that the budget of this client's address group allows; charges the group for it.
fn page_detail(limits: &Limits, client: Option<ClientIp>, status: StatusCode) -> PageDetail {
    let Some(client) = client else { return PageDetail::Page };
    if limits.charge_work(client, price::PAGE).is_err() {
        PageDetail::TextOnly
    } else if status == StatusCode::NOT_FOUND && client.is_near() && limits.charge_work(client, price::LIST).is_ok() {
        PageDetail::WithLivePolls
    } else {
        PageDetail::Page
    }
}

/// A response's problem as a page; other responses pass unchanged.
pub(crate) async fn as_page(app: &App, client: Option<ClientIp>, code_typed: String, answer: Response) -> Response {
    let Some(problem) = answer.extensions().get::<Problem>() else { return answer };
    let wire = problem.wire();
    let notice = Notice::from(wire);
    let (assets, status, host_only) = (app.assets.clone(), wire.status, wire.code == "host_only");
    let problem_page = |notice, live| ProblemPage { assets, notice, status, host_only, live, code_typed };
    let rendered = match page_detail(&app.limits, client, problem.status()) {
        PageDetail::TextOnly => page(&WordsPage { notice }),
        PageDetail::Page => page(&problem_page(notice, None)),
        PageDetail::WithLivePolls => page(&problem_page(notice, Some(app.live_polls().await))),
    };
    let mut response = problem.with_status_and_headers(rendered);
    // A 405 has to list the allowed methods (RFC 9110).
    if let Some(methods) = answer.headers().get(header::ALLOW) {
        response.headers_mut().insert(header::ALLOW, methods.clone());
    }
    response
}

/// The log's span of a request, without address and query, since a query may contain a key. Its
/// level is `error`, so that a log of errors alone has the request's id too. The path is a string
/// field, which the log quotes, because the client chooses it.
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
    fn a_page_is_charged_to_its_address_group_and_text_alone_is_sent_beyond_the_budget() {
        let (limits, local) = (Limits::new(10), ClientIp::elsewhere([127, 0, 0, 7].into()));
        let remote = ClientIp::elsewhere([203, 0, 113, 7].into());
        assert_eq!(page_detail(&limits, Some(local), StatusCode::NOT_FOUND), PageDetail::WithLivePolls);
        assert_eq!(page_detail(&limits, Some(local), StatusCode::CONFLICT), PageDetail::Page);
        assert_eq!(page_detail(&limits, Some(remote), StatusCode::NOT_FOUND), PageDetail::Page, "no list for the internet");
        let exhausted = (0..100_000).find(|_| page_detail(&limits, Some(local), StatusCode::TOO_MANY_REQUESTS) == PageDetail::TextOnly);
        assert!(exhausted.is_some());
        assert_eq!(page_detail(&limits, Some(remote), StatusCode::TOO_MANY_REQUESTS), PageDetail::Page, "each group has its own budget");
    }

    #[test]
    fn the_text_only_page_is_small_and_escapes_html() {
        let problem: wire::Problem = Problem::bad_request("<b>\"bold\"</b> & more").wire().clone();
        let notice = Notice { detail: problem.detail.clone(), ..Notice::from(&problem) };
        let html = askama::Template::render(&WordsPage { notice }).unwrap();
        assert!(html.len() < 500 && !html.contains("<b>") && html.contains("bold"), "{html}");
    }

    async fn fetch(router: &Router, path: &str) -> (u16, String, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = router.clone().oneshot(request).await.unwrap();
        let media = answer.headers().get("content-type").map_or("", |media| media.to_str().unwrap()).to_owned();
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), 10_000).await.unwrap();
        (status, media, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_panic_is_answered_with_500_without_its_message_and_the_next_request_succeeds() {
        let with_message = async || -> &'static str { panic!("the row {} is missing", "votes.id = 7") };
        let with_other_payload = async || -> &'static str { std::panic::panic_any(7) };
        let router = Router::new()
            .route("/message", get(with_message))
            .route("/payload", get(with_other_payload))
            .route("/calm", get(async || "calm"))
            .layer(from_fn(async |request, next: Next| catch_panic(next.run(request)).await));
        for path in ["/message", "/payload"] {
            let (status, media, body) = fetch(&router, path).await;
            assert_eq!((status, media.as_str()), (500, "application/problem+json"));
            assert!(body.contains("\"code\":\"internal\"") && !body.contains("votes") && !body.contains("respond.rs"), "{body}");
            assert_eq!(fetch(&router, "/calm").await.2, "calm");
        }
    }
}
