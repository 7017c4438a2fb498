//! The colours that pages use in place of their usual ones, from the two that a host has chosen: as near to these as the eyes of a
//! room permit, in light and in dark.

use super::Colour;

/// Whether pages are light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// Dark text on a light page.
    Day,
    /// Light text on a dark page.
    Night,
}

/// Where colours stand: the values of `ui/src/lib/tokens.css` and of the projector's page.
struct Grounds {
    /// Pages, cards and sunken fields.
    surfaces: [Colour; 4],
    card: Colour,
    /// What a bar runs on.
    track: Colour,
    /// How much of a card is in the softest tint.
    tint: f64,
}

/// The contrast that text needs, and that of what is seen without being read.
const TEXT: f64 = 4.5;
const FILL: f64 = 3.0;
/// What a resting bar is mixed with, so that the leading one stands out.
const GREY: Colour = Colour::new(0x7d_8599);

/// The colours of a look on light or on dark pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Edges and marks.
    pub brand: Colour,
    /// Text in the brand's colour.
    pub brand_text: Colour,
    /// A ground with a touch of it.
    pub brand_soft: Colour,
    /// A ground for white text: the beginning of a button.
    pub fill_from: Colour,
    /// The end of a button.
    pub fill_to: Colour,
    /// The beginning of a leading bar.
    pub bar_from: Colour,
    /// The end of a leading bar.
    pub bar_to: Colour,
    /// A bar that does not lead.
    pub bar_rest: Colour,
}

impl Palette {
    /// The palette of two colours.
    #[must_use]
    pub fn new(brand: Colour, accent: Colour, light: Light) -> Self {
        let grounds = light.grounds();
        let edge = brand.readable_on(&grounds.surfaces, FILL);
        let soft = edge.mixed(grounds.card, grounds.tint);
        let [first, second, third, fourth] = grounds.surfaces;
        let bar = |colour: Colour| colour.readable_on(&[grounds.track], TEXT);
        Self {
            brand: edge,
            brand_text: brand.readable_on(&[first, second, third, fourth, soft], TEXT),
            brand_soft: soft,
            fill_from: grounds.fill(brand),
            fill_to: grounds.fill(accent),
            bar_from: bar(brand),
            bar_to: bar(accent),
            bar_rest: brand.mixed(GREY, 0.55).readable_on(&[grounds.track], FILL),
        }
    }
}

impl Grounds {
    /// The nearest colour that white text can be read on, and that is seen on the page.
    fn fill(&self, colour: Colour) -> Colour {
        colour.readable_on(&[Colour::WHITE], TEXT).readable_on(&self.surfaces[..2], FILL)
    }
}

impl Light {
    const fn grounds(self) -> Grounds {
        let [page, card, sunk, sunk_on_wall, track] = match self {
            Self::Day => [0xf8_fafc, 0xff_ffff, 0xee_f2f7, 0xe8_edf4, 0xd3_dbe8],
            Self::Night => [0x0b_1120, 0x13_1c31, 0x1b_2640, 0x1b_2640, 0x23_3154],
        };
        let tint = if matches!(self, Self::Day) { 0.92 } else { 0.78 };
        Grounds {
            surfaces: [Colour::new(page), Colour::new(card), Colour::new(sunk), Colour::new(sunk_on_wall)],
            card: Colour::new(card),
            track: Colour::new(track),
            tint,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_colours_can_be_read() {
        let steps = [0x00, 0x40, 0x80, 0xc0, 0xff];
        let colours = steps.iter().flat_map(|red| steps.iter().flat_map(move |green| steps.map(|blue| (red << 16) + (green << 8) + blue)));
        for colour in colours.map(Colour::new) {
            for light in [Light::Day, Light::Night] {
                let palette = Palette::new(colour, colour.mixed(Colour::new(0xff_8800), 0.5), light);
                let grounds = light.grounds();
                for surface in grounds.surfaces {
                    assert!(palette.brand.contrast(surface) >= FILL, "{colour} {light:?}");
                    assert!(palette.brand_text.contrast(surface) >= TEXT, "{colour} {light:?}");
                }
                assert!(palette.brand_text.contrast(palette.brand_soft) >= TEXT, "{colour} {light:?}");
                for fill in [palette.fill_from, palette.fill_to] {
                    assert!(fill.contrast(Colour::WHITE) >= TEXT && fill.contrast(grounds.card) >= FILL, "{colour} {light:?}: {fill}");
                }
                for bar in [palette.bar_from, palette.bar_to] {
                    assert!(bar.contrast(grounds.track) >= TEXT, "{colour} {light:?}");
                }
                assert!(palette.bar_rest.contrast(grounds.track) >= FILL, "{colour} {light:?}");
            }
        }
    }

    #[test]
    fn the_usual_colours_stay_on_light_pages() {
        let usual = Colour::new(0x43_38ca);
        let palette = Palette::new(usual, usual, Light::Day);
        assert_eq!([palette.brand, palette.brand_text, palette.fill_from, palette.bar_from], [usual; 4]);
    }
}
