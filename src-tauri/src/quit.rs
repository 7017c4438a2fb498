//! Asks before quitting while phones are connected or a poll is open.

use crate::dialog::{self, Question};
use crate::names;
use crate::serving::Serving;
use crate::words::t;
use handsup_server::Connected;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager, Window, WindowEvent};

/// Whether the question is open: one is asked at a time.
static ASKING: AtomicBool = AtomicBool::new(false);

/// Timeout for counting open polls in the database.
const DATABASE_TIMEOUT: Duration = Duration::from_secs(1);

/// Quits the app by [`quit`] instead of closing the host's window.
pub(crate) fn before_closing(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && window.label() == names::HOST
    {
        api.prevent_close();
        quit(window.app_handle());
    }
}

/// Quits, after a question if phones are connected or a poll is open.
pub(crate) fn quit(app: &AppHandle) {
    let Some(connected) = app.try_state::<Serving>().map(|serving| serving.connected()) else { return app.exit(0) };
    if ASKING.swap(true, Ordering::AcqRel) {
        return;
    }
    let app = app.clone();
    spawn(async move {
        let Some(text) = question(connected.phones(), open_polls(&connected).await) else { return app.exit(0) };
        let handle = app.clone();
        if app.run_on_main_thread(move || ask(&handle, &text)).is_err() {
            ASKING.store(false, Ordering::Release);
        }
    });
}

/// The number of open polls; 0 when the database does not answer, because then no vote could be
/// cast.
async fn open_polls(connected: &Connected) -> usize {
    match tokio::time::timeout(DATABASE_TIMEOUT, connected.open_polls()).await {
        Ok(Ok(polls)) => polls,
        Ok(Err(error)) => {
            tracing::warn!(error = format!("{error:#}"), "quit: open polls unknown, the database cannot be read");
            0
        }
        Err(_late) => 0,
    }
}

fn ask(app: &AppHandle, text: &str) {
    let question = Question { title: t("desktop_quit_title"), text, stay: t("desktop_quit_stay"), go: t("desktop_quit_go") };
    let handle = app.clone();
    dialog::ask(app, question, move |quits| {
        ASKING.store(false, Ordering::Release);
        if quits {
            handle.exit(0);
        }
    });
}

/// The question's text; `None` without phones and open polls.
fn question(phones: usize, polls: usize) -> Option<String> {
    if phones + polls == 0 {
        return None;
    }
    let count = |n: usize, one, other| (n > 0).then(|| t(if n == 1 { one } else { other }).replace("{n}", &n.to_string()));
    let parts = [
        count(polls, "desktop_quit_vote_one", "desktop_quit_vote_other"),
        count(phones, "desktop_quit_phone_one", "desktop_quit_phone_other"),
        Some(t("desktop_quit_ends").to_owned()),
    ];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_phones_and_open_polls_there_is_no_question() {
        assert_eq!(question(0, 0), None);
    }

    #[test]
    fn phones_or_open_polls_alone_are_reason_for_a_question() {
        let (phones, polls, both) = (question(57, 0), question(0, 1), question(1, 2));
        assert!(phones.is_some_and(|text| text.starts_with("57 ")));
        assert!(polls.is_some_and(|text| text.starts_with("1 ")), "also without connected phones");
        let both = both.expect("a question");
        assert!(both.starts_with("2 ") && both.contains(" 1 "), "{both}");
    }

    #[test]
    fn singular_and_plural_have_different_texts() {
        let text = |phones, polls| question(phones, polls).expect("a question");
        assert_ne!(text(1, 0).replace('1', "57"), text(57, 0));
        assert_ne!(text(0, 1).replace('1', "2"), text(0, 2));
    }
}
