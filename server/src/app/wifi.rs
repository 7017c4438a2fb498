//! The Wi-Fi that the room joins, as the host has entered it.
//!
//! It is held in memory, and in the computer's keyring if the host asks for that; never in the
//! database, a log or an export.

use super::App;
use super::error::AppError;
use crate::domain::Wifi;
use crate::qr_code::QrCode;
use crate::wire::{WifiNow, WifiShown};
use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;

/// The name of the entry in the keyring.
const KEYRING_ENTRY: &str = "wifi";

/// The Wi-Fi that the host has entered, if any.
#[derive(Default)]
pub(crate) struct WifiStore(Mutex<WifiState>);

#[derive(Default, Clone)]
struct WifiState {
    wifi: Option<Wifi>,
    /// The same Wi-Fi for the projector, with its QR code: drawn once, not at each request.
    shown: Option<WifiShown>,
    /// Whether this Wi-Fi is in the keyring.
    in_keyring: bool,
    /// Whether the keyring has an entry: this Wi-Fi, or an earlier one that could not be removed.
    has_entry: bool,
    /// Whether the computer has a usable keyring.
    has_keyring: bool,
}

impl WifiStore {
    fn lock(&self) -> MutexGuard<'_, WifiState> {
        self.0.lock()
    }

    /// The Wi-Fi and the state of the keyring, for the host.
    pub(crate) fn now(&self) -> WifiNow {
        let state = self.lock();
        WifiNow { wifi: state.shown.clone(), kept: state.in_keyring, keyring: state.has_keyring }
    }

    /// The Wi-Fi with its QR code, for the projector.
    pub(crate) fn shown(&self) -> Option<WifiShown> {
        self.lock().shown.clone()
    }

    /// The QR code with which phones join the Wi-Fi; `None` if none was entered.
    pub(crate) fn qr_code(&self) -> Option<QrCode> {
        self.lock().wifi.as_ref().map(|wifi| QrCode::new(&wifi.qr_text()))
    }
}

impl WifiState {
    fn set(&mut self, wifi: Option<Wifi>, in_keyring: bool) {
        (self.shown, self.wifi, self.in_keyring) = (wifi.as_ref().map(with_qr_code), wifi, in_keyring);
    }
}

/// A Wi-Fi with its QR code.
fn with_qr_code(wifi: &Wifi) -> WifiShown {
    let qr = QrCode::new(&wifi.qr_text()).picture();
    WifiShown { ssid: wifi.ssid.clone(), password: wifi.password.clone(), hidden: wifi.hidden, qr }
}

impl App {
    /// Sets the Wi-Fi and sends it to the projectors. With `keep`, it is also stored in the
    /// keyring; otherwise the keyring's entry is removed.
    pub(crate) async fn enter_wifi(&self, wifi: Wifi, keep: bool) -> WifiNow {
        let had_entry = self.wifi.lock().has_entry;
        let secret = keep.then(|| serde_json::to_string(&wifi).unwrap_or_default());
        let written = if keep || had_entry { self.write_keyring(secret).await } else { false };
        {
            let mut state = self.wifi.lock();
            state.set(Some(wifi), keep && written);
            state.has_entry = if written { keep } else { had_entry };
        }
        self.live.stages.invite(|code, with_wifi| self.invitation(code, with_wifi)).await;
        self.wifi.now()
    }

    /// Forgets the Wi-Fi, removes it from the keyring, and updates the projectors.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the keyring could not be written: the Wi-Fi would be back after a
    /// restart. The next call tries again.
    pub(crate) async fn forget_wifi(&self) -> Result<(), AppError> {
        let had_entry = self.wifi.lock().has_entry;
        let remains = had_entry && !self.write_keyring(None).await;
        {
            let mut state = self.wifi.lock();
            state.set(None, false);
            state.has_entry = remains;
        }
        self.live.stages.invite(|code, with_wifi| self.invitation(code, with_wifi)).await;
        if remains { Err(AppError::Internal) } else { Ok(()) }
    }

    /// Restores the Wi-Fi that an earlier run stored in the keyring, unless the host has entered
    /// one meanwhile.
    pub(crate) async fn restore_wifi(self) {
        let Some(desktop) = self.desktop.get().map(Arc::clone) else { return };
        let loaded = tokio::task::spawn_blocking(move || desktop.load_secret(KEYRING_ENTRY)).await;
        // The error is not logged, because its text may quote the secret.
        let Ok(secret) = loaded.map_err(anyhow::Error::from).flatten() else {
            return tracing::info!("keyring: not available, the Wi-Fi is lost at the end of the program");
        };
        let stored = secret.and_then(|secret| serde_json::from_str::<Wifi>(&secret).ok());
        let restored = {
            let mut state = self.wifi.lock();
            state.has_keyring = true;
            state.has_entry |= stored.is_some();
            let restored = state.wifi.is_none() && stored.is_some();
            if restored {
                state.set(stored, true);
            }
            restored
        };
        if restored {
            self.live.stages.invite(|code, with_wifi| self.invitation(code, with_wifi)).await;
        }
    }

    /// Stores the secret in the keyring, or removes the entry (`None`); returns whether that
    /// succeeded.
    async fn write_keyring(&self, secret: Option<String>) -> bool {
        let Some(desktop) = self.desktop.get().map(Arc::clone) else { return false };
        let result = tokio::task::spawn_blocking(move || desktop.store_secret(KEYRING_ENTRY, secret.as_deref())).await;
        let succeeded = matches!(result, Ok(Ok(())));
        if !succeeded {
            tracing::warn!("keyring: the Wi-Fi could not be stored or removed");
        }
        succeeded
    }
}
