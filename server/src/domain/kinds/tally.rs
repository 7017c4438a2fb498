//! A tally: sums of answers by key. Every sum is additive, so that answers can be added and taken back in any order.

use super::{Answer, OptionId};
use crate::domain::{TermKey, Terms};
use std::collections::BTreeMap;
use std::fmt;

/// What a sum counts. Its text is the key of its row in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TallyKey {
    /// Blank answers.
    Blank,
    /// Answers that name an option.
    Option(OptionId),
    /// Answers that give a statement of a grid this mark.
    Mark(OptionId, u8),
    /// Rankings that rank an option first.
    First(OptionId),
    /// Rankings that rank an option at all.
    Ranked(OptionId),
    /// The sum of an option's places, over the rankings that rank it.
    Places(OptionId),
    /// The rankings with the first option before the second, less those with the second before the first; rankings without
    /// one of them are in neither. The first id is the smaller one. The only sum that may be negative.
    Duel(OptionId, OptionId),
    /// The sum of the points that an option was given.
    Points(OptionId),
    /// Answers that give an option points.
    Givers(OptionId),
    /// Answers with this number, in units of the poll's last decimal place.
    Number(i64),
    /// Answers with a text that says this.
    Term(TermKey),
}

/// The sums of a round, and how the terms among their keys read. A key without a sum counts as 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    sums: BTreeMap<TallyKey, i64>,
    terms: Terms,
}

impl fmt::Display for TallyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank => f.write_str("blank"),
            Self::Option(id) => write!(f, "option {id}"),
            Self::Mark(id, mark) => write!(f, "mark {id} {mark}"),
            Self::First(id) => write!(f, "first {id}"),
            Self::Ranked(id) => write!(f, "ranked {id}"),
            Self::Places(id) => write!(f, "places {id}"),
            Self::Duel(one, other) => write!(f, "duel {one} {other}"),
            Self::Points(id) => write!(f, "points {id}"),
            Self::Givers(id) => write!(f, "givers {id}"),
            Self::Number(value) => write!(f, "number {value}"),
            Self::Term(term) => write!(f, "term {term}"),
        }
    }
}

impl TallyKey {
    /// Parses the text of a key; `None` for text that no key has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split(' ').collect();
        let id = |at: usize| words.get(at)?.parse::<i64>().ok();
        let key = match words.first().copied()? {
            "blank" => Self::Blank,
            "option" => Self::Option(id(1)?),
            "mark" => Self::Mark(id(1)?, u8::try_from(id(2)?).ok()?),
            "first" => Self::First(id(1)?),
            "ranked" => Self::Ranked(id(1)?),
            "places" => Self::Places(id(1)?),
            "duel" => Self::Duel(id(1)?, id(2)?),
            "points" => Self::Points(id(1)?),
            "givers" => Self::Givers(id(1)?),
            "number" => Self::Number(id(1)?),
            "term" => Self::Term(TermKey::parse(words.get(1)?)?),
            _ => return None,
        };
        // A key has one text: no sign or zero before a number, nothing behind it.
        (key.to_string() == text).then_some(key)
    }
}

impl Tally {
    /// The sum of a key.
    #[must_use]
    pub fn get(&self, key: TallyKey) -> i64 {
        self.sums.get(&key).copied().unwrap_or(0)
    }

    /// The sum of a key that counts answers. A negative sum, which no answers add up to, counts as 0.
    #[must_use]
    pub fn count(&self, key: TallyKey) -> u64 {
        u64::try_from(self.get(key)).unwrap_or(0)
    }

    /// Adds to the sum of a key; a sum of 0 is removed, so that equal tallies are equal values.
    pub fn add(&mut self, key: TallyKey, change: i64) {
        let sum = self.sums.entry(key).or_default();
        // Sums in a forged log may overflow.
        *sum = sum.saturating_add(change);
        if *sum == 0 {
            self.sums.remove(&key);
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
        self.sums.iter().map(|(key, sum)| (*key, *sum))
    }

    /// How its terms read, and which are shown.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The same, to be changed.
    pub fn terms_mut(&mut self) -> &mut Terms {
        &mut self.terms
    }

    /// The tally of a round without answers, for the one that follows.
    #[must_use]
    pub fn of_next_round(&self) -> Self {
        Self { sums: BTreeMap::new(), terms: self.terms.of_next_round() }
    }

    /// Each term with the number of voters who have written it, merged ones too.
    pub fn terms_with_counts(&self) -> impl Iterator<Item = (TermKey, u64)> {
        let (first, last) = TermKey::ENDS;
        self.sums.range(TallyKey::Term(first)..=TallyKey::Term(last)).filter_map(|(key, sum)| {
            let TallyKey::Term(term) = key else { return None };
            Some((*term, u64::try_from(*sum).ok()?))
        })
    }

    /// Each number that was answered with its count, the smallest first.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (i64, u64)> {
        self.sums.range(TallyKey::Number(i64::MIN)..=TallyKey::Number(i64::MAX)).filter_map(|(key, sum)| {
            let TallyKey::Number(value) = key else { return None };
            Some((*value, u64::try_from(*sum).ok()?))
        })
    }
}

impl FromIterator<(TallyKey, i64)> for Tally {
    fn from_iter<I: IntoIterator<Item = (TallyKey, i64)>>(sums: I) -> Self {
        let mut tally = Self::default();
        sums.into_iter().for_each(|(key, sum)| tally.add(key, sum));
        tally
    }
}
