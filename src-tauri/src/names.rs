//! The names of the app and of its windows.

/// The app's identifier, also the name of its data directory. As in `tauri.conf.json`.
pub(crate) const IDENTIFIER: &str = "org.handsup.desktop";
/// The label of the host's window.
pub(crate) const HOST: &str = "host";
/// The label of the bar's window.
pub(crate) const BAR: &str = "bar";
/// The label of the projector's window.
pub(crate) const PROJECTOR: &str = "projector";
