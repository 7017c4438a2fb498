//! The host's window: a browser that shows only pages of our own server.

use crate::download;
use crate::entry::Entry;
use crate::names::{BAR, HOST, PROJECTOR};
use anyhow::Context;
use handsup_server::Config;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder, Wry};
use tauri_plugin_window_state::StateFlags;

/// Opens the host's window on `page`. May be called on any thread: tauri creates the window on the
/// main one.
pub(crate) fn open(app: &AppHandle, page: &str) -> anyhow::Result<()> {
    let page: Url = page.parse().context("the host link is no address")?;
    let home = page.origin();
    let on_download = download::handler(page.clone());
    let entry = Entry::new(app.clone());
    WebviewWindowBuilder::new(app, HOST, WebviewUrl::External(page))
        .title("Handsup")
        .inner_size(1280.0, 840.0)
        .min_inner_size(360.0, 480.0)
        .prevent_overflow()
        // The page handles drag and drop itself, to sort options.
        .disable_drag_drop_handler()
        .on_navigation(move |to| if to.origin() == home { entry.permits(to) } else { open_in_browser(to) })
        .on_download(on_download)
        .on_new_window(|to, _features| {
            open_in_browser(&to);
            NewWindowResponse::Deny
        })
        .build()
        .context("could not open the window")?;
    Ok(())
}

/// Brings the window to the front. Called when the app is started a second time.
pub(crate) fn focus(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(HOST) {
        // The window manager may refuse.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Sends a step from the projector's window to the page in the host's window, as an event. `step`
/// comes from a fixed list; it is not escaped.
pub(crate) fn send_step(app: &AppHandle, step: &'static str) -> tauri::Result<()> {
    let window = app.get_webview_window(HOST).ok_or(tauri::Error::WindowNotFound)?;
    window.eval(format!("dispatchEvent(new CustomEvent('handsup-key', {{ detail: '{step}' }}))"))
}

/// Sends a key that was pressed in front of another program, as an event: to the bar where it is open, which can show what has to be
/// confirmed, else to the console's page, which then confirms nothing. `step` is as in [`send_step`].
pub(crate) fn send_unseen_key(app: &AppHandle, step: &'static str) -> tauri::Result<()> {
    let window = app.get_webview_window(BAR).or_else(|| app.get_webview_window(HOST)).ok_or(tauri::Error::WindowNotFound)?;
    window.eval(format!("dispatchEvent(new CustomEvent('handsup-unseen-key', {{ detail: '{step}' }}))"))
}

/// The plugin that restores size and position of the host's window from a file in the data
/// directory. Visibility and full screen are not restored, and the projector's window and the bar are left out,
/// because their positions are computed.
pub(crate) fn saved_geometry(config: Option<&Config>) -> tauri::plugin::TauriPlugin<Wry> {
    let builder =
        tauri_plugin_window_state::Builder::new().with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED);
    let builder = builder.with_denylist(&[PROJECTOR, BAR]);
    match config.and_then(|config| config.data_dir().ok()) {
        Some(data) => builder.with_filename(data.join("window.json").to_string_lossy()).build(),
        None => builder.build(),
    }
}

/// Opens a URL of another server in the system's browser. Returns false, so that the window does
/// not load it.
fn open_in_browser(to: &Url) -> bool {
    if matches!(to.scheme(), "http" | "https" | "mailto")
        && let Err(error) = tauri_plugin_opener::open_url(to.as_str(), None::<&str>)
    {
        tracing::warn!(%error, "window: no browser opened the link");
    }
    false
}
