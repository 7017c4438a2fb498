//! A native dialog with two answers. Enter, Escape and the dialog's close button give the answer
//! that changes nothing.

use tauri::AppHandle;

/// The texts of a dialog.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    /// The heading.
    pub(crate) title: &'a str,
    /// The text below it.
    pub(crate) text: &'a str,
    /// The answer that changes nothing.
    pub(crate) stay: &'static str,
    /// The answer that proceeds.
    pub(crate) go: &'static str,
}

/// Asks above the host's window; `answered` is called with the choice. Must be called on the main thread.
#[cfg(target_os = "linux")]
pub(crate) fn ask(app: &AppHandle, question: Question<'_>, answered: impl FnOnce(bool) + Send + 'static) {
    use crate::names;
    use gtk::prelude::*;
    use gtk::{ButtonsType, DialogFlags, MessageDialog, MessageType, ResponseType};
    use std::cell::Cell;
    use tauri::Manager;

    let parent = app.get_webview_window(names::HOST).and_then(|window| window.gtk_window().ok());
    let dialog = MessageDialog::new(parent.as_ref(), DialogFlags::MODAL, MessageType::Warning, ButtonsType::None, question.title);
    dialog.set_title(question.title);
    dialog.set_secondary_text(Some(question.text));
    dialog.add_button(question.go, ResponseType::Accept);
    dialog.add_button(question.stay, ResponseType::Reject);
    // GTK instead of rfd, which cannot distinguish Escape from a button, and for which Enter
    // presses the first button.
    dialog.set_default_response(ResponseType::Reject);
    let answered = Cell::new(Some(answered));
    dialog.connect_response(move |dialog, response| {
        dialog.close();
        if let Some(answered) = answered.take() {
            answered(response == ResponseType::Accept);
        }
    });
    dialog.show_all();
}

/// Asks above the host's window; `answered` is called with the choice. Must be called on the main thread.
#[cfg(not(target_os = "linux"))]
pub(crate) fn ask(app: &AppHandle, question: Question<'_>, answered: impl FnOnce(bool) + Send + 'static) {
    use crate::names;
    use rfd::{AsyncMessageDialog, MessageButtons, MessageLevel};
    use tauri::Manager;
    use tauri::async_runtime::spawn;

    let (stay, go) = (question.stay.to_owned(), question.go);
    let mut dialog = AsyncMessageDialog::new()
        .set_level(MessageLevel::Warning)
        .set_title(question.title)
        .set_description(question.text)
        // Enter presses the first button.
        .set_buttons(MessageButtons::OkCancelCustom(stay, go.to_owned()));
    if let Some(window) = app.get_webview_window(names::HOST) {
        dialog = dialog.set_parent(&window);
    }
    let answer = dialog.show();
    spawn(async move { answered(is_consent(&answer.await, go)) });
}

/// Whether the button with this text was pressed; Escape returns no button.
#[cfg(any(test, not(target_os = "linux")))]
fn is_consent(answer: &rfd::MessageDialogResult, go: &str) -> bool {
    matches!(answer, rfd::MessageDialogResult::Custom(text) if text == go)
}

#[cfg(test)]
mod tests {
    use super::is_consent;
    use rfd::MessageDialogResult::{Cancel, Custom, No, Ok, Yes};

    #[test]
    fn only_the_button_that_proceeds_counts_as_consent() {
        assert!(is_consent(&Custom("Quit".into()), "Quit"));
        for answer in [Custom("Keep open".into()), Ok, Yes, No, Cancel] {
            assert!(!is_consent(&answer, "Quit"), "{answer:?}");
        }
    }
}
