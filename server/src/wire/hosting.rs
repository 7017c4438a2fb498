//! Requests and responses of hosts.

use super::{ProjectorPlace, Results, StageNow};
use crate::domain::{Fairness, Kind, Poll, PollState, ResultsRule, mean};
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
    /// 2 to 20, each of 1 to 200 characters, no two equal; none for `rating`, whose options are its marks.
    #[serde(default)]
    #[ts(optional)]
    pub options: Option<Vec<String>>,
    /// Positions of the right answers among `options`, from 0.
    #[serde(default)]
    #[ts(optional)]
    pub correct: Option<Vec<u8>>,
    /// For `rating`: the highest mark, 2 to 10; 5 by default.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub scale: Option<u64>,
    /// `single` by default.
    #[serde(default)]
    #[ts(optional)]
    pub kind: Option<Kind>,
    /// For `multiple`; 1 by default.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub min_choices: Option<u64>,
    /// For `multiple`; all options by default.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub max_choices: Option<u64>,
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
    /// Whether results are revealed when a timer ends the voting; false by default.
    #[serde(default)]
    #[ts(optional)]
    pub auto_reveal: Option<bool>,
    /// The host's private note, at most 2,000 characters.
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
    /// `open` by default.
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
    /// The address to show to the room.
    pub share_url: String,
    /// Authority over this poll alone, for a creator who is not the host.
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
    /// The new state: open, closed, or a step back.
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
    /// Show the right answers, or hide them again; only after the close.
    #[serde(default)]
    #[ts(optional)]
    pub answer_shown: Option<bool>,
    /// End the voting after so many seconds from now, at most a day; 0 stops the timer.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub timer_seconds: Option<u64>,
    /// So many seconds more than there are left.
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
    /// The new options; after the first vote only another wording of the same ones.
    #[serde(default)]
    #[ts(optional)]
    pub options: Option<Vec<OptionRequest>>,
    /// The host's private note, at most 2,000 characters.
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
    /// Start the next round: earlier ones are kept, and this one starts without votes, in the state `ready`.
    #[serde(default)]
    #[ts(optional)]
    pub run_again: Option<bool>,
    /// False restores a deleted poll.
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
    /// The address of the voting page, as a person types it.
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
}

/// The console's whole state.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Console {
    /// The meeting that was opened last and has not ended; null before the first.
    #[schema(required)]
    pub meeting: Option<StageNow>,
    /// Its polls in the host's order, at most 500.
    pub polls: Vec<PollSummary>,
    /// Polls that were deleted with votes and can be restored, the last one first.
    pub deleted: Vec<PollSummary>,
    /// The poll on its stage.
    #[schema(required)]
    pub staged: Option<HostPoll>,
    /// How phones reach this computer.
    pub network: Network,
    /// A notice about the state of the database file at the last start; null when it was in order.
    #[schema(required)]
    pub notice: Option<String>,
    /// Whether the last write to the database failed.
    pub storage_failing: bool,
    /// How many phones may have become a second voter when this computer's address changed: an estimate.
    pub doubtful: u32,
    /// Where the projector's window of the server's own desktop is; null where it is not open.
    #[schema(required)]
    pub projector: Option<ProjectorPlace>,
    /// The program's version.
    pub version: String,
}

/// How phones reach this computer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Network {
    /// The address in the QR code, as `192.168.1.20:4242`; null when no phone could reach this computer.
    #[schema(required)]
    pub address: Option<String>,
    /// The same as a URL, without a trailing slash.
    #[schema(required)]
    pub base_url: Option<String>,
    /// Whether the host chose it, now or earlier on this network; false when it was chosen automatically.
    pub by_host: bool,
    /// Whether it is configured (`ADVERTISE_IP`, `PUBLIC_URL`, `BIND`), so that there is no choice.
    pub by_settings: bool,
    /// What is wrong with the address, or why there is none: `no_network`, `disconnected`, `no_address` (the network handed
    /// out none), `only_inward` (only VPNs, containers and the like), `inward`, `public`, `loopback`; null when all is well.
    #[schema(required)]
    pub trouble: Option<String>,
    /// `handsup.local:4242` once it is announced.
    #[schema(required)]
    pub local_name: Option<String>,
    /// Whether the `.local` name was changed because another computer had it.
    pub renamed: bool,
    /// Every address of this computer, the likeliest first.
    pub candidates: Vec<NetworkCandidate>,
    /// Other Handsup hosts that announce themselves on this network, at most 20.
    pub others: Vec<OtherHost>,
}

/// One address of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NetworkCandidate {
    /// Without the port.
    pub address: String,
    /// The interface's name, as the system calls it.
    pub interface: String,
    /// Why it has its rank, as a stable word: see `lan::rank`.
    pub reason: String,
    /// Whether its interface is switched on and connected.
    pub connected: bool,
    /// Whether another computer or a phone has reached this one through it.
    pub verified: bool,
    /// Whether it is the one in the QR code.
    pub chosen: bool,
}

/// Another Handsup host on this network, as announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct OtherHost {
    /// Its computer's name.
    pub name: String,
    /// The address that people type.
    pub address: String,
    /// Its projector page.
    pub screen_url: String,
}

/// A host's choice of address.
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressChoice {
    /// One of the candidates; null returns to the automatic choice.
    #[schema(required)]
    pub address: Option<String>,
}

impl PollSummary {
    /// A poll as a row of the list.
    #[must_use]
    pub fn of(poll: &Poll) -> Self {
        Self {
            poll_code: poll.code.to_string(),
            question: poll.question.clone(),
            kind: poll.kind,
            state: poll.state,
            round: poll.round,
            total_votes: poll.total_votes,
            mean: (poll.kind.is_scale()).then(|| mean(poll.options.iter().map(|option| option.vote_count))).flatten(),
        }
    }
}

/// Votes of a round that came from devices with several addresses each: under the rule of one vote per device, a program on
/// one device can pose as many.
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
