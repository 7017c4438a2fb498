//! GET `/poll/{code}/qr.svg` and `qr.png`, and the same of a meeting: black on white, whole-pixel modules, four modules of margin, nothing inside.

use super::App;
use super::problem::Problem;
use super::query::Asked;
use super::who::{Code, Join, Visitor};
use crate::domain::{JoinCode, PollState, Refusal};
use crate::log::outages;
use crate::wire::QrPicture;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use qrcode::{Color, EcLevel};
use serde::Deserialize;
use std::fmt::Write as _;

/// Modules of white around the code, as the standard asks for (ISO/IEC 18004, 6.3.8).
const MARGIN: usize = 4;
/// A picture's width when nobody asks for another, and the bounds of asking, in pixels.
const USUAL: u32 = 512;
const SIZES: std::ops::RangeInclusive<u32> = 32..=2048;

/// How large a picture is asked for.
#[derive(Deserialize)]
pub(super) struct Size {
    size: Option<u32>,
}

/// The QR code as SVG; without `size` it fills its place.
#[utoipa::path(
    get, path = "/poll/{code}/qr.svg", tag = "voting",
    params(("code" = String, Path, description = "The poll's code"), ("size" = Option<u32>, Query, description = "Pixels, 32 to 2048")),
    responses((status = 200, description = "A picture"), (status = 400, description = "`bad_request`"), (status = 404, description = "`no_such_poll`, `no_address`"))
)]
pub(super) async fn svg(
    State(app): State<App>,
    visitor: Visitor,
    Code(code): Code,
    Asked(asked): Asked<Size>,
) -> Result<Response, Problem> {
    let qr = code_for(&app, visitor, &code).await?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], qr.svg(asked.within()?)).into_response())
}

/// The QR code as PNG, at most as wide as asked for, in whole-pixel modules.
#[utoipa::path(
    get, path = "/poll/{code}/qr.png", tag = "voting",
    params(("code" = String, Path, description = "The poll's code"), ("size" = Option<u32>, Query, description = "Pixels, 32 to 2048")),
    responses((status = 200, description = "A picture"), (status = 400, description = "`bad_request`"), (status = 404, description = "`no_such_poll`, `no_address`"))
)]
pub(super) async fn png(
    State(app): State<App>,
    visitor: Visitor,
    Code(code): Code,
    Asked(asked): Asked<Size>,
) -> Result<Response, Problem> {
    let qr = code_for(&app, visitor, &code).await?;
    picture(&qr, asked.within()?)
}

/// The QR code of a meeting as SVG: one for the whole evening.
#[utoipa::path(
    get, path = "/m/{code}/qr.svg", tag = "voting",
    params(("code" = String, Path, description = "The meeting's join code"), ("size" = Option<u32>, Query, description = "Pixels, 32 to 2048")),
    responses((status = 200, description = "A picture"), (status = 400, description = "`bad_request`"), (status = 404, description = "`no_such_meeting`, `no_address`"))
)]
pub(super) async fn meeting_svg(State(app): State<App>, Join(code): Join, Asked(asked): Asked<Size>) -> Result<Response, Problem> {
    let qr = meeting_code(&app, &code).await?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], qr.svg(asked.within()?)).into_response())
}

/// The same as PNG, at most as wide as asked for.
#[utoipa::path(
    get, path = "/m/{code}/qr.png", tag = "voting",
    params(("code" = String, Path, description = "The meeting's join code"), ("size" = Option<u32>, Query, description = "Pixels, 32 to 2048")),
    responses((status = 200, description = "A picture"), (status = 400, description = "`bad_request`"), (status = 404, description = "`no_such_meeting`, `no_address`"))
)]
pub(super) async fn meeting_png(State(app): State<App>, Join(code): Join, Asked(asked): Asked<Size>) -> Result<Response, Problem> {
    picture(&meeting_code(&app, &code).await?, asked.within()?)
}

async fn meeting_code(app: &App, code: &JoinCode) -> Result<QrCode, Problem> {
    let meeting = app.polls.meeting(code).await?;
    Ok(QrCode::of(&app.reach.qr_link_to(&meeting.code.page()).ok_or_else(Problem::no_address)?))
}

pub(super) fn picture(qr: &QrCode, size: Option<u32>) -> Result<Response, Problem> {
    let picture = qr.png(size.unwrap_or(USUAL)).map_err(|error| {
        outages().failed("qr", "", &error);
        Problem::internal()
    })?;
    Ok(([(header::CONTENT_TYPE, "image/png")], picture).into_response())
}

async fn code_for(app: &App, visitor: Visitor, code: &crate::domain::PollCode) -> Result<QrCode, Problem> {
    let poll = app.polls.find(code).await?;
    if poll.state == PollState::Draft && !visitor.is_host {
        return Err(Refusal::NoSuchPoll.into());
    }
    Ok(QrCode::of(&app.reach.qr_link_to(&poll.code.page()).ok_or_else(Problem::no_address)?))
}

impl Size {
    pub(super) fn within(&self) -> Result<Option<u32>, Problem> {
        match self.size {
            Some(size) if !SIZES.contains(&size) => Err(Problem::bad_request("size is between 32 and 2048 pixels.")),
            size => Ok(size),
        }
    }
}

/// A QR code at error correction level M.
pub(super) struct QrCode {
    dark: Vec<bool>,
    width: usize,
}

impl QrCode {
    /// The code for a link. Links of ours are far below the 2,331 bytes that fit.
    pub(super) fn of(link: &str) -> Self {
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
    pub(super) fn picture(&self) -> QrPicture {
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
    pub(super) fn svg(&self, size: Option<u32>) -> String {
        let (across, path) = (self.side(), self.path());
        let shown = size.map(|size| format!(" width=\"{size}\" height=\"{size}\"")).unwrap_or_default();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"{shown} viewBox=\"0 0 {across} {across}\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR code\">\
             <path fill=\"#fff\" d=\"M0 0h{across}v{across}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }

    /// One bit a pixel.
    pub(super) fn png(&self, size: u32) -> Result<Vec<u8>, png::EncodingError> {
        let scale = (size as usize / self.side()).max(1);
        let pixels = self.side() * scale;
        let rows = (0..pixels).flat_map(|y| {
            (0..pixels.div_ceil(8)).map(move |byte| {
                (0..8).fold(0u8, |bits, bit| {
                    let x = byte * 8 + bit;
                    bits << 1 | u8::from(x >= pixels || !self.is_dark(x / scale, y / scale))
                })
            })
        });
        let mut picture = Vec::new();
        let pixels_wide = u32::try_from(pixels).unwrap_or(u32::MAX);
        let mut encoder = png::Encoder::new(&mut picture, pixels_wide, pixels_wide);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&rows.collect::<Vec<_>>())?;
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
