//! Socket.IO events and acknowledgements.

use super::{Counted, Problem, Snapshot, StageNow};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;

/// The event `join`, from a phone, a projector or a host: it follows one poll, or one meeting.
#[skip_serializing_none]
#[derive(Debug, Clone, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct JoinBody {
    /// The poll to follow; not with `join_code`.
    #[serde(default)]
    #[ts(optional)]
    pub poll_code: Option<String>,
    /// The meeting to follow.
    #[serde(default)]
    #[ts(optional)]
    pub join_code: Option<String>,
    /// Whether it is a projector, which is not counted as a phone.
    #[serde(default)]
    #[ts(optional)]
    pub screen: Option<bool>,
    /// With `screen`: whether it is the console's picture of the projector, which does not count as one.
    #[serde(default)]
    #[ts(optional)]
    pub miniature: Option<bool>,
    /// False: live events contain the [`Count`](super::Count) alone, and the event `paper` a snapshot where texts or rules have
    /// changed. Otherwise each event is a whole snapshot.
    #[serde(default)]
    #[ts(optional)]
    pub paper: Option<bool>,
    /// A UUID: the token of a client without the device cookie, for its own vote.
    #[serde(default)]
    #[ts(optional)]
    pub browser_token: Option<String>,
}

/// The acknowledgement of `join`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum JoinAck {
    /// The socket has joined.
    Joined {
        /// Always true.
        ok: bool,
        /// The poll's snapshot; null where the meeting's stage shows none.
        snapshot: Option<Box<Snapshot>>,
        /// The stage, for a socket that follows a meeting.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        stage: Option<Box<StageNow>>,
    },
    /// The request was refused.
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
    /// The vote is counted and committed.
    Counted {
        /// Always true.
        ok: bool,
        /// As in the HTTP response.
        #[serde(flatten)]
        counted: Box<Counted>,
    },
    /// The vote was not counted.
    Refused {
        /// Always false.
        ok: bool,
        /// Why.
        problem: Box<Problem>,
    },
}

/// The event `storage`, to host windows: votes cannot be stored, or can be again.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StorageState {
    /// Whether the last write to the database failed.
    pub failing: bool,
}

/// The event `host_closed`, to every socket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HostClosed {
    /// `quit`: the host has ended the program. `elsewhere`: this instance ends; clients reconnect to another one.
    pub reason: String,
}
