//! GET `/api/meetings/{code}/report`: a meeting's results as a page to print.

use crate::app::App;
use crate::app::assets::Assets;
use crate::domain::{Cell as Figure, Column, PollState, all_whole};
use crate::http::extract::visitor::HostOf;
use crate::http::problem::Problem;
use crate::http::voting::pages::page;
use crate::report::labels;
use crate::text::{Language, letter, many, moment, percent, span, t, with};
use crate::wire::{Report, ReportBoard, ReportEdit, ReportPoll, ReportQuestion, RoundResult};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

/// Rounds per table; further rounds follow in tables below it.
pub(crate) const ROUNDS_PER_TABLE: usize = 4;

/// The printed report.
#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    assets: Assets,
    report: Report,
    /// The number of deleted polls that can still be restored.
    deleted: u32,
}

/// A meeting's results as a page to print: every poll with its rounds side by side, its rules and its seal.
#[utoipa::path(
    get, path = "/api/meetings/{code}/report", tag = "host", operation_id = "getReportPage",
    params(("code" = String, Path, description = "The join code"), ("lang" = Option<Language>, Query, description = "`en` or `de`"),
        ("tz" = Option<String>, Query, description = "The time zone of the times on the page, as `Europe/Vienna`; without it this computer's")),
    responses(
        (status = 200, content_type = "text/html", body = String), (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_such_meeting`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn print(HostOf(code): HostOf, State(app): State<App>) -> Result<Response, Problem> {
    let (meeting, mut pages) = app.records.pages_of(&code).await?;
    let mut records = Vec::new();
    while let Some(page) = pages.next().await? {
        records.extend(page);
    }
    let deleted = app.retention.deleted_poll_count(&code).await?;
    let board = app.boards.read(&code).await?;
    Ok(page(&ReportPage { assets: app.assets.clone(), report: app.report((&meeting, Some(&board)), &records), deleted }))
}

/// One option's count in one round.
struct Cell {
    votes: u64,
    share: String,
    width: f64,
    leads: bool,
}

impl Cell {
    fn of(round: &RoundResult, index: usize) -> Self {
        let highest = round.vote_counts.iter().max().copied().unwrap_or(0);
        let (votes, width) = (round.vote_counts[index], round.percentages[index]);
        Self { votes, share: percent(width, all_whole(round.percentages.iter().copied())), width, leads: highest > 0 && votes == highest }
    }
}

/// The columns that differ from row to row, without the option's number, with their indices.
fn columns<'a>(poll: &'a ReportPoll, round: &'a RoundResult) -> impl Iterator<Item = (usize, Column)> + 'a {
    let columns = round.table.columns.iter().copied().enumerate();
    columns.filter(|(_, column)| !column.is_of_poll(poll.kind) && *column != Column::Option)
}

impl ReportPage {
    fn name(&self) -> &str {
        let name = &self.report.meeting.name;
        if name.is_empty() { t("report_untitled") } else { name }
    }

    fn ended(&self) -> String {
        self.report.meeting.ended_at.map_or_else(|| t("report_goes_on").into(), moment)
    }

    /// The sentences of "What is kept": how long votes, hashes of addresses and deleted polls stay.
    fn kept(&self) -> Vec<String> {
        let retention = &self.report.kept;
        let votes = match (retention.until, retention.days) {
            (Some(until), _) => with("report_kept_until", "when", moment(until)),
            (None, Some(days)) => with("report_kept_days", "n", days),
            (None, None) => t("report_kept_always").to_owned(),
        };
        let addresses = t(if retention.addresses { "report_kept_addresses" } else { "report_kept_no_addresses" }).to_owned();
        let deleted = (self.deleted > 0).then(|| with("report_kept_deleted", "n", self.deleted));
        let marks = t(if retention.addresses { "report_kept_marks" } else { "report_kept_no_marks" }).to_owned();
        let marks = self.report.board.is_some().then_some(marks);
        [votes, addresses].into_iter().chain(marks).chain(deleted).collect()
    }

    /// `12 questions asked, 3 answered, 2 not taken, 1 waiting`
    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn account(&self, board: &ReportBoard) -> String {
        labels::account(&board.account)
    }

    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn question_state(&self, question: &ReportQuestion) -> &'static str {
        labels::question_state(question.state)
    }

    /// `one option · closed · Results were seen by: everybody, always · One vote per device · Poll AB3DE9ZX`
    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn rules(&self, poll: &ReportPoll) -> String {
        let change = poll.rules.allow_change.then(|| t("report_may_change").to_owned());
        let one_tap = poll.rules.one_tap.then(|| t("report_one_tap").to_owned());
        let rules = [
            labels::kind(poll).to_owned(),
            labels::state(poll).to_owned(),
            format!("{}: {}", t("report_rule_results"), labels::results(poll)),
            format!("{} {}", t("report_rule_fairness"), labels::fairness(poll)),
        ];
        rules
            .into_iter()
            .chain(change)
            .chain(one_tap)
            .chain([format!("{} {}", t("report_poll_code"), poll.poll_code)])
            .collect::<Vec<_>>()
            .join(" · ")
    }

    /// The letter of an option; a rating's option shows its mark with its label instead.
    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "askama hands values over by reference")]
    fn option_label(&self, poll: &ReportPoll, index: &usize) -> String {
        match poll.options.get(*index) {
            Some(option) if poll.kind.is_scale() => match poll.settings.labels.as_deref() {
                Some([low, ..]) if *index == 0 => format!("{} {low}", option.option_text),
                Some([.., high]) if index + 1 == poll.options.len() => format!("{} {high}", option.option_text),
                Some(labels) if labels.len() == poll.options.len() => format!("{} {}", option.option_text, labels[*index]),
                Some(_) | None => option.option_text.clone(),
            },
            _ => crate::text::letter(*index).to_string(),
        }
    }

    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn rated(&self, poll: &ReportPoll) -> bool {
        poll.kind.is_scale()
    }

    /// `Round 2 · 42 votes · Mean 4.33`
    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn head(&self, poll: &ReportPoll, round: &RoundResult) -> String {
        let number = (poll.rounds.len() > 1).then(|| with("report_round_n", "n", round.round));
        let votes = many("votes", round.total_votes);
        let figures = Some(labels::figures_of_poll(poll, round)).filter(|figures| !figures.is_empty());
        number.into_iter().chain([votes]).chain(figures).collect::<Vec<_>>().join(" · ")
    }

    /// The rounds that are compared option by option: those of choices and ratings.
    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn compared<'a>(&self, poll: &'a ReportPoll) -> &'a [RoundResult] {
        if poll.kind.answers_are_options() { &poll.rounds } else { &[] }
    }

    /// The headings of a round's table.
    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn columns(&self, poll: &ReportPoll, round: &RoundResult) -> Vec<&'static str> {
        columns(poll, round).map(|(_, column)| labels::figure_label(column)).collect()
    }

    /// The rows of a round's table.
    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn figures(&self, poll: &ReportPoll, round: &RoundResult) -> Vec<Vec<String>> {
        let cells = |row: &Vec<Figure>| columns(poll, round).filter_map(|(at, _)| row.get(at)).map(labels::figure).collect();
        round.table.rows.iter().map(cells).collect()
    }

    /// `2026-11-25 19:02–19:09 UTC+1`
    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn times(&self, poll: &ReportPoll, round: &RoundResult) -> Option<String> {
        let is_open = poll.state == PollState::Open && poll.rounds.last().is_some_and(|last| last.round == round.round);
        match (round.opened_at, round.closed_at) {
            (Some(from), Some(to)) => Some(span(from, to)),
            (Some(from), None) if is_open => Some(with("report_since", "when", moment(from))),
            // Closed by an instance of an older version, which records no times.
            (Some(from), None) => Some(moment(from)),
            (None, Some(to)) => Some(with("report_until", "when", moment(to))),
            (None, None) => None,
        }
    }

    #[expect(clippy::unused_self, clippy::trivially_copy_pass_by_ref, reason = "askama calls what a page shows on the page")]
    fn cells(&self, rounds: &[RoundResult], index: &usize) -> Vec<Cell> {
        rounds.iter().map(|round| Cell::of(round, *index)).collect()
    }

    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn reworded(&self, edit: &ReportEdit) -> String {
        let subject = edit.option.map_or_else(|| t("report_question").to_owned(), |index| letter(index).to_string());
        format!("{} ({subject}, {}):", t("report_reworded"), moment(edit.edited_at))
    }

    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn refused(&self, poll: &ReportPoll) -> String {
        let Some(refused) = poll.refused else { return t("report_refused_unknown").into() };
        let counts = [
            ("report_refused_device", refused.already_voted_device),
            ("report_refused_address", refused.already_voted_address),
            ("report_refused_closed", refused.poll_not_open),
            ("report_refused_fast", refused.too_many_requests),
        ];
        let parts: Vec<_> = counts.iter().filter(|(_, count)| *count > 0).map(|(label, count)| format!("{} {count}", t(label))).collect();
        if parts.is_empty() { t("report_refused_none").into() } else { parts.join(" · ") }
    }
}
