//! `/resume` and `/here/{mark}`: how a phone finds this computer again at another address, and stays the same person there.
//!
//! A page cannot ask another origin anything without CORS, but it may show its pictures. So there is a picture at a path
//! that nobody can guess: where it loads, this very server answers. It is the one answer that other pages may embed.

use crate::app::App;
use crate::domain::{BrowserToken, Refusal};
use crate::http::extract::authority::Visitor;
use crate::http::extract::body::Body;
use crate::http::extract::query::Segment;
use crate::http::middleware::guests::settle;
use crate::http::middleware::headers::ExtraImgSrc;
use crate::http::problem::Problem;
use crate::http::voting::ticket;
use crate::wire::{Resume, Resumed, Ticket};
use crate::{entropy, hex};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};

/// The smallest picture there is.
const DOT: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>"#;

/// What a phone keeps for the moment when this address stops answering. Only a browser with a cookie of ours gets a ticket:
/// it becomes a cookie at the other address, and this server signs no mark that it did not draw.
#[utoipa::path(
    get, path = "/resume", tag = "voting", operation_id = "getResumeTicket",
    responses((status = 200, body = Resume), (status = 422, description = "`invalid_token`: no device cookie of this server came along"))
)]
pub(crate) async fn prepare(State(app): State<App>, visitor: Visitor, headers: HeaderMap) -> Result<Json<Resume>, Problem> {
    let browser = visitor.device.ok_or(Refusal::InvalidToken)?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let ticket = ticket::issue(&app.keys, browser, host, app.clock.now_millis(), entropy::bytes());
    Ok(Json(Resume { ticket, ways: app.reach.urls(), mark: app.mark() }))
}

/// The same phone under another address: its ticket gives it back its mark, in the cookie. A ticket is good once, and only for
/// a browser that has no mark of its own: a link with somebody's ticket in it makes nobody somebody else.
#[utoipa::path(
    post, path = "/resume", tag = "voting", operation_id = "redeemResumeTicket", request_body = Ticket,
    responses(
        (status = 200, body = Resumed), (status = 400, description = "`bad_request`"), (status = 403, description = "`bad_origin`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_ticket`: used, stale, changed, another server's, or of no use to a browser with a mark of its own"),
        (status = 429, description = "`too_many_requests`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn redeem(State(app): State<App>, visitor: Visitor, body: Body) -> Result<Response, Problem> {
    let handed: Ticket = body.json()?;
    let now = app.clock.now_millis();
    let ticket = ticket::read(&app.keys, &handed.ticket, now).ok_or_else(Problem::invalid_ticket)?;
    let browser = ticket.browser;
    // Whoever has become this browser already lost the answer, and asks again.
    if visitor.device != Some(browser) {
        let by = redeemer(&app, &visitor, handed.newcomer.as_deref()).ok_or_else(Problem::invalid_ticket)?;
        // Counted for the phone that the ticket names: it has proven to be that one, and brings no other cookie.
        let taken = if visitor.is_host { None } else { Some(app.limits.resume(visitor.client, browser).await?) };
        if !settle(taken, app.polls.redeem(ticket.id, by, ticket.ends_at).await).await? {
            return Err(Problem::invalid_ticket());
        }
    }
    Ok((app.keys.device_cookie(browser), Json(Resumed { browser_token: browser.to_string() })).into_response())
}

/// Which browser comes with a ticket: one without a cookie, or one whose mark was drawn for the page that it comes from.
fn redeemer(app: &App, visitor: &Visitor, newcomer: Option<&str>) -> Option<BrowserToken> {
    match visitor.device {
        None => Some(BrowserToken::from_entropy(entropy::bytes())),
        Some(own) => newcomer.is_some_and(|proof| app.keys.is_newcomer(own, proof)).then_some(own),
    }
}

/// A dot, where the mark is this server's own.
#[utoipa::path(
    get, path = "/here/{mark}", tag = "voting", operation_id = "getServerMark", params(("mark" = String, Path, description = "As GET /resume told it")),
    responses(
        (status = 200, description = "An SVG picture: this is the same server", content_type = "image/svg+xml", body = String),
        (status = 404, description = "`not_found`")
    )
)]
pub(crate) async fn here(State(app): State<App>, Segment(mark): Segment) -> Result<Response, Problem> {
    if mark.as_deref() != Some(app.mark().as_str()) {
        return Err(Problem::not_found());
    }
    let embed = (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (embed.0, embed.1)], DOT).into_response())
}

impl App {
    /// The path that only this server, and pages it wrote, can know.
    fn mark(&self) -> String {
        hex::encode(&self.keys.seal(b"here", b"")[..16])
    }

    /// A page that looks for this computer at its other addresses, once this one stops answering.
    pub(crate) fn also_looking_elsewhere(&self, page: Response) -> Response {
        (Extension(ExtraImgSrc(self.reach.urls())), page).into_response()
    }
}
