//! The host's window stays the host's: where its session has ended, it enters again by a fresh one-time link.

use crate::serving::Serving;
use crate::window::HOST;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager, Url};

/// The page that asks for a link or the host key, neither of which the app's user has.
const ENTER: &str = "/host/enter";

/// How long the window stays on that page where a fresh link has just brought it back: it would turn in a circle.
const PAUSE: Duration = Duration::from_secs(10);

/// Watches where the host's window goes.
pub(crate) struct Entry {
    app: AppHandle,
    entered: Mutex<Option<Instant>>,
}

impl Entry {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self { app, entered: Mutex::new(None) }
    }

    /// Whether the window may go to this page of the server's. In the place of the enter page it goes to a fresh link.
    pub(crate) fn lets(&self, to: &Url) -> bool {
        if !asks_for_a_link(to) {
            return true;
        }
        let mut entered = self.entered.lock().unwrap_or_else(PoisonError::into_inner);
        if entered.is_some_and(|at| at.elapsed() < PAUSE) {
            return true;
        }
        *entered = Some(Instant::now());
        let app = self.app.clone();
        // Not from within the question where the window may go.
        spawn(async move { enter(&app) });
        false
    }
}

/// Enters again where the window stands at the enter page: what a second start is for.
pub(crate) fn enter_again(app: &AppHandle) {
    let at = app.get_webview_window(HOST).and_then(|window| window.url().ok());
    if at.as_ref().is_some_and(asks_for_a_link) {
        enter(app);
    }
}

fn enter(app: &AppHandle) {
    let (Some(window), Some(serving)) = (app.get_webview_window(HOST), app.try_state::<Serving>()) else { return };
    let link = serving.host_link().parse().map_err(anyhow::Error::from);
    if let Err(error) = link.and_then(|link| window.navigate(link).map_err(Into::into)) {
        tracing::warn!(error = format!("{error:#}"), "window: it did not enter by a fresh host link");
    }
}

/// Whether this is the enter page without a code for it.
fn asks_for_a_link(page: &Url) -> bool {
    page.path() == ENTER && !page.fragment().is_some_and(|fragment| fragment.starts_with("code="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_enter_page_without_a_code_asks_for_a_link() {
        let asks = |page: &str| asks_for_a_link(&format!("http://127.0.0.1:4242{page}").parse().expect("an address"));
        assert!(asks("/host/enter"));
        assert!(asks("/host/enter#"));
        assert!(asks("/host/enter?lang=de"));
        assert!(!asks("/host/enter#code=0123"));
        assert!(!asks("/"));
        assert!(!asks("/m/K7Q2M9"));
    }
}
