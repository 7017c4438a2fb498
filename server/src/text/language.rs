//! The supported languages, and the locale of the current request.

use super::zone::Zone;
use std::future::Future;
use utoipa::ToSchema;

/// A language of the interface.
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

/// The locale of a request: language, time zone, and the query prefix of links to other languages.
#[derive(Debug, Clone, Default)]
pub(crate) struct RequestLocale {
    /// The language.
    pub(crate) language: Language,
    /// The reader's time zone, where it is known; else this computer's is used.
    pub(crate) zone: Option<Zone>,
    /// The beginning of links to the same page in another language, up to the `?` or `&`.
    pub(crate) here: String,
}

tokio::task_local! {
    static READER: RequestLocale;
}

impl Language {
    /// All of them, in the order in which pages list them.
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

/// Runs `work` in this locale: it determines the language of every text that `work` looks up.
pub(crate) fn with_locale<T>(to: RequestLocale, work: impl Future<Output = T>) -> impl Future<Output = T> {
    // Not an `async fn`, which would store `work` twice.
    READER.scope(to, work)
}

/// The current locale, to be passed to work on another thread.
#[must_use]
pub(crate) fn locale() -> RequestLocale {
    READER.try_with(Clone::clone).unwrap_or_default()
}

/// The same as [`with_locale`] for blocking work on a thread of its own.
pub(crate) fn with_locale_blocking<T>(to: RequestLocale, work: impl FnOnce() -> T) -> T {
    READER.sync_scope(to, work)
}

/// The current language; English outside a request.
#[must_use]
pub(crate) fn language() -> Language {
    READER.try_with(|reader| reader.language).unwrap_or_default()
}

/// A link to the current page, or, in the response to a form, to the form's page.
#[must_use]
pub(crate) fn this_page() -> String {
    here().trim_end_matches(['?', '&']).to_owned()
}

fn here() -> String {
    READER.try_with(|reader| reader.here.clone()).unwrap_or_default()
}

/// The current time zone.
#[must_use]
pub(crate) fn zone() -> Zone {
    READER.try_with(|reader| reader.zone.clone()).ok().flatten().unwrap_or_else(Zone::of_this_computer)
}

/// Links to this page in the other languages: URL and language.
#[must_use]
pub(crate) fn elsewhere() -> Vec<(String, Language)> {
    let here = here();
    let others = Language::ALL.into_iter().filter(|other| *other != language());
    others.map(|other| (format!("{here}lang={}", other.code()), other)).collect()
}
