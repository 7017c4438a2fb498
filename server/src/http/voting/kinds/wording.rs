//! The instruction above a ballot, what is wrong with an answer, and an answer in words.

use super::figures::number;
use super::scale::{ends, marks};
use crate::domain::{AnswerFault, AnswerShape, Kind, LONGEST_TEXT};
use crate::text::{decimal_text, letter, many, t, with, with_both};
use crate::wire::Results;

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
        Kind::Words => many("words_hint", u64::from(settings.most.unwrap_or(1))),
        Kind::Text => with("text_hint", "n", LONGEST_TEXT),
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
        AnswerFault::Ambiguous { grouped, decimal, .. } if grouped == decimal => with("fault_one_reading", "value", decimal_text(decimal)),
        AnswerFault::Ambiguous { grouped, decimal, .. } => {
            with_both("fault_ambiguous", [("grouped", grouped.clone()), ("decimal", decimal_text(decimal))])
        }
        AnswerFault::TooLarge => t("number_long").to_owned(),
        AnswerFault::TooPrecise { decimals } => number_decimals(*decimals),
        AnswerFault::Foreign => t("options_changed").to_owned(),
        AnswerFault::NoVisibleText | AnswerFault::TooLong { .. } | AnswerFault::Stacked => text_fault(fault).unwrap_or_default(),
        AnswerFault::Empty
        | AnswerFault::BlankNotAllowed
        | AnswerFault::Unexpected { .. }
        | AnswerFault::WrongType { .. }
        | AnswerFault::WrongCount { .. }
        | AnswerFault::OffScale { .. }
        | AnswerFault::TooManyTexts { .. }
        | AnswerFault::OutOfBounds { .. } => hint(results),
    }
}

/// What is wrong with a text, in the reader's language; `None` for a fault of another kind of answer.
pub(crate) fn text_fault(fault: &AnswerFault) -> Option<String> {
    match fault {
        AnswerFault::NoVisibleText => Some(t("fault_no_visible_text").to_owned()),
        AnswerFault::TooLong { length, most } => Some(with_both("fault_too_long", [("n", length), ("most", most)])),
        AnswerFault::Stacked => Some(t("fault_stacked").to_owned()),
        _ => None,
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
        AnswerShape::Texts(texts) => texts.iter().map(|text| (String::new(), text.clone())).collect(),
        AnswerShape::Blank => vec![(String::new(), t("abstained_own").to_owned())],
    }
}
