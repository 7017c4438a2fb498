//! GET `/poll/{code}/qr.svg` and `qr.png`, and the same of a meeting: black on white, whole-pixel modules, a margin of four
//! modules, no logo.

use crate::app::App;
use crate::app::qr_pictures::draw;
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::{Code, Join, Visitor};
use crate::http::problem::Problem;
use crate::qr_code::QrCode;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

/// The default width of a PNG, in pixels.
const DEFAULT_SIZE: u32 = 512;
/// The widths that may be requested, in pixels.
const SIZES: std::ops::RangeInclusive<u32> = 32..=2048;
/// The widest PNG for a guest, in pixels. Only hosts print posters.
const MAX_GUEST_SIZE: u32 = 1024;

/// Query parameters of a QR code.
#[derive(Deserialize)]
pub(crate) struct Size {
    size: Option<u32>,
}

/// [`Size`] as the API document describes it, for an SVG, or for a PNG that only the host may
/// request.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Size` reads")]
pub(crate) struct SizeQuery {
    /// Pixels, 32 to 2048
    size: Option<u32>,
}

/// [`Size`] as the API document describes it, for a PNG that guests may request.
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
    QueryParams(params): QueryParams<Size>,
) -> Result<Response, Problem> {
    let url = app.poll_qr_url(visitor.requester(), &code).await?;
    svg_of(&QrCode::new(&url), &params)
}

/// A poll's QR code as PNG. Modules are whole pixels, so the picture may be narrower than requested;
/// it is wider only where the requested width has less than one pixel for each module.
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
    QueryParams(params): QueryParams<Size>,
) -> Result<Response, Problem> {
    let url = app.poll_qr_url(visitor.requester(), &code).await?;
    png_of(&app, url, &params, visitor.is_host).await
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
    QueryParams(params): QueryParams<Size>,
) -> Result<Response, Problem> {
    let url = app.meeting_qr_url(visitor.requester(), &code).await?;
    svg_of(&QrCode::new(&url), &params)
}

/// A meeting's QR code as PNG. Modules are whole pixels, so the picture may be narrower than
/// requested; it is wider only where the requested width has less than one pixel for each module.
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
    QueryParams(params): QueryParams<Size>,
) -> Result<Response, Problem> {
    let url = app.meeting_qr_url(visitor.requester(), &code).await?;
    png_of(&app, url, &params, visitor.is_host).await
}

/// The PNG of a URL; a guest's is at most [`MAX_GUEST_SIZE`] wide.
async fn png_of(app: &App, url: String, params: &Size, is_host: bool) -> Result<Response, Problem> {
    let size = params.validated()?.unwrap_or(DEFAULT_SIZE).min(if is_host { *SIZES.end() } else { MAX_GUEST_SIZE });
    Ok(as_png(app.qr_picture(url, size).await?))
}

/// The PNG of a QR code, not cached, because only the host may see its content.
pub(crate) async fn uncached_png(qr: QrCode, params: &Size) -> Result<Response, Problem> {
    Ok(as_png(draw(qr, params.validated()?.unwrap_or(DEFAULT_SIZE)).await?))
}

/// A QR code as SVG.
pub(crate) fn svg_of(qr: &QrCode, params: &Size) -> Result<Response, Problem> {
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], qr.svg(params.validated()?)).into_response())
}

fn as_png(picture: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "image/png")], picture).into_response()
}

impl Size {
    /// The requested width; `None` without one.
    ///
    /// # Errors
    /// 400 for a width outside [`SIZES`].
    pub(crate) fn validated(&self) -> Result<Option<u32>, Problem> {
        match self.size {
            Some(size) if !SIZES.contains(&size) => {
                Err(Problem::bad_request(format!("size is between {} and {} pixels.", SIZES.start(), SIZES.end())))
            }
            size => Ok(size),
        }
    }
}
