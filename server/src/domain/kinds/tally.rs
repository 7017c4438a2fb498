//! A tally: sums of answers by key. Every sum is additive, so that answers can be added and taken back in any order.

use super::{Answer, OptionId};
use std::collections::BTreeMap;
use std::fmt;

/// What a sum counts. Its text is the key of its row in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TallyKey {
    /// Blank answers.
    Blank,
    /// Answers that name an option.
    Option(OptionId),
}

/// The sums of a round. A key without a sum counts as 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<TallyKey, i64>);

impl fmt::Display for TallyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank => f.write_str("blank"),
            Self::Option(id) => write!(f, "option {id}"),
        }
    }
}

impl TallyKey {
    /// Parses the text of a key; `None` for text that no key has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let key = match (words.next()?, words.next()) {
            ("blank", None) => Self::Blank,
            ("option", Some(id)) => Self::Option(id.parse().ok()?),
            _ => return None,
        };
        words.next().is_none().then_some(key)
    }
}

impl Tally {
    /// The sum of a key.
    #[must_use]
    pub fn get(&self, key: TallyKey) -> i64 {
        self.0.get(&key).copied().unwrap_or(0)
    }

    /// Adds to the sum of a key; a sum of 0 is removed, so that equal tallies are equal values.
    pub fn add(&mut self, key: TallyKey, change: i64) {
        let sum = self.0.entry(key).or_default();
        // Sums in a forged log may overflow.
        *sum = sum.saturating_add(change);
        if *sum == 0 {
            self.0.remove(&key);
        }
    }

    /// Adds an answer `times` times; -1 takes one back.
    pub fn add_answer(&mut self, answer: &Answer, times: i64) {
        for (key, change) in answer.tally() {
            self.add(key, change * times);
        }
    }

    /// Each key with its sum, in the order of keys.
    pub fn iter(&self) -> impl Iterator<Item = (TallyKey, i64)> {
        self.0.iter().map(|(key, sum)| (*key, *sum))
    }
}

impl FromIterator<(TallyKey, i64)> for Tally {
    fn from_iter<I: IntoIterator<Item = (TallyKey, i64)>>(sums: I) -> Self {
        let mut tally = Self::default();
        sums.into_iter().for_each(|(key, sum)| tally.add(key, sum));
        tally
    }
}
