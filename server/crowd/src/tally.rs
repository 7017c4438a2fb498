//! Whether a server counted what it acknowledged.

use serde_json::{Value, json};
use std::fmt;

/// A poll's votes by four counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// The votes that the server acknowledged, counted by the phones.
    pub acknowledged: u64,
    /// The total in the results.
    pub total: u64,
    /// The answers in the figures of the results: for a choice, the sum of the options' counts.
    pub in_figures: u64,
    /// The server's recount of the vote log.
    pub recounted: u64,
}

impl Tally {
    /// Whether all four are equal.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        [self.total, self.in_figures, self.recounted] == [self.acknowledged; 3]
    }

    /// The counts as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "acknowledged": self.acknowledged, "total": self.total, "in_figures": self.in_figures,
            "recounted": self.recounted, "exact": self.is_exact(),
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { acknowledged, total, in_figures, recounted } = self;
        if self.is_exact() {
            return write!(
                f,
                "exact: {acknowledged} votes were acknowledged, and as many are in the total, in the figures and in the recount"
            );
        }
        write!(
            f,
            "NOT exact: {acknowledged} votes were acknowledged, but the total says {total}, the figures count {in_figures} and the \
             recount to {recounted}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vote_that_is_missing_anywhere_makes_the_tally_inexact() {
        let exact = Tally { acknowledged: 7, total: 7, in_figures: 7, recounted: 7 };
        assert!(exact.is_exact());
        for wrong in [Tally { total: 6, ..exact }, Tally { in_figures: 8, ..exact }, Tally { recounted: 6, ..exact }] {
            assert!(!wrong.is_exact());
            assert!(wrong.to_string().starts_with("NOT exact: 7 votes were acknowledged"));
        }
    }
}
