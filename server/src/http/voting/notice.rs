//! A problem as a page shows it.

use crate::domain::AnswerFault;
use crate::http::voting::kinds;
use crate::text;
use crate::wire::{self, Results};
use serde::Serialize;

/// A problem on a page: in the reader's language, by its code.
#[derive(Serialize)]
pub(crate) struct Notice {
    pub(crate) title: String,
    pub(crate) detail: String,
    /// The URL to continue at, if it is at another address.
    pub(crate) link: Option<String>,
}

impl Notice {
    /// The ballot names options that the poll no longer has; the page shows the current ones.
    pub(crate) fn options_changed() -> Self {
        let message = |key| text::t(key).to_owned();
        Self { title: message("options_changed_title"), detail: message("options_changed"), link: None }
    }
}

impl From<&wire::Problem> for Notice {
    fn from(problem: &wire::Problem) -> Self {
        let message = |part: &str, fallback: &str| text::find(&format!("problem_{part}_{}", problem.code)).unwrap_or(fallback).to_owned();
        let seconds = problem.retry_after.unwrap_or(1).to_string();
        Self {
            title: message("title", &problem.title),
            detail: message("detail", &problem.detail).replace("{seconds}", &seconds),
            link: problem.link.clone(),
        }
    }
}

impl Notice {
    /// The ballot names too few or too many options; the notice says how many the poll takes.
    pub(crate) fn wrong_number(chosen: usize, results: &Results) -> Self {
        let detail = text::with("choice_count", "rule", kinds::hint(results));
        Self { title: text::with("choice_count_title", "n", chosen), detail, link: None }
    }

    /// The answer does not fit; the notice says what is wrong with it.
    pub(crate) fn invalid_answer(results: &Results, fault: &AnswerFault) -> Self {
        Self { title: text::t("problem_title_invalid_answer").to_owned(), detail: kinds::fault(results, fault), link: None }
    }
}
