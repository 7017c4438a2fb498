//! GET `/poll/{code}/qr.svg` and `qr.png`, and the same of a meeting: black on white, whole-pixel modules, a margin of four
//! modules, no logo.

use crate::app::App;
use crate::app::qr_pictures::draw;
use crate::http::extract::authority::{Code, Join, Visitor};
use crate::http::extract::query::QueryParams;
use crate::http::problem::Problem;
use crate::qr_code::QrCode;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

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

/// `size` of an SVG, or of a PNG that only the host gets, as the API document describes it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Size` reads")]
pub(crate) struct SizeQuery {
    /// Pixels, 32 to 2048
    size: Option<u32>,
}

/// The same for a PNG that guests may request too.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Size` reads")]
struct GuestSizeQuery {
    /// Pixels, 32 to 2048; without the host's authority the picture is at most 1024 wide
    size: Option<u32>,
}

/// The QR code as SVG; without `size` it fills its container.
#[utoipa::path(
    get, path = "/poll/{code}/qr.svg", tag = "voting", operation_id = "getPollQrSvg",
    params(("code" = String, Path, description = "The poll's code"), SizeQuery),
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
    let link = app.poll_qr_link(visitor.seeker(), &code).await?;
    svg_of(&QrCode::new(&link), &asked)
}

/// A poll's QR code as PNG, at most as wide as requested, in whole-pixel modules.
#[utoipa::path(
    get, path = "/poll/{code}/qr.png", tag = "voting", operation_id = "getPollQrPng",
    params(("code" = String, Path, description = "The poll's code"), GuestSizeQuery),
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
    let link = app.poll_qr_link(visitor.seeker(), &code).await?;
    png_of(&app, link, &asked, visitor.is_host).await
}

/// A meeting's QR code as SVG: one for all its polls.
#[utoipa::path(
    get, path = "/m/{code}/qr.svg", tag = "voting", operation_id = "getMeetingQrSvg",
    params(("code" = String, Path, description = "The meeting's join code"), SizeQuery),
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
    let link = app.meeting_qr_link(visitor.seeker(), &code).await?;
    svg_of(&QrCode::new(&link), &asked)
}

/// A meeting's QR code as PNG, at most as wide as requested.
#[utoipa::path(
    get, path = "/m/{code}/qr.png", tag = "voting", operation_id = "getMeetingQrPng",
    params(("code" = String, Path, description = "The meeting's join code"), GuestSizeQuery),
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
    let link = app.meeting_qr_link(visitor.seeker(), &code).await?;
    png_of(&app, link, &asked, visitor.is_host).await
}

/// The PNG of a link; a guest's is at most [`GUESTS`] wide.
async fn png_of(app: &App, link: String, asked: &Size, is_host: bool) -> Result<Response, Problem> {
    let size = asked.within()?.unwrap_or(USUAL).min(if is_host { *SIZES.end() } else { GUESTS });
    Ok(as_png(app.qr_picture(link, size).await?))
}

/// The PNG of a QR code that is not cached, because not every client may see what is in it.
pub(crate) async fn uncached_png(qr: QrCode, asked: &Size) -> Result<Response, Problem> {
    Ok(as_png(draw(qr, asked.within()?.unwrap_or(USUAL)).await?))
}

/// A QR code as SVG.
pub(crate) fn svg_of(qr: &QrCode, asked: &Size) -> Result<Response, Problem> {
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], qr.svg(asked.within()?)).into_response())
}

fn as_png(picture: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "image/png")], picture).into_response()
}

impl Size {
    pub(crate) fn within(&self) -> Result<Option<u32>, Problem> {
        match self.size {
            Some(size) if !SIZES.contains(&size) => {
                Err(Problem::bad_request(format!("size is between {} and {} pixels.", SIZES.start(), SIZES.end())))
            }
            size => Ok(size),
        }
    }
}
