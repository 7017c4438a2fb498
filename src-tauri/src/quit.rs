//! Quitting ends the vote for everybody in the room, so with phones connected it asks first.

use crate::serving::Serving;
use crate::window;
use crate::words::t;
use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use std::sync::atomic::{AtomicBool, Ordering};
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager, Window, WindowEvent};

/// One question at a time is enough.
static ASKING: AtomicBool = AtomicBool::new(false);

/// Keeps the host's window open while somebody votes, and asks.
pub(crate) fn before_closing(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && window.label() == window::HOST
    {
        api.prevent_close();
        quit(window.app_handle());
    }
}

/// Quits, after a question if phones are connected.
pub(crate) fn quit(app: &AppHandle) {
    match app.try_state::<Serving>().map_or(0, |serving| serving.phones()) {
        0 => app.exit(0),
        phones => ask(app, phones),
    }
}

/// Must be called on the main thread, as events of windows and menus are.
fn ask(app: &AppHandle, phones: usize) {
    if ASKING.swap(true, Ordering::AcqRel) {
        return;
    }
    let mut question = AsyncMessageDialog::new()
        .set_level(MessageLevel::Warning)
        .set_title(t("desktop_quit_title"))
        .set_description(question(phones))
        .set_buttons(MessageButtons::OkCancelCustom(t("desktop_quit_go").into(), t("desktop_quit_stay").into()));
    if let Some(window) = app.get_webview_window(window::HOST) {
        question = question.set_parent(&window);
    }
    let answer = question.show();
    let app = app.clone();
    spawn(async move {
        let answer = answer.await;
        ASKING.store(false, Ordering::Release);
        if means_quit(&answer) {
            app.exit(0);
        }
    });
}

fn question(phones: usize) -> String {
    t(if phones == 1 { "desktop_quit_one" } else { "desktop_quit_other" }).replace("{n}", &phones.to_string())
}

/// GTK answers with the kind of the button, the others with its text.
fn means_quit(answer: &MessageDialogResult) -> bool {
    match answer {
        MessageDialogResult::Ok | MessageDialogResult::Yes => true,
        MessageDialogResult::Custom(text) => text == t("desktop_quit_go"),
        MessageDialogResult::No | MessageDialogResult::Cancel => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_counts_phones_as_people_do() {
        assert!(question(1).starts_with("1 ") && question(57).starts_with("57 "));
        assert_ne!(question(1).replace('1', "57"), question(57));
    }

    #[test]
    fn only_the_button_quit_quits() {
        assert!(means_quit(&MessageDialogResult::Ok));
        assert!(means_quit(&MessageDialogResult::Custom(t("desktop_quit_go").into())));
        assert!(!means_quit(&MessageDialogResult::Custom(t("desktop_quit_stay").into())));
        assert!(!means_quit(&MessageDialogResult::Cancel));
    }
}
