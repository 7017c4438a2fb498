//! What changes of a poll while it is shown: the counts, without the texts.

use super::{Refused, Results, ShownFigures};
use crate::domain::{PollState, RightNumber};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The count of a poll as one audience may see it: the events `vote_update` and `poll_state`, for a socket that has joined with
/// `"paper": false`. Its texts and rules are those of every [`Results`] whose `seq` is at least `revision`; a client that has
/// only older ones asks for them, by joining again or by GET results.
///
/// Percentages are computed by the client: `vote_count` of `total_votes`, one decimal, half up.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Count {
    /// 8 characters.
    pub poll_code: String,
    /// Monotonic: a client ignores a count with a smaller number than that of what it shows.
    #[ts(type = "number")]
    pub seq: u64,
    /// As in [`Results`].
    #[ts(type = "number")]
    pub revision: u64,
    /// From 1.
    pub round: u32,
    /// The poll's state.
    pub state: PollState,
    /// Whether the host has revealed the results.
    pub revealed: bool,
    /// Whether the right answers are shown.
    pub answer_shown: bool,
    /// Milliseconds until the timer ends voting; null without a timer.
    #[ts(type = "number | null")]
    pub closes_in: Option<u64>,
    /// Counted ballots.
    #[ts(type = "number")]
    pub total_votes: u64,
    /// As in [`Results`].
    pub connected: u32,
    /// As in [`Results`].
    pub still_choosing: u32,
    /// As in [`Results`].
    #[ts(type = "number")]
    pub presence_seq: u64,
    /// Whether the counts below are visible to this audience.
    pub results_visible: bool,
    /// As in [`Results`].
    #[serde(flatten)]
    pub figures: ShownFigures,
    /// The id and the `vote_count` of each option, in the host's order; empty while hidden, and for kinds whose figures say
    /// more of each option.
    #[ts(type = "[number, number][]")]
    pub counts: Vec<(i64, u64)>,
    /// The ids of the right answers; absent until they are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number[]")]
    pub correct: Option<Vec<i64>>,
    /// As in [`Results`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub right: Option<RightNumber>,
    /// As in [`Results`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub seal: Option<String>,
    /// Refused votes by reason; for the host only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub refused: Option<Refused>,
}

impl From<Results> for Count {
    fn from(results: Results) -> Self {
        let shows_answers = results.options.iter().any(|option| option.correct.is_some());
        let right = || results.options.iter().filter(|option| option.correct == Some(true)).map(|option| option.id).collect();
        Self {
            correct: shows_answers.then(right),
            counts: if results.kind.answers_are_options() {
                results.options.iter().filter_map(|option| Some((option.id, option.vote_count?))).collect()
            } else {
                Vec::new()
            },
            poll_code: results.poll_code,
            seq: results.seq,
            revision: results.revision,
            round: results.round,
            state: results.state,
            revealed: results.revealed,
            answer_shown: results.answer_shown,
            closes_in: results.closes_in,
            total_votes: results.total_votes,
            connected: results.connected,
            still_choosing: results.still_choosing,
            presence_seq: results.presence_seq,
            seal: results.seal,
            results_visible: results.results_visible,
            figures: results.figures,
            right: results.right,
            refused: results.refused,
        }
    }
}
