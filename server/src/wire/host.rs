//! The host's authority: sessions, links, tickets, keys.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What a browser exchanges for a session: a one-time code or the host key.
#[derive(Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Entering {
    /// The one-time code of a host's link.
    #[serde(default)]
    #[ts(optional)]
    pub code: Option<String>,
    /// The host key, typed by a person.
    #[serde(default)]
    #[ts(optional)]
    pub key: Option<String>,
}

/// A new session, whose cookie is in the same response.
#[derive(Deserialize, Serialize, TS, ToSchema)]
pub struct Entered {
    /// The page's secret: sent as `X-Handsup-Host` beside the cookie, and stored where no other port of this address can read
    /// it.
    pub secret: String,
}

/// The browsers that have a host's authority.
#[derive(Deserialize, Serialize, TS, ToSchema)]
pub struct HostSessions {
    /// Most recently used first; at most 200.
    pub sessions: Vec<HostSessionShown>,
    /// Whether the host key is set in the configuration, so that it has to be changed there.
    pub key_is_a_setting: bool,
}

/// A browser that has a host's authority.
#[derive(Deserialize, Serialize, TS, ToSchema)]
pub struct HostSessionShown {
    /// Names the session in the request that ends it.
    #[ts(type = "number")]
    pub id: i64,
    /// Whether it is this request's own session.
    pub current: bool,
    /// The host's name in `HOST_KEYS`; `host` where there is a single key.
    pub host: String,
    /// The browser and its system, as far as the `User-Agent` names them.
    pub name: String,
    /// Milliseconds since 1970.
    #[ts(type = "number")]
    pub created_at: i64,
    /// When it was last used, in milliseconds since 1970; up to a minute old.
    #[ts(type = "number")]
    pub seen_at: i64,
    /// When it expires, in milliseconds since 1970.
    #[ts(type = "number")]
    pub until: i64,
}

/// A link that makes one browser the host's.
#[derive(Deserialize, Serialize, TS, ToSchema)]
pub struct OneTimeLink {
    /// Path and fragment, to be appended to any address of this server.
    pub path: String,
    /// When it expires, in milliseconds since 1970.
    #[ts(type = "number")]
    pub until: i64,
}

/// A path to open or save with a ticket.
#[derive(Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TicketWish)]
pub struct TicketRequest {
    /// A path of this server with its query.
    pub path: String,
}

/// A path with a ticket, which is valid for one minute, in the same session, and once at each
/// instance.
#[derive(Deserialize, Serialize, TS, ToSchema)]
pub struct WithTicket {
    /// The requested path with the ticket appended.
    pub path: String,
}

/// Request for a new host key.
#[derive(Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyWish)]
pub struct NewKeyRequest {
    /// Must be true: every session ends, on every computer.
    pub replace: bool,
}
