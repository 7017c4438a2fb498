//! Phones that lead a meeting.

use super::{QrPicture, StepsNow};
use crate::domain::Remote;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The link that pairs one phone, for the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct RemoteLink {
    /// With a one-time code in its fragment.
    pub url: String,
    /// Its QR code.
    pub qr: QrPicture,
    /// How long the code is valid, in seconds.
    pub seconds: u32,
}

/// The phones of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct RemoteList {
    /// In the order they were paired in.
    pub remotes: Vec<RemoteShown>,
}

/// A phone that leads a meeting, or waits to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct RemoteShown {
    /// For the paths of requests.
    #[ts(type = "number")]
    pub id: i64,
    /// What the phone shows too: four digits.
    pub number: String,
    /// The browser's name.
    pub name: String,
    /// Milliseconds since 1970.
    #[ts(type = "number")]
    pub paired_at: i64,
    /// Whether the host has confirmed it.
    pub confirmed: bool,
}

/// The host's confirmation of a phone.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemotePatch {
    /// Must be true; DELETE ends a phone.
    pub confirmed: bool,
}

/// Request of a phone to lead a meeting.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PairBody {
    /// The one-time code in the fragment of the link.
    pub code: String,
}

/// A phone that was paired, and waits for the host to confirm it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Paired {
    /// What the console shows too: four digits.
    pub number: String,
    /// What the page sends in the header `X-Handsup-Remote`, beside the cookie.
    pub secret: String,
}

/// What a phone knows of itself and of its meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct RemoteNow {
    /// What the console shows too: four digits.
    pub number: String,
    /// Where the meeting is; null until the host has confirmed the phone.
    #[schema(required)]
    pub steps: Option<StepsNow>,
    /// How many questions and texts of voters wait for a moderator, as which the phone may act too; null where there are none to
    /// decide about, and until the host has confirmed the phone.
    #[schema(required)]
    #[ts(type = "number | null")]
    pub held: Option<u64>,
}

impl RemoteShown {
    /// A phone as the console shows it.
    #[must_use]
    pub fn of(remote: &Remote) -> Self {
        Self {
            id: remote.id,
            number: digits(remote.number),
            name: remote.name.clone(),
            paired_at: remote.paired_at,
            confirmed: remote.is_confirmed(),
        }
    }
}

/// A number as it is shown: four digits.
#[must_use]
pub fn digits(number: u16) -> String {
    format!("{number:04}")
}
