//! What a meeting was, once it has ended.

use crate::domain::percentage;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What a meeting was: part of its stage, once it has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Recap {
    /// Questions whose voting was opened.
    #[ts(type = "number")]
    pub questions: u64,
    /// Votes that were counted, in all rounds.
    #[ts(type = "number")]
    pub votes: u64,
    /// Votes in the round with the most: so many people took part at least. How many did in all is not stored.
    #[ts(type = "number")]
    pub most_voters: u64,
    /// The clearest of the results that every visitor may see; absent where none is clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub clearest: Option<ClearResult>,
}

/// A question of which most voters chose the same option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct ClearResult {
    /// 1 to 500 characters.
    pub question: String,
    /// The option: 1 to 200 characters.
    pub option_text: String,
    /// In percent of the question's votes, blank ones too, one decimal.
    pub percentage: f64,
}

impl From<&crate::domain::Recap> for Recap {
    fn from(recap: &crate::domain::Recap) -> Self {
        let crate::domain::Recap { questions, votes, most_voters, ref clearest } = *recap;
        Self { questions, votes, most_voters, clearest: clearest.as_ref().map(Into::into) }
    }
}

impl From<&crate::domain::ClearResult> for ClearResult {
    fn from(result: &crate::domain::ClearResult) -> Self {
        Self {
            question: result.question.clone(),
            option_text: result.option_text.clone(),
            percentage: percentage(result.vote_count, result.total_votes),
        }
    }
}
