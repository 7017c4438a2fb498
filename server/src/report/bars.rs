//! The bars of a chart: what a round's table says of each option, mark, statement or bin.

use super::labels::figure;
use crate::domain::{Cell, Column, Kind, all_whole};
use crate::text::{letter, percent, whole_number};
use crate::wire::{ReportPoll, RoundResult};

/// The most words of a chart.
const MOST_WORDS: usize = 30;

/// One bar with its texts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    /// The letter of the option, or the mark; empty for a bin.
    pub(super) badge: String,
    /// The option's text, the mark's label, or the bin's numbers.
    pub(super) label: String,
    /// The figure that the length shows.
    pub(super) figure: String,
    /// The number of answers behind it; empty where the figure is that.
    pub(super) count: String,
    /// The length, from 0 to 1.
    pub(super) fraction: f32,
    /// Whether it is one of the longest.
    pub(super) leads: bool,
    /// Whether it is a right answer that is shown.
    pub(super) is_right: bool,
}

/// The bars of a round, from top to bottom.
pub(super) fn bars(poll: &ReportPoll, round: &RoundResult) -> Vec<Bar> {
    match poll.kind {
        Kind::Single | Kind::Multiple => shares(poll, round, |at| option_text(poll, round, at)),
        Kind::Rating => shares(poll, round, |at| text(round, at, Column::Label)),
        Kind::Grid => statements(poll, round),
        Kind::Ranking => longest_is_full(poll, round, Column::Points, Column::First),
        Kind::Points => longest_is_full(poll, round, Column::Mean, Column::Givers),
        Kind::Number => bins(poll, round),
        Kind::Words => words(poll, round),
        Kind::Text => Vec::new(),
    }
}

/// A bar for each row, as long as its share.
fn shares(poll: &ReportPoll, round: &RoundResult, label: impl Fn(usize) -> String) -> Vec<Bar> {
    let rows = 0..round.table.rows.len();
    let whole = all_whole(rows.clone().map(|at| value(round, at, Column::Percentage)));
    let highest = rows.clone().map(|at| value(round, at, Column::VoteCount)).fold(0.0, f64::max);
    let bar = |at| {
        let (share, count) = (value(round, at, Column::Percentage), value(round, at, Column::VoteCount));
        Bar {
            badge: badge(poll, round, at),
            label: label(at),
            figure: percent(share, whole),
            count: figure(round.table.cell(at, Column::VoteCount)),
            fraction: fraction(share / 100.0),
            leads: count > 0.0 && is_same(count, highest),
            is_right: is_right(poll, round, at),
        }
    };
    rows.map(bar).collect()
}

/// A bar for each option, the longest one of full length; `behind` counts the answers that speak for it.
fn longest_is_full(poll: &ReportPoll, round: &RoundResult, of: Column, behind: Column) -> Vec<Bar> {
    let rows = 0..round.table.rows.len();
    let highest = rows.clone().map(|at| value(round, at, of)).fold(0.0, f64::max);
    let bar = |at| {
        let length = value(round, at, of);
        Bar {
            badge: badge(poll, round, at),
            label: option_text(poll, round, at),
            figure: figure(round.table.cell(at, of)),
            count: figure(round.table.cell(at, behind)),
            fraction: if highest > 0.0 { fraction(length / highest) } else { 0.0 },
            leads: length > 0.0 && is_same(length, highest),
            is_right: is_right(poll, round, at),
        }
    };
    rows.map(bar).collect()
}

/// A bar for each statement of a grid: where its mean is on the scale.
fn statements(poll: &ReportPoll, round: &RoundResult) -> Vec<Bar> {
    let (from, marks) = (poll.settings.scale_from.unwrap_or(1), poll.settings.scale.unwrap_or(2));
    let bar = |(at, statement): (usize, &crate::domain::StatementFigures)| Bar {
        badge: letter(at).to_string(),
        label: poll.options.get(at).map(|option| option.option_text.clone()).unwrap_or_default(),
        figure: statement.mean.map_or_else(|| "–".to_owned(), crate::text::mean),
        count: whole_number(statement.counts.iter().sum::<u64>()),
        fraction: statement.mean.map_or(0.0, |mean| fraction((mean - f64::from(from)) / f64::from(marks.max(2) - 1))),
        leads: false,
        is_right: false,
    };
    round.figures.grid.iter().flatten().enumerate().map(bar).collect()
}

/// A bar for each bin of numbers.
fn bins(poll: &ReportPoll, round: &RoundResult) -> Vec<Bar> {
    let unit = poll.settings.unit.as_deref().unwrap_or_default();
    shares(poll, round, |at| {
        let [from, to] = [Column::From, Column::To].map(|end| figure(round.table.cell(at, end)));
        let range = if from == to { from } else { format!("{from} – {to}") };
        if unit.is_empty() { range } else { format!("{range}\u{a0}{unit}") }
    })
    .into_iter()
    .filter(|_| round.figures.number.as_ref().is_some_and(|number| number.count > 0))
    .collect()
}

/// A bar for each of the most frequent words.
fn words(poll: &ReportPoll, round: &RoundResult) -> Vec<Bar> {
    let mut bars = shares(poll, round, |at| text(round, at, Column::Text));
    bars.retain(|bar| !bar.label.is_empty());
    bars.truncate(MOST_WORDS);
    bars
}

/// The letter of the row's option, or its mark.
fn badge(poll: &ReportPoll, round: &RoundResult, at: usize) -> String {
    match (poll.kind, round.table.option(at)) {
        (Kind::Rating, _) => text(round, at, Column::Mark),
        (_, Some(option)) => letter(option).to_string(),
        (_, None) => String::new(),
    }
}

fn option_text(poll: &ReportPoll, round: &RoundResult, at: usize) -> String {
    let option = round.table.option(at).and_then(|option| poll.options.get(option));
    option.map(|option| option.option_text.clone()).unwrap_or_default()
}

fn is_right(poll: &ReportPoll, round: &RoundResult, at: usize) -> bool {
    let option = round.table.option(at).and_then(|option| poll.options.get(option));
    poll.answer_shown && option.is_some_and(|option| option.correct)
}

/// The text of a cell; empty without one.
fn text(round: &RoundResult, at: usize, column: Column) -> String {
    match round.table.cell(at, column) {
        Cell::Empty => String::new(),
        cell => figure(cell),
    }
}

/// The number in a cell; 0 without one.
#[expect(clippy::cast_precision_loss, reason = "the length of a bar needs no more than 52 bits of a count")]
fn value(round: &RoundResult, at: usize, column: Column) -> f64 {
    match round.table.cell(at, column) {
        Cell::Count(count) => *count as f64,
        Cell::Number(number) | Cell::Percent(number) => *number,
        Cell::Empty | Cell::Text(_) | Cell::Flag(_) => 0.0,
    }
}

fn is_same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

#[expect(clippy::cast_possible_truncation, reason = "a thousandth is less than any screen shows")]
fn fraction(of_one: f64) -> f32 {
    of_one.clamp(0.0, 1.0) as f32
}
