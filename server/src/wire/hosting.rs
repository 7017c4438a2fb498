//! Requests and responses of hosts.

use super::{Network, ProjectorPlace, Results, ShownFigures, StageNow};
use crate::domain::{Fairness, Kind, Moderation, Poll, PollRules, PollState, PromptSettings, ResultsRule, RulesChange};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// Request for a new poll.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBody {
    /// 1 to 500 characters.
    pub question: String,
    /// 2 to 20, each of 1 to 200 characters, no two equal; 1 to 10 statements for `grid`, 2 to 12 for `ranking`; none for
    /// `rating`, whose options are its marks, and for `number`.
    #[serde(default)]
    #[ts(optional)]
    pub options: Option<Vec<String>>,
    /// Positions of the right answers among `options`, from 0.
    #[serde(default)]
    #[ts(optional)]
    pub correct: Option<Vec<u8>>,
    /// What the poll asks for, with the settings of its kind.
    #[serde(flatten)]
    pub prompt: PromptSettings,
    /// `device_and_address` by default.
    #[serde(default)]
    #[ts(optional)]
    pub fairness: Option<Fairness>,
    /// `live` by default.
    #[serde(default)]
    #[ts(optional)]
    pub results: Option<ResultsRule>,
    /// False by default.
    #[serde(default)]
    #[ts(optional)]
    pub allow_change: Option<bool>,
    /// Which texts wait for the host, for `words` and `text`: `hold` by default while a projector follows the meeting, else `after`.
    #[serde(default)]
    #[ts(optional)]
    pub moderation: Option<Moderation>,
    /// How many voters must have written a text that waits, so that it is shown by itself; 0, for never, by default.
    #[serde(default)]
    #[ts(optional)]
    pub show_after: Option<u16>,
    /// Whether phones send a tapped choice by themselves, five seconds after the tap, for `single` and `rating`; false by default.
    #[serde(default)]
    #[ts(optional)]
    pub one_tap: Option<bool>,
    /// Whether results are revealed when a timer ends the voting; false by default.
    #[serde(default)]
    #[ts(optional)]
    pub auto_reveal: Option<bool>,
    /// The host's private note, at most 2,000 characters.
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
    /// `draft`, `ready` or `open`; `open` by default.
    #[serde(default)]
    #[ts(optional)]
    pub state: Option<PollState>,
    /// A join code; the host's current meeting by default.
    #[serde(default)]
    #[ts(optional)]
    pub meeting: Option<String>,
}

/// A created poll.
#[skip_serializing_none]
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Created {
    /// The URL of the voting page.
    pub share_url: String,
    /// A token that authorises changes of this poll alone; absent when the host creates it.
    #[serde(default)]
    #[ts(optional)]
    pub host_token: Option<String>,
    /// The poll.
    #[serde(flatten)]
    pub results: Results,
}

/// A change of a poll; absent fields stay unchanged.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PollPatch {
    /// The new state. `draft` and `ready` are refused once the round has votes, `closed` before
    /// voting was opened.
    #[serde(default)]
    #[ts(optional)]
    pub state: Option<PollState>,
    /// The new fairness rule; counted votes stay valid.
    #[serde(default)]
    #[ts(optional)]
    pub fairness: Option<Fairness>,
    /// Who may see counts.
    #[serde(default)]
    #[ts(optional)]
    pub results: Option<ResultsRule>,
    /// Reveal the results, or hide them again.
    #[serde(default)]
    #[ts(optional)]
    pub revealed: Option<bool>,
    /// Whether voters may change their vote.
    #[serde(default)]
    #[ts(optional)]
    pub allow_change: Option<bool>,
    /// Which texts wait for the host, for `words` and `text`: `hold` shows no text that has not been shown.
    #[serde(default)]
    #[ts(optional)]
    pub moderation: Option<Moderation>,
    /// How many voters must have written a text that waits, so that it is shown by itself; 0 for never.
    #[serde(default)]
    #[ts(optional)]
    pub show_after: Option<u16>,
    /// Whether phones send a tapped choice by themselves, for `single` and `rating`.
    #[serde(default)]
    #[ts(optional)]
    pub one_tap: Option<bool>,
    /// Show the right answers, or hide them again; only after the close.
    #[serde(default)]
    #[ts(optional)]
    pub answer_shown: Option<bool>,
    /// Seconds from now until voting ends, at most 86,400; 0 removes the timer. Not with
    /// `add_seconds`.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub timer_seconds: Option<u64>,
    /// Seconds to add to the time left of a running timer; at most 86,400 may be left then.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub add_seconds: Option<u64>,
    /// Whether results are revealed when a timer ends the voting.
    #[serde(default)]
    #[ts(optional)]
    pub auto_reveal: Option<bool>,
    /// The new wording of the question.
    #[serde(default)]
    #[ts(optional)]
    pub question: Option<String>,
    /// The new options; after the first vote of any round, the same ones in the same order, reworded. A limit on options that is
    /// larger than their number becomes that number.
    #[serde(default)]
    #[ts(optional)]
    pub options: Option<Vec<OptionRequest>>,
    /// The host's private note, at most 2,000 characters.
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
    /// True starts the next round, without votes and in the state `ready`; the log and reports
    /// contain the earlier ones too.
    #[serde(default)]
    #[ts(optional)]
    pub run_again: Option<bool>,
    /// False restores a deleted poll, and other fields are ignored then. True is refused: use
    /// DELETE.
    #[serde(default)]
    #[ts(optional)]
    pub deleted: Option<bool>,
}

/// One option of a change.
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OptionWish)]
pub struct OptionRequest {
    /// 1 to 200 characters.
    pub option_text: String,
    /// Whether it is a right answer.
    #[serde(default)]
    pub correct: bool,
}

/// A poll as its host sees it: true counts, and how to share it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct HostPoll {
    /// True counts, whatever the poll's rule.
    #[serde(flatten)]
    pub poll: Results,
    /// The URL of the voting page.
    pub share_url: String,
    /// The host's private note.
    pub note: String,
    /// Whether results are revealed when a timer ends the voting.
    pub auto_reveal: bool,
    /// Whether any round has votes, so that options can only be reworded.
    pub locked: bool,
}

/// A row in the console's list.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct PollSummary {
    /// 8 characters.
    pub poll_code: String,
    /// 1 to 500 characters.
    pub question: String,
    /// The kind of answer.
    pub kind: Kind,
    /// The poll's state.
    pub state: PollState,
    /// From 1.
    pub round: u32,
    /// Counted ballots of the current round.
    #[ts(type = "number")]
    pub total_votes: u64,
    /// The mean of a rating, two decimals; null for other kinds and without votes.
    #[schema(required)]
    pub mean: Option<f64>,
    /// Who may see counts until the host reveals them.
    pub results: ResultsRule,
    /// Whether the host has revealed the results.
    pub revealed: bool,
    /// Counted ballots of the current round that name each option, in the host's order.
    #[ts(type = "Array<number>")]
    pub counts: Vec<u64>,
}

/// The console's whole state.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Console {
    /// The current meeting: the one opened last of those that have not ended; null without one.
    #[schema(required)]
    pub meeting: Option<StageNow>,
    /// Its polls in the host's order, at most 500.
    pub polls: Vec<PollSummary>,
    /// Polls that were deleted with votes and can be restored, the latest deletion first.
    pub deleted: Vec<PollSummary>,
    /// The poll that was last put on the meeting's stage, also while the stage shows something
    /// else; null without one.
    #[schema(required)]
    pub staged: Option<HostPoll>,
    /// How phones reach this computer.
    pub network: Network,
    /// A notice about the state of the database file at the last start; null when it was in order.
    #[schema(required)]
    pub notice: Option<String>,
    /// Whether the last write to the database failed.
    pub storage_failing: bool,
    /// An estimate of how many phones have a second voter identity since this computer's address
    /// changed.
    pub doubtful: u32,
    /// Where the projector's window is on the server's own desktop; null when it is not open.
    #[schema(required)]
    pub projector: Option<ProjectorPlace>,
    /// Which texts of a new poll wait for the host by default, for `words` and `text`.
    pub moderation: Moderation,
    /// The program's version.
    pub version: String,
    /// The fingerprint of the key that signs seals: four groups of four characters.
    pub seal_key: String,
}

impl CreateBody {
    /// A request with these rules, and nothing else.
    #[must_use]
    pub(crate) fn with_rules(rules: PollRules) -> Self {
        let PollRules { fairness, results, allow_change, moderation, show_after, one_tap } = rules;
        Self {
            fairness: Some(fairness),
            results: Some(results),
            allow_change: Some(allow_change),
            moderation: Some(moderation),
            show_after,
            one_tap: one_tap.then_some(true),
            ..Self::default()
        }
    }

    /// The rules of the new poll.
    #[must_use]
    pub(crate) fn rules(&self) -> PollRules {
        let Self { fairness, results, allow_change, moderation, show_after, one_tap, .. } = *self;
        PollRules::default().changed(RulesChange { fairness, results, allow_change, moderation, show_after, one_tap })
    }
}

impl PollPatch {
    /// The change of the poll's rules.
    #[must_use]
    pub(crate) fn rules(&self) -> RulesChange {
        let Self { fairness, results, allow_change, moderation, show_after, one_tap, .. } = *self;
        RulesChange { fairness, results, allow_change, moderation, show_after, one_tap }
    }
}

impl PollSummary {
    /// A poll as a row of the list.
    #[must_use]
    pub fn of(poll: &Poll) -> Self {
        Self {
            poll_code: poll.code.to_string(),
            question: poll.question.clone(),
            kind: poll.kind(),
            state: poll.state,
            round: poll.round,
            total_votes: poll.total_votes,
            mean: if poll.kind().is_scale() { ShownFigures::of(Some(poll.summary()), false).mean } else { None },
            results: poll.rules.results,
            revealed: poll.revealed,
            counts: poll.options.iter().map(|option| poll.votes_for(option)).collect(),
        }
    }
}

/// Votes of a round from devices that voted from several addresses each: under the rule of one vote
/// per device, a program on one device can cast several.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS, ToSchema)]
pub struct ExtraVotes {
    /// Counted votes of all those devices.
    #[ts(type = "number")]
    pub votes: u64,
    /// The number of those devices.
    #[ts(type = "number")]
    pub devices: u64,
}

impl From<crate::domain::ExtraVotes> for ExtraVotes {
    fn from(extra: crate::domain::ExtraVotes) -> Self {
        Self { votes: extra.votes, devices: extra.cards }
    }
}
