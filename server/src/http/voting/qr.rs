//! GET `/poll/{code}/qr.svg` and `qr.png`, and the same of a meeting: black on white, whole-pixel modules, four modules of margin, nothing inside.

use crate::domain::{JoinCode, PollCode};
use crate::http::App;
use crate::http::export::blocking::run_blocking;
use crate::http::extract::authority::{Code, Join, Visitor};
use crate::http::extract::query::QueryParams;
use crate::http::problem::Problem;
use crate::log::outages;
use crate::wire::QrPicture;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use qrcode::{Color, EcLevel};
use serde::Deserialize;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

/// Modules of white around the code, as the standard asks for (ISO/IEC 18004, 6.3.8).
const MARGIN: usize = 4;
/// A picture's width when nobody asks for another, and the bounds of asking, in pixels.
const USUAL: u32 = 512;
const SIZES: std::ops::RangeInclusive<u32> = 32..=2048;
/// The widest picture for a guest: whoever prints posters is the host.
const GUESTS: u32 = 1024;
/// So many pictures are kept.
const KEPT: usize = 32;

/// How large a picture is asked for.
#[derive(Deserialize)]
pub(crate) struct Size {
    size: Option<u32>,
}

/// The QR code as SVG; without `size` it fills its place.
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
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], QrCode::of(&link).svg(asked.within()?)).into_response())
}

/// The QR code as PNG, at most as wide as asked for, in whole-pixel modules.
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
    app.pictures.of(link, asked.within()?, visitor.is_host).await
}

/// The QR code of a meeting as SVG: one for the whole evening.
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
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], QrCode::of(&link).svg(asked.within()?)).into_response())
}

/// The same as PNG, at most as wide as asked for.
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
    app.pictures.of(link, asked.within()?, visitor.is_host).await
}

async fn meeting_link(app: &App, visitor: Visitor, code: &JoinCode) -> Result<String, Problem> {
    let meeting = app.meeting_for(visitor.seeker(), code).await?;
    app.reach.qr_link_to(&meeting.code.page()).ok_or_else(Problem::no_address)
}

/// The pictures that were drawn last: a room asks for few of them, and often for the same.
#[derive(Default)]
pub(crate) struct Pictures(Mutex<VecDeque<(Key, Bytes)>>);

/// What is in a picture, and how many pixels a module of it is wide.
type Key = (String, usize);

impl Pictures {
    /// The picture of a link, drawn aside where it is not there yet; a guest's is at most [`GUESTS`] wide.
    async fn of(&self, link: String, size: Option<u32>, is_host: bool) -> Result<Response, Problem> {
        let size = size.unwrap_or(USUAL).min(if is_host { *SIZES.end() } else { GUESTS });
        let qr = QrCode::of(&link);
        let key = (link, qr.scale(size));
        if let Some(picture) = self.kept(&key) {
            return Ok(as_png(picture));
        }
        let picture = drawn(qr, size).await?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((key, picture.clone()));
        if kept.len() > KEPT {
            kept.pop_front();
        }
        Ok(as_png(picture))
    }

    fn kept(&self, key: &Key) -> Option<Bytes> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(its, _)| its == key).map(|(_, picture)| picture.clone())
    }
}

/// A picture that is not kept, for whoever may see what is in it.
pub(crate) async fn picture(qr: QrCode, size: Option<u32>) -> Result<Response, Problem> {
    Ok(as_png(drawn(qr, size.unwrap_or(USUAL)).await?))
}

/// Drawn where it holds up nobody who votes.
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

/// A QR code at error correction level M.
pub(crate) struct QrCode {
    dark: Vec<bool>,
    width: usize,
}

impl QrCode {
    /// The code for a link. Links of ours are far below the 2,331 bytes that fit.
    pub(crate) fn of(link: &str) -> Self {
        let code = qrcode::QrCode::with_error_correction_level(link, EcLevel::M).expect("a link of ours fits into a QR code");
        Self { width: code.width(), dark: code.into_colors().into_iter().map(|color| color == Color::Dark).collect() }
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| at.checked_sub(MARGIN).filter(|at| *at < self.width);
        matches!((inside(x), inside(y)), (Some(x), Some(y)) if self.dark[y * self.width + x])
    }

    fn side(&self) -> usize {
        self.width + 2 * MARGIN
    }

    /// For whoever draws it: the dark modules as one path of unit squares, sharp at every size.
    pub(crate) fn picture(&self) -> QrPicture {
        QrPicture { side: u32::try_from(self.side()).unwrap_or(u32::MAX), path: self.path() }
    }

    fn path(&self) -> String {
        let across = self.side();
        let mut path = String::new();
        for y in 0..across {
            let mut x = 0;
            while x < across {
                let run = (x..across).take_while(|x| self.is_dark(*x, y)).count();
                if run > 0 {
                    let _infallible = write!(path, "M{x} {y}h{run}v1h-{run}z");
                }
                x += run.max(1);
            }
        }
        path
    }

    /// As a drawing of its own.
    pub(crate) fn svg(&self, size: Option<u32>) -> String {
        let (across, path) = (self.side(), self.path());
        let shown = size.map(|size| format!(" width=\"{size}\" height=\"{size}\"")).unwrap_or_default();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"{shown} viewBox=\"0 0 {across} {across}\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR code\">\
             <path fill=\"#fff\" d=\"M0 0h{across}v{across}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }

    /// How many pixels a module is wide in a picture that is at most so wide.
    fn scale(&self, size: u32) -> usize {
        (size as usize / self.side()).max(1)
    }

    /// One row of modules as pixels, one bit each.
    fn row(&self, y: usize, scale: usize) -> Vec<u8> {
        let pixels = self.side() * scale;
        let bit = |x: usize| u8::from(x >= pixels || !self.is_dark(x / scale, y));
        (0..pixels.div_ceil(8)).map(|byte| (0..8).fold(0, |bits, at| bits << 1 | bit(byte * 8 + at))).collect()
    }

    /// One bit a pixel. A row of modules is drawn once and repeated.
    pub(crate) fn png(&self, size: u32) -> Result<Vec<u8>, png::EncodingError> {
        let scale = self.scale(size);
        let pixels = self.side() * scale;
        let rows: Vec<u8> = (0..self.side()).flat_map(|y| self.row(y, scale).repeat(scale)).collect();
        let mut picture = Vec::new();
        let pixels_wide = u32::try_from(pixels).unwrap_or(u32::MAX);
        let mut encoder = png::Encoder::new(&mut picture, pixels_wide, pixels_wide);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        // A row is as the one above it, but for one in `scale`.
        encoder.set_filter(png::Filter::Up);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&rows)?;
        writer.finish()?;
        Ok(picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upper_case_link_needs_only_25_modules() {
        assert_eq!(QrCode::of("HTTP://192.168.100.200:4242/POLL/AB3DE9ZX").width, 29);
        assert_eq!(QrCode::of("HTTP://10.0.0.1:4242/POLL/AB3DE9ZX").width, 25);
        assert_eq!(QrCode::of("http://10.0.0.1:4242/poll/AB3DE9ZX").width, 29, "lower case costs a size");
    }

    #[test]
    fn four_modules_of_margin_stay_white() {
        let qr = QrCode::of("HTTP://10.0.0.1:4242/POLL/AB3DE9ZX");
        assert_eq!(qr.side(), 33);
        assert!((0..33).all(|at| !qr.is_dark(at, 3) && !qr.is_dark(3, at) && !qr.is_dark(at, 29) && !qr.is_dark(29, at)));
        assert!(qr.is_dark(4, 4), "the first finder pattern begins right behind the margin");
    }
}
