//! Operations that need a desktop, implemented by the app that contains this server.
//!
//! The desktop app passes its [`Desktop`] to [`crate::Server::with_desktop`]; the console calls it
//! through `/api/…`. Without a desktop, the API answers `no_desktop` and the console uses
//! what the browser offers.

use crate::wire::{ProjectorPlace, SystemKeys};
use tokio::sync::watch;

/// The desktop that a server runs on. Its functions may block (a window has to open), so they are
/// called on blocking threads.
pub trait Desktop: Send + Sync {
    /// Opens the projector's window with this page of the server, if possible on a second display.
    ///
    /// # Errors
    /// If the window cannot be opened.
    fn open_projector(&self, url: &str) -> anyhow::Result<()>;

    /// Copies a picture (PNG) to the clipboard.
    ///
    /// # Errors
    /// If it cannot be copied; the console then tries the browser's clipboard.
    fn copy_picture(&self, png: Vec<u8>) -> anyhow::Result<()>;

    /// Closes the projector's window, if it is open.
    ///
    /// # Errors
    /// If the window cannot be closed.
    fn close_projector(&self) -> anyhow::Result<()>;

    /// Opens the bar with this page of the server: a small window above all others, also above the slides of another program. An open
    /// one shows this page; with `if_open`, no other is opened.
    ///
    /// # Errors
    /// If the window cannot be opened.
    fn open_bar(&self, url: &str, if_open: bool) -> anyhow::Result<()> {
        anyhow::ensure!(if_open, "this desktop has no bar for {url}");
        Ok(())
    }

    /// Closes the bar, if it is open.
    ///
    /// # Errors
    /// If the window cannot be closed.
    fn close_bar(&self) -> anyhow::Result<()> {
        Ok(())
    }

    /// The keys that take a step of the meeting while another program is in front.
    ///
    /// # Errors
    /// If the desktop cannot say.
    fn system_keys(&self) -> anyhow::Result<SystemKeys> {
        Ok(SystemKeys::default())
    }

    /// Switches these keys on or off; returns them as they are then.
    ///
    /// # Errors
    /// If the desktop registers no keys at all.
    fn switch_system_keys(&self, on: bool) -> anyhow::Result<SystemKeys> {
        anyhow::bail!("this desktop has no system-wide keys ({on})")
    }

    /// On which display the projector's window is, as it changes; `None` while it is not open.
    fn projector(&self) -> watch::Receiver<Option<ProjectorPlace>> {
        watch::channel(None).1
    }

    /// Prevents the computer and its display from sleeping, or permits it again.
    ///
    /// # Errors
    /// If the desktop cannot do it.
    fn keep_awake(&self, awake: bool) -> anyhow::Result<()> {
        anyhow::bail!("this desktop cannot keep the computer awake ({awake})")
    }

    /// Stores a secret under this name in the user's keyring; `None` removes it.
    ///
    /// # Errors
    /// If it cannot be stored, or there is no keyring.
    fn store_secret(&self, name: &str, secret: Option<&str>) -> anyhow::Result<()> {
        anyhow::bail!("no keyring to {} {name}", if secret.is_some() { "store" } else { "remove" })
    }

    /// The secret stored under this name; `None` if there is none.
    ///
    /// # Errors
    /// If it cannot be read, or there is no keyring.
    fn load_secret(&self, name: &str) -> anyhow::Result<Option<String>> {
        anyhow::bail!("no keyring for {name}")
    }
}
