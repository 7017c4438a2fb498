//! An answer: what a voter said to a poll of any kind.

use super::TallyKey;
use serde::{Deserialize, Serialize};

/// The key of an option, unique over all polls and never assigned twice.
pub type OptionId = i64;

/// An answer that fits its poll. Equal answers have equal values, JSON and bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The chosen options, sorted and distinct: a choice of one or several, or a mark of a rating.
    Options(Vec<OptionId>),
    /// Nothing: an abstention that counts as turnout.
    Blank,
}

impl Answer {
    /// The bytes that a commitment covers: a tag for the kind, then big-endian integers of fixed widths, lists preceded by
    /// their length. No two answers have the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Blank => vec![0],
            Self::Options(ids) => {
                let mut bytes = vec![1];
                bytes.extend(u32::try_from(ids.len()).unwrap_or(u32::MAX).to_be_bytes());
                bytes.extend(ids.iter().flat_map(|id| id.to_be_bytes()));
                bytes
            }
        }
    }

    /// The options it chooses; none for an answer that is no choice.
    #[must_use]
    pub fn option_ids(&self) -> &[OptionId] {
        match self {
            Self::Options(ids) => ids,
            Self::Blank => &[],
        }
    }

    /// What the answer adds to its poll's tally.
    #[must_use]
    pub fn tally(&self) -> Vec<(TallyKey, i64)> {
        match self {
            Self::Blank => vec![(TallyKey::Blank, 1)],
            Self::Options(ids) => ids.iter().map(|id| (TallyKey::Option(*id), 1)).collect(),
        }
    }
}
