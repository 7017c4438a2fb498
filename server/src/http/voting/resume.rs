//! `/resume` and `/here/{mark}`: how a phone finds this server again at another address, and keeps its identity there.
//!
//! A page cannot read another origin's responses without CORS, but it may show its pictures. So there is a picture at a path
//! that cannot be guessed: where it loads, this very server answers. It is the one response that other pages may embed.

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

/// The smallest SVG picture.
const DOT: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>"#;

/// Issues a ticket that the phone stores until this address stops answering. Only a browser with a cookie of this server gets
/// one: the other address turns the ticket into a cookie, and the server signs only tokens that it has drawn itself.
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

/// Redeems a ticket: the phone gets its token back as a cookie at its new address. A ticket is good once, and only for a
/// browser without a token of its own, so that a link with a ticket in it cannot change a browser's identity.
#[utoipa::path(
    post, path = "/resume", tag = "voting", operation_id = "redeemResumeTicket", request_body = Ticket,
    responses(
        (status = 200, body = Resumed), (status = 400, description = "`bad_request`"), (status = 403, description = "`bad_origin`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_ticket`: used, stale, changed, another server's, or sent by a browser that has a token of its own"),
        (status = 429, description = "`too_many_requests`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn redeem(State(app): State<App>, visitor: Visitor, body: Body) -> Result<Response, Problem> {
    let handed: Ticket = body.json()?;
    let now = app.clock.now_millis();
    let ticket = ticket::read(&app.keys, &handed.ticket, now).ok_or_else(Problem::invalid_ticket)?;
    let browser = ticket.browser;
    // A browser that has redeemed it but lost the response asks again.
    if visitor.device != Some(browser) {
        let by = redeemer(&app, &visitor, handed.newcomer.as_deref()).ok_or_else(Problem::invalid_ticket)?;
        // Limited as the phone that the ticket names: the ticket proves its identity, and it has no other cookie.
        let taken = if visitor.is_host { None } else { Some(app.limits.resume(visitor.client, browser).await?) };
        if !settle(taken, app.polls.redeem(ticket.id, by, ticket.ends_at).await).await? {
            return Err(Problem::invalid_ticket());
        }
    }
    Ok((app.keys.device_cookie(browser), Json(Resumed { browser_token: browser.to_string() })).into_response())
}

/// The browser that may redeem a ticket: one without a cookie, or one whose token was drawn for the page that sends the
/// request.
fn redeemer(app: &App, visitor: &Visitor, newcomer: Option<&str>) -> Option<BrowserToken> {
    match visitor.device {
        None => Some(BrowserToken::from_entropy(entropy::bytes())),
        Some(own) => newcomer.is_some_and(|proof| app.keys.is_newcomer(own, proof)).then_some(own),
    }
}

/// A one-pixel picture, if the mark is this server's own.
#[utoipa::path(
    get, path = "/here/{mark}", tag = "voting", operation_id = "getServerMark", params(("mark" = String, Path, description = "As in the response of GET /resume")),
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
    /// The secret part of the path, known to this server and its pages only.
    fn mark(&self) -> String {
        hex::encode(&self.keys.seal(b"here", b"")[..16])
    }

    /// Lets the page load the mark's picture from this computer's other addresses.
    pub(crate) fn also_looking_elsewhere(&self, page: Response) -> Response {
        (Extension(ExtraImgSrc(self.reach.urls())), page).into_response()
    }
}
