//! How a meeting looks.

use crate::domain::{Colour, Light, LogoMark, Look, Meeting, Refusal, Scheme, Tone, TypeSize};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// How a meeting looks, in its stage.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct LookNow {
    /// How lively it looks.
    pub tone: Tone,
    /// Whether the projector is light or dark; absent where its computer decides.
    #[serde(default)]
    #[ts(optional)]
    pub scheme: Option<Scheme>,
    /// The path of a style sheet with the meeting's colours and size of type; absent where they are the usual ones.
    #[serde(default)]
    #[ts(optional)]
    pub style: Option<String>,
    /// The meeting's logo; absent without one.
    #[serde(default)]
    #[ts(optional)]
    pub logo: Option<LogoShown>,
}

/// A meeting's logo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct LogoShown {
    /// The path of a PNG, which never changes.
    pub path: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// How a meeting looks, for its host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct LookShown {
    /// How lively it looks.
    pub tone: Tone,
    /// Whether the projector is light or dark.
    pub scheme: Scheme,
    /// The colour of buttons and of what leads; null for the usual one.
    #[schema(required)]
    pub brand: Option<ColourShown>,
    /// The colour that buttons and leading bars end in; null for the brand's.
    #[schema(required)]
    pub accent: Option<ColourShown>,
    /// The size of the projector's type, in percent of the usual one.
    pub type_size: u8,
    /// The meeting's logo; null without one.
    #[schema(required)]
    pub logo: Option<LogoShown>,
}

/// A colour as it was chosen, and what became of it so that it can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ColourShown {
    /// As the host has chosen it: `#rrggbb`.
    pub chosen: String,
    /// The colour of a leading bar on a light projector: it has a contrast of at least 4.5:1.
    pub light: String,
    /// The same on a dark one.
    pub dark: String,
}

/// Request for a meeting's look; what is absent is as usual.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookBody {
    /// How lively it looks; `calm` by default.
    #[serde(default)]
    #[ts(optional)]
    pub tone: Option<Tone>,
    /// Whether the projector is light or dark; `auto` by default.
    #[serde(default)]
    #[ts(optional)]
    pub scheme: Option<Scheme>,
    /// The colour of buttons and of what leads: `#rrggbb`. Pages use the nearest one that can be read.
    #[serde(default)]
    #[ts(optional)]
    pub brand: Option<String>,
    /// The colour that buttons and leading bars end in.
    #[serde(default)]
    #[ts(optional)]
    pub accent: Option<String>,
    /// The size of the projector's type: 80 to 150 percent of the usual one.
    #[serde(default)]
    #[ts(optional)]
    pub type_size: Option<u8>,
}

impl LookNow {
    /// The look of a meeting; `None` for the usual one.
    #[must_use]
    pub fn of(join_code: &str, look: &Look) -> Option<Self> {
        let now = Self {
            tone: look.tone,
            scheme: (look.scheme != Scheme::Auto).then_some(look.scheme),
            style: look.style_version().map(|version| format!("/m/{join_code}/look.css?v={version}")),
            logo: LogoShown::of(join_code, look),
        };
        (now != Self::default()).then_some(now)
    }
}

impl LogoShown {
    fn of(join_code: &str, look: &Look) -> Option<Self> {
        let LogoMark { hash, width, height } = look.logo.as_ref()?;
        Some(Self { path: format!("/m/{join_code}/logo.png?v={hash}"), width: *width, height: *height })
    }
}

impl LookShown {
    /// The look of a meeting, with what became of its colours.
    #[must_use]
    pub fn of(meeting: &Meeting) -> Self {
        let look = &meeting.look;
        let [light, dark] = [Light::Day, Light::Night].map(|light| look.palette(light));
        let shown = |chosen: Option<Colour>, shown: fn(&crate::domain::Palette) -> Colour| {
            let text = |palette: &Option<_>| palette.as_ref().map(|palette| shown(palette).to_string()).unwrap_or_default();
            chosen.map(|chosen| ColourShown { chosen: chosen.to_string(), light: text(&light), dark: text(&dark) })
        };
        Self {
            tone: look.tone,
            scheme: look.scheme,
            brand: shown(look.brand, |palette| palette.bar_from),
            accent: shown(look.accent, |palette| palette.bar_to),
            type_size: look.type_size.map_or(100, TypeSize::percent),
            logo: LogoShown::of(meeting.code.as_str(), look),
        }
    }
}

impl LookBody {
    /// The look that is asked for.
    ///
    /// # Errors
    /// [`Refusal::InvalidLook`] for a colour that is none, and for a size outside its bounds.
    pub fn parsed(&self) -> Result<Look, Refusal> {
        Ok(Look {
            tone: self.tone.unwrap_or_default(),
            scheme: self.scheme.unwrap_or_default(),
            brand: colour("brand", self.brand.as_deref())?,
            accent: colour("accent", self.accent.as_deref())?,
            type_size: TypeSize::parse(self.type_size.unwrap_or(100))?,
            logo: None,
        })
    }
}

fn colour(field: &str, typed: Option<&str>) -> Result<Option<Colour>, Refusal> {
    let read = |typed: &str| {
        Colour::parse(typed).ok_or_else(|| Refusal::InvalidLook(format!("{field} is a colour as #4f46e5. Nothing was changed.")))
    };
    typed.map(read).transpose()
}
