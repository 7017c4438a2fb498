//! How a meeting looks.

use crate::domain::{Look, Tone};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// How a meeting looks, in its stage and for its host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct LookShown {
    /// How lively it looks.
    pub tone: Tone,
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
}

impl LookShown {
    /// A look as its host has chosen it.
    #[must_use]
    pub fn of(look: &Look) -> Self {
        Self { tone: look.tone }
    }

    /// As [`of`](Self::of); `None` for the usual look.
    #[must_use]
    pub fn unusual(look: &Look) -> Option<Self> {
        (*look != Look::default()).then(|| Self::of(look))
    }
}

impl From<LookBody> for Look {
    fn from(body: LookBody) -> Self {
        Self { tone: body.tone.unwrap_or_default() }
    }
}
