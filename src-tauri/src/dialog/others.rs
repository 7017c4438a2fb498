//! The dialogs of Windows and macOS, through rfd.

use super::{Destination, Message, Question};
use crate::names::HOST;
use rfd::{AsyncFileDialog, AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use std::path::PathBuf;
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager};

pub(super) fn message(app: &AppHandle, message: Message<'_>, closed: impl FnOnce() + Send + 'static) {
    let dialog = build(app, MessageLevel::Error, message.title, message.text).set_buttons(MessageButtons::OkCustom(message.close.into()));
    let answer = dialog.show();
    spawn(async move {
        answer.await;
        closed();
    });
}

pub(super) fn ask(app: &AppHandle, question: Question<'_>, answered: impl FnOnce(bool) + Send + 'static) {
    let go = question.go;
    // Enter presses the first button. Escape returns no button.
    let buttons = MessageButtons::OkCancelCustom(question.stay.into(), go.into());
    let answer = build(app, MessageLevel::Warning, question.title, question.text).set_buttons(buttons).show();
    spawn(async move { answered(matches!(answer.await, MessageDialogResult::Custom(text) if text == go)) });
}

pub(super) fn save(app: &AppHandle, first: Destination<'_>, chosen: impl FnOnce(Option<PathBuf>) + Send + 'static) {
    let mut dialog = AsyncFileDialog::new().set_title(first.title).set_file_name(first.name);
    if let Some(folder) = first.folder {
        dialog = dialog.set_directory(folder);
    }
    if let Some(window) = app.get_webview_window(HOST) {
        dialog = dialog.set_parent(&window);
    }
    let answer = dialog.save_file();
    spawn(async move { chosen(answer.await.map(|file| file.path().to_owned())) });
}

fn build(app: &AppHandle, level: MessageLevel, title: &str, text: &str) -> AsyncMessageDialog {
    let dialog = AsyncMessageDialog::new().set_level(level).set_title(title).set_description(text);
    match app.get_webview_window(HOST) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}
