//! What everybody in the room sends and gets.

use crate::domain::{Audience, Fairness, Kind, Poll, PollState, ResultsRule, Vote, percentage};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A poll and its counts, as one audience may see them.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Results {
    /// 8 characters.
    pub poll_code: String,
    /// 1 to 500 characters.
    pub question: String,
    /// How an answer looks.
    pub kind: Kind,
    /// The fewest options a ballot names.
    pub min_choices: u8,
    /// The most options a ballot names.
    pub max_choices: u8,
    /// Which marks a second vote is recognised by.
    pub fairness: Fairness,
    /// Who may see counts.
    pub results: ResultsRule,
    /// Whether a voter may change the vote while the poll is open.
    pub allow_change: bool,
    /// Where the poll stands.
    pub state: PollState,
    /// Whether the host has revealed the results.
    pub revealed: bool,
    /// From 1.
    pub round: u32,
    /// Only grows: whoever holds a larger one ignores a smaller one.
    #[ts(type = "number")]
    pub seq: u64,
    /// Counted ballots.
    #[ts(type = "number")]
    pub total_votes: u64,
    /// Phones connected now.
    pub connected: u32,
    /// Whether the counts below are told.
    pub results_visible: bool,
    /// In the host's order.
    pub options: Vec<OptionResult>,
    /// Refused votes by reason; told to the host only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub refused: Option<Refused>,
}

/// One option and its share.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct OptionResult {
    /// Unique over all polls.
    #[ts(type = "number")]
    pub id: i64,
    /// 1 to 200 characters.
    pub option_text: String,
    /// Null while hidden.
    #[ts(type = "number | null")]
    pub vote_count: Option<u64>,
    /// One decimal; null while hidden.
    pub percentage: Option<f64>,
}

/// Votes refused since the server started, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Refused {
    /// Second votes recognised by the browser token.
    pub already_voted_device: u32,
    /// Second votes recognised by the network address.
    pub already_voted_address: u32,
    /// How many devices those came from; counted up to 1,000.
    pub shared_address_devices: u32,
    /// Votes while the poll was not open.
    pub poll_not_open: u32,
    /// Votes that came too fast.
    pub too_many_requests: u32,
}

/// What a phone gets when it joins: the results it may see, and its own vote.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Snapshot {
    /// The same shape as GET results.
    #[serde(flatten)]
    pub results: Results,
    /// Null when this device has not voted in this round.
    pub your_vote: Option<YourVote>,
}

/// A device's own counted vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct YourVote {
    /// Sorted.
    #[ts(type = "number[]")]
    pub option_ids: Vec<i64>,
    /// 8 characters to take home.
    pub receipt: String,
}

/// The answer to a counted vote; sent after the commit, never before.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Counted {
    /// Always true.
    pub success: bool,
    /// 8 characters to take home.
    pub receipt: String,
    /// As this device may see them now.
    pub results: Results,
}

/// A ballot's body: one of `option_id` and `option_ids`.
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoteBody {
    /// For one choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub option_id: Option<i64>,
    /// For several choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number[]")]
    pub option_ids: Option<Vec<i64>>,
    /// A UUID.
    pub browser_token: String,
}

/// RFC 9457, with a stable `code` that user interfaces act on.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Problem {
    /// A relative reference that names the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// A few words for a person.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do next.
    pub detail: String,
    /// Stable; see the contract.
    pub code: String,
    /// Whole seconds, where trying again helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub retry_after: Option<u64>,
    /// With `already_voted_device`: what this device's counted vote was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub your_vote: Option<YourVote>,
}

impl Results {
    /// The poll as `audience` may see it.
    #[must_use]
    pub fn of(poll: &Poll, audience: Audience, connected: u32) -> Self {
        let visible = poll.shows_results_to(audience);
        Self {
            poll_code: poll.code.to_string(),
            question: poll.question.clone(),
            kind: poll.kind,
            min_choices: poll.min_choices,
            max_choices: poll.max_choices,
            fairness: poll.fairness,
            results: poll.results,
            allow_change: poll.allow_change,
            state: poll.state,
            revealed: poll.revealed,
            round: poll.round,
            seq: poll.seq,
            total_votes: poll.total_votes,
            connected,
            results_visible: visible,
            options: poll
                .options
                .iter()
                .map(|option| OptionResult {
                    id: option.id,
                    option_text: option.text.clone(),
                    vote_count: visible.then_some(option.vote_count),
                    percentage: visible.then(|| percentage(option.vote_count, poll.total_votes)),
                })
                .collect(),
            refused: None,
        }
    }
}

impl From<Vote> for YourVote {
    fn from(vote: Vote) -> Self {
        Self { option_ids: vote.option_ids, receipt: vote.receipt.as_str().to_owned() }
    }
}
