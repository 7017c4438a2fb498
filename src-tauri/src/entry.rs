//! Keeps the host's window authenticated: when its session has ended, it enters again by a fresh one-time link.

use crate::names::HOST;
use crate::serving::Serving;
use parking_lot::Mutex;
use std::time::{Duration, Instant};
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager, Url};

/// The page that asks for a link or the host key, which the app's user does not have.
const ENTER: &str = "/host/enter";

/// How long the window may stay on that page after it was sent to a fresh link: prevents a redirect loop.
const PAUSE: Duration = Duration::from_secs(10);

/// The navigation handler of the host's window.
pub(crate) struct Entry {
    app: AppHandle,
    entered: Mutex<Option<Instant>>,
}

impl Entry {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self { app, entered: Mutex::new(None) }
    }

    /// Whether the window may navigate to this page. A navigation to the enter page is replaced by one to a fresh link.
    pub(crate) fn permits(&self, to: &Url) -> bool {
        if !asks_for_a_link(to) {
            return true;
        }
        let mut entered = self.entered.lock();
        if entered.is_some_and(|at| at.elapsed() < PAUSE) {
            return true;
        }
        *entered = Some(Instant::now());
        let app = self.app.clone();
        // Navigating from within a navigation handler would block.
        spawn(async move { enter(&app) });
        false
    }
}

/// Enters again if the window shows the enter page: part of handling a second start.
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

/// Whether this is the enter page without a code in its address.
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
