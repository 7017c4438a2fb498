//! The host's window: a browser on our own server, and on nothing else.

use crate::download;
use crate::entry::Entry;
use crate::projector::PROJECTOR;
use anyhow::Context;
use handsup_server::Config;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder, Wry};
use tauri_plugin_window_state::StateFlags;

/// The name of the host's window.
pub(crate) const HOST: &str = "host";

/// Opens the host's window on `page`. Must be called on the main thread: macOS shows no other windows.
pub(crate) fn open(app: &AppHandle, page: &str) -> anyhow::Result<()> {
    let page: Url = page.parse().context("the host link is no address")?;
    let home = page.origin();
    let files = download::saved(page.clone());
    let entry = Entry::new(app.clone());
    WebviewWindowBuilder::new(app, HOST, WebviewUrl::External(page))
        .title("Handsup")
        .inner_size(1280.0, 840.0)
        .min_inner_size(360.0, 480.0)
        .prevent_overflow()
        // Dropping things is the page's business (options are sorted that way).
        .disable_drag_drop_handler()
        .on_navigation(move |to| if to.origin() == home { entry.lets(to) } else { elsewhere(to) })
        .on_download(files)
        .on_new_window(|to, _features| {
            elsewhere(&to);
            NewWindowResponse::Deny
        })
        .build()
        .context("could not open the window")?;
    Ok(())
}

/// Brings the window to the front: what a second start is for.
pub(crate) fn focus(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(HOST) {
        // What the window manager refuses is its decision.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Presses a key in the host's window, by the name of its step: what the projector's window hands on. `step` is one of ours,
/// a word of letters.
pub(crate) fn press(app: &AppHandle, step: &'static str) -> tauri::Result<()> {
    app.get_webview_window(HOST)
        .map_or(Ok(()), |window| window.eval(format!("dispatchEvent(new CustomEvent('handsup-key', {{ detail: '{step}' }}))")))
}

/// Size and place of the host's window from one start to the next, kept with the data; the projector's place is decided anew. A window that was hidden or filled the screen at the end
/// comes back visible and framed.
pub(crate) fn remembered(config: Option<&Config>) -> tauri::plugin::TauriPlugin<Wry> {
    let builder =
        tauri_plugin_window_state::Builder::new().with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED);
    let builder = builder.with_denylist(&[PROJECTOR]);
    match config.and_then(|config| config.data_dir().ok()) {
        Some(data) => builder.with_filename(data.join("window.json").to_string_lossy()).build(),
        None => builder.build(),
    }
}

/// Opens what is not ours in the browser, and never in the window.
fn elsewhere(to: &Url) -> bool {
    if matches!(to.scheme(), "http" | "https" | "mailto")
        && let Err(error) = tauri_plugin_opener::open_url(to.as_str(), None::<&str>)
    {
        tracing::warn!(%error, "no browser opened the link");
    }
    false
}
