//! The projector's window: a browser on `/screen/…`, on the display that the room sees. Also
//! [`Windows`], through which the embedded server uses the desktop.
//!
//! It fills the second display; without one it is an ordinary window. Its position is computed
//! again whenever a display is connected or disconnected, so that it does not stay on an unplugged
//! display. Its page sends [`ProjectorRequest`]s.

use crate::awake::Awake;
use crate::bar;
use crate::clipboard;
use crate::displays::{Display, second};
use crate::keyring;
use crate::names::{BAR, HOST, PROJECTOR};
use crate::projector_request::ProjectorRequest;
use crate::system_keys;
use crate::window;
use crate::words::t;
use anyhow::Context;
use handsup_server::Desktop;
use handsup_server::wire::{ProjectorPlace, SystemKeys};
use std::sync::mpsc;
use std::time::Duration;
use tauri::async_runtime::spawn;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, PhysicalPosition, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window, WindowEvent};
use tokio::sync::watch;

/// Timeout for work on the main thread, such as opening a window.
const MAIN_THREAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Interval at which displays are enumerated while the projector is open, because tauri does not
/// report every change.
const DISPLAYS_INTERVAL: Duration = Duration::from_secs(2);

/// The desktop of the embedded server: the projector's window, the bar, the clipboard, the sleep inhibitor
/// and the keyring.
pub(crate) struct Windows {
    app: AppHandle,
    awake: Awake,
    place: watch::Receiver<Option<ProjectorPlace>>,
}

impl Windows {
    /// The desktop of this app. From now on [`track_place`] reports the position of the projector's
    /// window to it.
    pub(crate) fn new(app: AppHandle) -> Self {
        let (sender, place) = watch::channel(None);
        app.manage(PlaceSender(sender));
        Self { app, awake: Awake::default(), place }
    }
}

/// Publishes where the projector's window is.
struct PlaceSender(watch::Sender<Option<ProjectorPlace>>);

/// Publishes where the projector's window is, when a window was moved or resized, or the
/// projector's was closed.
pub(crate) fn track_place(window: &Window, event: &WindowEvent) {
    let app = window.app_handle();
    match event {
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => update_place(app, place_now(app)),
        WindowEvent::Destroyed if window.label() == PROJECTOR => update_place(app, None),
        _ => {}
    }
}

fn update_place(app: &AppHandle, now: Option<ProjectorPlace>) {
    if let Some(sender) = app.try_state::<PlaceSender>() {
        sender.0.send_if_modified(|last| std::mem::replace(last, now) != now);
    }
}

/// Whether the projector's window is on the host window's display or on another; `None` if it is
/// not open.
fn place_now(app: &AppHandle) -> Option<ProjectorPlace> {
    let display = |label| {
        let window = app.get_webview_window(label)?;
        Some(window.current_monitor().ok().flatten().map(|monitor| Display::of(&monitor)))
    };
    let (projector, host) = (display(PROJECTOR)?, display(HOST).flatten());
    Some(if projector.is_none() || projector == host { ProjectorPlace::Same } else { ProjectorPlace::Second })
}

impl Desktop for Windows {
    fn open_projector(&self, url: &str) -> anyhow::Result<()> {
        let page: Url = url.parse().context("the projector's page is no address")?;
        on_main_thread(&self.app, move |app| open(app, page))
    }

    fn copy_picture(&self, png: Vec<u8>) -> anyhow::Result<()> {
        on_main_thread(&self.app, move |_| clipboard::put(&png))
    }

    fn close_projector(&self) -> anyhow::Result<()> {
        on_main_thread(&self.app, |app| Ok(app.get_webview_window(PROJECTOR).map_or(Ok(()), |window| window.destroy())?))
    }

    fn open_bar(&self, url: &str, if_open: bool) -> anyhow::Result<()> {
        let page: Url = url.parse().context("the bar's page is no address")?;
        on_main_thread(&self.app, move |app| bar::open(app, page, if_open))
    }

    fn close_bar(&self) -> anyhow::Result<()> {
        on_main_thread(&self.app, |app| Ok(app.get_webview_window(BAR).map_or(Ok(()), |window| window.destroy())?))
    }

    fn system_keys(&self) -> anyhow::Result<SystemKeys> {
        on_main_thread(&self.app, |_| Ok(system_keys::now()))
    }

    fn switch_system_keys(&self, on: bool) -> anyhow::Result<SystemKeys> {
        on_main_thread(&self.app, move |app| system_keys::switch(app, on))
    }

    fn projector(&self) -> watch::Receiver<Option<ProjectorPlace>> {
        self.place.clone()
    }

    fn keep_awake(&self, awake: bool) -> anyhow::Result<()> {
        self.awake.keep(awake)
    }

    fn store_secret(&self, name: &str, secret: Option<&str>) -> anyhow::Result<()> {
        keyring::store(name, secret)
    }

    fn load_secret(&self, name: &str) -> anyhow::Result<Option<String>> {
        keyring::load(name)
    }
}

/// Runs `work` on the main thread, which macOS requires for windows, and waits for its result.
fn on_main_thread<T: Send + 'static>(
    app: &AppHandle,
    work: impl FnOnce(&AppHandle) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let (sender, outcome) = mpsc::channel();
    let handle = app.clone();
    app.run_on_main_thread(move || {
        let _timed_out = sender.send(work(&handle));
    })?;
    outcome.recv_timeout(MAIN_THREAD_TIMEOUT).context("the desktop did not answer")?
}

/// Opens the window on this page, or navigates the open window to it.
fn open(app: &AppHandle, page: Url) -> anyhow::Result<()> {
    if let Some(window) = app.get_webview_window(PROJECTOR) {
        window.navigate(page)?;
        window.unminimize()?;
        return Ok(fill_second_display(app, &window)?);
    }
    let window = build(app, page).context("could not open the projector's window")?;
    // On systems other than macOS, every window gets a menu bar.
    window.hide_menu()?;
    fill_second_display(app, &window)?;
    update_place(app, place_now(app));
    spawn(follow_displays(app.clone()));
    Ok(())
}

fn build(app: &AppHandle, page: Url) -> tauri::Result<WebviewWindow> {
    let home = page.origin();
    let handle = app.clone();
    WebviewWindowBuilder::new(app, PROJECTOR, WebviewUrl::External(page))
        .title(format!("Handsup · {}", t("desktop_projector")))
        .inner_size(1280.0, 720.0)
        .min_inner_size(480.0, 270.0)
        .prevent_overflow()
        .on_navigation(move |to| to.origin() == home && to.path().starts_with("/screen/") || handle_request(&handle, to))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()
}

/// Handles a request of the page, which is a navigation to a reserved URL, because the page can
/// call no command. Returns false, so that nothing is loaded.
fn handle_request(app: &AppHandle, to: &Url) -> bool {
    let (Some(request), Some(window)) = (ProjectorRequest::of(to), app.get_webview_window(PROJECTOR)) else { return false };
    let outcome = match request {
        ProjectorRequest::FullScreen => window.is_fullscreen().and_then(|full| window.set_fullscreen(!full)),
        ProjectorRequest::Framed => window.set_fullscreen(false),
        ProjectorRequest::Step(step) => window::send_step(app, step),
    };
    if let Err(error) = outcome {
        tracing::warn!(%error, "projector: request of its page failed");
    }
    false
}

/// Fills the second display; without one, a full-screen window becomes an ordinary one. The host's
/// window keeps the keyboard focus, because presenter remotes act as keyboards.
fn fill_second_display(app: &AppHandle, window: &WebviewWindow) -> tauri::Result<()> {
    let displays = displays(app)?;
    let host = app.get_webview_window(HOST);
    let hosts_display = host.as_ref().and_then(|host| host.current_monitor().ok().flatten()).map(|monitor| Display::of(&monitor));
    if let Some(display) = second(&displays, hosts_display.as_ref()) {
        let (x, y) = display.at;
        window.set_fullscreen_on_monitor(PhysicalPosition::new(f64::from(x), f64::from(y)))?;
        if let Some(host) = host {
            host.set_focus()?;
        }
    } else if window.is_fullscreen()? {
        window.set_fullscreen(false)?;
        window.center()?;
    }
    Ok(())
}

pub(crate) fn displays(app: &AppHandle) -> tauri::Result<Vec<Display>> {
    Ok(app.available_monitors()?.iter().map(Display::of).collect())
}

/// Places the window again whenever a display was connected or disconnected, until it is closed.
async fn follow_displays(app: AppHandle) {
    let mut last = displays(&app).unwrap_or_default();
    let mut interval = tokio::time::interval(DISPLAYS_INTERVAL);
    loop {
        interval.tick().await;
        let Some(window) = app.get_webview_window(PROJECTOR) else { return };
        let now = displays(&app).unwrap_or_default();
        if now == last || now.is_empty() {
            continue;
        }
        last = now;
        let handle = app.clone();
        let scheduled = app.run_on_main_thread(move || {
            if let Err(error) = fill_second_display(&handle, &window) {
                tracing::warn!(%error, "projector: could not be placed after a change of displays");
            }
        });
        if scheduled.is_err() {
            return;
        }
    }
}
