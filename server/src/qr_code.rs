//! A QR code as an SVG path, an SVG and a PNG: black on white, with whole-pixel modules, four
//! modules of margin and no logo.

use crate::wire::QrPicture;
use qrcode::{Color, EcLevel};
use std::fmt::Write as _;

/// The width of the white margin in modules, as the standard requires (ISO/IEC 18004, 6.3.8).
const MARGIN: usize = 4;

/// A QR code at error correction level M.
pub(crate) struct QrCode {
    /// Whether each module is dark, row by row, without the margin.
    dark: Vec<bool>,
    /// Modules a side, without the margin.
    width: usize,
}

impl QrCode {
    /// Encodes a text: a URL, or the data of a Wi-Fi.
    ///
    /// # Panics
    /// If the text is longer than 2,331 bytes, which fit into the largest code; the texts of this
    /// server are much shorter.
    pub(crate) fn new(text: &str) -> Self {
        let code = qrcode::QrCode::with_error_correction_level(text, EcLevel::M).expect("a text of ours fits into a QR code");
        Self { width: code.width(), dark: code.into_colors().into_iter().map(|color| color == Color::Dark).collect() }
    }

    /// Whether a module is dark, counted from the margin's corner.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| at.checked_sub(MARGIN).filter(|at| *at < self.width);
        matches!((inside(x), inside(y)), (Some(x), Some(y)) if self.dark[y * self.width + x])
    }

    /// Modules a side, with the margin.
    fn side(&self) -> usize {
        self.width + 2 * MARGIN
    }

    /// The dark modules as one path of unit squares, sharp at every size.
    pub(crate) fn picture(&self) -> QrPicture {
        QrPicture { side: u32::try_from(self.side()).unwrap_or(u32::MAX), path: self.path() }
    }

    fn path(&self) -> String {
        let side = self.side();
        let mut path = String::new();
        for y in 0..side {
            let mut x = 0;
            while x < side {
                let run = (x..side).take_while(|x| self.is_dark(*x, y)).count();
                if run > 0 {
                    let _infallible = write!(path, "M{x} {y}h{run}v1h-{run}z");
                }
                x += run.max(1);
            }
        }
        path
    }

    /// The code as an SVG file, `size` pixels wide; without a size it fills its container.
    pub(crate) fn svg(&self, size: Option<u32>) -> String {
        let (modules, path) = (self.side(), self.path());
        let dimensions = size.map(|size| format!(" width=\"{size}\" height=\"{size}\"")).unwrap_or_default();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"{dimensions} viewBox=\"0 0 {modules} {modules}\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR code\">\
             <path fill=\"#fff\" d=\"M0 0h{modules}v{modules}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }

    /// The width of a module in pixels, at least 1, in a picture of at most `size` pixels a side.
    pub(crate) fn scale(&self, size: u32) -> usize {
        (size as usize / self.side()).max(1)
    }

    /// One row of pixels of a row of modules, one bit a pixel; the last byte is filled with white.
    fn row(&self, y: usize, scale: usize) -> Vec<u8> {
        let pixels = self.side() * scale;
        let bit = |x: usize| u8::from(x >= pixels || !self.is_dark(x / scale, y));
        (0..pixels.div_ceil(8)).map(|byte| (0..8).fold(0, |bits, at| bits << 1 | bit(byte * 8 + at))).collect()
    }

    /// The code as a PNG with one bit a pixel and [`QrCode::scale`] pixels for a module.
    pub(crate) fn png(&self, size: u32) -> Result<Vec<u8>, png::EncodingError> {
        let scale = self.scale(size);
        let pixels = self.side() * scale;
        let rows: Vec<u8> = (0..self.side()).flat_map(|y| self.row(y, scale).repeat(scale)).collect();
        let mut picture = Vec::new();
        let pixels_wide = u32::try_from(pixels).unwrap_or(u32::MAX);
        let mut encoder = png::Encoder::new(&mut picture, pixels_wide, pixels_wide);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        // Most rows equal the one above, since a row of modules is `scale` rows of pixels.
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
    fn an_upper_case_link_needs_a_smaller_code() {
        assert_eq!(QrCode::new("HTTP://192.168.100.200:4242/POLL/AB3DE9ZX").width, 29);
        assert_eq!(QrCode::new("HTTP://10.0.0.1:4242/POLL/AB3DE9ZX").width, 25);
        assert_eq!(QrCode::new("http://10.0.0.1:4242/poll/AB3DE9ZX").width, 29, "lower case needs the next size");
    }

    #[test]
    fn four_modules_of_margin_stay_white() {
        let qr = QrCode::new("HTTP://10.0.0.1:4242/POLL/AB3DE9ZX");
        assert_eq!(qr.side(), 33);
        assert!((0..33).all(|at| !qr.is_dark(at, 3) && !qr.is_dark(3, at) && !qr.is_dark(at, 29) && !qr.is_dark(29, at)));
        assert!(qr.is_dark(4, 4), "the first finder pattern begins right behind the margin");
    }
}
