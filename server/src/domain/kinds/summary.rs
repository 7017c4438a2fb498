//! A summary: what results show of a tally, by kind.

use super::{ChoiceFigures, GridFigures, NumberFigures, OpenFigures, PointsFigures, RankingFigures, RatingFigures, WordsFigures};
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

/// What results show of a round's answers. On the wire, the figures are fields beside `blank`.
#[derive(Debug, Clone, PartialEq, Serialize, TS, ToSchema)]
pub struct Summary {
    /// Blank answers.
    #[ts(type = "number")]
    pub blank: u64,
    /// The figures of the kind.
    #[serde(flatten)]
    pub figures: Figures,
}

/// The figures of a tally by kind.
#[derive(Debug, Clone, PartialEq, Serialize, TS, ToSchema)]
#[serde(untagged)]
pub enum Figures {
    /// Of `rating`.
    Rating(RatingFigures),
    /// Of `single` and `multiple`.
    Choice(ChoiceFigures),
    /// Of `grid`.
    Grid(GridFigures),
    /// Of `ranking`.
    Ranking(RankingFigures),
    /// Of `points`.
    Points(PointsFigures),
    /// Of `number`.
    Number(NumberFigures),
    /// Of `words`.
    Words(WordsFigures),
    /// Of `text`.
    Open(OpenFigures),
}
