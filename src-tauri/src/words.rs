//! Texts of the menu and of native dialogs, in the desktop's language. The pages' language is
//! chosen in the pages.

use std::sync::LazyLock;

static LOCALE: LazyLock<String> = LazyLock::new(|| sys_locale::get_locale().unwrap_or_default());

/// The text with this key, from `ui/messages/*.desktop.json`.
pub(crate) fn t(key: &'static str) -> &'static str {
    handsup_server::text::in_locale(&LOCALE, key)
}

#[cfg(test)]
mod tests {
    use handsup_server::text::in_locale;

    #[test]
    fn the_menu_is_in_the_desktops_language_or_in_english() {
        assert_eq!(in_locale("de_AT.UTF-8", "desktop_quit"), "Handsup beenden");
        for locale in ["en-GB", "C", "fr_FR", ""] {
            assert_eq!(in_locale(locale, "desktop_quit"), "Quit Handsup", "{locale}");
        }
    }
}
