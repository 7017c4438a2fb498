//! GTK's dialogs.

use super::{Destination, Message, Question};
use crate::names::HOST;
use gtk::prelude::*;
use gtk::{ApplicationWindow, ButtonsType, DialogFlags, FileChooserAction, FileChooserNative, MessageDialog, MessageType, ResponseType};
use std::cell::Cell;
use std::path::PathBuf;
use tauri::{AppHandle, Manager};

pub(super) fn message(app: &AppHandle, message: Message<'_>, closed: impl FnOnce() + 'static) {
    let dialog = build(app, MessageType::Error, message.title, message.text);
    dialog.add_button(message.close, ResponseType::Close);
    show(&dialog, move |_response| closed());
}

pub(super) fn ask(app: &AppHandle, question: Question<'_>, answered: impl FnOnce(bool) + 'static) {
    let dialog = build(app, MessageType::Warning, question.title, question.text);
    dialog.add_button(question.go, ResponseType::Accept);
    dialog.add_button(question.stay, ResponseType::Reject);
    dialog.set_default_response(ResponseType::Reject);
    show(&dialog, move |response| answered(response == ResponseType::Accept));
}

pub(super) fn save(app: &AppHandle, first: Destination<'_>, chosen: impl FnOnce(Option<PathBuf>) + 'static) {
    // Buttons without texts of ours have GTK's, in the language of the desktop.
    let dialog = FileChooserNative::new(Some(first.title), host_window(app).as_ref(), FileChooserAction::Save, None, None);
    dialog.set_do_overwrite_confirmation(true);
    if let Some(folder) = first.folder {
        dialog.set_current_folder(folder);
    }
    dialog.set_current_name(first.name);
    // A native dialog exists only as long as somebody holds it.
    let held = Cell::new(Some((dialog.clone(), chosen)));
    dialog.connect_response(move |dialog, response| {
        if let Some((_held, chosen)) = held.take() {
            chosen((response == ResponseType::Accept).then(|| dialog.filename()).flatten());
        }
    });
    dialog.show();
}

fn build(app: &AppHandle, kind: MessageType, title: &str, text: &str) -> MessageDialog {
    let dialog = MessageDialog::new(host_window(app).as_ref(), DialogFlags::MODAL, kind, ButtonsType::None, title);
    dialog.set_title(title);
    dialog.set_secondary_text(Some(text));
    dialog
}

/// Shows the dialog, and closes it at the first response.
fn show(dialog: &MessageDialog, answered: impl FnOnce(ResponseType) + 'static) {
    let answered = Cell::new(Some(answered));
    dialog.connect_response(move |dialog, response| {
        dialog.close();
        if let Some(answered) = answered.take() {
            answered(response);
        }
    });
    dialog.show_all();
}

fn host_window(app: &AppHandle) -> Option<ApplicationWindow> {
    app.get_webview_window(HOST).and_then(|window| window.gtk_window().ok())
}
