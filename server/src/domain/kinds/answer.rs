//! An answer: what a voter said to a poll of any kind.

use super::TallyKey;
use crate::domain::TermKey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The key of an option, unique over all polls and never assigned twice.
pub type OptionId = i64;

/// An answer that fits its poll. Equal answers have equal values, JSON and bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The chosen options, sorted and distinct: a choice of one or several, or a mark of a rating.
    Options(Vec<i64>),
    /// The marks of statements, sorted by statement, each at most once.
    Grid(Vec<(i64, u8)>),
    /// The ranked options, distinct, the best first.
    Ranking(Vec<i64>),
    /// The points of options, sorted by option, each at most once and more than 0.
    Points(Vec<(i64, u16)>),
    /// A number in units of the poll's last decimal place: 314 is 3.14 where the poll has two decimals.
    Number(i64),
    /// Texts as they were written, cleaned; no two say the same.
    Texts(Vec<String>),
    /// Nothing: an abstention that counts as turnout.
    Blank,
}

impl Answer {
    /// The bytes that a commitment covers: a tag for the kind, then big-endian integers of fixed widths, lists and texts
    /// preceded by their length. No two answers have the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Blank => vec![0],
            Self::Options(ids) => list(1, ids, |id| id.to_be_bytes().into()),
            Self::Grid(marks) => list(2, marks, |(id, mark)| [&id.to_be_bytes()[..], &[*mark]].concat()),
            Self::Ranking(ids) => list(3, ids, |id| id.to_be_bytes().into()),
            Self::Points(points) => list(4, points, |(id, points)| [&id.to_be_bytes()[..], &points.to_be_bytes()].concat()),
            Self::Number(value) => [&[5][..], &value.to_be_bytes()].concat(),
            Self::Texts(texts) => list(6, texts, |text| [&length(text.len())[..], text.as_bytes()].concat()),
        }
    }

    /// The options it chooses; none for an answer that is no choice.
    #[must_use]
    pub fn option_ids(&self) -> &[OptionId] {
        match self {
            Self::Options(ids) => ids,
            Self::Grid(_) | Self::Ranking(_) | Self::Points(_) | Self::Number(_) | Self::Texts(_) | Self::Blank => &[],
        }
    }

    /// The texts it consists of; none for an answer of another kind.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        match self {
            Self::Texts(texts) => texts,
            Self::Options(_) | Self::Grid(_) | Self::Ranking(_) | Self::Points(_) | Self::Number(_) | Self::Blank => &[],
        }
    }

    /// What the answer adds to its poll's tally. A key may occur several times.
    #[must_use]
    pub fn tally(&self) -> Vec<(TallyKey, i64)> {
        match self {
            Self::Blank => vec![(TallyKey::Blank, 1)],
            Self::Options(ids) => ids.iter().map(|id| (TallyKey::Option(*id), 1)).collect(),
            Self::Grid(marks) => marks.iter().map(|(id, mark)| (TallyKey::Mark(*id, *mark), 1)).collect(),
            Self::Ranking(ids) => super::ranking::tally(ids),
            Self::Points(points) => {
                points.iter().flat_map(|(id, points)| [(TallyKey::Points(*id), i64::from(*points)), (TallyKey::Givers(*id), 1)]).collect()
            }
            Self::Number(value) => vec![(TallyKey::Number(*value), 1)],
            Self::Texts(texts) => texts.iter().map(|text| (TallyKey::Term(TermKey::of(text)), 1)).collect(),
        }
    }
}

/// A tag, the length of a list, and the bytes of its items.
fn list<T>(tag: u8, items: &[T], bytes: impl Fn(&T) -> Vec<u8>) -> Vec<u8> {
    let mut all = vec![tag];
    all.extend(length(items.len()));
    all.extend(items.iter().flat_map(bytes));
    all
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}
