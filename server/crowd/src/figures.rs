//! A collection of measurements, printed as a table or as JSON.

use crate::row::{Column, Row};
use serde_json::Value;

/// Measurements, in the order they were made.
#[derive(Debug, Clone, Default)]
pub struct Figures(Vec<Row>);

impl Figures {
    /// Adds a row, and prints it to standard error at once, because the table is printed only at
    /// the end.
    pub fn add(&mut self, row: Row) {
        eprintln!("{row}");
        self.0.push(row);
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.0
    }

    /// Whether anything failed.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|row| row.get(Column::Errors).is_some_and(|errors| errors > 0.0))
    }

    /// Combines several runs: each row of the first one, with the medians of all.
    #[must_use]
    pub fn median(runs: &[Self]) -> Self {
        let first = runs.first().map(Self::rows).unwrap_or_default();
        let runs_of = |row: &Row| -> Vec<Row> {
            runs.iter().filter_map(|run| run.0.iter().find(|other| other.what() == row.what())).cloned().collect()
        };
        Self(first.iter().filter_map(|row| Row::median(&runs_of(row))).collect())
    }

    /// A Markdown table; with columns for aims if any row has one.
    #[must_use]
    pub fn table(&self) -> String {
        let with_aims = self.0.iter().any(|row| row.aim().is_some());
        let mut head = ["", "seen", "p50 ms", "p95 ms", "p99 ms", "max ms", "errors"].map(str::to_owned).to_vec();
        if with_aims {
            head.extend(["aim".to_owned(), String::new()]);
        }
        let separator = vec!["---".to_owned(); head.len()];
        let rows = self.0.iter().map(|row| row.table_cells(with_aims));
        let lines: Vec<String> = [head, separator].into_iter().chain(rows).map(|cells| format!("| {} |", cells.join(" | "))).collect();
        lines.join("\n")
    }

    /// The rows as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        self.0.iter().map(Row::json).collect()
    }
}
