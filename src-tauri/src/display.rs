//! Whether a window can be shown at all.

/// Asks GTK, which knows X11, Wayland and a display that is named but does not answer. Must be called on the main thread.
#[cfg(target_os = "linux")]
pub(crate) fn exists() -> bool {
    gtk::init().is_ok()
}

/// Windows and macOS always have one.
#[cfg(not(target_os = "linux"))]
pub(crate) fn exists() -> bool {
    true
}
