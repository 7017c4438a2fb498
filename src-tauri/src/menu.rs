//! The menu: About and Quit; on macOS also Edit and Window, which copy, paste and
//! full screen need there.

use crate::quit;
use crate::words::t;
use tauri::menu::{AboutMetadataBuilder, Menu, MenuBuilder, MenuEvent, MenuItem, PredefinedMenuItem, SubmenuBuilder};
use tauri::{AppHandle, Wry};

const QUIT: &str = "quit";

/// Builds the menu.
pub(crate) fn build(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
    let about = AboutMetadataBuilder::new()
        .name(Some("Handsup"))
        .version(Some(env!("CARGO_PKG_VERSION")))
        .comments(Some(t("desktop_comment")))
        .license(Some(env!("CARGO_PKG_LICENSE")))
        .website(Some(env!("CARGO_PKG_HOMEPAGE")).filter(|address| !address.is_empty()))
        .icon(app.default_window_icon().cloned())
        .build();
    let about = PredefinedMenuItem::about(app, Some(t("desktop_about")), Some(about))?;
    // Not the predefined item, which on macOS would end the app without a question.
    let quit = MenuItem::with_id(app, QUIT, t("desktop_quit"), true, Some("CmdOrCtrl+Q"))?;
    let first = SubmenuBuilder::new(app, "Handsup").item(&about).separator();
    #[cfg(target_os = "macos")]
    let first = first.services().separator().hide().hide_others().show_all().separator();
    let menu = MenuBuilder::new(app).item(&first.item(&quit).build()?);
    #[cfg(target_os = "macos")]
    let menu = menu.item(&editing(app)?).item(&windows(app)?);
    menu.build()
}

/// Handles the selection of an item.
pub(crate) fn chosen(app: &AppHandle, event: &MenuEvent) {
    if event.id() == QUIT {
        quit::quit(app);
    }
}

#[cfg(target_os = "macos")]
fn editing(app: &AppHandle) -> tauri::Result<tauri::menu::Submenu<Wry>> {
    let edit = SubmenuBuilder::new(app, t("desktop_edit")).undo().redo().separator();
    edit.cut().copy().paste().select_all().build()
}

#[cfg(target_os = "macos")]
fn windows(app: &AppHandle) -> tauri::Result<tauri::menu::Submenu<Wry>> {
    SubmenuBuilder::new(app, t("desktop_window")).minimize().maximize().fullscreen().separator().close_window().build()
}
