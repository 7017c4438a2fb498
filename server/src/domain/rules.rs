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

/// Which texts of voters wait for the host before they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Moderation {
    /// None: every text is shown at once.
    Off,
    /// Those that are on a word list. The others are shown at once, until the host takes them off.
    #[default]
    After,
    /// All of them.
    Hold,
}

impl Moderation {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands values over by reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
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
    /// Which texts wait for the host; absent where it is `after`.
    #[serde(default, skip_serializing_if = "Moderation::is_default")]
    #[ts(optional, as = "Option<Moderation>")]
    pub moderation: Moderation,
    /// How many voters must have written a text that waits, so that it is shown by itself; absent where that is the host's
    /// decision alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub show_after: Option<u16>,
    /// Whether phones send a tapped choice by themselves, five seconds after the tap, where one tap is a whole answer; absent where
    /// they do not.
    #[serde(default, skip_serializing_if = "is_false")]
    #[ts(optional, as = "Option<bool>")]
    pub one_tap: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands values over by reference")]
fn is_false(flag: &bool) -> bool {
    !flag
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
    /// The new [`PollRules::moderation`].
    pub moderation: Option<Moderation>,
    /// The new [`PollRules::show_after`]; 0 for none.
    pub show_after: Option<u16>,
    /// The new [`PollRules::one_tap`].
    pub one_tap: Option<bool>,
}

impl PollRules {
    /// The rules after a change.
    #[must_use]
    pub fn changed(self, change: RulesChange) -> Self {
        Self {
            fairness: change.fairness.unwrap_or(self.fairness),
            results: change.results.unwrap_or(self.results),
            allow_change: change.allow_change.unwrap_or(self.allow_change),
            moderation: change.moderation.unwrap_or(self.moderation),
            show_after: change.show_after.map_or(self.show_after, |least| Some(least).filter(|least| *least > 0)),
            one_tap: change.one_tap.unwrap_or(self.one_tap),
        }
    }

    /// Whether a device may vote while the poll is open: for the first time, or again.
    #[must_use]
    pub fn permits_vote(self, has_voted: bool) -> bool {
        !has_voted || self.allow_change
    }
}
