//! The host's authority: sessions, links, tickets, keys.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What a browser exchanges for a session: one of the two.
#[derive(Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Entering {
    /// The one-time code of a host's link.
    #[serde(default)]
    #[ts(optional)]
    pub code: Option<String>,
    /// The host key, where somebody types it.
    #[serde(default)]
    #[ts(optional)]
    pub key: Option<String>,
}

/// A session has begun: its cookie came with this answer.
#[derive(Deserialize, Serialize, TS, ToSchema)]
pub struct Entered {
    /// To be sent as `X-Handsup-Host` beside the cookie, and kept where no other port of this address can read it.
    pub secret: String,
}

/// The browsers that have a host's authority.
#[derive(Deserialize, Serialize, TS, ToSchema)]
pub struct HostSessions {
    /// The one that was used last first; at most 200.
    pub sessions: Vec<HostSessionShown>,
    /// Whether the host key is chosen in the settings, so that a new one is chosen there too.
    pub key_is_a_setting: bool,
}

/// A browser that has a host's authority.
#[derive(Deserialize, Serialize, TS, ToSchema)]
pub struct HostSessionShown {
    /// What ends it.
    #[ts(type = "number")]
    pub id: i64,
    /// Whether it is the one that asks.
    pub current: bool,
    /// Whose it is, as `HOST_KEYS` names them; `host` where there is one key.
    pub host: String,
    /// Which browser it is, in words.
    pub name: String,
    /// Milliseconds since 1970.
    #[ts(type = "number")]
    pub created_at: i64,
    /// When it was last used, in milliseconds since 1970; up to a minute old.
    #[ts(type = "number")]
    pub seen_at: i64,
    /// When it ends by itself, in milliseconds since 1970.
    #[ts(type = "number")]
    pub until: i64,
}

/// A link that makes one browser the host.
#[derive(Deserialize, Serialize, TS, ToSchema)]
pub struct OneTimeLink {
    /// Its path and fragment; any address of this server may stand before it.
    pub path: String,
    /// How long it is good for, in milliseconds since 1970.
    #[ts(type = "number")]
    pub until: i64,
}

/// What is to be opened or saved.
#[derive(Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketWish {
    /// A path of this server with its query.
    pub path: String,
}

/// What can be opened or saved, once and within a minute, by the browser that asked.
#[derive(Deserialize, Serialize, TS, ToSchema)]
pub struct WithTicket {
    /// The same path with the ticket at its end.
    pub path: String,
}

/// A new host key in the place of the old one.
#[derive(Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKeyWish {
    /// That every session ends, on every computer.
    pub replace: bool,
}
