//! The settings of a poll's kind, as results show them.

use crate::domain::{Ask, Preset, Prompt, Scale};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// The settings of a poll's kind. On the wire they are fields of the poll, with the names that POST `/create` has for them; those of
/// other kinds are absent.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct ShownSettings {
    /// Of `rating` and `grid`: the number of marks, 2 to 11.
    #[ts(optional)]
    pub scale: Option<u8>,
    /// Of `rating` and `grid`: the lowest mark, 0 or 1.
    #[ts(optional)]
    pub scale_from: Option<u8>,
    /// Of `rating` and `grid`: no texts, two for the ends of the scale, or one for each mark.
    #[ts(optional)]
    pub labels: Option<Vec<String>>,
    /// Of `rating` and `grid`: the preset from which the scale has its defaults.
    #[ts(optional)]
    pub preset: Option<Preset>,
    /// Of `grid`: whether statements may be left out.
    #[ts(optional)]
    pub partial: Option<bool>,
    /// Of `ranking`: how many places an answer may give.
    #[ts(optional)]
    pub max_ranked: Option<usize>,
    /// Of `ranking`: whether an answer must give every place.
    #[ts(optional)]
    pub rank_all: Option<bool>,
    /// Of `points`: the points to spend.
    #[ts(optional)]
    pub budget: Option<u16>,
    /// Of `points`: whether all must be spent.
    #[ts(optional)]
    pub spend_all: Option<bool>,
    /// Of `number`: the most decimals, 0 to 6.
    #[ts(optional)]
    pub decimals: Option<u8>,
    /// Of `number`: the smallest one, as text with a point as the decimal sign; absent without a bound.
    #[ts(optional)]
    pub from: Option<String>,
    /// Of `number`: the largest one, in the same form.
    #[ts(optional)]
    pub to: Option<String>,
    /// Of `number`: the unit; empty for none.
    #[ts(optional)]
    pub unit: Option<String>,
    /// Of `words`: the most entries of an answer.
    #[ts(optional)]
    pub most: Option<u8>,
    /// True where each device shows the options in a random order that it keeps; absent otherwise.
    #[ts(optional)]
    pub shuffled: Option<bool>,
}

impl ShownSettings {
    /// The settings of a poll with so many options; not the right answer of a number.
    #[must_use]
    pub fn of(prompt: &Prompt, options: usize) -> Self {
        let common = Self { shuffled: prompt.shuffled().then_some(true), ..Self::default() };
        match prompt.ask() {
            Ask::Choice(_) | Ask::Text(_) => common,
            Ask::Rating(rating) => common.with_scale(rating.scale()),
            Ask::Grid(grid) => Self { partial: Some(grid.partial()), ..common.with_scale(grid.scale()) },
            Ask::Ranking(ranking) => Self { max_ranked: Some(ranking.places(options)), rank_all: Some(ranking.rank_all()), ..common },
            Ask::Points(points) => Self { budget: Some(points.budget()), spend_all: Some(points.spend_all()), ..common },
            Ask::Number(number) => {
                let [from, to] = number.bounds();
                let unit = number.unit().unwrap_or_default().to_owned();
                Self { decimals: Some(number.decimals()), from, to, unit: Some(unit), ..common }
            }
            Ask::Words(words) => Self { most: Some(words.most()), ..common },
        }
    }

    fn with_scale(self, scale: &Scale) -> Self {
        Self {
            scale: u8::try_from(scale.marks().count()).ok(),
            scale_from: Some(scale.lowest()),
            labels: Some(scale.labels().to_vec()),
            preset: scale.preset(),
            ..self
        }
    }
}
