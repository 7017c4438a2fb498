//! The bar: a small window above all others, for a host who shows the slides of another program in full screen.
//!
//! It never takes the keyboard, which stays with the slides, and it has no frame. Under X11 no window manager may place it: most of
//! them keep a window in full screen above every window they know. Under Wayland a window cannot choose to be above others.

use crate::displays::{Display, second};
use crate::names::{BAR, HOST};
use crate::projector::displays;
use crate::words::t;
use anyhow::Context;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, PhysicalPosition, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// Its size, in logical pixels.
const SIZE: (f64, f64) = (860.0, 92.0);
/// The space between it and the edge of the display, in logical pixels.
const MARGIN: f64 = 16.0;

/// A request of its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BarRequest {
    /// Move to the other edge of the display.
    Move,
    /// Close.
    Close,
}

impl BarRequest {
    /// The request of a reserved URL; `None` for every other URL.
    fn of(address: &Url) -> Option<Self> {
        match address.as_str() {
            "handsup:bar/move" => Some(Self::Move),
            "handsup:bar/close" => Some(Self::Close),
            _ => None,
        }
    }
}

/// An edge of a display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Top,
    Bottom,
}

/// Opens the bar on this page, or navigates the open one to it; with `if_open`, only that.
pub(crate) fn open(app: &AppHandle, page: Url, if_open: bool) -> anyhow::Result<()> {
    if let Some(window) = app.get_webview_window(BAR) {
        return Ok(window.navigate(page)?);
    }
    if if_open {
        return Ok(());
    }
    let window = build(app, page).context("could not open the bar")?;
    // On systems other than macOS, every window gets a menu bar.
    window.hide_menu()?;
    #[cfg(target_os = "linux")]
    prepare(&window)?;
    place(app, &window, Edge::Bottom)?;
    Ok(window.show()?)
}

fn build(app: &AppHandle, page: Url) -> tauri::Result<WebviewWindow> {
    let home = page.origin();
    let handle = app.clone();
    WebviewWindowBuilder::new(app, BAR, WebviewUrl::External(page))
        .title(format!("Handsup · {}", t("desktop_bar")))
        .inner_size(SIZE.0, SIZE.1)
        // GTK gives a window that cannot be resized the size that its content would like to have. This one has no frame to drag.
        .resizable(cfg!(target_os = "linux"))
        .decorations(false)
        .skip_taskbar(true)
        .always_on_top(true)
        .visible_on_all_workspaces(true)
        .focused(false)
        .focusable(false)
        .visible(false)
        .on_navigation(move |to| to.origin() == home && to.path().starts_with("/screen/") || handle_request(&handle, to))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()
}

/// Takes the window away from the window manager, and keeps its menu hidden when it is shown. Must be called before that.
#[cfg(target_os = "linux")]
fn prepare(window: &WebviewWindow) -> tauri::Result<()> {
    use gtk::prelude::{ContainerExt, ObjectExt, WidgetExt};
    let widget = window.gtk_window()?;
    widget.realize();
    if let Some(surface) = widget.window() {
        surface.set_override_redirect(true);
    }
    let parts = window.default_vbox()?.children();
    for menu in parts.iter().filter(|part| part.is::<gtk::MenuBar>()) {
        menu.set_no_show_all(true);
        menu.hide();
    }
    Ok(())
}

/// Handles a request of the page, which is a navigation to a reserved URL. Returns false, so that nothing is loaded.
fn handle_request(app: &AppHandle, to: &Url) -> bool {
    let (Some(request), Some(window)) = (BarRequest::of(to), app.get_webview_window(BAR)) else { return false };
    let outcome = match request {
        BarRequest::Move => edge_of(app, &window).and_then(|edge| place(app, &window, edge.other())),
        BarRequest::Close => window.destroy(),
    };
    if let Err(error) = outcome {
        tracing::warn!(%error, "bar: request of its page failed");
    }
    false
}

/// Centres the bar at an edge of the display that the room sees: the second one, or the only one.
fn place(app: &AppHandle, window: &WebviewWindow, edge: Edge) -> tauri::Result<()> {
    let Some(display) = room_display(app)? else { return Ok(()) };
    let scale = window.scale_factor()?;
    let (x, y) = position(&display, edge, (SIZE.0 * scale, SIZE.1 * scale), MARGIN * scale);
    window.set_position(PhysicalPosition::new(x, y))
}

/// The edge at which the bar is.
fn edge_of(app: &AppHandle, window: &WebviewWindow) -> tauri::Result<Edge> {
    let top = window.outer_position()?.y;
    Ok(room_display(app)?.map_or(Edge::Bottom, |display| nearest_edge(&display, top)))
}

fn room_display(app: &AppHandle) -> tauri::Result<Option<Display>> {
    let displays = displays(app)?;
    let host = app.get_webview_window(HOST).and_then(|host| host.current_monitor().ok().flatten()).map(|monitor| Display::of(&monitor));
    Ok(second(&displays, host.as_ref()).or(host.as_ref()).or(displays.first()).cloned())
}

impl Edge {
    const fn other(self) -> Self {
        match self {
            Self::Top => Self::Bottom,
            Self::Bottom => Self::Top,
        }
    }
}

/// The upper left corner of a bar of this size in the middle of an edge, in physical pixels.
fn position(display: &Display, edge: Edge, (width, height): (f64, f64), margin: f64) -> (f64, f64) {
    let ((left, top), (across, down)) = (display.at, display.size);
    let (left, top, across, down) = (f64::from(left), f64::from(top), f64::from(across), f64::from(down));
    let y = match edge {
        Edge::Top => top + margin,
        Edge::Bottom => top + down - height - margin,
    };
    (left + (across - width) / 2.0, y)
}

/// The edge of a display that is nearer to a bar whose upper side is at `top`.
fn nearest_edge(display: &Display, top: i32) -> Edge {
    let middle = i64::from(display.at.1) + i64::from(display.size.1) / 2;
    if i64::from(top) < middle { Edge::Top } else { Edge::Bottom }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WALL: Display = Display { at: (1920, 100), size: (1920, 1080) };

    #[test]
    fn it_is_in_the_middle_of_an_edge_of_its_display() {
        for (edge, y) in [(Edge::Top, 116.0), (Edge::Bottom, 1072.0)] {
            let (x, top) = position(&WALL, edge, (860.0, 92.0), 16.0);
            assert_eq!((x, top), (2450.0, y));
            #[expect(clippy::cast_possible_truncation, reason = "a whole number of pixels")]
            let top = top as i32;
            assert_eq!(nearest_edge(&WALL, top), edge);
        }
    }

    #[test]
    fn its_page_can_ask_for_nothing_of_other_windows() {
        let request = |address: &str| BarRequest::of(&address.parse().expect("an address"));
        assert_eq!(request("handsup:bar/move"), Some(BarRequest::Move));
        assert_eq!(request("handsup:bar/close"), Some(BarRequest::Close));
        for address in ["handsup:full-screen", "handsup:bar/quit", "handsup:key/next", "http://127.0.0.1/bar/close", "handsup:bar/close?x"]
        {
            assert_eq!(request(address), None, "{address}");
        }
    }
}
