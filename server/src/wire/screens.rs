//! What a projector is told besides the stage and the poll, and where it stands.

use super::WifiShown;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// How people come to a meeting: the event `invitation`, to its projectors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Invitation {
    /// What people type into the browser; null where no phone could come.
    pub address: Option<String>,
    /// The meeting's QR code; null where no phone could come.
    pub qr: Option<QrPicture>,
    /// The Wi-Fi to join first, where the host has entered one.
    pub wifi: Option<WifiShown>,
}

/// A QR code as a drawing of unit squares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct QrPicture {
    /// Modules across, four of white on either side among them.
    pub side: u32,
    /// The dark ones, as the data of an SVG path.
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
    /// Where it is; null where it is not open, or where there is no desktop.
    #[schema(required)]
    pub place: Option<ProjectorPlace>,
}

/// Which meeting the projector shows.
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectorWish {
    /// The join code; the current meeting unless told otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub join_code: Option<String>,
}

/// A projector that stands on a display of this computer.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Projector {
    /// The page it shows.
    pub url: String,
}

/// Which chart is put on the clipboard.
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClipboardWish {
    /// The poll's code.
    pub poll_code: String,
}
