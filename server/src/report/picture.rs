//! Renders a chart as PNG, with this computer's fonts.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};
use std::sync::{Arc, LazyLock};

/// The system's fonts. Loaded once, because loading is slow and fonts rarely
/// change while a program runs.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    Arc::new(fonts)
});

/// Why a picture could not be rendered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RenderError {
    /// The system has no font, so a chart would have no text.
    #[error("this computer has no fonts")]
    NoFonts,
    /// The SVG is invalid or has no size, or the PNG could not be encoded.
    #[error("the chart could not be drawn: {0}")]
    Drawing(String),
}

/// Renders an SVG that [`chart`](super::chart()) has drawn, at its own size.
///
/// # Errors
/// [`RenderError::NoFonts`] on a computer without fonts; [`RenderError::Drawing`] if the SVG cannot
/// be rendered.
pub(crate) fn png(svg: &str) -> Result<Vec<u8>, RenderError> {
    draw(svg, &FONTS)
}

fn draw(svg: &str, fonts: &Arc<Database>) -> Result<Vec<u8>, RenderError> {
    let family = fonts.faces().find_map(|face| face.families.first()).ok_or(RenderError::NoFonts)?.0.clone();
    let options = Options { fontdb: fonts.clone(), font_family: family, ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| RenderError::Drawing(error.to_string()))?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| RenderError::Drawing("no size".into()))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| RenderError::Drawing(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_without_fonts_is_an_error() {
        let rendered = draw("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>", &Arc::default());
        assert!(matches!(rendered, Err(RenderError::NoFonts)));
    }
}
