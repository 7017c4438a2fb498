//! Colours, their contrast, and the nearest ones that can be read.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour([u8; 3]);

/// Linear light to the cones of `OKLab`, and their cube roots to lightness and two axes of hue.
const CONES: [[f64; 3]; 3] = [[0.412_221, 0.536_333, 0.051_446], [0.211_903, 0.680_700, 0.107_397], [0.088_302, 0.281_719, 0.629_979]];
const LIGHT: [[f64; 3]; 3] = [[4.076_742, -3.307_712, 0.230_970], [-1.268_438, 2.609_757, -0.341_319], [-0.004_196, -0.703_419, 1.707_615]];

impl Colour {
    /// Black.
    pub const BLACK: Self = Self([0; 3]);
    /// White.
    pub const WHITE: Self = Self([255; 3]);

    /// A colour as `0xrrggbb`.
    #[must_use]
    pub const fn new(hex: u32) -> Self {
        let [_, red, green, blue] = hex.to_be_bytes();
        Self([red, green, blue])
    }

    /// Reads `#rrggbb`; `None` for anything else.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let digits = typed.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok().map(Self::new)
    }

    /// Relative luminance as WCAG defines it, from 0 to 1.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.light();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast as WCAG defines it, from 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// A mixture with `part` of another colour, from 0 to 1. It keeps the hue, as eyes see it.
    #[must_use]
    pub fn mixed(self, other: Self, part: f64) -> Self {
        let cones = |colour: Self| times(&CONES, colour.light()).map(f64::cbrt);
        let (own, other) = (cones(self), cones(other));
        let mixed = [0, 1, 2].map(|at| (own[at] * (1.0 - part) + other[at] * part).powi(3));
        Self(times(&LIGHT, mixed).map(byte))
    }

    /// The nearest colour of this hue with this contrast to each of `grounds`, which are all light or all dark: darker on light ones,
    /// lighter on dark ones.
    #[must_use]
    pub fn readable_on(self, grounds: &[Self], least: f64) -> Self {
        let is_readable = |colour: &Self| grounds.iter().all(|ground| colour.contrast(*ground) >= least);
        let is_light = grounds.iter().any(|ground| ground.contrast(Self::BLACK) > ground.contrast(Self::WHITE));
        let end = if is_light { Self::BLACK } else { Self::WHITE };
        (0..=100).map(|percent| self.mixed(end, f64::from(percent) / 100.0)).find(is_readable).unwrap_or(end)
    }

    /// Its channels as linear light, from 0 to 1.
    fn light(self) -> [f64; 3] {
        self.0.map(|byte| {
            let channel = f64::from(byte) / 255.0;
            if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        })
    }
}

/// A channel's byte from its linear light.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of a byte")]
fn byte(light: f64) -> u8 {
    let channel = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (channel * 255.0).round().clamp(0.0, 255.0) as u8
}

fn times(matrix: &[[f64; 3]; 3], by: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(by).map(|(factor, value)| factor * value).sum())
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl TryFrom<String> for Colour {
    type Error = &'static str;

    fn try_from(stored: String) -> Result<Self, Self::Error> {
        Self::parse(&stored).ok_or("no colour")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits_after_a_hash() {
        assert_eq!(Colour::parse("#4F46e5").map(String::from).as_deref(), Some("#4f46e5"));
        for typed in ["", "#", "4f46e5", "#4f46e", "#4f46e5a", "#4f46eg", "#+f46e5", "red", "#４f46e5", "url(#a)", "#fff;}"] {
            assert_eq!(Colour::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let between = |one, other| Colour::new(one).contrast(Colour::new(other));
        assert!((between(0, 0xff_ffff) - 21.0).abs() < 1e-9);
        assert!((between(0x63_66f1, 0xff_ffff) - 4.47).abs() < 0.01);
        assert!((between(0x10_b981, 0xff_ffff) - 2.54).abs() < 0.01);
        assert!((between(0x77_7777, 0x77_7777) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_can_be_read_stays_and_everything_else_moves_as_little_as_needed() {
        let (white, night) = (Colour::WHITE, Colour::new(0x0b_1120));
        assert_eq!(Colour::new(0x43_38ca).readable_on(&[white], 4.5), Colour::new(0x43_38ca));
        for red in (0..=255).step_by(51) {
            for green in (0..=255).step_by(51) {
                for blue in (0..=255).step_by(51) {
                    let colour = Colour([red, green, blue]);
                    for ground in [white, night] {
                        let contrast = colour.readable_on(&[ground], 4.5).contrast(ground);
                        assert!(contrast >= 4.5, "{colour} on {ground}: {contrast}");
                        assert!(contrast < 5.0 || colour.contrast(ground) > 4.4, "{colour} on {ground}: {contrast} is more than needed");
                    }
                }
            }
        }
    }

    #[test]
    fn a_mixture_of_a_colour_with_itself_is_the_colour() {
        for hex in [0, 0x4f_46e5, 0xff_d400, 0xff_ffff, 0x00_ff00] {
            assert_eq!(Colour::new(hex).mixed(Colour::new(hex), 0.37), Colour::new(hex));
        }
    }
}
