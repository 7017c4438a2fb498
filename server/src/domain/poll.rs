//! A poll: its question, its options, and the rules it carries.

use super::{JoinCode, Link, PollCode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// How an answer looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Exactly one option.
    #[default]
    Single,
    /// Between `min_choices` and `max_choices` options.
    Multiple,
    /// One mark on a scale from 1; the options are the marks, and there is a mean.
    Rating,
}

impl Kind {
    /// Whether a ballot may name several options.
    #[must_use]
    pub fn takes_several(self) -> bool {
        match self {
            Self::Single | Self::Rating => false,
            Self::Multiple => true,
        }
    }

    /// Whether the options are the steps of a scale, 1, 2, 3 …: written by the server, each its own letter, with a mean.
    #[must_use]
    pub fn is_scale(self) -> bool {
        match self {
            Self::Single | Self::Multiple => false,
            Self::Rating => true,
        }
    }
}

/// Which marks a second vote is recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fairness {
    /// One vote per browser token and per network address: the original rule, right for a flat Wi-Fi.
    #[default]
    DeviceAndAddress,
    /// One vote per browser token alone: right where phones share an address.
    Device,
}

/// Who may see counts before the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResultsRule {
    /// Everybody, always.
    #[default]
    Live,
    /// A device that has voted.
    AfterVote,
    /// The host alone, until the host reveals.
    OnReveal,
}

/// Where a poll stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PollState {
    /// Being written; only the host sees it.
    Draft,
    /// Shown, not yet voting.
    Ready,
    /// Voting.
    #[default]
    Open,
    /// No more votes.
    Closed,
}

/// A poll as the database holds it, with its counts.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own that a host sets")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// The database's key.
    pub id: i64,
    /// What the address and the QR code carry.
    pub code: PollCode,
    /// The meeting it belongs to.
    pub meeting: JoinCode,
    /// Cleaned text, 1 to 500 characters.
    pub question: String,
    /// How an answer looks.
    pub kind: Kind,
    /// The fewest options a ballot names; 1 for [`Kind::Single`].
    pub min_choices: u8,
    /// The most options a ballot names; 1 for [`Kind::Single`].
    pub max_choices: u8,
    /// Which marks a second vote is recognised by.
    pub fairness: Fairness,
    /// Who may see counts before the end.
    pub results: ResultsRule,
    /// Whether a voter may change the vote while the poll is open.
    pub allow_change: bool,
    /// Where the poll stands.
    pub state: PollState,
    /// Whether the host has revealed the results (matters under [`ResultsRule::OnReveal`]).
    pub revealed: bool,
    /// Whether the right answers are shown; only of options that are marked so.
    pub answer_shown: bool,
    /// When voting ends by itself, in milliseconds since 1970; only while it is open.
    pub closes_at: Option<i64>,
    /// Whether results are revealed when voting ends by itself.
    pub auto_reveal: bool,
    /// For the host's eyes, at most 2,000 characters.
    pub note: String,
    /// From 1; running a poll again starts the next.
    pub round: u32,
    /// Grows with every counted change, across rounds and restarts.
    pub seq: u64,
    /// Counted ballots of this round.
    pub total_votes: u64,
    /// In the order the host wrote them.
    pub options: Vec<PollOption>,
    /// How many votes its log holds, in all rounds, replaced ones too.
    pub log_length: u64,
    /// The link that the log ends in; what the next vote is chained to.
    pub log_head: Link,
    /// Keys the hashes of voters' addresses in this poll; gone once the meeting has ended.
    pub address_salt: Option<[u8; 32]>,
}

/// One of a poll's options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollOption {
    /// The database's key, unique over all polls.
    pub id: i64,
    /// Cleaned text, 1 to 200 characters.
    pub text: String,
    /// Counted ballots of this round that name it.
    pub vote_count: u64,
    /// Whether it is a right answer; shown to guests once [`Poll::answer_shown`].
    pub correct: bool,
}
