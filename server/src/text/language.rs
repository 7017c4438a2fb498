//! The supported languages, and the locale of the current request.

use super::zone::Zone;
use std::future::Future;
use utoipa::ToSchema;

/// A language of the user interface.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ToSchema)]
pub(crate) enum Language {
    /// The default.
    #[default]
    #[schema(rename = "en")]
    English,
    /// Its texts for voters use neither du nor Sie.
    #[schema(rename = "de")]
    German,
}

/// The locale of a request: language, time zone, and the beginning of the URLs of the same page in
/// other languages.
#[derive(Debug, Clone, Default)]
pub(crate) struct RequestLocale {
    /// The language of texts and numbers.
    pub(crate) language: Language,
    /// The reader's time zone; `None` where it is unknown, so that this computer's is used.
    pub(crate) zone: Option<Zone>,
    /// The URL to which `lang=…` is appended for a link to the same page in another language; ends
    /// with `?` or `&`.
    pub(crate) link_prefix: String,
}

tokio::task_local! {
    static LOCALE: RequestLocale;
}

impl Language {
    /// All languages, in the order of the pages' language links.
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::German];

    /// The tag for HTML and HTTP.
    #[must_use]
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The name in the language itself.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The language of a tag like `de`, `de-AT` or `EN_us`; `None` for unsupported languages.
    #[must_use]
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }
}

/// Runs `work` in this locale, which determines the language of every text that `work` looks up.
pub(crate) fn with_locale<T>(locale: RequestLocale, work: impl Future<Output = T>) -> impl Future<Output = T> {
    // Not an `async fn`, which would store `work` twice.
    LOCALE.scope(locale, work)
}

/// The current locale, to be passed to work on another thread.
#[must_use]
pub(crate) fn locale() -> RequestLocale {
    LOCALE.try_with(Clone::clone).unwrap_or_default()
}

/// The same as [`with_locale`], for work that blocks its thread.
pub(crate) fn with_locale_blocking<T>(locale: RequestLocale, work: impl FnOnce() -> T) -> T {
    LOCALE.sync_scope(locale, work)
}

/// The current language; English outside a request.
#[must_use]
pub(crate) fn language() -> Language {
    LOCALE.try_with(|locale| locale.language).unwrap_or_default()
}

/// A link to the current page, or, in the response to a form, to the form's page.
#[must_use]
pub(crate) fn this_page() -> String {
    link_prefix().trim_end_matches(['?', '&']).to_owned()
}

/// See [`RequestLocale::link_prefix`].
fn link_prefix() -> String {
    LOCALE.try_with(|locale| locale.link_prefix.clone()).unwrap_or_default()
}

/// The reader's time zone; this computer's outside a request, or where the reader's is unknown.
#[must_use]
pub(crate) fn zone() -> Zone {
    LOCALE.try_with(|locale| locale.zone.clone()).ok().flatten().unwrap_or_else(Zone::of_this_computer)
}

/// The URL of the current page in each other language, with that language.
#[must_use]
pub(crate) fn other_languages() -> Vec<(String, Language)> {
    let prefix = link_prefix();
    let others = Language::ALL.into_iter().filter(|other| *other != language());
    others.map(|other| (format!("{prefix}lang={}", other.code()), other)).collect()
}
