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
