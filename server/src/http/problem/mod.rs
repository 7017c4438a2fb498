//! Problems (RFC 9457). Only this module maps errors to a status and a stable `code`.

mod app_error;
mod refused;

use crate::http::middleware::request_id;
use crate::import::ImportErrors;
use crate::metrics;
use crate::wire;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The authentication scheme for programs (RFC 6750). Browsers show no password dialog for it.
const CHALLENGE: HeaderValue = HeaderValue::from_static("Bearer realm=\"Handsup\"");

/// An error response: a page for browsers that navigate, `application/problem+json` for every other client.
#[derive(Debug, Clone)]
pub(crate) struct Problem(pub(super) Box<wire::Problem>);

impl Problem {
    /// A problem with a stable code and a text for people.
    #[must_use]
    pub(crate) fn new(status: StatusCode, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(wire::Problem {
            kind: format!("/problems/{code}"),
            title: title.into(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.into(),
            request_id: request_id::current(),
            retry_after: None,
            your_vote: None,
            rows: None,
            count: None,
            link: None,
            question: None,
        }))
    }

    /// A request that cannot be parsed: no JSON, wrong types, unknown fields, a malformed Host.
    #[must_use]
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", "This request cannot be read", detail)
    }

    /// The host's authority is missing: the request's credentials do not suffice.
    #[must_use]
    pub(crate) fn host_only() -> Self {
        Self::only_the_host(StatusCode::FORBIDDEN)
    }

    /// [`host_only`](Self::host_only) for a request without credentials: 401, with the scheme in
    /// `WWW-Authenticate`.
    #[must_use]
    pub(crate) fn no_credentials() -> Self {
        Self::only_the_host(StatusCode::UNAUTHORIZED)
    }

    fn only_the_host(status: StatusCode) -> Self {
        Self::new(
            status,
            "host_only",
            "Only the host can do this",
            "Enter with a host link or the host key, at /host/enter; a program sends the key as Authorization: Bearer.",
        )
    }

    /// A one-time code that was exchanged before, or has expired.
    #[must_use]
    pub(crate) fn code_used() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "code_used",
            "This link has been used, or is older than an hour",
            "Make a new one: in the console under Hosts, or with `handsup-server host-link`.",
        )
    }

    /// A phone that does not lead the meeting: its one-time code was wrong, used or too old, or it has ended.
    #[must_use]
    pub(crate) fn not_paired() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not_paired",
            "This phone does not lead the meeting",
            "Its code was used or is too old, or the console has ended it, or the meeting is over. Make a new code in the console.",
        )
    }

    /// The host key is set in the configuration, so the server does not replace it.
    #[must_use]
    pub(crate) fn key_is_a_setting() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "key_is_a_setting",
            "The host key is one of the settings",
            "Set another HOST_KEY at every instance and start it again, as with `openssl rand -hex 32`: every session ends then.",
        )
    }

    /// The request comes from a page of another origin.
    #[must_use]
    pub(crate) fn bad_origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "bad_origin",
            "This request comes from another page",
            "Open the poll's own page and try again there.",
        )
    }

    /// No route matches the path.
    #[must_use]
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here", "Check the address, or type the poll's code.")
    }

    /// The route of this path does not have this method.
    #[must_use]
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This cannot be done here", "See /openapi.json for what can.")
    }

    /// No network address that phones could use.
    #[must_use]
    pub(crate) fn no_address() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_address",
            "Phones cannot reach this computer yet",
            "Connect this computer to a network, or name its address with --advertise-ip.",
        )
    }

    /// No Wi-Fi was entered.
    #[must_use]
    pub(crate) fn no_wifi() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_wifi", "No Wi-Fi was entered", "Enter it in the console, under Join card.")
    }

    /// A request for the desktop app, where the server runs without one; `url` opens the same page
    /// in a browser.
    #[must_use]
    pub(crate) fn no_desktop(url: &str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "no_desktop",
            "This server has no windows",
            format!("Open {url} in a browser, on the display that the room sees."),
        )
    }

    /// Not one of this computer's addresses.
    #[must_use]
    pub(crate) fn invalid_address() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_address",
            "This computer does not have that address",
            "Choose one of those that GET /api/network lists.",
        )
    }

    /// A resume ticket that has expired, was changed, was used, is another server's, or was sent by
    /// a browser with a token of its own.
    #[must_use]
    pub(crate) fn invalid_ticket() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_ticket",
            "This ticket is no longer good",
            "Nothing is lost: the page goes on as it would for a phone that has just come.",
        )
    }

    /// A form from a browser that stores no cookies, under the rule of one vote per device.
    #[must_use]
    pub(crate) fn cookies_needed() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "cookies_needed",
            "This browser keeps no cookies",
            "Without them its vote cannot be told from another one's. Allow cookies for this page, reload it and vote again.",
        )
    }

    /// The body exceeds this route's `largest` size, in bytes.
    #[must_use]
    pub(crate) fn too_large(largest: usize) -> Self {
        let detail = format!("Send at most {} KiB.", largest / 1024);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "This is too much at once", detail)
    }

    /// A body that is neither JSON nor a form, or is compressed.
    #[must_use]
    pub(crate) fn unsupported_media() -> Self {
        Self::unsupported_media_with("Send application/json or application/x-www-form-urlencoded, uncompressed.")
    }

    /// A media type that this route does not accept; `detail` names the accepted ones.
    #[must_use]
    pub(crate) fn unsupported_media_with(detail: &str) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media", "This kind of content is not understood", detail)
    }

    /// The poll has no round with this number.
    #[must_use]
    pub(crate) fn no_such_round() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_such_round",
            "There is no such round",
            "Rounds count from 1; see the poll's rounds for how many there are.",
        )
    }

    /// A picture with text needs a font, and none is installed.
    #[must_use]
    pub(crate) fn no_fonts() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "no_fonts",
            "This computer has no fonts to draw a picture with",
            "Take chart.svg instead, or install a font (on Debian: apt install fonts-dejavu-core) and start the program again.",
        )
    }

    /// A file of questions with errors; none of the questions was stored.
    #[must_use]
    pub(crate) fn invalid_import(errors: ImportErrors) -> Self {
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_import",
            "These questions do not fit",
            "Nothing was taken over. Mend what rows names, then send the file again.",
        );
        problem.0.count = Some(errors.count());
        problem.0.rows = Some(errors.into_rows());
        problem
    }

    /// The request names a host that is not this server.
    #[must_use]
    pub(crate) fn wrong_host() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "wrong_host",
            "This server does not go by that name",
            "Open it by its IP address, or start it with --allowed-host and that name.",
        )
    }

    /// A rate limit refuses the request; `wait` is in whole seconds, rounded up.
    #[must_use]
    pub(crate) fn too_many_requests(wait: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "That was too fast", format!("Please try again in {wait} s."))
            .retry_after(wait)
    }

    /// More concurrent work than this server takes.
    #[must_use]
    pub(crate) fn overloaded() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", "Very busy right now", "Nothing was lost; please try again in a moment.")
            .retry_after(1)
    }

    /// The database does not answer, or not yet.
    #[must_use]
    pub(crate) fn storage_unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "storage_unavailable",
            "The host's computer cannot store anything right now",
            "Nothing was counted. This page tries again by itself.",
        )
        .retry_after(2)
    }

    /// The server is shutting down: it still answers, but load balancers should send no new clients.
    #[must_use]
    pub(crate) fn draining() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "draining", "This server is about to stop", "Please try again in a moment.")
            .retry_after(5)
    }

    /// Redis is unreachable: this instance accepts votes, but receives the changes of other
    /// instances late.
    #[must_use]
    pub(crate) fn redis_unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "redis_unavailable",
            "Redis does not answer",
            "Votes are taken all the same; ask /readyz?exclude=redis to send people here meanwhile. Check REDIS_URL and Redis itself.",
        )
        .retry_after(1)
    }

    /// The client may not read the metrics: 401 where a token is configured and none was sent, else
    /// 403.
    #[must_use]
    pub(crate) fn metrics_private(no_token_sent: bool) -> Self {
        Self::new(
            if no_token_sent { StatusCode::UNAUTHORIZED } else { StatusCode::FORBIDDEN },
            "metrics_private",
            "These figures are not for everybody",
            "Ask from the server's own computer, or send METRICS_TOKEN as Authorization: Bearer.",
        )
    }

    /// The body did not arrive in time.
    #[must_use]
    pub(crate) fn too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "The request took too long to arrive", "Please try again.")
    }

    /// A server error; the log has the details under the request's id.
    #[must_use]
    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong here",
            "Please try again; if it stays, tell the host.",
        )
    }

    fn with_question(mut self, question: String) -> Self {
        self.0.question = Some(question);
        self
    }

    fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// The problem's wire form.
    #[must_use]
    pub(crate) fn wire(&self) -> &wire::Problem {
        &self.0
    }

    /// The HTTP status.
    #[must_use]
    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Sets this problem's status and headers on a response that has it as a page or as JSON.
    pub(crate) fn with_status_and_headers(&self, mut response: Response) -> Response {
        *response.status_mut() = self.status();
        if self.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, CHALLENGE);
        }
        if let Some(seconds) = self.0.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        metrics::refused(&self.wire().code);
        let body = serde_json::to_vec(self.wire()).unwrap_or_default();
        let mut response = self.with_status_and_headers(([(header::CONTENT_TYPE, "application/problem+json")], body).into_response());
        response.extensions_mut().insert(self);
        response
    }
}
