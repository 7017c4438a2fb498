//! Quitting ends the vote for everybody in the room, so with phones connected it asks first.

use crate::serving::Serving;
use crate::window;
use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use std::sync::atomic::{AtomicBool, Ordering};
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager, Window, WindowEvent};

const QUIT: &str = "Quit";
const KEEP_OPEN: &str = "Keep open";

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
        .set_title("Quit Handsup?")
        .set_description(question(phones))
        .set_buttons(MessageButtons::OkCancelCustom(QUIT.into(), KEEP_OPEN.into()));
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
    match phones {
        1 => "1 phone is connected. Quit and end the vote for it?".into(),
        _ => format!("{phones} phones are connected. Quit and end the vote for them?"),
    }
}

/// GTK answers with the kind of the button, the others with its text.
fn means_quit(answer: &MessageDialogResult) -> bool {
    match answer {
        MessageDialogResult::Ok | MessageDialogResult::Yes => true,
        MessageDialogResult::Custom(text) => text == QUIT,
        MessageDialogResult::No | MessageDialogResult::Cancel => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_counts_phones_as_people_do() {
        assert_eq!(question(1), "1 phone is connected. Quit and end the vote for it?");
        assert_eq!(question(57), "57 phones are connected. Quit and end the vote for them?");
    }

    #[test]
    fn only_the_button_quit_quits() {
        assert!(means_quit(&MessageDialogResult::Ok));
        assert!(means_quit(&MessageDialogResult::Custom(QUIT.into())));
        assert!(!means_quit(&MessageDialogResult::Custom(KEEP_OPEN.into())));
        assert!(!means_quit(&MessageDialogResult::Cancel));
    }
}
