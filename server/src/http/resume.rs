//! `/resume` and `/here/{mark}`: how a phone finds this computer again at another address, and stays the same person there.
//!
//! A page cannot ask another origin anything without CORS, but it may show its pictures. So there is a picture at a path
//! that nobody can guess: where it loads, this very server answers. It is the one answer that other pages may embed.

use super::App;
use super::body::Body;
use super::headers::AlsoPicturesOf;
use super::problem::Problem;
use super::query::{Asked, Segment};
use super::ticket;
use super::who::Visitor;
use crate::domain::{BrowserToken, Refusal};
use crate::hex;
use crate::wire::{Resume, Resumed, Ticket};
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;

/// The smallest picture there is.
const DOT: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>"#;

/// Who asks, where no cookie says so.
#[derive(Deserialize)]
pub(super) struct Asking {
    browser_token: Option<String>,
}

/// What a phone keeps for the moment when this address stops answering.
#[utoipa::path(
    get, path = "/resume", tag = "voting",
    params(("browser_token" = Option<String>, Query, description = "Who asks, where no cookie says so")),
    responses((status = 200, body = Resume), (status = 422, description = "`invalid_token`"))
)]
pub(super) async fn prepare(State(app): State<App>, visitor: Visitor, Asked(asking): Asked<Asking>) -> Result<Json<Resume>, Problem> {
    let named = asking.browser_token.as_deref().map(BrowserToken::parse).transpose()?;
    let browser = named.or(visitor.device).ok_or(Refusal::InvalidToken)?;
    let ticket = ticket::issue(&app.keys, browser, app.clock.now_millis());
    Ok(Json(Resume { ticket, ways: app.reach.ways(), mark: app.mark() }))
}

/// The same phone under another address: its ticket gives it back its mark, here and in the cookie.
#[utoipa::path(
    post, path = "/resume", tag = "voting", request_body = Ticket,
    responses(
        (status = 200, body = Resumed), (status = 400, description = "`bad_request`"), (status = 403, description = "`bad_origin`"),
        (status = 413, description = "`too_large`"), (status = 415, description = "`unsupported_media`"), (status = 422, description = "`invalid_ticket`")
    )
)]
pub(super) async fn redeem(State(app): State<App>, body: Body) -> Result<Response, Problem> {
    let Ticket { ticket } = body.json()?;
    let browser = ticket::read(&app.keys, &ticket, app.clock.now_millis()).ok_or_else(Problem::invalid_ticket)?;
    Ok((app.keys.device_cookie(browser), Json(Resumed { browser_token: browser.to_string() })).into_response())
}

/// A dot, where the mark is this server's own.
#[utoipa::path(
    get, path = "/here/{mark}", tag = "voting", params(("mark" = String, Path, description = "As GET /resume told it")),
    responses((status = 200, description = "An SVG picture: this is the same server"), (status = 404, description = "`not_found`"))
)]
pub(super) async fn here(State(app): State<App>, Segment(mark): Segment) -> Result<Response, Problem> {
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
    pub(super) fn also_looking_elsewhere(&self, page: Response) -> Response {
        (Extension(AlsoPicturesOf(self.reach.ways())), page).into_response()
    }
}
