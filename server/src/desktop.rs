//! Operations that need a desktop, implemented by the app that contains this server.
//!
//! The shell hands its [`Desktop`] to [`crate::Server::on`]; the host's page asks for these things by `/api/desktop/…`, like
//! for everything else. A server without a desktop says so, and the page offers the browser's way.

use crate::wire::ProjectorPlace;
use tokio::sync::watch;

/// The desktop that a server runs on. Its functions may take a while (a window has to open), and are called off the async
/// threads.
pub trait Desktop: Send + Sync {
    /// Shows the projector's window with this page of ours, on the second display where there is one.
    ///
    /// # Errors
    /// With what kept the window from opening.
    fn open_projector(&self, url: &str) -> anyhow::Result<()>;

    /// Puts a picture (PNG) on the clipboard.
    ///
    /// # Errors
    /// With what kept it from getting there; the page then tries the browser's way.
    fn copy_picture(&self, png: Vec<u8>) -> anyhow::Result<()>;

    /// Closes the projector's window; one that is not open stays so.
    ///
    /// # Errors
    /// With what kept the window from closing.
    fn close_projector(&self) -> anyhow::Result<()>;

    /// Where the projector's window is, from now on; `None` while it is not open.
    fn projector(&self) -> watch::Receiver<Option<ProjectorPlace>> {
        watch::channel(None).1
    }

    /// Keeps the computer and its display awake, or lets them sleep again.
    ///
    /// # Errors
    /// With what keeps it from doing so, on a desktop without that power too.
    fn keep_awake(&self, awake: bool) -> anyhow::Result<()> {
        anyhow::bail!("this desktop cannot keep the computer awake ({awake})")
    }

    /// Keeps a secret under this name in the keyring of this computer's user; `None` forgets it.
    ///
    /// # Errors
    /// With what kept it from getting there; without a keyring too.
    fn keep_secret(&self, name: &str, secret: Option<&str>) -> anyhow::Result<()> {
        anyhow::bail!("no keyring for {name} ({})", if secret.is_some() { "kept" } else { "forgotten" })
    }

    /// The secret that was kept under this name, if there is one.
    ///
    /// # Errors
    /// Where there is no keyring.
    fn kept_secret(&self, name: &str) -> anyhow::Result<Option<String>> {
        anyhow::bail!("no keyring for {name}")
    }
}
