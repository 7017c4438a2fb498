//! What the host sends and gets.

use super::Results;
use crate::domain::{Fairness, Kind, Poll, PollState, ResultsRule};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

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
    /// What the host has to know about the database that was found at the start, in words; null when all was well.
    pub notice: Option<String>,
    /// Whether what was to be stored last could not be.
    pub storage_failing: bool,
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

impl PollSummary {
    /// A poll as a row.
    #[must_use]
    pub fn of(poll: &Poll) -> Self {
        Self { poll_code: poll.code.to_string(), question: poll.question.clone(), state: poll.state, total_votes: poll.total_votes }
    }
}
