//! Labels of values: the names of the API for programs, translations for people.

use crate::domain::{Account, Cell, Column, Fairness, Kind, PollState, QuestionState, ResultsRule};
use crate::text::{many, number, percent, t, whole_number};
use crate::wire::{ReportPoll, RoundResult};
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
        Kind::Words => t("report_kind_words"),
        Kind::Text => t("report_kind_text"),
    }
}

/// The key of a figure's heading.
#[must_use]
pub(crate) fn figure_label(column: Column) -> &'static str {
    match column {
        Column::Option => "report_letter",
        Column::OptionText => "report_option",
        Column::Mark => "report_mark",
        Column::Label => "report_label",
        Column::From => "report_from",
        Column::To => "report_to",
        Column::Text => "report_text",
        Column::VoteCount => "report_votes",
        Column::Percentage => "report_share",
        Column::Place => "report_place",
        Column::Points => "report_points",
        Column::First => "report_first",
        Column::MeanPlace => "report_mean_place",
        Column::Ranked => "report_ranked",
        Column::BeatsAll => "report_beats_all",
        Column::Sum => "report_sum",
        Column::Givers => "report_givers",
        Column::Skipped => "report_skipped",
        Column::Answers => "report_answers",
        Column::Hidden => "report_hidden",
        Column::Count => "report_count",
        Column::Mean => "report_mean",
        Column::Median => "report_median",
        Column::LowerQuartile => "report_lower_quartile",
        Column::UpperQuartile => "report_upper_quartile",
        Column::Min => "report_min",
        Column::Max => "report_max",
        Column::Nps => "report_nps",
        Column::Blank => "report_blank",
    }
}

/// A figure as people read it.
#[must_use]
pub(crate) fn figure(cell: &Cell) -> String {
    match cell {
        Cell::Empty => "–".to_owned(),
        Cell::Flag(false) => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => whole_number(*count),
        Cell::Number(figure) => number(*figure),
        Cell::Percent(share) => percent(*share, false),
        Cell::Flag(true) => "✓".to_owned(),
    }
}

/// The figures of the whole poll in a round, such as `Mean 4.33 · Median 4`; empty without any.
#[must_use]
pub(crate) fn figures_of_poll(poll: &ReportPoll, round: &RoundResult) -> String {
    let columns = round.table.columns.iter().filter(|column| column.is_of_poll(poll.kind));
    let known = columns.map(|column| (column, round.table.cell(0, *column))).filter(|(_, cell)| **cell != Cell::Empty);
    known.map(|(column, cell)| format!("{} {}", t(figure_label(*column)), figure(cell))).collect::<Vec<_>>().join(" · ")
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

/// How many questions are where: `12 questions asked, 3 answered, 2 not taken, 1 waiting`.
#[must_use]
pub(crate) fn account(account: &Account) -> String {
    let Account { asked, answered, declined, held } = *account;
    let parts = [("board_asked", asked), ("board_answered", answered), ("board_declined", declined), ("board_waiting", held)];
    parts.iter().filter(|(key, n)| *key == "board_asked" || *n > 0).map(|(key, n)| many(key, n)).collect::<Vec<_>>().join(", ")
}

/// Where a question from the audience is, in the reader's language.
#[must_use]
pub(crate) fn question_state(state: QuestionState) -> &'static str {
    match state {
        QuestionState::Open => t("board_is_open"),
        QuestionState::Held => t("board_held"),
        QuestionState::Pinned => t("board_pinned"),
        QuestionState::Answered => t("board_is_answered"),
        QuestionState::Declined => t("board_is_declined"),
        QuestionState::Merged => t("board_merged"),
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
