//! Keeps the host's window authenticated: when its session has ended, navigates it to a fresh
//! one-time link.

use crate::names::HOST;
use crate::serving::Serving;
use parking_lot::Mutex;
use std::time::{Duration, Instant};
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager, Url};

/// The page that asks for a link or the host key; the app's user has neither.
const ENTER_PAGE: &str = "/host/enter";

/// How long after a fresh link that page is not replaced again: prevents a redirect loop.
const MIN_INTERVAL: Duration = Duration::from_secs(10);

/// The navigation handler of the host's window.
pub(crate) struct Entry {
    app: AppHandle,
    /// When the window was last sent to a fresh link.
    entered: Mutex<Option<Instant>>,
}

impl Entry {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self { app, entered: Mutex::new(None) }
    }

    /// Whether the window may navigate to this page. A navigation to the enter page is refused, and
    /// one to a fresh link follows.
    pub(crate) fn permits(&self, to: &Url) -> bool {
        if !asks_for_a_link(to) {
            return true;
        }
        let mut entered = self.entered.lock();
        if entered.is_some_and(|at| at.elapsed() < MIN_INTERVAL) {
            return true;
        }
        *entered = Some(Instant::now());
        let app = self.app.clone();
        // Navigating from within a navigation handler would block.
        spawn(async move { enter(&app) });
        false
    }
}

/// Navigates to a fresh link if the window shows the enter page. Called when the app is started a
/// second time.
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
        tracing::warn!(error = format!("{error:#}"), "window: could not navigate to a fresh host link");
    }
}

/// Whether this is the enter page without a code in its URL.
fn asks_for_a_link(page: &Url) -> bool {
    page.path() == ENTER_PAGE && !page.fragment().is_some_and(|fragment| fragment.starts_with("code="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_enter_page_without_a_code_asks_for_a_link() {
        let asks = |page: &str| asks_for_a_link(&format!("http://127.0.0.1:4242{page}").parse().expect("a URL"));
        assert!(asks("/host/enter"));
        assert!(asks("/host/enter#"));
        assert!(asks("/host/enter?lang=de"));
        assert!(!asks("/host/enter#code=0123"));
        assert!(!asks("/"));
        assert!(!asks("/m/K7Q2M9"));
    }
}
