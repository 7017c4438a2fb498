//! How phones follow this server to another address.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// What a phone stores until this address stops answering.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Resume {
    /// Restores the voter's identity at another address of this server; good once, within two hours. Behind its first dot
    /// stands the address at which the phone is now.
    pub ticket: String,
    /// The URLs of this computer, the best first, each as `http://192.168.1.20:4242`.
    pub ways: Vec<String>,
    /// `/here/{mark}` is a picture on this server, and 404 on every other.
    pub mark: String,
}

/// A ticket to redeem.
#[skip_serializing_none]
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// As issued by GET `/resume` at the earlier address.
    pub ticket: String,
    /// The proof in a page that was written for a browser without a token; without it, a browser that has a token is refused.
    #[serde(default)]
    #[ts(optional)]
    pub newcomer: Option<String>,
}

/// The identity that a redeemed ticket restores.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Resumed {
    /// The browser's token from now on.
    pub browser_token: String,
}

/// The event `ways`, to phones: this computer's addresses have changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ways {
    /// As in [`Resume`].
    pub ways: Vec<String>,
}

/// The event `moved`, to host windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Moved {
    /// How many phones may have become a second voter when the address changed: an estimate.
    pub doubtful: u32,
}
