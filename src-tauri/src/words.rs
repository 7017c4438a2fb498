//! Texts of the shell: the menu, and dialogs outside its pages. In the desktop's language, like every program's menu; the
//! pages have a switch of their own.

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
    fn the_menu_speaks_the_languages_of_the_pages() {
        assert_eq!(in_locale("de_AT.UTF-8", "desktop_quit"), "Handsup beenden");
        for locale in ["en-GB", "C", "fr_FR", ""] {
            assert_eq!(in_locale(locale, "desktop_quit"), "Quit Handsup", "{locale}");
        }
    }
}
