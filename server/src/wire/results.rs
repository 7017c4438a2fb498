//! A poll and its counts, and one device's view of them.

use super::{ShownFigures, ShownSettings, YourVote};
use crate::domain::{Audience, Kind, Poll, PollRules, PollState, RightNumber, all_whole, percentage};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A poll and its counts, as one audience may see them.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
#[schema(as = PollResults)]
pub struct Results {
    /// 8 characters.
    pub poll_code: String,
    /// The join code of its meeting.
    pub meeting: String,
    /// 1 to 500 characters.
    pub question: String,
    /// The kind of answer.
    pub kind: Kind,
    /// The fewest options a ballot names.
    pub min_choices: usize,
    /// The most options a ballot names.
    pub max_choices: usize,
    /// The settings of the kind.
    #[serde(flatten)]
    pub settings: ShownSettings,
    /// Which second votes are refused, and who sees counts.
    #[serde(flatten)]
    pub rules: PollRules,
    /// The poll's state.
    pub state: PollState,
    /// Whether the host has revealed the results.
    pub revealed: bool,
    /// Whether the right answers are shown.
    pub answer_shown: bool,
    /// Milliseconds until the timer ends voting; null without a timer.
    #[ts(type = "number | null")]
    #[schema(required)]
    pub closes_in: Option<u64>,
    /// From 1.
    pub round: u32,
    /// Monotonic: a client ignores a snapshot with a smaller number than the one it shows.
    #[ts(type = "number")]
    pub seq: u64,
    /// Question, options and rules are the same in every snapshot since the one with this `seq`, and perhaps before it. A
    /// [`Count`](super::Count) with a larger number than the `seq` of what a client shows belongs to other ones.
    #[ts(type = "number")]
    pub revision: u64,
    /// Counted ballots.
    #[ts(type = "number")]
    pub total_votes: u64,
    /// Phones connected now.
    pub connected: u32,
    /// Devices connected now without a counted vote in this round. One that has voted and disconnected is in `total_votes`
    /// alone.
    pub still_choosing: u32,
    /// The number of the last change of `connected` and `still_choosing`, which change without a new `seq`: a client ignores both
    /// in a snapshot with a smaller number than that of the ones it shows. It may start anew with every connection.
    #[ts(type = "number")]
    pub presence_seq: u64,
    /// Whether the counts below are visible to this audience.
    pub results_visible: bool,
    /// What the kind shows besides the counts of options.
    #[serde(flatten)]
    pub figures: ShownFigures,
    /// In the host's order; none for `number`.
    pub options: Vec<OptionResult>,
    /// The right answer of a `number`; absent until the answers are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub right: Option<RightNumber>,
    /// The seal of the last close, four groups of four characters; absent while voting is open, and where the result is
    /// hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub seal: Option<String>,
    /// Refused votes by reason; for the host only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub refused: Option<Refused>,
    /// Devices that have asked for more time since the timer was set; for the host only, and absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub asked_for_time: Option<u32>,
}

/// How many devices follow a poll.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Presence {
    /// Phones connected now.
    pub connected: u32,
    /// Devices among them without a counted vote in this round.
    pub still_choosing: u32,
    /// The number of the last change.
    pub seq: u64,
}

/// The sum over two instances.
impl std::ops::Add for Presence {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            connected: self.connected + other.connected,
            still_choosing: self.still_choosing + other.still_choosing,
            seq: self.seq.max(other.seq),
        }
    }
}

/// One option and its share.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct OptionResult {
    /// Unique over all polls.
    #[ts(type = "number")]
    pub id: i64,
    /// 1 to 200 characters.
    pub option_text: String,
    /// Ballots that name it; null while hidden.
    #[ts(type = "number | null")]
    #[schema(required)]
    pub vote_count: Option<u64>,
    /// In percent of the ballots, blank ones too, one decimal; null while hidden.
    #[schema(required)]
    pub percentage: Option<f64>,
    /// Whether it is a right answer; absent until the answers are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub correct: Option<bool>,
}

/// Votes refused since the server started, by reason, at all instances together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Refused {
    /// Second votes recognised by the browser token.
    pub already_voted_device: u32,
    /// Second votes recognised by the network address.
    pub already_voted_address: u32,
    /// Devices that these second votes came from; each instance counts at most 1,000.
    pub shared_address_devices: u32,
    /// Votes while the poll was not open.
    pub poll_not_open: u32,
    /// Votes refused by a rate limit.
    pub too_many_requests: u32,
}

/// The sum over two instances.
impl std::ops::Add for Refused {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            already_voted_device: self.already_voted_device.saturating_add(other.already_voted_device),
            already_voted_address: self.already_voted_address.saturating_add(other.already_voted_address),
            shared_address_devices: self.shared_address_devices.saturating_add(other.shared_address_devices),
            poll_not_open: self.poll_not_open.saturating_add(other.poll_not_open),
            too_many_requests: self.too_many_requests.saturating_add(other.too_many_requests),
        }
    }
}

/// A poll for one device: the results that it may see, and its own vote.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Snapshot {
    /// The same shape as GET results.
    #[serde(flatten)]
    pub results: Results,
    /// Null when this device has not voted in this round.
    #[schema(required)]
    pub your_vote: Option<YourVote>,
}

impl Results {
    /// Whether every share is a whole number, so that none is shown with a decimal.
    pub(crate) fn whole_shares(&self) -> bool {
        all_whole(self.options.iter().filter_map(|option| option.percentage))
    }

    /// The poll as `audience` may see it at `now`, in milliseconds since 1970; texts and rules are the same since `revision`.
    #[must_use]
    pub fn of(poll: &Poll, audience: Audience, presence: Presence, revision: u64, now: i64) -> Self {
        let visible = poll.shows_results_to(audience);
        let answers = poll.shows_answers_to(audience);
        let (min_choices, max_choices) = poll.choices();
        let right = poll.prompt.right_number(&poll.tally).filter(|_| answers);
        Self {
            poll_code: poll.code.to_string(),
            meeting: poll.meeting.to_string(),
            question: poll.question.clone(),
            kind: poll.kind(),
            min_choices,
            max_choices,
            settings: ShownSettings::of(&poll.prompt, poll.options.len()),
            rules: poll.rules,
            state: poll.state,
            revealed: poll.revealed,
            answer_shown: poll.answer_shown,
            closes_in: poll.closes_at.map(|end| u64::try_from(end - now).unwrap_or(0)),
            round: poll.round,
            seq: poll.seq,
            revision,
            total_votes: poll.total_votes,
            connected: presence.connected,
            still_choosing: presence.still_choosing,
            presence_seq: presence.seq,
            results_visible: visible,
            figures: ShownFigures::of(visible.then(|| poll.summary()), poll.prompt.blank()),
            right: right.map(|right| RightNumber { answers: right.answers.filter(|_| visible), ..right }),
            options: poll
                .options
                .iter()
                .map(|option| OptionResult {
                    id: option.id,
                    option_text: option.text.clone(),
                    vote_count: visible.then(|| poll.votes_for(option)),
                    percentage: visible.then(|| percentage(poll.votes_for(option), poll.total_votes)),
                    correct: answers.then_some(option.correct),
                })
                .collect(),
            seal: poll.seal.filter(|_| visible).map(|seal| seal.link.seal()),
            refused: None,
            asked_for_time: None,
        }
    }
}
