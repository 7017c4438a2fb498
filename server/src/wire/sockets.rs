//! What Socket.IO carries besides.

use super::{Counted, Problem, Snapshot, StageNow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    /// A projector: it follows and is not counted as a phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub screen: Option<bool>,
    /// A UUID: who asks to be told its own vote, where no cookie says so.
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
        /// Where the poll stands; null where a meeting shows none.
        snapshot: Option<Box<Snapshot>>,
        /// What the meeting shows, for whoever follows one.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        stage: Option<StageNow>,
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

/// `storage`, to host windows: votes cannot be stored, or can be again.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StorageState {
    /// Whether what was to be stored last could not be.
    pub failing: bool,
}

/// `host_closed`, to everybody.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HostClosed {
    /// `quit`: the host has ended the program. `elsewhere`: this one of several servers ends; come back, and another answers.
    pub reason: String,
}
