//! `/resume` and `/here/{mark}`: how a phone finds this server again at another address, and keeps its identity there.
//!
//! A page cannot read another origin's responses without CORS, but it may load its pictures.
//! `/here/{mark}` is a picture at a path that cannot be guessed: where it loads, the same server
//! answers. Pages of other origins may embed it, unlike other responses (except assets for a CDN).

use crate::app::App;
use crate::domain::Refusal;
use crate::http::extract::body::Body;
use crate::http::extract::query::Segment;
use crate::http::extract::visitor::Visitor;
use crate::http::problem::Problem;
use crate::wire::{Resume, Resumed, Ticket};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};

/// The smallest SVG picture.
const DOT: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>"#;

/// Issues a ticket, which the phone stores in case this address stops answering. Only a browser
/// with a cookie of this server gets one, because the other address turns the ticket into a cookie,
/// and the server signs only tokens that it has drawn itself.
#[utoipa::path(
    get, path = "/resume", tag = "voting", operation_id = "getResumeTicket",
    responses((status = 200, body = Resume), (status = 422, description = "`invalid_token`: no device cookie of this server came along"))
)]
pub(crate) async fn prepare(State(app): State<App>, visitor: Visitor, headers: HeaderMap) -> Result<Json<Resume>, Problem> {
    let browser = visitor.device.ok_or(Refusal::InvalidToken)?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    Ok(Json(app.resume(browser, host)))
}

/// Redeems a ticket: the phone receives its token as a cookie at the server's new address. A ticket is good
/// once, and only for a browser without a token of its own, so that a link with a ticket in it
/// cannot change a browser's identity.
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
    let browser = app.redeem(visitor.requester(), visitor.device, &body.json::<Ticket>()?).await?;
    Ok((app.keys.device_cookie(browser), Json(Resumed { browser_token: browser.to_string() })).into_response())
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
    if mark.as_deref() != Some(app.server_proof().as_str()) {
        return Err(Problem::not_found());
    }
    let embed = (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (embed.0, embed.1)], DOT).into_response())
}
