//! Compares the poll's sums, and the marks of its votes, with those that follow from its log.

use super::history::{ClosedTally, History};
use super::{Audit, Finding, LoggedVote};
use crate::domain::{Tally, TallyKey, hash_of};
use std::collections::HashSet;

impl Audit {
    /// Compares the sums of all rounds with those of the votes that count; returns the latter for the current round.
    pub(super) fn check_sums(&self, history: &History<'_>, findings: &mut Vec<Finding>) -> Tally {
        for (round, says) in &self.earlier_tallies {
            let earlier = Sums::of(*round, history, says);
            findings.extend(earlier.differing().into_iter().map(|(key, says, holds)| Finding::WrongSum {
                key: format!("round {round}: {}", self.text_of(key)),
                says,
                holds,
            }));
        }
        let current = Sums::of(self.round, history, &self.tally);
        findings.extend(current.differing().into_iter().map(|(key, says, holds)| self.wrong_sum(key, says, holds)));
        current.holds
    }

    /// Compares the marks of votes with what the log says of them.
    pub(super) fn check_marks(&self, history: &History<'_>, findings: &mut Vec<Finding>) {
        let marked = self.votes.iter().filter_map(|vote| Some((vote, vote.counts?)));
        let wrong = marked.filter(|(vote, counts)| history.counts(vote.position) != *counts);
        findings.extend(wrong.map(|(vote, _)| Finding::WrongMark { position: vote.position }));
    }

    fn wrong_sum(&self, key: TallyKey, says: i64, holds: i64) -> Finding {
        if let TallyKey::Option(_) = key {
            return Finding::WrongOptionCount { option_text: self.text_of(key), says: says.unsigned_abs(), holds: holds.unsigned_abs() };
        }
        Finding::WrongSum { key: key.to_string(), says, holds }
    }

    /// What a sum counts: the text of an option, where the poll has it.
    fn text_of(&self, key: TallyKey) -> String {
        let option = self.definition.options.iter().find(|option| TallyKey::Option(option.id) == key);
        option.map_or_else(|| key.to_string(), |option| option.text.clone())
    }
}

/// The sums of a round.
struct Sums<'a> {
    /// As the poll states them.
    says: &'a Tally,
    /// Of the answers that the log holds.
    holds: Tally,
    /// As the last close has stated them.
    closed: Option<&'a ClosedTally>,
    /// How many of the answers that count are redacted: they are in what the poll states, and cannot be added up.
    redacted: i64,
}

impl<'a> Sums<'a> {
    fn of(round: u32, history: &'a History<'_>, says: &'a Tally) -> Self {
        let counting = history.counting_in(round);
        let redacted = counting.iter().filter(|vote| vote.answer.is_none()).count();
        let holds = sum_of(&counting);
        Self { says, holds, closed: history.closed_tallies.get(&round), redacted: i64::try_from(redacted).unwrap_or(i64::MAX) }
    }

    /// The sums that differ, each with what the poll says and what the log holds.
    fn differing(&self) -> Vec<(TallyKey, i64, i64)> {
        let keys: HashSet<TallyKey> = self.holds.iter().chain(self.says.iter()).map(|(key, _)| key).collect();
        let sums = keys.into_iter().map(|key| (key, self.says.get(key), self.holds.get(key)));
        let mut differing: Vec<_> = sums.filter(|(key, says, holds)| !self.permits(*key, *says, *holds)).collect();
        differing.sort_unstable();
        differing
    }

    fn is_hashed_as(&self, hash: &str) -> bool {
        hash_of(&self.says.iter().map(|(key, sum)| (key.to_string(), sum)).collect()) == hash
    }

    /// Whether a sum is that of the answers, or was changed by no more than the answers that were redacted since: then it is
    /// between what the log still holds and what the close has stated.
    fn permits(&self, key: TallyKey, says: i64, holds: i64) -> bool {
        let at_most = match self.closed {
            Some(ClosedTally::Listed(closed)) if self.redacted > 0 => closed.get(key),
            // Their hash says whether they are the stated ones, but not which of them differs.
            Some(ClosedTally::Hashed(hash)) if self.redacted > 0 && !self.is_hashed_as(hash) => holds,
            Some(_) | None => holds.saturating_add(self.redacted),
        };
        (holds.min(at_most)..=holds.max(at_most)).contains(&says)
    }
}

/// The sums of the answers of these votes.
pub(super) fn sum_of(votes: &[&LoggedVote]) -> Tally {
    let mut sums = Tally::default();
    votes.iter().filter_map(|vote| vote.answer.as_ref()).for_each(|answer| sums.add_answer(answer, 1));
    sums
}

/// How many times an option is named.
pub(super) fn option_sum(tally: &Tally) -> u64 {
    let of_options = tally.iter().filter(|(key, _)| matches!(key, TallyKey::Option(_)));
    // Counts in a forged log may overflow.
    of_options.fold(0, |sum: u64, (_, count)| sum.saturating_add(u64::try_from(count).unwrap_or(0)))
}
