//! How a meeting looks on its wall, on phones and in the console's chart.

use super::{Colour, Light, Palette, Refusal};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// How lively a meeting looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// One colour, which marks what leads.
    #[default]
    Calm,
    /// A colour and a shape for each option.
    Playful,
}

/// Whether a meeting's projector is light or dark. Phones follow their reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// What the projector's computer prefers.
    #[default]
    Auto,
    /// Dark text on a light page.
    Light,
    /// Light text on a dark page.
    Dark,
}

/// The size of the projector's type, in percent of the usual one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeSize(u8);

/// A logo as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// The PNG.
    pub png: Vec<u8>,
    /// What identifies it.
    pub mark: LogoMark,
}

/// What identifies a logo, and its size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoMark {
    /// The beginning of the SHA-256 of its PNG, as hexadecimal digits.
    pub hash: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A change of a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookChange {
    /// Everything but the logo, which stays.
    Choices(Look),
    /// The logo alone; `None` removes it.
    Logo(Option<Logo>),
}

/// What the host has chosen of a meeting's look. The database stores it as JSON; what a stored object lacks is as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// How lively it looks.
    pub tone: Tone,
    /// Whether its projector is light or dark.
    pub scheme: Scheme,
    /// The colour of buttons, and of what leads.
    pub brand: Option<Colour>,
    /// The colour that buttons and leading bars end in; the brand's where there is none.
    pub accent: Option<Colour>,
    /// The size of the projector's type.
    pub type_size: Option<TypeSize>,
    /// What identifies its logo.
    pub logo: Option<LogoMark>,
}

/// The brand's colour where a host has chosen only an accent.
const USUAL_BRAND: Colour = Colour::new(0x4f_46e5);

impl Look {
    /// The palette of its colours; `None` for the usual colours.
    #[must_use]
    pub fn palette(&self, light: Light) -> Option<Palette> {
        let brand = self.brand.or_else(|| self.accent.map(|_| USUAL_BRAND))?;
        Some(Palette::new(brand, self.accent.unwrap_or(brand), light))
    }

    /// What its style sheet depends on, as text for a URL; `None` where it needs none.
    #[must_use]
    pub fn style_version(&self) -> Option<String> {
        let part = |colour: Option<Colour>| colour.map(|colour| colour.to_string().split_off(1)).unwrap_or_default();
        let needed = self.brand.is_some() || self.accent.is_some() || self.type_size.is_some();
        needed.then(|| format!("{}-{}-{}", part(self.brand), part(self.accent), self.type_size.map_or(100, TypeSize::percent)))
    }
}

impl TypeSize {
    /// Reads a size; `None` for the usual one.
    ///
    /// # Errors
    /// [`Refusal::InvalidLook`] outside 80 to 150 percent.
    pub fn parse(percent: u8) -> Result<Option<Self>, Refusal> {
        match percent {
            100 => Ok(None),
            80..=150 => Ok(Some(Self(percent))),
            _ => Err(Refusal::InvalidLook("type_size is 80 to 150 percent. Nothing was changed.".into())),
        }
    }

    /// In percent of the usual size.
    #[must_use]
    pub const fn percent(self) -> u8 {
        self.0
    }
}
