//! How people join a meeting: its address, its QR code, and the Wi-Fi for those in the room.

use super::App;
use crate::domain::JoinCode;
use crate::qr_code::QrCode;
use crate::wire::Invitation;

impl App {
    /// The invitation to a meeting, with the Wi-Fi and its password only for a projector that is
    /// `near`.
    pub(crate) fn invitation(&self, code: &JoinCode, near: bool) -> Invitation {
        let qr = self.advertised.qr_url_of(&code.page()).map(|link| QrCode::new(&link).picture());
        Invitation { address: self.advertised.address().filter(|_| qr.is_some()), qr, wifi: self.wifi.shown().filter(|_| near) }
    }
}
