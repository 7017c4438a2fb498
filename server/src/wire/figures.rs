//! The figures of a poll's kind, as one audience may see them.

use crate::domain::{
    Figures, NumberResult, OptionId, OptionPoints, RankedOption, RatingFigures, StatementFigures, Summary, WordCount, WordsFigures,
};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// What results show of a round besides the counts of options. On the wire they are fields of what they belong to; those of
/// other kinds are absent, and all of them while results are hidden.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct ShownFigures {
    /// The mean of a rating, two decimals; null for other kinds, without votes, and while hidden.
    #[serialize_always]
    #[schema(required)]
    pub mean: Option<f64>,
    /// The median mark of a rating; absent without votes.
    #[ts(optional)]
    pub median: Option<f64>,
    /// The Net Promoter Score of a rating with that preset, -100 to 100: the percentage of marks from 9 less that of marks up to
    /// 6; absent without votes.
    #[ts(optional)]
    pub nps: Option<i8>,
    /// Blank ballots, which `total_votes` includes; absent for a poll that takes none, null while hidden.
    #[serde(with = "serde_with::rust::double_option")]
    #[ts(optional, type = "number | null")]
    #[schema(value_type = Option<u64>, extensions(("x-may-be-null-or-absent" = json!(true))))]
    pub blank: Option<Option<u64>>,
    /// Of `grid`: the statements in the host's order.
    #[ts(optional)]
    pub grid: Option<Vec<StatementFigures>>,
    /// Of `ranking`: the options in the host's order.
    #[ts(optional)]
    pub ranking: Option<Vec<RankedOption>>,
    /// Of `ranking`: the option that more rankings prefer to each other one than the reverse; absent if there is none.
    #[ts(optional, type = "number")]
    #[schema(value_type = Option<i64>)]
    pub beats_all: Option<OptionId>,
    /// Of `points`: the options in the host's order.
    #[ts(optional)]
    pub points: Option<Vec<OptionPoints>>,
    /// Of `number`.
    #[ts(optional)]
    pub number: Option<NumberResult>,
    /// Of `words`: those of most voters first, at most 100, and fewer where they are long.
    #[ts(optional)]
    pub words: Option<Vec<WordCount>>,
    /// Of `words`: how many more are shown in the list of all of them.
    #[ts(optional, type = "number")]
    pub more: Option<u64>,
    /// Of `words` and `text`: answers that are not blank.
    #[ts(optional, type = "number")]
    pub answers: Option<u64>,
    /// Of `words` and `text`: texts of these answers that are not shown, because they wait for the host or are taken off.
    #[ts(optional, type = "number")]
    pub hidden: Option<u64>,
}

/// The most words of a frame.
const MOST_WORDS: usize = 100;
/// The room for them as JSON, in bytes.
const BYTES_OF_WORDS: usize = 1400;

/// The first words that fit into a frame, and how many do not.
fn fitting(mut words: Vec<WordCount>) -> (Vec<WordCount>, u64) {
    let all = words.len();
    let mut bytes = 0;
    let fits = |word: &WordCount| {
        bytes += serde_json::to_string(word).map_or(BYTES_OF_WORDS, |json| json.len() + 1);
        bytes <= BYTES_OF_WORDS
    };
    let fitting = words.iter().take(MOST_WORDS).map(fits).take_while(|fits| *fits).count();
    words.truncate(fitting);
    (words, (all - fitting) as u64)
}

impl ShownFigures {
    /// The figures of a summary, which is `None` while hidden; `takes_blank`: whether the poll may be answered with nothing.
    #[must_use]
    pub fn of(summary: Option<Summary>, takes_blank: bool) -> Self {
        let common = Self { blank: takes_blank.then(|| summary.as_ref().map(|summary| summary.blank)), ..Self::default() };
        let Some(summary) = summary else { return common };
        match summary.figures {
            Figures::Choice(_) => common,
            Figures::Rating(RatingFigures { mean, median, nps, .. }) => Self { mean, median, nps, ..common },
            Figures::Grid(figures) => Self { grid: Some(figures.grid), ..common },
            Figures::Ranking(figures) => Self { ranking: Some(figures.ranking), beats_all: figures.beats_all, ..common },
            Figures::Points(figures) => Self { points: Some(figures.points), ..common },
            Figures::Number(figures) => Self { number: Some(figures.number), ..common },
            Figures::Words(WordsFigures { words, hidden, answers }) => {
                let (words, more) = fitting(words);
                Self { words: Some(words), more: Some(more), answers: Some(answers), hidden: Some(hidden), ..common }
            }
            Figures::Open(figures) => Self { answers: Some(figures.answers), hidden: Some(figures.hidden), ..common },
        }
    }
}
