//! The options of a ranking or of points with their figures.

use crate::domain::{Kind, OptionPoints, RankedOption};
use crate::http::voting::form_answer::FormAnswer;
use crate::text::{self, letter, many, t, with};
use crate::wire::{OptionResult, Results};

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

fn ranked(option: &RankedOption, row: Row, most: f64) -> (u8, Row) {
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

fn given(option: &OptionPoints, row: Row, most: f64) -> Row {
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
