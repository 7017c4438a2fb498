//! The Wi-Fi that the room joins, as the host has entered it.
//!
//! It is in this program's memory and nowhere else, unless the host asks for the computer's keyring: never in the database,
//! in a log or in an export.

use super::App;
use crate::domain::Wifi;
use crate::qr_code::QrCode;
use crate::wire::{WifiNow, WifiShown};
use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;

/// Its name in the keyring.
const KEPT_AS: &str = "wifi";

/// What the host has entered.
#[derive(Default)]
pub(crate) struct WifiStore(Mutex<Note>);

#[derive(Default, Clone)]
struct Note {
    wifi: Option<Wifi>,
    /// The same as the room sees it: drawn once, not for everybody who opens a projector's page.
    shown: Option<WifiShown>,
    kept: bool,
    keyring: bool,
}

impl WifiStore {
    fn note(&self) -> MutexGuard<'_, Note> {
        self.0.lock()
    }

    /// What the host sees of it.
    pub(crate) fn now(&self) -> WifiNow {
        let note = self.note();
        WifiNow { wifi: note.shown.clone(), kept: note.kept, keyring: note.keyring }
    }

    /// As the room sees it.
    pub(crate) fn shown(&self) -> Option<WifiShown> {
        self.note().shown.clone()
    }

    /// The QR code with which phones join; `None` where no Wi-Fi was entered.
    pub(crate) fn qr_code(&self) -> Option<QrCode> {
        self.note().wifi.as_ref().map(|wifi| QrCode::new(&wifi.qr_text()))
    }
}

impl Note {
    fn set(&mut self, wifi: Option<Wifi>, kept: bool) {
        (self.shown, self.wifi, self.kept) = (wifi.as_ref().map(shown), wifi, kept);
    }
}

fn shown(wifi: &Wifi) -> WifiShown {
    let qr = QrCode::new(&wifi.qr_text()).picture();
    WifiShown { ssid: wifi.ssid.clone(), password: wifi.password.clone(), hidden: wifi.hidden, qr }
}

impl App {
    /// Enters a Wi-Fi, into the keyring too where `keep` asks for it, and shows it on every projector.
    pub(crate) async fn enter_wifi(&self, wifi: Wifi, keep: bool) -> WifiNow {
        let was_kept = self.wifi.note().kept;
        let secret = keep.then(|| serde_json::to_string(&wifi).unwrap_or_default());
        let stored = if keep || was_kept { self.write_keyring(secret).await } else { false };
        {
            let mut note = self.wifi.note();
            note.set(Some(wifi), keep && stored);
        }
        self.live.stages.invite(|code, near| self.invitation(code, near)).await;
        self.wifi.now()
    }

    /// Forgets the Wi-Fi, in the keyring too, and takes it off every projector.
    pub(crate) async fn forget_wifi(&self) {
        if self.wifi.note().kept {
            self.write_keyring(None).await;
        }
        {
            let mut note = self.wifi.note();
            note.set(None, false);
        }
        self.live.stages.invite(|code, near| self.invitation(code, near)).await;
    }

    /// Looks into the keyring for what an earlier start kept there. What the host has entered meanwhile stays.
    pub(crate) async fn recall_wifi(self) {
        let Some(desktop) = self.desktop.get().map(Arc::clone) else { return };
        let found = tokio::task::spawn_blocking(move || desktop.kept_secret(KEPT_AS)).await;
        // Not the error's words: they may quote what was found.
        let Ok(found) = found.map_err(anyhow::Error::from).flatten() else {
            return tracing::info!("keyring: not available, the Wi-Fi is lost at the end of the program");
        };
        let kept = found.and_then(|kept| serde_json::from_str::<Wifi>(&kept).ok());
        let recalled = {
            let mut note = self.wifi.note();
            note.keyring = true;
            let recalled = note.wifi.is_none() && kept.is_some();
            if recalled {
                note.set(kept, true);
            }
            recalled
        };
        if recalled {
            self.live.stages.invite(|code, near| self.invitation(code, near)).await;
        }
    }

    /// Whether the keyring has taken it, or given it up.
    async fn write_keyring(&self, secret: Option<String>) -> bool {
        let Some(desktop) = self.desktop.get().map(Arc::clone) else { return false };
        let done = tokio::task::spawn_blocking(move || desktop.keep_secret(KEPT_AS, secret.as_deref())).await;
        let done = matches!(done, Ok(Ok(())));
        if !done {
            tracing::warn!("keyring: the Wi-Fi could not be stored");
        }
        done
    }
}
