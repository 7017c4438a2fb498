//! The columns of a scale or a number, and the line that marks their mean or median.

use super::figures::number;
use super::scale::{Mark, ends, marks};
use crate::domain::Bin;
use crate::http::voting::form_answer::FormAnswer;
use crate::text::{self, many, t, with_both};
use crate::wire::{OptionResult, Results};

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

/// A statement of a grid.
pub(crate) struct Statement {
    pub(crate) text: String,
    /// The columns of its marks.
    pub(crate) columns: Vec<Column>,
    pub(crate) mean: String,
    /// "2 without an answer"; empty for none.
    pub(crate) skipped: String,
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

/// The line in a histogram: the mean of a rating, the median of a number; `None` without answers and while hidden.
pub(crate) fn line(results: &Results) -> Option<Line> {
    let Some(figures) = &results.figures.number else {
        let mean = results.figures.mean?;
        return Some(Line::new(format!("{} {}", text::mean(mean), t("mean")), place_on_scale(ends(results), mean)));
    };
    Some(Line::new(t("median_word").to_owned(), place_in_bins(&figures.bins, figures.median.as_ref()?)?))
}

/// Where a value stands in the row of a scale's marks, in percent of its width.
fn place_on_scale((from, to): (u8, u8), value: f64) -> f64 {
    (value - f64::from(from) + 0.5) / f64::from(to - from + 1) * 100.0
}

/// Where a number stands in the row of bins, in percent of its width. All columns are equally wide, the bins at the ends may
/// not be.
fn place_in_bins(bins: &[Bin], value: &str) -> Option<f64> {
    let parsed = |text: &str| text.parse::<f64>().ok();
    let value = parsed(value)?;
    let ends: Vec<(f64, f64)> = bins.iter().filter_map(|bin| parsed(&bin.from).zip(parsed(&bin.to))).collect();
    let index = ends.iter().position(|(_, to)| *to >= value)?;
    let (from, to) = ends[index];
    // A value between two bins stands on their border.
    let within = if value < from {
        0.0
    } else if to > from {
        (value - from) / (to - from)
    } else {
        0.5
    };
    let columns = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    Some((columns(index) + within) / columns(ends.len()) * 100.0)
}

impl Line {
    fn new(text: String, at: f64) -> Self {
        Self { text, at: (at.clamp(0.0, 100.0) * 10.0).round() / 10.0, is_late: at > 50.0 }
    }
}

/// The numbers at both ends of the histogram.
pub(crate) fn outer_numbers(results: &Results) -> Vec<String> {
    let bins = results.figures.number.as_ref().map(|figures| figures.bins.as_slice()).unwrap_or_default();
    let [first, last] = [bins.first().map(|bin| &bin.from), bins.last().map(|bin| &bin.to)];
    [first, last].into_iter().flatten().map(|end| number(results, end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Places {
        scales: Vec<OnScale>,
        bins: Vec<InBins>,
    }

    #[derive(Deserialize)]
    struct OnScale {
        lowest: u8,
        marks: u8,
        mean: f64,
        at: f64,
    }

    #[derive(Deserialize)]
    struct InBins {
        bins: Vec<(String, String)>,
        value: String,
        at: f64,
    }

    #[test]
    fn a_line_stands_where_the_script_places_it() {
        let file = include_str!("../../../../../ui/src/kinds/shared/places.json");
        let Places { scales, bins } = serde_json::from_str(file).expect("JSON");
        let is_at = |place: f64, at: f64| (place - at).abs() < 1e-9;
        for OnScale { lowest, marks, mean, at } in scales {
            assert!(is_at(place_on_scale((lowest, lowest + marks - 1), mean), at), "{mean} of {marks}");
        }
        for InBins { bins, value, at } in bins {
            let bins: Vec<Bin> = bins.into_iter().map(|(from, to)| Bin { from, to, count: 1 }).collect();
            assert!(place_in_bins(&bins, &value).is_some_and(|place| is_at(place, at)), "{value}");
        }
    }
}
