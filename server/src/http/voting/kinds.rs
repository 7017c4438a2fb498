//! What pages without a script show of a poll's kind: the instruction, the answer in words, and the figures.

use super::form_answer::FormAnswer;
use crate::domain::{AnswerFault, AnswerShape, Bin, Kind};
use crate::text::{self, letter, many, t, with, with_both};
use crate::wire::{OptionResult, Results, YourVote};

/// A column of a histogram.
pub(crate) struct Column {
    /// A mark with its label, or the numbers of a bin.
    pub(crate) name: String,
    /// The mark; empty for a bin.
    pub(crate) foot: String,
    pub(crate) count: u64,
    /// Of the highest column, in percent.
    pub(crate) height: u64,
    pub(crate) mine: bool,
}

/// A line across a histogram.
pub(crate) struct Line {
    pub(crate) text: String,
    /// Where it stands, in percent of the width.
    pub(crate) at: f64,
    /// Whether that is in the right half, so that its text stands on the left.
    pub(crate) is_late: bool,
}

/// An option with its figures.
pub(crate) struct Row {
    pub(crate) letter: String,
    pub(crate) text: String,
    /// Its place; empty where it has none.
    pub(crate) badge: String,
    pub(crate) figure: String,
    pub(crate) detail: String,
    /// Of the longest bar, in percent.
    pub(crate) width: f64,
    pub(crate) leads: bool,
    /// What this device has said of it; empty if nothing.
    pub(crate) mine: String,
}

/// A statement of a grid.
pub(crate) struct Statement {
    pub(crate) text: String,
    /// The columns of its marks.
    pub(crate) columns: Vec<Column>,
    pub(crate) mean: String,
    /// "2 without an answer"; empty for none.
    pub(crate) skipped: String,
}

/// A mark of a scale, and what it means; empty for a mark without a label.
pub(crate) struct Mark {
    pub(crate) mark: u8,
    pub(crate) label: String,
}

/// The instruction above a ballot.
pub(crate) fn hint(results: &Results) -> String {
    let settings = &results.settings;
    match results.kind {
        Kind::Single | Kind::Multiple => choice_hint(results),
        Kind::Rating | Kind::Grid => {
            let (from, to) = ends(results);
            with_both(if results.kind == Kind::Grid { "grid_hint" } else { "rate_from" }, [("from", from), ("to", to)])
        }
        Kind::Ranking => with("rank_places", "of", settings.max_ranked.unwrap_or(results.options.len())),
        Kind::Points => {
            with(if settings.spend_all == Some(true) { "points_hint_all" } else { "points_hint" }, "n", settings.budget.unwrap_or_default())
        }
        Kind::Number => number_hint(results),
    }
}

/// The number of options per ballot, as a sentence.
fn choice_hint(results: &Results) -> String {
    match (results.min_choices, results.max_choices) {
        (1, 1) => t("choose_one").to_owned(),
        (min, max) if min == max => with("choose_exactly", "max", max),
        (1, max) if max == results.options.len() => t("choose_any").to_owned(),
        (min, max) if max == results.options.len() => with("choose_least", "min", min),
        (1, max) => with("choose_up_to", "max", max),
        (min, max) => with_both("choose_between", [("min", min), ("max", max)]),
    }
}

fn number_hint(results: &Results) -> String {
    let settings = &results.settings;
    let bound = |bound: &Option<String>| bound.as_deref().map(|bound| number(results, bound));
    match (bound(&settings.from), bound(&settings.to), settings.decimals) {
        (Some(from), Some(to), _) => with_both("number_range", [("from", from), ("to", to)]),
        (Some(from), None, _) => with("number_least", "from", from),
        (None, Some(to), _) => with("number_most", "to", to),
        (None, None, decimals) => number_decimals(decimals.unwrap_or(0)),
    }
}

fn number_decimals(decimals: u8) -> String {
    if decimals == 0 { t("number_whole").to_owned() } else { many("number_decimals", u64::from(decimals)) }
}

/// What is wrong with an answer, in the reader's language.
pub(crate) fn fault(results: &Results, fault: &AnswerFault) -> String {
    match fault {
        AnswerFault::BlankAndAnswered => t("fault_blank_and_answered").to_owned(),
        AnswerFault::Doubled | AnswerFault::SharedPlace { .. } => t("fault_shared_place").to_owned(),
        AnswerFault::SkippedPlace { place } => with("fault_skipped_place", "place", place),
        AnswerFault::Unranked { last } | AnswerFault::NotAPlace { last } => with("fault_unranked", "last", last),
        AnswerFault::Unmarked { missing } => many("fault_unmarked", *missing as u64),
        AnswerFault::NotPoints { budget } => with("fault_not_points", "budget", budget),
        AnswerFault::Overspent { spent, budget } => many("points_over", spent.saturating_sub(u64::from(*budget))),
        AnswerFault::Unspent { left, .. } => many("points_left", *left),
        AnswerFault::NotANumber => t("number_bad").to_owned(),
        AnswerFault::Ambiguous { grouped, decimal, .. } => with_both("fault_ambiguous", [("grouped", grouped), ("decimal", decimal)]),
        AnswerFault::TooLarge => t("number_long").to_owned(),
        AnswerFault::TooPrecise { decimals } => number_decimals(*decimals),
        AnswerFault::Foreign => t("options_changed").to_owned(),
        AnswerFault::Empty
        | AnswerFault::BlankNotAllowed
        | AnswerFault::Unexpected { .. }
        | AnswerFault::WrongType { .. }
        | AnswerFault::WrongCount { .. }
        | AnswerFault::OffScale { .. }
        | AnswerFault::OutOfBounds { .. } => hint(results),
    }
}

/// An answer in words: each part with the letter of its option, which is empty where the kind has none.
pub(crate) fn named(results: &Results, answer: &AnswerShape) -> Vec<(String, String)> {
    let at = |id: &i64| results.options.iter().position(|option| option.id == *id);
    let text = |id: &i64| at(id).map(|at| results.options[at].option_text.clone()).unwrap_or_default();
    let letter_of = |id: &i64| at(id).map(|at| letter(at).to_string()).unwrap_or_default();
    match answer {
        AnswerShape::Options(ids) if results.kind.is_scale() => {
            ids.iter().filter_map(at).filter_map(|at| marks(results).into_iter().nth(at)).map(|mark| (String::new(), mark.name())).collect()
        }
        AnswerShape::Options(ids) => ids.iter().map(|id| (letter_of(id), text(id))).collect(),
        AnswerShape::Mark(mark) => vec![(String::new(), mark.to_string())],
        AnswerShape::Marks(given) => {
            let name = |mark: &u8| marks(results).into_iter().find(|known| known.mark == *mark).map(|mark| mark.name()).unwrap_or_default();
            given.iter().map(|(id, mark)| (String::new(), format!("{}: {}", text(id), name(mark)))).collect()
        }
        AnswerShape::Ranking(ids) => {
            (1..).zip(ids).map(|(place, id): (u32, _)| (format!("{place}."), format!("{} {}", letter_of(id), text(id)))).collect()
        }
        AnswerShape::Points(points) => {
            points.iter().map(|(id, given)| (letter_of(id), format!("{}: {}", text(id), many("some_points", u64::from(*given))))).collect()
        }
        AnswerShape::Number(value) => vec![(String::new(), number(results, value))],
        AnswerShape::Blank => vec![(String::new(), t("abstained_own").to_owned())],
    }
}

impl Mark {
    /// `4 Agree`, or the number alone.
    pub(crate) fn name(&self) -> String {
        if self.label.is_empty() { self.mark.to_string() } else { format!("{} {}", self.mark, self.label) }
    }
}

/// The marks of a rating or a grid, the lowest first.
pub(crate) fn marks(results: &Results) -> Vec<Mark> {
    let (from, to) = ends(results);
    let labels = results.settings.labels.as_deref().unwrap_or_default();
    let label = |mark: u8| match (labels.len(), mark) {
        (2, mark) if mark == from => labels.first(),
        (2, mark) if mark == to => labels.get(1),
        (2, _) => None,
        _ => labels.get(usize::from(mark - from)),
    };
    (from..=to).map(|mark| Mark { mark, label: label(mark).cloned().unwrap_or_default() }).collect()
}

fn ends(results: &Results) -> (u8, u8) {
    let (marks, from) = (results.settings.scale.unwrap_or(2), results.settings.scale_from.unwrap_or(1));
    (from, from + marks.saturating_sub(1))
}

/// The columns of a rating or a number; those of a rating without counts while these are hidden.
pub(crate) fn histogram(results: &Results, mine: &FormAnswer) -> Vec<Column> {
    if let Some(figures) = &results.figures.number {
        let most = figures.bins.iter().map(|bin| bin.count).max().unwrap_or(0);
        let range = |bin: &Bin| with_both("number_range", [("from", text::decimal_text(&bin.from)), ("to", number(results, &bin.to))]);
        return figures.bins.iter().map(|bin| Column::new(range(bin), String::new(), (bin.count, most), false)).collect();
    }
    if !results.kind.is_scale() {
        return Vec::new();
    }
    let most = results.options.iter().filter_map(|option| option.vote_count).max().unwrap_or(0);
    let column = |(mark, option): (Mark, &OptionResult)| {
        Column::new(mark.name(), mark.mark.to_string(), (option.vote_count.unwrap_or(0), most), mine.chooses(&option.id))
    };
    marks(results).into_iter().zip(&results.options).map(column).collect()
}

impl Column {
    fn new(name: String, foot: String, (count, most): (u64, u64), mine: bool) -> Self {
        Self { name, foot, count, height: (count * 100).checked_div(most).unwrap_or(0), mine }
    }
}

/// The statements of a grid with their counts; without counts while these are hidden.
pub(crate) fn statements(results: &Results, mine: &FormAnswer) -> Vec<Statement> {
    let rows = results.figures.grid.as_deref().unwrap_or_default();
    let most = rows.iter().flat_map(|row| row.counts.iter().copied()).max().unwrap_or(0);
    let statement = |option: &OptionResult| {
        let row = rows.iter().find(|row| row.id == option.id);
        let own = mine.of("mark", option.id);
        let column = |(at, mark): (usize, Mark)| {
            let count = row.and_then(|row| row.counts.get(at)).copied().unwrap_or(0);
            Column::new(mark.name(), String::new(), (count, most), own == mark.mark.to_string())
        };
        Statement {
            text: option.option_text.clone(),
            columns: marks(results).into_iter().enumerate().map(column).collect(),
            mean: row.and_then(|row| row.mean).map_or_else(|| "–".to_owned(), text::mean),
            skipped: row.filter(|row| row.skipped > 0).map(|row| many("without_answer", row.skipped)).unwrap_or_default(),
        }
    };
    results.options.iter().map(statement).collect()
}

/// The options of a ranking or of points with their figures, the best first in a ranking; without figures while these are hidden.
pub(crate) fn rows(results: &Results, mine: &FormAnswer) -> Vec<Row> {
    let plain = |(at, option): (usize, &OptionResult)| Row {
        letter: letter(at).to_string(),
        text: option.option_text.clone(),
        badge: String::new(),
        figure: String::new(),
        detail: String::new(),
        width: 0.0,
        leads: false,
        mine: own(results, mine, option.id),
    };
    let plain: Vec<Row> = results.options.iter().enumerate().map(plain).collect();
    if let Some(ranking) = &results.figures.ranking {
        let most = ranking.iter().map(|option| option.points).fold(0.0, f64::max);
        let mut rows: Vec<(u8, Row)> = ranking.iter().zip(plain).map(|(option, row)| ranked(option, row, most)).collect();
        rows.sort_by_key(|(place, _)| *place);
        return rows.into_iter().map(|(_, row)| row).collect();
    }
    let Some(points) = &results.figures.points else { return plain };
    let most = points.iter().filter_map(|option| option.mean).fold(0.0, f64::max);
    points.iter().zip(plain).map(|(option, row)| given(option, row, most)).collect()
}

fn ranked(option: &crate::domain::RankedOption, row: Row, most: f64) -> (u8, Row) {
    let place = option.place.filter(|_| option.ranked > 0);
    let mean = option.mean_place.map(|place| with("average_place", "place", text::mean(place)));
    let row = Row {
        badge: place.map_or_else(|| "–".to_owned(), |place| place.to_string()),
        figure: format!("{} {}", text::number(option.points), t("points_word")),
        detail: [Some(many("first_places", option.first)), mean].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        width: if most > 0.0 { option.points / most * 100.0 } else { 0.0 },
        leads: place == Some(1),
        ..row
    };
    (option.place.unwrap_or(u8::MAX), row)
}

fn given(option: &crate::domain::OptionPoints, row: Row, most: f64) -> Row {
    let mean = option.mean.unwrap_or(0.0);
    Row {
        figure: option.mean.map_or_else(|| "–".to_owned(), text::tenth),
        detail: format!("{} · {}", many("some_points", option.sum), many("given_by", option.givers)),
        width: if most > 0.0 { mean / most * 100.0 } else { 0.0 },
        leads: option.sum > 0 && mean >= most,
        ..row
    }
}

/// What this device has said of an option of a ranking or of points.
fn own(results: &Results, mine: &FormAnswer, option: i64) -> String {
    let (key, name, prefix) = if results.kind == Kind::Ranking { ("your_place", "place", "rank") } else { ("your_points", "n", "points") };
    match mine.of(prefix, option) {
        "" => String::new(),
        value => with(key, name, value),
    }
}

/// The line in a histogram: the mean of a rating, the median of a number; `None` without answers and while hidden.
pub(crate) fn line(results: &Results) -> Option<Line> {
    let Some(figures) = &results.figures.number else {
        let ((from, to), mean) = (ends(results), results.figures.mean?);
        let at = (mean - f64::from(from) + 0.5) / f64::from(to - from + 1) * 100.0;
        return Some(Line::new(format!("{} {}", text::mean(mean), t("mean")), at));
    };
    let value = |text: &String| text.parse::<f64>().ok();
    let median = figures.median.as_ref().and_then(value)?;
    let ends: Vec<(f64, f64)> = figures.bins.iter().filter_map(|bin| value(&bin.from).zip(value(&bin.to))).collect();
    // All columns are equally wide, the bins at the ends may not be.
    let index = ends.iter().position(|(_, to)| *to >= median)?;
    let (from, to) = ends[index];
    let within = if to > from { ((median - from) / (to - from)).max(0.0) } else { 0.5 };
    let columns = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    Some(Line::new(t("median_word").to_owned(), (columns(index) + within) / columns(ends.len()) * 100.0))
}

impl Line {
    fn new(text: String, at: f64) -> Self {
        Self { text, at: (at.clamp(0.0, 100.0) * 10.0).round() / 10.0, is_late: at > 50.0 }
    }
}

/// The median of a number, and its middle half; `None` without answers and while hidden.
pub(crate) fn median(results: &Results) -> Option<(String, String)> {
    let figures = results.figures.number.as_ref()?;
    let (median, [lower, upper]) = (figures.median.as_ref()?, figures.quartiles.as_ref()?);
    let half = with_both("middle_half", [("from", number(results, lower)), ("to", number(results, upper))]);
    Some((number(results, median), half))
}

/// The numbers at both ends of the histogram.
pub(crate) fn outer_numbers(results: &Results) -> Vec<String> {
    let bins = results.figures.number.as_ref().map(|figures| figures.bins.as_slice()).unwrap_or_default();
    let [first, last] = [bins.first().map(|bin| &bin.from), bins.last().map(|bin| &bin.to)];
    [first, last].into_iter().flatten().map(|end| number(results, end)).collect()
}

/// The right answer of a number, once it is shown.
pub(crate) fn right_number(results: &Results) -> Option<String> {
    let right = results.right.as_ref()?;
    let margin = if right.tolerance == "0" { String::new() } else { format!(" (± {})", text::decimal_text(&right.tolerance)) };
    Some(number(results, &right.value) + &margin)
}

/// What else there is to say, a line each: this device's answer, and figures of the whole poll.
pub(crate) fn facts(results: &Results, vote: Option<&YourVote>) -> Vec<String> {
    let figures = &results.figures;
    let own = || {
        let named = vote.filter(|vote| vote.answer != AnswerShape::Blank).map(|vote| named(results, &vote.answer));
        named.and_then(|parts| parts.into_iter().next()).map(|(_, answer)| with("your_answer", "answer", answer))
    };
    match results.kind {
        Kind::Single | Kind::Multiple | Kind::Grid => Vec::new(),
        Kind::Rating => {
            let median = figures.median.map(|median| with("median", "median", text::number(median)));
            [own(), median, figures.nps.map(|nps| net_promoters(results, nps))].into_iter().flatten().collect()
        }
        Kind::Ranking => {
            let best = figures.beats_all.and_then(|id| results.options.iter().position(|option| option.id == id));
            best.map(|at| with("beats_all", "option", format!("{} {}", letter(at), results.options[at].option_text))).into_iter().collect()
        }
        Kind::Points => figures.points.iter().map(|_| t("points_mean").to_owned()).collect(),
        Kind::Number => {
            let mean = figures.number.as_ref().and_then(|figures| Some((figures.count, figures.mean.as_ref()?)));
            let mean = mean.map(|(count, mean)| format!("{} · {} {}", many("answers", count), number(results, mean), t("mean")));
            [own(), mean].into_iter().flatten().collect()
        }
    }
}

/// The Net Promoter Score, and of what it is made.
fn net_promoters(results: &Results, score: i8) -> String {
    let sum = |from: usize, to: usize| results.options.iter().take(to).skip(from).filter_map(|option| option.vote_count).sum::<u64>();
    let sign = if score > 0 { "+" } else { "" };
    let parts =
        with_both("nps_parts", [("promoters", sum(9, 11)), ("passives", sum(7, 9))]).replace("{detractors}", &sum(0, 7).to_string());
    format!("{} {parts}", with("nps", "score", format!("{sign}{score}").replace('-', "−")))
}

/// A number of the poll with its unit.
fn number(results: &Results, value: &str) -> String {
    let unit = results.settings.unit.as_deref().unwrap_or_default();
    let number = text::decimal_text(value);
    if unit.is_empty() { number } else { format!("{number}\u{a0}{unit}") }
}
