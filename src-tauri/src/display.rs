//! Detects whether a window can be shown.

/// Asks GTK, which handles X11, Wayland and displays that are configured but do not answer. Must be called on the main
/// thread.
#[cfg(target_os = "linux")]
pub(crate) fn exists() -> bool {
    gtk::init().is_ok()
}

/// Windows and macOS always have one.
#[cfg(not(target_os = "linux"))]
pub(crate) fn exists() -> bool {
    true
}
