//! Files that the host takes home: the window asks where to, as people expect of a program.
//!
//! A file comes into a place of its own first, and goes where the host says when it is whole; so nobody finds half a file,
//! and the window never stands still behind a question.

use crate::window::HOST;
use crate::words::t;
use rfd::{AsyncFileDialog, AsyncMessageDialog, MessageLevel};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tauri::async_runtime::spawn;
use tauri::webview::DownloadEvent;
use tauri::{AppHandle, Manager, Url, Webview, Wry};

/// Where each file that is on its way was put; macOS does not say so at the end.
type OnTheWay = Mutex<HashMap<Url, PathBuf>>;

/// What the host's window does with a file of our own pages; files from elsewhere do not come in.
pub(crate) fn saved(home: Url) -> impl Fn(Webview<Wry>, DownloadEvent<'_>) -> bool + Send + Sync + 'static {
    let on_the_way = OnTheWay::default();
    move |webview, event| match event {
        DownloadEvent::Requested { url, destination } => url.origin() == home.origin() && begin(&on_the_way, url, destination),
        DownloadEvent::Finished { url, success, .. } => {
            let file = on_the_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&url);
            if let Some(file) = file {
                end(webview.app_handle(), file, success);
            }
            true
        }
        _ => true,
    }
}

/// Gives the file a folder of its own, under the name that the server has suggested.
fn begin(on_the_way: &OnTheWay, url: Url, destination: &mut PathBuf) -> bool {
    let place = std::env::temp_dir().join(format!("handsup-{}", uuid::Uuid::new_v4()));
    if let Err(error) = private_folder(&place) {
        tracing::error!(%error, "there is no room for a file that was asked for");
        return false;
    }
    *destination = place.join(destination.file_name().unwrap_or_else(|| "handsup".as_ref()));
    on_the_way.lock().unwrap_or_else(PoisonError::into_inner).insert(url, destination.clone());
    true
}

/// Other users of this computer look into the temporary folder too.
fn private_folder(place: &Path) -> std::io::Result<()> {
    let mut folder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(place)
}

/// Asks where the file goes. Must be called on the main thread, as events of windows are.
fn end(app: &AppHandle, file: PathBuf, success: bool) {
    if !success {
        return fail(app, file, t("desktop_not_whole").into());
    }
    let mut question = AsyncFileDialog::new().set_title(t("desktop_save")).set_file_name(name_of(&file));
    if let Ok(downloads) = app.path().download_dir() {
        question = question.set_directory(downloads);
    }
    if let Some(window) = app.get_webview_window(HOST) {
        question = question.set_parent(&window);
    }
    let answer = question.save_file();
    let app = app.clone();
    spawn(async move {
        match answer.await.map(|chosen| std::fs::copy(&file, chosen.path())) {
            Some(Err(error)) => {
                let handle = app.clone();
                let told = t("desktop_not_there").replace("{error}", &error.to_string());
                let _ending = app.run_on_main_thread(move || fail(&handle, file, told));
            }
            _ => forget(&file),
        }
    });
}

fn fail(app: &AppHandle, file: PathBuf, words: String) {
    let mut message = AsyncMessageDialog::new().set_level(MessageLevel::Error).set_title(t("desktop_not_saved")).set_description(words);
    if let Some(window) = app.get_webview_window(HOST) {
        message = message.set_parent(&window);
    }
    let read = message.show();
    spawn(async move {
        read.await;
        forget(&file);
    });
}

/// What is left of it, and its folder.
fn forget(file: &Path) {
    if let Some(place) = file.parent()
        && let Err(error) = std::fs::remove_dir_all(place)
    {
        tracing::warn!(%error, "a file that was taken home is still in the temporary folder");
    }
}

fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
