//! How people join a meeting: its address, its QR code, and the Wi-Fi for those in the room.

use super::App;
use crate::domain::JoinCode;
use crate::qr_code::QrCode;
use crate::wire::Invitation;

impl App {
    /// The invitation to a meeting; `with_wifi` adds the Wi-Fi and its password, for screens in the
    /// room.
    pub(crate) fn invitation(&self, code: &JoinCode, with_wifi: bool) -> Invitation {
        let qr = self.advertised.qr_url_of(&code.page()).map(|url| QrCode::new(&url).picture());
        Invitation {
            seal_key: self.seal_key.clone(),
            address: self.advertised.address().filter(|_| qr.is_some()),
            qr,
            wifi: self.wifi.shown().filter(|_| with_wifi),
        }
    }
}
