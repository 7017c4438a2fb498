//! Keys that take a step of the meeting while another program is in front. They are off until the host switches them on, and off
//! again after a restart.
//!
//! Another program may have taken a key already: then the others work, and the host is told which one does not. Under Wayland a
//! program receives keys only while its window is in front.

use crate::window;
use anyhow::Context;
use global_hotkey::hotkey::HotKey;
use global_hotkey::{GlobalHotKeyEvent, GlobalHotKeyManager, HotKeyState};
use handsup_server::wire::{SystemKey, SystemKeys};
use std::cell::RefCell;
use std::sync::OnceLock;
use tauri::AppHandle;

/// The keys, in the notation of `global-hotkey`, as the host reads them, and the steps that they take. No letters: on Windows, Ctrl and
/// Alt together are `AltGr`, with which people write.
const KEYS: [(&str, &str, &str); 5] = [
    ("Control+Alt+PageDown", "Ctrl Alt PgDn", "next"),
    ("Control+Alt+PageUp", "Ctrl Alt PgUp", "back"),
    ("Control+Alt+Home", "Ctrl Alt Home", "open"),
    ("Control+Alt+End", "Ctrl Alt End", "reveal"),
    ("Control+Alt+Enter", "Ctrl Alt Enter", "blank"),
];

thread_local! {
    /// The keys that are registered. Only the main thread may register keys, which macOS requires.
    static REGISTERED: RefCell<Registered> = RefCell::default();
}

#[derive(Default)]
struct Registered {
    /// Registers keys for as long as it exists; `None` while they are off.
    manager: Option<GlobalHotKeyManager>,
    /// The keys that another program has.
    taken: Vec<&'static str>,
}

/// The keys as they are. Must be called on the main thread.
pub(crate) fn now() -> SystemKeys {
    REGISTERED.with_borrow(|registered| {
        let keys = KEYS.iter().map(|(_, name, step)| SystemKey {
            keys: (*name).to_owned(),
            step: (*step).to_owned(),
            taken: registered.taken.contains(name),
        });
        SystemKeys { available: is_available(), on: registered.manager.is_some(), keys: keys.collect() }
    })
}

/// Switches the keys on or off. Must be called on the main thread.
pub(crate) fn switch(app: &AppHandle, on: bool) -> anyhow::Result<SystemKeys> {
    let wanted = if on && is_available() { register(app)? } else { Registered::default() };
    REGISTERED.set(wanted);
    Ok(now())
}

fn register(app: &AppHandle) -> anyhow::Result<Registered> {
    // Those of before end first, or they would count as taken.
    REGISTERED.take();
    listen(app);
    let manager = GlobalHotKeyManager::new().context("the system gives no keys")?;
    let mut taken = Vec::new();
    for (notation, name, _) in KEYS {
        if let Err(error) = manager.register(hot_key(notation)?) {
            tracing::info!(%error, name, "system-wide key: not registered");
            taken.push(name);
        }
    }
    Ok(Registered { manager: Some(manager), taken })
}

/// Forwards the keys' steps to the bar or to the console, for as long as the program runs.
fn listen(app: &AppHandle) {
    static LISTENING: OnceLock<()> = OnceLock::new();
    let app = app.clone();
    LISTENING.get_or_init(|| {
        GlobalHotKeyEvent::set_event_handler(Some(move |event: GlobalHotKeyEvent| {
            if event.state == HotKeyState::Pressed
                && let Some(step) = step_of(event.id)
                && let Err(error) = window::send_unseen_key(&app, step)
            {
                tracing::warn!(%error, "system-wide key: its step was not taken");
            }
        }));
    });
}

fn hot_key(notation: &str) -> anyhow::Result<HotKey> {
    notation.parse().with_context(|| format!("no key is {notation}"))
}

/// The step of the key with this id.
fn step_of(id: u32) -> Option<&'static str> {
    KEYS.into_iter().find(|(notation, ..)| hot_key(notation).is_ok_and(|key| key.id() == id)).map(|(.., step)| step)
}

/// Whether this desktop gives a program keys while another one is in front.
#[cfg(target_os = "linux")]
fn is_available() -> bool {
    use gtk::gdk::prelude::DisplayExtManual;
    gtk::gdk::Display::default().is_some_and(|display| display.backend().is_x11())
}

/// True: Windows and macOS do.
#[cfg(not(target_os = "linux"))]
fn is_available() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projector_request::step;

    #[test]
    fn each_key_is_one_and_takes_a_step_that_a_window_may_forward() {
        let mut ids: Vec<u32> = KEYS.iter().map(|(notation, ..)| hot_key(notation).expect("a key").id()).collect();
        assert!(KEYS.iter().zip(&ids).all(|((.., step), id)| step_of(*id) == Some(step)));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), KEYS.len());
        for (.., name) in KEYS {
            assert_eq!(step(&format!("handsup:key/{name}").parse().expect("an address")), Some(name));
        }
    }
}
