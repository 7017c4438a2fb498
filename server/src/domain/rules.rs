//! The rules of a poll that a host can change at any time: which second votes are refused, and who sees counts.
//!
//! A new rule is a field of [`PollRules`] and of [`RulesChange`]; `wire/hosting.rs` has the requests with it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// By which identity a second vote is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fairness {
    /// One vote per browser token and per network address: for a Wi-Fi that gives each phone its
    /// own address.
    #[default]
    DeviceAndAddress,
    /// One vote per browser token: for networks where phones share an address.
    Device,
}

/// Who may see counts until the host reveals them; the host always may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResultsRule {
    /// Every visitor, at any time.
    #[default]
    Live,
    /// Devices with a counted vote in this round.
    AfterVote,
    /// The host alone.
    OnReveal,
}

/// The rules of a poll; on the wire they are fields of the poll itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
pub struct PollRules {
    /// By which identity a second vote is recognised.
    pub fairness: Fairness,
    /// Who may see counts until the host reveals them.
    pub results: ResultsRule,
    /// Whether a voter may change the vote while the poll is open.
    pub allow_change: bool,
}

/// A change of the rules; `None` leaves one unchanged. Votes already counted stay valid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RulesChange {
    /// The new [`PollRules::fairness`].
    pub fairness: Option<Fairness>,
    /// The new [`PollRules::results`].
    pub results: Option<ResultsRule>,
    /// The new [`PollRules::allow_change`].
    pub allow_change: Option<bool>,
}

impl PollRules {
    /// The rules after a change.
    #[must_use]
    pub fn changed(self, change: RulesChange) -> Self {
        Self {
            fairness: change.fairness.unwrap_or(self.fairness),
            results: change.results.unwrap_or(self.results),
            allow_change: change.allow_change.unwrap_or(self.allow_change),
        }
    }

    /// Whether a device may vote while the poll is open: for the first time, or again.
    #[must_use]
    pub fn permits_vote(self, has_voted: bool) -> bool {
        !has_voted || self.allow_change
    }
}
