//! What crosses the network: the shapes of the contract, and nothing else.
//!
//! `ts-rs` writes `ui/src/lib/wire.gen.ts` from these types when the tests run; a drift fails `make check`.

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

/// A new poll's body.
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBody {
    /// 1 to 500 characters.
    pub question: String,
    /// 2 to 20, each of 1 to 200 characters, no two equal.
    pub options: Vec<String>,
    /// `single` unless told otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub kind: Option<Kind>,
    /// For `multiple`; 1 unless told otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub min_choices: Option<u64>,
    /// For `multiple`; all options unless told otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub max_choices: Option<u64>,
    /// `device_and_address` unless told otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fairness: Option<Fairness>,
    /// `live` unless told otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub results: Option<ResultsRule>,
    /// False unless told otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub allow_change: Option<bool>,
    /// `open` unless told otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub state: Option<PollState>,
    /// A join code; the host's current meeting unless told otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub meeting: Option<String>,
}

/// The answer to a created poll.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Created {
    /// What to show to the room.
    pub share_url: String,
    /// Authority over this poll alone, for a creator who is not the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub host_token: Option<String>,
    /// The poll.
    #[serde(flatten)]
    pub results: Results,
}

/// What a host may change about a poll; absent fields stay as they are.
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PollPatch {
    /// Open, close, or back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub state: Option<PollState>,
    /// Switch the fairness rule; counted votes stay valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fairness: Option<Fairness>,
    /// Who may see counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub results: Option<ResultsRule>,
    /// Reveal, or hide again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub revealed: Option<bool>,
    /// Whether voters may change their vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub allow_change: Option<bool>,
}

/// A poll as its host sees it: true counts, and how to share it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct HostPoll {
    /// True counts, whatever the poll's rule.
    #[serde(flatten)]
    pub poll: Results,
    /// The address of the voting page, as a person types it.
    pub share_url: String,
}

/// A row in the console's list.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct PollSummary {
    /// 8 characters.
    pub poll_code: String,
    /// 1 to 500 characters.
    pub question: String,
    /// Where the poll stands.
    pub state: PollState,
    /// Counted ballots of the current round.
    #[ts(type = "number")]
    pub total_votes: u64,
}

/// Everything the console needs to stand where it stood.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Console {
    /// Newest first, at most 200.
    pub polls: Vec<PollSummary>,
    /// The poll on stage: the newest one.
    pub staged: Option<HostPoll>,
    /// How phones reach this computer.
    pub network: Network,
    /// The program's version.
    pub version: String,
}

/// How phones reach this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Network {
    /// What the QR code carries, as `192.168.1.20:4242`; null when no phone could reach this computer.
    pub address: Option<String>,
    /// The same as a link, without a trailing slash.
    pub base_url: Option<String>,
    /// `handsup.local:4242` once it is announced.
    pub local_name: Option<String>,
    /// Another computer had the name, so ours was changed.
    pub renamed: bool,
    /// Every address of this computer, the best first.
    pub candidates: Vec<NetworkCandidate>,
}

/// One address of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NetworkCandidate {
    /// Without the port.
    pub address: String,
    /// The interface's name, as the system calls it.
    pub interface: String,
    /// Why it stands where it stands, as a stable word: see `lan::rank`.
    pub reason: String,
    /// Whether the QR code carries it.
    pub chosen: bool,
}

/// A host's choice of address.
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressChoice {
    /// One of the candidates; null returns to the automatic choice.
    pub address: Option<String>,
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

/// `join`, from a phone or a host.
#[derive(Debug, Clone, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct JoinBody {
    /// Which poll to follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub poll_code: Option<String>,
    /// Which meeting to follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub join_code: Option<String>,
    /// Who asks, to be told its own vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub browser_token: Option<String>,
}

/// The acknowledgement of `join`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum JoinAck {
    /// Welcome.
    Joined {
        /// Always true.
        ok: bool,
        /// Where the poll stands.
        snapshot: Box<Snapshot>,
    },
    /// No.
    Refused {
        /// Always false.
        ok: bool,
        /// Why.
        problem: Box<Problem>,
    },
}

/// The acknowledgement of `vote`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum VoteAck {
    /// Counted, and on disk.
    Counted {
        /// Always true.
        ok: bool,
        /// As the HTTP answer.
        #[serde(flatten)]
        counted: Box<Counted>,
    },
    /// No.
    Refused {
        /// Always false.
        ok: bool,
        /// Why.
        problem: Box<Problem>,
    },
}

/// `host_closed`, to everybody.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HostClosed {
    /// `quit`: the host has ended the program.
    pub reason: String,
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

impl PollSummary {
    /// A poll as a row.
    #[must_use]
    pub fn of(poll: &Poll) -> Self {
        Self { poll_code: poll.code.to_string(), question: poll.question.clone(), state: poll.state, total_votes: poll.total_votes }
    }
}

impl From<Vote> for YourVote {
    fn from(vote: Vote) -> Self {
        Self { option_ids: vote.option_ids, receipt: vote.receipt.as_str().to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain;

    /// Where the user interface reads these types.
    const GENERATED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/lib/wire.gen.ts");

    fn declarations() -> String {
        let config = ts_rs::Config::default();
        let mut text = String::from("// Written from server/src/wire.rs by `make types`. Do not edit: `make check` fails on drift.\n");
        macro_rules! declare {
            ($($type:ty),* $(,)?) => { $( text += &format!("\nexport {}\n", <$type>::decl(&config)); )* };
        }
        declare!(
            domain::Kind,
            domain::Fairness,
            domain::ResultsRule,
            domain::PollState,
            Results,
            OptionResult,
            Refused,
            Snapshot,
            YourVote,
            Counted,
            VoteBody,
            CreateBody,
            Created,
            PollPatch,
            HostPoll,
            PollSummary,
            Console,
            Network,
            NetworkCandidate,
            AddressChoice,
            Problem,
            JoinBody,
            JoinAck,
            VoteAck,
            HostClosed,
        );
        text
    }

    #[test]
    fn the_user_interface_has_these_very_types() {
        let text = declarations();
        #[expect(clippy::disallowed_methods, reason = "a developer's switch, not the program's configuration")]
        if std::env::var_os("WRITE_WIRE_TYPES").is_some() {
            std::fs::write(GENERATED, &text).unwrap();
        }
        let committed = std::fs::read_to_string(GENERATED).unwrap_or_default();
        assert!(committed == text, "ui/src/lib/wire.gen.ts is out of date: run `make types` and commit it");
    }
}
