//! The languages there are, and which one the page that is being written speaks.

use super::zone::Zone;
use std::future::Future;
use utoipa::ToSchema;

/// A language that the interface speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ToSchema)]
pub(crate) enum Language {
    /// Where nobody asks for another.
    #[default]
    #[schema(rename = "en")]
    English,
    /// With texts that say neither du nor Sie to phones.
    #[schema(rename = "de")]
    German,
}

/// The locale of a request: language, time zone, and the address that links to other languages extend.
#[derive(Debug, Clone, Default)]
pub(crate) struct RequestLocale {
    /// In this language.
    pub(crate) language: Language,
    /// Their time zone, where they have said it; else this computer's is taken.
    pub(crate) zone: Option<Zone>,
    /// What a link to the same page in another language begins with, up to the `?` or `&`.
    pub(crate) here: String,
}

tokio::task_local! {
    static READER: RequestLocale;
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::German];

    /// As HTML and HTTP name it.
    #[must_use]
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// As its speakers name it.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The language of a tag like `de`, `de-AT` or `EN_us`; none for languages we do not speak.
    #[must_use]
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }
}

/// Does `work` for this reader: every text it asks for comes in their language.
pub(crate) fn with_locale<T>(to: RequestLocale, work: impl Future<Output = T>) -> impl Future<Output = T> {
    // Not an `async fn`, which would hold the work twice.
    READER.scope(to, work)
}

/// Who reads what is being written; to be handed to work on another thread.
#[must_use]
pub(crate) fn locale() -> RequestLocale {
    READER.try_with(Clone::clone).unwrap_or_default()
}

/// The same as [`with_locale`] for work that does not wait: on a thread of its own.
pub(crate) fn with_locale_blocking<T>(to: RequestLocale, work: impl FnOnce() -> T) -> T {
    READER.sync_scope(to, work)
}

/// The language of the page that is being written; English where nobody reads.
#[must_use]
pub(crate) fn language() -> Language {
    READER.try_with(|reader| reader.language).unwrap_or_default()
}

/// A link to the page that is being written, or, where a form is answered, to the page that the form stands on.
#[must_use]
pub(crate) fn this_page() -> String {
    here().trim_end_matches(['?', '&']).to_owned()
}

fn here() -> String {
    READER.try_with(|reader| reader.here.clone()).unwrap_or_default()
}

/// The time zone of the page that is being written.
#[must_use]
pub(crate) fn zone() -> Zone {
    READER.try_with(|reader| reader.zone.clone()).ok().flatten().unwrap_or_else(Zone::of_this_computer)
}

/// The links to this page in the other languages: where to, and which.
#[must_use]
pub(crate) fn elsewhere() -> Vec<(String, Language)> {
    let here = here();
    let others = Language::ALL.into_iter().filter(|other| *other != language());
    others.map(|other| (format!("{here}lang={}", other.code()), other)).collect()
}
