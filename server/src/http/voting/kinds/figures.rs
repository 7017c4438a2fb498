//! The figures of a poll as a whole, and of this device's answer.

use super::wording::named;
use crate::domain::{AnswerShape, Kind, WordCount};
use crate::text::{self, letter, many, t, with, with_both};
use crate::wire::{Results, ShownFigures, YourVote};

/// What else there is to say, a line each: this device's answer, and figures of the whole poll.
pub(crate) fn facts(results: &Results, vote: Option<&YourVote>) -> Vec<String> {
    let figures = &results.figures;
    let own = || {
        let named = vote.filter(|vote| vote.answer != AnswerShape::Blank).map(|vote| named(results, &vote.answer));
        named
            .map(|parts| parts.into_iter().map(|(_, part)| part).collect::<Vec<_>>().join(", "))
            .map(|answer| with("your_answer", "answer", answer))
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
        Kind::Words | Kind::Text => own().into_iter().chain(turnout_of_texts(figures)).collect(),
        Kind::Number => {
            let mean = figures.number.as_ref().and_then(|figures| Some((figures.count, figures.mean.as_ref()?)));
            let mean = mean.map(|(count, mean)| format!("{} · {} {}", many("answers", count), number(results, mean), t("mean")));
            [own(), mean].into_iter().flatten().collect()
        }
    }
}

/// "37 answers, 2 hidden by the host".
fn turnout_of_texts(figures: &ShownFigures) -> Option<String> {
    let answers = many("answers", figures.answers.filter(|answers| *answers > 0)?);
    let hidden = figures.hidden.filter(|hidden| *hidden > 0);
    Some(hidden.map_or_else(|| answers.clone(), |hidden| format!("{answers}, {}", with("hidden_by_host", "n", hidden))))
}

/// The words that are shown, and "+12 more" behind them; `None` while hidden and for other kinds.
pub(crate) fn words(results: &Results) -> Option<(&[WordCount], Option<String>)> {
    let words = results.figures.words.as_deref()?;
    let more = results.figures.more.filter(|more| *more > 0).map(|more| with("words_more", "n", more));
    Some((words, more))
}

/// The Net Promoter Score, and of what it is made.
fn net_promoters(results: &Results, score: i8) -> String {
    let sum = |from: usize, to: usize| results.options.iter().take(to).skip(from).filter_map(|option| option.vote_count).sum::<u64>();
    let sign = if score > 0 { "+" } else { "" };
    let parts =
        with_both("nps_parts", [("promoters", sum(9, 11)), ("passives", sum(7, 9))]).replace("{detractors}", &sum(0, 7).to_string());
    format!("{} {parts}", with("nps", "score", format!("{sign}{score}").replace('-', "−")))
}

/// The median of a number, and its middle half; `None` without answers and while hidden.
pub(crate) fn median(results: &Results) -> Option<(String, String)> {
    let figures = results.figures.number.as_ref()?;
    let (median, [lower, upper]) = (figures.median.as_ref()?, figures.quartiles.as_ref()?);
    let half = with_both("middle_half", [("from", number(results, lower)), ("to", number(results, upper))]);
    Some((number(results, median), half))
}

/// The right answer of a number, once it is shown.
pub(crate) fn right_number(results: &Results) -> Option<String> {
    let right = results.right.as_ref()?;
    let margin = if right.tolerance == "0" { String::new() } else { format!(" (± {})", text::decimal_text(&right.tolerance)) };
    Some(number(results, &right.value) + &margin)
}

/// A number of the poll with its unit.
pub(super) fn number(results: &Results, value: &str) -> String {
    let unit = results.settings.unit.as_deref().unwrap_or_default();
    let number = text::decimal_text(value);
    if unit.is_empty() { number } else { format!("{number}\u{a0}{unit}") }
}
