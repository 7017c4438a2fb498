//! Problems (RFC 9457) as clients receive them.

use super::{ImportRow, YourVote};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// A problem (RFC 9457), with a stable `code` for user interfaces.
#[skip_serializing_none]
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Problem {
    /// A relative reference with the code, to a page that explains it.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference")]
    pub kind: String,
    /// A short text for people.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do next.
    pub detail: String,
    /// A stable word for programs, such as `poll_not_open`. New codes may be added: treat unknown ones by `status`.
    pub code: String,
    /// The request's id in the server's log.
    #[serde(default)]
    #[ts(optional)]
    pub request_id: Option<String>,
    /// Whole seconds after which to try again, where that helps.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub retry_after: Option<u64>,
    /// With `already_voted_device` and `too_many_changes`: this device's counted vote.
    #[serde(default)]
    #[ts(optional)]
    pub your_vote: Option<YourVote>,
    /// With `invalid_import`: the errors, at most 100.
    #[serde(default)]
    #[ts(optional)]
    pub rows: Option<Vec<ImportRow>>,
    /// With `invalid_import`: the number of all errors.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub count: Option<u64>,
    /// With `ipv4_needed`: the URL of the same page at this server's IPv4 address, from which the
    /// vote can be counted.
    #[serde(default)]
    #[ts(optional)]
    pub link: Option<String>,
    /// With `poll_still_open`: the question of the poll that takes votes.
    #[serde(default)]
    #[ts(optional)]
    pub question: Option<String>,
}
