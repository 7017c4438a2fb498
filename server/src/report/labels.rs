//! Labels of values: the names of the API for programs, translations for people.

use crate::domain::{Fairness, Kind, PollState, ResultsRule};
use crate::text::t;
use crate::wire::ReportPoll;
use serde::Serialize;

/// The name of an enumeration's value in the API.
pub(super) fn api_name(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Yes or no, for programs.
pub(super) fn yes_or_no(value: bool) -> String {
    if value { "yes" } else { "no" }.into()
}

/// The kind of answer, in the reader's language.
#[must_use]
pub(crate) fn kind(poll: &ReportPoll) -> &'static str {
    match poll.kind {
        Kind::Single => t("report_kind_single"),
        Kind::Multiple => t("report_kind_multiple"),
        Kind::Rating => t("report_kind_rating"),
        Kind::Grid => t("report_kind_grid"),
        Kind::Ranking => t("report_kind_ranking"),
        Kind::Points => t("report_kind_points"),
        Kind::Number => t("report_kind_number"),
    }
}

/// The poll's state, in the reader's language; a draft is labelled as not asked.
#[must_use]
pub(crate) fn state(poll: &ReportPoll) -> &'static str {
    match poll.state {
        PollState::Draft => t("report_not_asked"),
        PollState::Ready => t("report_state_ready"),
        PollState::Open => t("report_state_open"),
        PollState::Closed => t("report_state_closed"),
    }
}

/// When voters could see the counts, in the reader's language.
#[must_use]
pub(crate) fn results(poll: &ReportPoll) -> &'static str {
    match poll.rules.results {
        ResultsRule::Live => t("report_results_live"),
        ResultsRule::AfterVote => t("report_results_after_vote"),
        ResultsRule::OnReveal => t("report_results_on_reveal"),
    }
}

/// By which identity a second vote was recognised, in the reader's language.
#[must_use]
pub(crate) fn fairness(poll: &ReportPoll) -> &'static str {
    match poll.rules.fairness {
        Fairness::DeviceAndAddress => t("report_fairness_both"),
        Fairness::Device => t("report_fairness_device"),
    }
}
