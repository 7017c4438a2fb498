//! What results say of this device's own answer. The pages' script says the same (`ui/src/kinds/shared/personal.ts` and beside it).

use super::figures::number;
use super::scale::marks;
use crate::domain::AnswerShape;
use crate::text::{letter, many, percent, t, with, with_both};
use crate::wire::{OptionResult, Results};

/// A sentence a line.
#[derive(Default)]
pub(crate) struct Personal {
    /// Whether it is a right answer, and these are shown.
    pub(crate) is_right: bool,
    pub(crate) lines: Vec<String>,
}

/// What results say of an answer; `None` while that is nothing.
pub(crate) fn personal(results: &Results, answer: &AnswerShape) -> Option<Personal> {
    let own = match answer {
        AnswerShape::Options(ids) => of_options(results, ids),
        AnswerShape::Number(value) => of_number(results, value),
        AnswerShape::Ranking(ids) => of_ranking(results, ids),
        AnswerShape::Texts(texts) => of_words(results, texts),
        AnswerShape::Mark(_) | AnswerShape::Marks(_) | AnswerShape::Points(_) | AnswerShape::Blank => return None,
    };
    (!own.lines.is_empty()).then_some(own)
}

/// The verdict on an answer.
fn verdict(is_right: bool) -> String {
    t(if is_right { "own_right" } else { "own_wrong" }).to_owned()
}

fn of_options(results: &Results, chosen: &[i64]) -> Personal {
    let is_correct = |option: &&OptionResult| option.correct == Some(true);
    let right = results.options.iter().filter(is_correct).count();
    let found = results.options.iter().filter(is_correct).filter(|option| chosen.contains(&option.id)).count();
    // Where a ballot names one option and several are right, any of them is.
    let is_right = found > 0 && found == chosen.len() && (found == right || !results.kind.takes_several());
    let part = || if found > 0 && !is_right { partly_right(found, right, chosen.len() - found) } else { verdict(is_right) };
    Personal { is_right, lines: (right > 0).then(part).into_iter().chain(shares(results, chosen)).collect() }
}

/// "2 of 2 right answers found, 1 wrong": not everything that is ticked is right.
fn partly_right(found: usize, right: usize, wrong: usize) -> String {
    let key = if wrong > 0 { "own_found_wrong" } else { "own_found" };
    with_both(key, [("n", found), ("of", right)]).replace("{wrong}", &wrong.to_string())
}

/// "43% chose B, as you did"; `None` while shares are hidden.
fn shares(results: &Results, chosen: &[i64]) -> Option<String> {
    let own = |(at, option): (usize, &OptionResult)| {
        let votes = option.vote_count.filter(|votes| *votes > 0 && chosen.contains(&option.id))?;
        Some((name(results, at), percent(option.percentage?, results.whole_shares()), votes))
    };
    let own: Vec<(String, String, u64)> = results.options.iter().enumerate().filter_map(own).collect();
    match own.as_slice() {
        [] => None,
        [(choice, _, 1)] => Some(with("own_only", "choice", choice)),
        [(choice, _, votes)] if *votes == results.total_votes => Some(with("own_all", "choice", choice)),
        [(choice, share, _)] => Some(with_both("own_share", [("share", share), ("choice", choice)])),
        several => {
            let choices: Vec<String> = several.iter().map(|(choice, share, _)| format!("{choice} ({share})")).collect();
            Some(with("own_several", "choices", choices.join(", ")))
        }
    }
}

/// An option in a few letters.
fn name(results: &Results, at: usize) -> String {
    let mark = results.kind.is_scale().then(|| marks(results).into_iter().nth(at)).flatten();
    mark.map_or_else(|| letter(at).to_string(), |mark| mark.name())
}

fn of_number(results: &Results, value: &str) -> Personal {
    let is_right = results.right.as_ref().map(|right| is_within(value, &right.value, &right.tolerance));
    let median = results.figures.number.as_ref().and_then(|figures| figures.median.as_deref());
    let beside = median.map(|median| with_both("own_number", [("value", number(results, value)), ("median", number(results, median))]));
    Personal { is_right: is_right == Some(true), lines: is_right.map(verdict).into_iter().chain(beside).collect() }
}

/// Whether a number differs from another one by a tolerance at most. Numbers have at most six decimals.
fn is_within(value: &str, right: &str, tolerance: &str) -> bool {
    let millionths = |number: &str| {
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        format!("{whole}{decimals:0<6}").parse::<i128>().ok()
    };
    let numbers = (millionths(value), millionths(right), millionths(tolerance));
    matches!(numbers, (Some(value), Some(right), Some(tolerance)) if (value - right).abs() <= tolerance)
}

/// "Your first choice, B Wind, came in at place 2".
fn of_ranking(results: &Results, ids: &[i64]) -> Personal {
    let first = || {
        let id = *ids.first()?;
        let ranked = results.figures.ranking.as_ref()?.iter().find(|option| option.id == id && option.ranked > 0)?;
        let at = results.options.iter().position(|option| option.id == id)?;
        let option = format!("{} {}", letter(at), results.options[at].option_text);
        Some(with_both("own_first", [("place", ranked.place?.to_string()), ("option", option)]))
    };
    Personal { is_right: false, lines: first().into_iter().collect() }
}

/// "3 other voters wrote “Freedom” too": of the own words the most frequent one.
fn of_words(results: &Results, texts: &[String]) -> Personal {
    let own: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    let mut words = results.figures.words.iter().flatten();
    let shared = words.find(|word| word.count > 1 && own.contains(&word.text.to_lowercase()));
    let line = shared.map(|word| many("own_word", word.count - 1).replace("{word}", &word.text));
    Personal { is_right: false, lines: line.into_iter().collect() }
}
