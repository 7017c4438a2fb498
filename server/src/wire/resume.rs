//! What a phone needs when the host's address has changed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What a phone keeps for the moment when this address stops answering.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Resume {
    /// Makes this browser the same voter at another address of this server; good once, within two hours. Behind its first
    /// dot stands the address at which the phone is now.
    pub ticket: String,
    /// Where this computer can be found, the best first, each as `http://192.168.1.20:4242`.
    pub ways: Vec<String>,
    /// `/here/{mark}` is a picture on this very server, and nothing anywhere else.
    pub mark: String,
}

/// A ticket, handed in.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// As GET `/resume` told it under the earlier address.
    pub ticket: String,
    /// As the page has it, where it was written for a browser that had no mark: another one's ticket is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub newcomer: Option<String>,
}

/// Whose ticket it was.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Resumed {
    /// The browser's mark from now on.
    pub browser_token: String,
}

/// `ways`, to phones: this computer's addresses have changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ways {
    /// As in [`Resume`].
    pub ways: Vec<String>,
}

/// `moved`, to host windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Moved {
    /// How many phones may have become a second voter when the address changed: an estimate.
    pub doubtful: u32,
}
