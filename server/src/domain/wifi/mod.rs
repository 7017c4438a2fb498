//! The Wi-Fi that the room joins, and the content of its QR code.

use super::Refusal;
use super::text::is_noncharacter;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// The longest network name, in bytes (IEEE 802.11).
const MAX_SSID_BYTES: usize = 32;

/// A network's name and password. `Debug` leaves the password out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wifi {
    /// 1 to 32 bytes.
    pub ssid: String,
    /// Empty where the network is open.
    pub password: String,
    /// Whether the network hides its name, so that phones have to probe for it.
    pub hidden: bool,
}

impl Wifi {
    /// Parses a network's name of 1 to 32 bytes and its password: 8 to 63 bytes, a key of 64
    /// hexadecimal digits, or empty for an open network. Noncharacters, which pasted text may
    /// contain, are removed.
    ///
    /// # Errors
    /// [`Refusal::InvalidWifi`] for other lengths, and for control characters.
    pub fn parse(ssid: &str, password: &str, hidden: bool) -> Result<Self, Refusal> {
        let [ssid, password] = [ssid, password].map(|text| text.chars().filter(|c| !is_noncharacter(*c)).collect::<String>());
        let key = password.len() == 64 && password.bytes().all(|byte| byte.is_ascii_hexdigit());
        let fits = key || password.is_empty() || (8..=63).contains(&password.len());
        let readable = |text: &str| !text.chars().any(char::is_control);
        if ssid.is_empty() || ssid.len() > MAX_SSID_BYTES || !fits || !readable(&ssid) || !readable(&password) {
            return Err(Refusal::InvalidWifi);
        }
        Ok(Self { ssid, password, hidden })
    }

    /// The content of its QR code: `WIFI:T:WPA;S:Lobby;P:guest1234;;`. `WPA` stands for all
    /// versions of WPA.
    #[must_use]
    pub fn qr_text(&self) -> String {
        let mut text = String::from("WIFI:");
        let security = if self.password.is_empty() { "nopass" } else { "WPA" };
        let _infallible = write!(text, "T:{security};S:{};", field(&self.ssid));
        if !self.password.is_empty() {
            let _infallible = write!(text, "P:{};", field(&self.password));
        }
        text.push_str(if self.hidden { "H:true;;" } else { ";" });
        text
    }
}

impl std::fmt::Debug for Wifi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wifi").field("ssid", &self.ssid).finish_non_exhaustive()
    }
}

/// A value as a field of the QR code's text: special characters are escaped with a backslash.
/// Values that could be hexadecimal are not quoted, because iPhone cameras are reported to take the
/// quotation marks as part of the password.
fn field(value: &str) -> String {
    let mut field = String::with_capacity(value.len() + 4);
    for character in value.chars() {
        if matches!(character, '\\' | ';' | ',' | '"' | ':') {
            field.push('\\');
        }
        field.push(character);
    }
    field
}

#[cfg(test)]
mod tests;
