//! How a meeting looks on its wall, on phones and in the console's chart.

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

/// What the host has chosen of a meeting's look. The database stores it as JSON; what a stored object lacks is as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// How lively it looks.
    pub tone: Tone,
}
