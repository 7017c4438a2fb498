//! Requests about a board.

use crate::domain::{BoardState, Moderation, QuestionState};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// Request for a new question.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionBody {
    /// 1 to 300 characters.
    pub text: String,
    /// At most 40 characters; ignored where the host permits no names.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// A UUID: who asks, for a program without cookies.
    #[serde(default)]
    #[ts(optional)]
    pub browser_token: Option<String>,
}

/// A change of a question; absent fields stay unchanged.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionPatch {
    /// The new state; not `merged`.
    #[serde(default)]
    #[ts(optional)]
    pub state: Option<QuestionState>,
    /// A written answer, at most 1,000 characters; empty for none.
    #[serde(default)]
    #[ts(optional)]
    pub answer: Option<String>,
    /// The question as which it counts from now on.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub merged_into: Option<i64>,
    /// Whether the name beside it is taken off.
    #[serde(default)]
    #[ts(optional)]
    pub name_off: Option<bool>,
    /// The `version` that this change is about; refused with `decided_since` once the question has another one. Absent: whatever it has.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub replaces: Option<u64>,
}

/// A change of a board's rules; absent fields stay unchanged.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardPatch {
    /// Whether questions are taken.
    #[serde(default)]
    #[ts(optional)]
    pub board: Option<BoardState>,
    /// Which questions wait for the host.
    #[serde(default)]
    #[ts(optional)]
    pub moderation: Option<Moderation>,
    /// Whether a name may stand beside a question.
    #[serde(default)]
    #[ts(optional)]
    pub names: Option<bool>,
    /// How many devices must have asked a question that waits, so that it is shown by itself under the rule `hold`; 0 for none. A question
    /// that a word list holds waits for the host.
    #[serde(default)]
    #[ts(optional)]
    pub show_after: Option<u16>,
}
