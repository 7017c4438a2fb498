//! The outcome of a rehearsal, as text and as JSON.

use crate::figures::Figures;
use crate::tally::Tally;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;

/// The measurements, the counts and the failures.
#[derive(Debug, Default)]
pub struct Report {
    /// What was measured.
    pub figures: Figures,
    /// The counts of each poll, with a description of when its votes were cast.
    pub tallies: Vec<(String, Tally)>,
    pub(super) failures: Failures,
}

/// The number of failed phones by reason.
#[derive(Debug, Default)]
pub(super) struct Failures(BTreeMap<String, usize>);

impl Failures {
    pub(super) fn add(&mut self, why: &str) {
        *self.0.entry(why.to_owned()).or_default() += 1;
    }
}

impl Report {
    /// Whether every count is exact and no phone failed.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.failures.0.is_empty() && !self.figures.has_errors() && self.tallies.iter().all(|(_, tally)| tally.is_exact())
    }

    /// The report as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let counts: Vec<Value> = self.tallies.iter().map(|(when, tally)| json!({ "when": when, "votes": tally.json() })).collect();
        json!({ "well": self.is_well(), "figures": self.figures.json(), "counts": counts, "errors": self.failures.0 })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.figures.table())?;
        for (when, tally) in &self.tallies {
            writeln!(f, "Votes {when}: {tally}.")?;
        }
        for (why, phones) in &self.failures.0 {
            writeln!(f, "{phones} phones gave up: {why}.")?;
        }
        writeln!(f, "Of 100 times, 50 were shorter than p50 and 99 shorter than p99. All phones were this one computer, without Wi-Fi.")?;
        let verdict = if self.is_well() { "This server is ready for such a room." } else { "Something went wrong: see above." };
        write!(f, "{verdict}")
    }
}
