//! The events of a poll's log.

use super::Definition;
use super::merkle::Hash;
use crate::domain::{Commitment, TallyKey};
use crate::hex;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How a voter was admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// By the device that voted.
    #[default]
    Device,
}

/// What happened to a poll. Times are milliseconds since 1970; a ballot has none, so that it cannot be matched with the
/// moment at which a voter was seen to vote.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The poll was created.
    Created {
        /// When.
        at: i64,
        /// How it reads.
        definition: Definition,
    },
    /// The question or an option was changed.
    Reworded {
        /// When.
        at: i64,
        /// How the poll reads from now on.
        definition: Definition,
    },
    /// A rule was changed.
    RulesChanged {
        /// When.
        at: i64,
        /// How the poll reads from now on.
        definition: Definition,
    },
    /// Voting was opened for the first time in a round.
    Opened {
        /// When.
        at: i64,
        /// The round.
        round: u32,
    },
    /// Voting was opened again after its close.
    Reopened {
        /// When.
        at: i64,
        /// The round.
        round: u32,
    },
    /// Before its first ballot, the round went back to a state before voting.
    Withdrawn {
        /// When.
        at: i64,
        /// The round.
        round: u32,
    },
    /// A ballot was counted.
    Ballot {
        /// The round.
        round: u32,
        /// How its voter was admitted.
        class: Class,
        /// The commitment to its answer: 64 hexadecimal digits.
        commitment: String,
        /// The position of the device's earlier ballot, which no longer counts.
        replaces: Option<u64>,
    },
    /// The host has struck a ballot, which no longer counts.
    Struck {
        /// The round.
        round: u32,
        /// The ballot's position.
        ballot: u64,
    },
    /// The host has redacted an answer. It still counts.
    Redacted {
        /// The ballot's position.
        ballot: u64,
    },
    /// Voting was closed.
    Closed {
        /// When.
        at: i64,
        /// The round.
        round: u32,
        /// Ballots that count.
        votes: u64,
        /// The sums of their answers, by the text of [`TallyKey`]; `None` where there are many.
        tally: Option<BTreeMap<String, i64>>,
        /// SHA-256 over the JSON of these sums: 64 hexadecimal digits. `None` where they are listed.
        tally_hash: Option<String>,
        /// The Merkle root over the commitments of these ballots in the log's order: 64 hexadecimal digits.
        root: String,
        /// How the poll reads.
        definition: Definition,
    },
    /// The results were revealed.
    Revealed {
        /// When.
        at: i64,
    },
    /// The next round was started.
    RunAgain {
        /// When.
        at: i64,
        /// The new round.
        round: u32,
    },
}

/// The most sums that the event of a close lists: each phone that voted receives it, and numbers and words are without limit.
const MOST_SUMS: usize = 256;

/// The hash of the sums of a round, by their keys.
#[must_use]
pub fn hash_of(sums: &BTreeMap<String, i64>) -> String {
    hex::encode(&Sha256::digest(serde_json::to_vec(sums).unwrap_or_default()))
}

impl Event {
    /// The event of a ballot that counts.
    #[must_use]
    pub fn ballot(round: u32, class: Class, commitment: &Commitment, replaces: Option<u64>) -> Self {
        Self::Ballot { round, class, commitment: hex::encode(commitment.as_bytes()), replaces }
    }

    /// The event of a close.
    pub fn closed(
        (at, round): (i64, u32),
        votes: u64,
        tally: impl IntoIterator<Item = (TallyKey, i64)>,
        root: &Hash,
        definition: Definition,
    ) -> Self {
        let sums: BTreeMap<String, i64> = tally.into_iter().map(|(key, sum)| (key.to_string(), sum)).collect();
        let (tally, tally_hash) = if sums.len() > MOST_SUMS { (None, Some(hash_of(&sums))) } else { (Some(sums), None) };
        Self::Closed { at, round, votes, tally, tally_hash, root: hex::encode(root), definition }
    }

    /// The text that the log stores and the link covers: JSON.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Parses a text of the log; `None` for one that this version does not know.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The definition that this event sets or repeats.
    #[must_use]
    pub fn definition(&self) -> Option<&Definition> {
        match self {
            Self::Created { definition, .. }
            | Self::Reworded { definition, .. }
            | Self::RulesChanged { definition, .. }
            | Self::Closed { definition, .. } => Some(definition),
            Self::Opened { .. }
            | Self::Reopened { .. }
            | Self::Withdrawn { .. }
            | Self::Ballot { .. }
            | Self::Struck { .. }
            | Self::Redacted { .. }
            | Self::Revealed { .. }
            | Self::RunAgain { .. } => None,
        }
    }
}
