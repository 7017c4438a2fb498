//! GET `/poll/{code}/qr.svg` and `qr.png`, and the same for a meeting: black on white, whole-pixel modules, a margin of four
//! modules, no logo.

use crate::app::App;
use crate::app::blocking::run_blocking;
use crate::domain::{JoinCode, PollCode};
use crate::http::extract::authority::{Code, Join, Visitor};
use crate::http::extract::query::QueryParams;
use crate::http::problem::Problem;
use crate::log::outages;
use crate::qr_code::QrCode;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// Default width of a picture, and the bounds of a requested one, in pixels.
const USUAL: u32 = 512;
const SIZES: std::ops::RangeInclusive<u32> = 32..=2048;
/// The widest picture for a guest, in pixels: posters are printed by the host.
const GUESTS: u32 = 1024;

/// Query parameters of a QR code.
#[derive(Deserialize)]
pub(crate) struct Size {
    size: Option<u32>,
}

/// A poll's QR code as SVG; without `size` it fills its container.
#[utoipa::path(
    get, path = "/poll/{code}/qr.svg", tag = "voting", operation_id = "getPollQrSvg",
    params(("code" = String, Path, description = "The poll's code"), ("size" = Option<u32>, Query, description = "Pixels, 32 to 2048")),
    responses(
        (status = 200, description = "A picture", content_type = "image/svg+xml", body = String),
        (status = 400, description = "`bad_request`"), (status = 404, description = "`no_such_poll`, `no_address`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn svg(
    State(app): State<App>,
    visitor: Visitor,
    Code(code): Code,
    QueryParams(asked): QueryParams<Size>,
) -> Result<Response, Problem> {
    let link = link_for(&app, visitor, &code).await?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], QrCode::new(&link).svg(asked.within()?)).into_response())
}

/// A poll's QR code as PNG, at most as wide as requested, in whole-pixel modules.
#[utoipa::path(
    get, path = "/poll/{code}/qr.png", tag = "voting", operation_id = "getPollQrPng",
    params(("code" = String, Path, description = "The poll's code"), ("size" = Option<u32>, Query, description = "Pixels, 32 to 2048; without the host's authority the picture is at most 1024 wide")),
    responses(
        (status = 200, description = "A picture", content_type = "image/png", body = Vec<u8>),
        (status = 400, description = "`bad_request`"), (status = 404, description = "`no_such_poll`, `no_address`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn png(
    State(app): State<App>,
    visitor: Visitor,
    Code(code): Code,
    QueryParams(asked): QueryParams<Size>,
) -> Result<Response, Problem> {
    let link = link_for(&app, visitor, &code).await?;
    cached(&app, link, asked.within()?, visitor.is_host).await
}

/// A meeting's QR code as SVG: one for all its polls.
#[utoipa::path(
    get, path = "/m/{code}/qr.svg", tag = "voting", operation_id = "getMeetingQrSvg",
    params(("code" = String, Path, description = "The meeting's join code"), ("size" = Option<u32>, Query, description = "Pixels, 32 to 2048")),
    responses(
        (status = 200, description = "A picture", content_type = "image/svg+xml", body = String),
        (status = 400, description = "`bad_request`"), (status = 404, description = "`no_such_meeting`, `no_address`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn meeting_svg(
    State(app): State<App>,
    visitor: Visitor,
    Join(code): Join,
    QueryParams(asked): QueryParams<Size>,
) -> Result<Response, Problem> {
    let link = meeting_link(&app, visitor, &code).await?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], QrCode::new(&link).svg(asked.within()?)).into_response())
}

/// A meeting's QR code as PNG, at most as wide as requested.
#[utoipa::path(
    get, path = "/m/{code}/qr.png", tag = "voting", operation_id = "getMeetingQrPng",
    params(("code" = String, Path, description = "The meeting's join code"), ("size" = Option<u32>, Query, description = "Pixels, 32 to 2048; without the host's authority the picture is at most 1024 wide")),
    responses(
        (status = 200, description = "A picture", content_type = "image/png", body = Vec<u8>),
        (status = 400, description = "`bad_request`"), (status = 404, description = "`no_such_meeting`, `no_address`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn meeting_png(
    State(app): State<App>,
    visitor: Visitor,
    Join(code): Join,
    QueryParams(asked): QueryParams<Size>,
) -> Result<Response, Problem> {
    let link = meeting_link(&app, visitor, &code).await?;
    cached(&app, link, asked.within()?, visitor.is_host).await
}

async fn meeting_link(app: &App, visitor: Visitor, code: &JoinCode) -> Result<String, Problem> {
    let meeting = app.meeting_for(visitor.seeker(), code).await?;
    app.reach.qr_link_to(&meeting.code.page()).ok_or_else(Problem::no_address)
}

/// The picture of a link, cached or drawn on a blocking thread; a guest's is at most [`GUESTS`] wide.
async fn cached(app: &App, link: String, size: Option<u32>, is_host: bool) -> Result<Response, Problem> {
    let size = size.unwrap_or(USUAL).min(if is_host { *SIZES.end() } else { GUESTS });
    let qr = QrCode::new(&link);
    let key = (link, qr.scale(size));
    if let Some(picture) = app.pictures.get(&key) {
        return Ok(as_png(picture));
    }
    let picture = drawn(qr, size).await?;
    app.pictures.insert(key, picture.clone());
    Ok(as_png(picture))
}

/// A picture that bypasses the cache, because not every client may see its content.
pub(crate) async fn picture(qr: QrCode, size: Option<u32>) -> Result<Response, Problem> {
    Ok(as_png(drawn(qr, size.unwrap_or(USUAL)).await?))
}

/// Draws on a blocking thread, so that votes do not wait for it.
async fn drawn(qr: QrCode, size: u32) -> Result<Bytes, Problem> {
    let drawn = run_blocking(move || qr.png(size)).await?;
    Ok(drawn
        .map_err(|error| {
            outages().failed("qr", "", &error);
            Problem::internal()
        })?
        .into())
}

fn as_png(picture: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "image/png")], picture).into_response()
}

async fn link_for(app: &App, visitor: Visitor, code: &PollCode) -> Result<String, Problem> {
    let poll = app.poll_for(visitor.seeker(), code).await?;
    app.reach.qr_link_to(&poll.code.page()).ok_or_else(Problem::no_address)
}

impl Size {
    pub(crate) fn within(&self) -> Result<Option<u32>, Problem> {
        match self.size {
            Some(size) if !SIZES.contains(&size) => Err(Problem::bad_request("size is between 32 and 2048 pixels.")),
            size => Ok(size),
        }
    }
}
