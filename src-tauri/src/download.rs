//! Downloads in the host's window, with the system's save dialog.
//!
//! A file is downloaded into a temporary folder first and copied to the chosen path when it is
//! complete, so a failed download leaves no partial file there. The dialog is opened after the
//! download, because the handler of the download's start would have to wait for the dialog.

use crate::dialog::{self, Destination, Message};
use crate::words::t;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use tauri::async_runtime::spawn_blocking;
use tauri::webview::DownloadEvent;
use tauri::{AppHandle, Manager, Url, Webview, Wry};

/// The temporary path of each running download; macOS does not report it at the end.
type RunningDownloads = Mutex<HashMap<Url, PathBuf>>;

/// The download handler of the host's window, which accepts files of the server at `home` only.
pub(crate) fn handler(home: Url) -> impl Fn(Webview<Wry>, DownloadEvent<'_>) -> bool + Send + Sync + 'static {
    let running = RunningDownloads::default();
    move |webview, event| match event {
        DownloadEvent::Requested { url, destination } => url.origin() == home.origin() && begin(&running, url, destination),
        DownloadEvent::Finished { url, success, .. } => {
            let file = running.lock().remove(&url);
            if let Some(file) = file {
                end(webview.app_handle(), file, success);
            }
            true
        }
        _ => true,
    }
}

/// Redirects the download into a temporary folder, under the name that the server suggested. False
/// if the folder cannot be created.
fn begin(running: &RunningDownloads, url: Url, destination: &mut PathBuf) -> bool {
    let folder = std::env::temp_dir().join(format!("handsup-{}", uuid::Uuid::new_v4()));
    if let Err(error) = private_folder(&folder) {
        tracing::error!(%error, "download: temporary folder could not be created");
        return false;
    }
    *destination = folder.join(destination.file_name().unwrap_or_else(|| "handsup".as_ref()));
    running.lock().insert(url, destination.clone());
    true
}

/// Creates a folder that only this user can access: the system's temporary folder
/// is shared with others.
fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Asks for the destination, copies the file there and removes it; shows a failed download. Must be
/// called on the main thread.
fn end(app: &AppHandle, file: PathBuf, success: bool) {
    if !success {
        return fail(app, file, t("desktop_not_whole"));
    }
    let downloads = app.path().download_dir().ok();
    let name = name_of(&file);
    let destination = Destination { title: t("desktop_save"), folder: downloads.as_deref(), name: &name };
    let handle = app.clone();
    dialog::save(app, destination, move |chosen| {
        // On another thread, because the file may be long and the place slow.
        spawn_blocking(move || copy(&handle, file, chosen));
    });
}

/// Copies the file to the place, if there is one, and removes it; shows an error.
fn copy(app: &AppHandle, file: PathBuf, place: Option<PathBuf>) {
    match place.map(|place| std::fs::copy(&file, place)) {
        Some(Err(error)) => {
            let handle = app.clone();
            let message = t("desktop_not_there").replace("{error}", &error.to_string());
            let _ending = app.run_on_main_thread(move || fail(&handle, file, &message));
        }
        Some(Ok(_)) | None => remove(&file),
    }
}

/// Shows an error, and removes the file when the dialog is closed.
fn fail(app: &AppHandle, file: PathBuf, text: &str) {
    let message = Message { title: t("desktop_not_saved"), text, close: t("desktop_close") };
    dialog::message(app, message, move || remove(&file));
}

/// Removes the file and its temporary folder.
fn remove(file: &Path) {
    if let Some(folder) = file.parent()
        && let Err(error) = std::fs::remove_dir_all(folder)
    {
        tracing::warn!(%error, "download: temporary file could not be removed");
    }
}

fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
