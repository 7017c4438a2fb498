//! Asks before quitting while phones are connected or a vote is open.

use crate::names;
use crate::question::{self, Question};
use crate::serving::Serving;
use crate::words::t;
use handsup_server::Connected;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager, Window, WindowEvent};

/// Allows one question at a time.
static ASKING: AtomicBool = AtomicBool::new(false);

/// Timeout for asking the database whether a vote is open.
const PATIENCE: Duration = Duration::from_secs(1);

/// Keeps the host's window open while a vote is open, and asks.
pub(crate) fn before_closing(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && window.label() == names::HOST
    {
        api.prevent_close();
        quit(window.app_handle());
    }
}

/// Quits, after a question if phones are connected or a vote is open.
pub(crate) fn quit(app: &AppHandle) {
    let Some(connected) = app.try_state::<Serving>().map(|serving| serving.connected()) else { return app.exit(0) };
    if ASKING.swap(true, Ordering::AcqRel) {
        return;
    }
    let app = app.clone();
    spawn(async move {
        let Some(text) = question(connected.phones(), open_votes(&connected).await) else { return app.exit(0) };
        let asked = app.clone();
        if app.run_on_main_thread(move || ask(&asked, &text)).is_err() {
            ASKING.store(false, Ordering::Release);
        }
    });
}

/// The number of open votes; 0 when the database does not answer, because then no vote could be cast.
async fn open_votes(connected: &Connected) -> usize {
    match tokio::time::timeout(PATIENCE, connected.open_votes()).await {
        Ok(Ok(votes)) => votes,
        Ok(Err(error)) => {
            tracing::warn!(error = format!("{error:#}"), "quit: open votes unknown, the database cannot be read");
            0
        }
        Err(_late) => 0,
    }
}

fn ask(app: &AppHandle, text: &str) {
    let question = Question { title: t("desktop_quit_title"), text, stay: t("desktop_quit_stay"), go: t("desktop_quit_go") };
    let asked = app.clone();
    question::ask(app, question, move |quits| {
        ASKING.store(false, Ordering::Release);
        if quits {
            asked.exit(0);
        }
    });
}

/// The question's text; `None` without phones and open votes.
fn question(phones: usize, votes: usize) -> Option<String> {
    if phones + votes == 0 {
        return None;
    }
    let count = |n: usize, one, other| (n > 0).then(|| t(if n == 1 { one } else { other }).replace("{n}", &n.to_string()));
    let parts = [
        count(votes, "desktop_quit_vote_one", "desktop_quit_vote_other"),
        count(phones, "desktop_quit_phone_one", "desktop_quit_phone_other"),
        Some(t("desktop_quit_ends").to_owned()),
    ];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nobody_is_and_nothing_is_open_nobody_is_asked() {
        assert_eq!(question(0, 0), None);
    }

    #[test]
    fn it_asks_for_phones_and_for_open_votes_each_by_itself() {
        let (phones, votes, both) = (question(57, 0), question(0, 1), question(1, 2));
        assert!(phones.is_some_and(|text| text.starts_with("57 ")));
        assert!(votes.is_some_and(|text| text.starts_with("1 ")), "also when no phone is connected just now");
        let both = both.expect("a question");
        assert!(both.starts_with("2 ") && both.contains(" 1 "), "{both}");
    }

    #[test]
    fn the_question_counts_as_people_do() {
        let only = |phones, votes| question(phones, votes).expect("a question");
        assert_ne!(only(1, 0).replace('1', "57"), only(57, 0));
        assert_ne!(only(0, 1).replace('1', "2"), only(0, 2));
    }
}
