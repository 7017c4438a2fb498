//! How phones follow this server to another address.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// What a phone stores to find this server again when this address stops answering.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Resume {
    /// Restores the voter's identity at another address of this server; valid once, for two hours.
    /// The text after its first dot is the host and port that the phone uses now.
    pub ticket: String,
    /// The URLs of this computer, the best first, each as `http://192.168.1.20:4242`; empty behind
    /// a public URL.
    pub ways: Vec<String>,
    /// Identifies this server: `/here/{mark}` is a picture on it, and 404 on every other.
    pub mark: String,
}

/// A ticket to redeem.
#[skip_serializing_none]
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// As issued by GET `/resume` at the earlier address.
    pub ticket: String,
    /// The proof in a page that was rendered for a browser without a token. A browser whose own
    /// token differs from the ticket's is refused without it.
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
    /// The URLs of this computer, the best first, as in the response of GET `/resume`.
    pub ways: Vec<String>,
}

/// The event `moved`, to host windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Moved {
    /// An estimate of how many phones have a second voter identity since this computer's address
    /// changed.
    pub doubtful: u32,
}
