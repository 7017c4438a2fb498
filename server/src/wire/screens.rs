//! The projector: its events besides stage and poll, and its window.

use super::WifiShown;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// How to join a meeting: the event `invitation`, to its projectors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Invitation {
    /// The address that people type into the browser; null where phones cannot reach this computer.
    pub address: Option<String>,
    /// The meeting's QR code; null where phones cannot reach this computer.
    pub qr: Option<QrPicture>,
    /// The Wi-Fi to join first; null where the host has entered none, and for a projector that is
    /// neither the host's nor on the local network.
    pub wifi: Option<WifiShown>,
    /// The fingerprint of the key that signs seals: four groups of four characters.
    pub seal_key: String,
}

/// A QR code as a drawing of unit squares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct QrPicture {
    /// Width and height in modules, including a margin of four on each side.
    pub side: u32,
    /// The dark modules, as the data of an SVG path.
    pub path: String,
}

/// Where the projector's window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProjectorPlace {
    /// On another display than the host's window.
    Second,
    /// On the host's own display.
    Same,
}

/// The projector's window on the server's own desktop: the event `projector`, to hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ProjectorNow {
    /// Where it is; null when it is not open, or without a desktop.
    #[schema(required)]
    pub place: Option<ProjectorPlace>,
}

/// Request to open a meeting's projector.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProjectorWish)]
pub struct ProjectorRequest {
    /// The join code; the current meeting by default.
    #[serde(default)]
    #[ts(optional)]
    pub join_code: Option<String>,
    /// Whether only a bar that is open shows this meeting. For a projector it has no effect.
    #[serde(default)]
    #[ts(optional)]
    pub if_open: Option<bool>,
}

/// The projector's window on this computer.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Projector {
    /// The page it shows.
    pub url: String,
}

/// The keys that take a step of the meeting while another program is in front.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SystemKeys {
    /// Whether this desktop has such keys: not under Wayland.
    pub available: bool,
    /// Whether they are on.
    pub on: bool,
    /// The keys, also while they are off.
    pub keys: Vec<SystemKey>,
}

/// One of the [`SystemKeys`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SystemKey {
    /// Which, to be read: `Ctrl Alt PgDn`.
    pub keys: String,
    /// The step that it takes.
    pub step: String,
    /// Whether another program has it, so that it takes no step.
    pub taken: bool,
}

/// Request to switch the [`SystemKeys`] on or off.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemKeysBody {
    /// Whether they are on from now on.
    pub on: bool,
}

/// Request to copy a chart to the clipboard.
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ClipboardWish)]
pub struct ClipboardRequest {
    /// The poll's code.
    pub poll_code: String,
}
