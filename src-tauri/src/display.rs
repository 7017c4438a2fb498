//! Detects whether a window can be shown.

/// Whether GTK can open a display, X11 or Wayland; false for a configured one that does not answer.
/// Must be called on the main thread.
#[cfg(target_os = "linux")]
pub(crate) fn exists() -> bool {
    gtk::init().is_ok()
}

/// True: Windows and macOS always have a display.
#[cfg(not(target_os = "linux"))]
pub(crate) fn exists() -> bool {
    true
}
