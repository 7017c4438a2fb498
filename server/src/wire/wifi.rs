//! The Wi-Fi that the room joins, if the host has entered one.

use super::QrPicture;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The Wi-Fi as the host enters it.
#[derive(Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WifiBody {
    /// The network's name, at most 32 bytes.
    pub ssid: String,
    /// 8 to 63 bytes, or 64 hexadecimal digits; empty where the network is open.
    pub password: String,
    /// Whether the network hides its name.
    #[serde(default)]
    pub hidden: bool,
    /// Whether to store it in this computer's keyring; otherwise it is lost when the program ends.
    #[serde(default)]
    pub keep: bool,
}

/// The Wi-Fi as the host sees it.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct WifiNow {
    /// The current entry; null without one.
    #[schema(required)]
    pub wifi: Option<WifiShown>,
    /// Whether it is stored in this computer's keyring.
    pub kept: bool,
    /// Whether this computer has a usable keyring.
    pub keyring: bool,
}

/// The Wi-Fi as the room sees it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct WifiShown {
    /// The network's name.
    pub ssid: String,
    /// For people who cannot scan; empty where the network is open.
    pub password: String,
    /// Whether the network hides its name.
    pub hidden: bool,
    /// The QR code that joins it.
    pub qr: QrPicture,
}

/// Implements `Debug` without the password, so that it cannot reach a log.
macro_rules! without_password {
    ($type:ident, $($field:ident),+) => {
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($type))$(.field(stringify!($field), &self.$field))+.finish_non_exhaustive()
            }
        }
    };
}
without_password!(WifiBody, ssid, hidden, keep);
without_password!(WifiShown, ssid, hidden);
without_password!(WifiNow, wifi, kept, keyring);
