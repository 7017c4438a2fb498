//! One row of a table: what was measured, the values, and the aim.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// The columns of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// A number in the row's own unit.
    Value,
    /// The median time, in milliseconds.
    P50,
    /// The 95th percentile of the times, in milliseconds.
    P95,
    /// The 99th percentile of the times, in milliseconds.
    P99,
    /// The longest time, in milliseconds.
    Max,
    /// How many events failed.
    Errors,
}

/// The upper or lower bound that a cell should meet.
#[derive(Debug, Clone, Copy)]
struct Aim {
    column: Column,
    at_most: bool,
    bound: f64,
}

/// One measurement.
#[derive(Debug, Clone)]
pub struct Row {
    what: String,
    unit: &'static str,
    cells: BTreeMap<Column, f64>,
    aim: Option<Aim>,
}

impl Row {
    /// A row without values; `what` describes the measurement.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), unit: "", cells: BTreeMap::new(), aim: None }
    }

    /// Sets the value and its unit.
    #[must_use]
    pub fn value(mut self, value: f64, unit: &'static str) -> Self {
        self.unit = unit;
        self.with(Column::Value, value)
    }

    /// Sets the value to the number of events a second.
    #[must_use]
    pub fn rate(self, events: usize, took: Duration) -> Self {
        self.value(count(events) / took.as_secs_f64().max(1e-6), "a second")
    }

    /// Sets percentiles and maximum of how long single events took. Sorts `times`.
    #[must_use]
    pub fn times(self, times: &mut [Duration]) -> Self {
        times.sort_unstable();
        let last = times.len().saturating_sub(1);
        let at = |per_cent: usize| times.get((times.len() * per_cent / 100).min(last)).map_or(0.0, Duration::as_secs_f64) * 1000.0;
        let (p50, p95, p99, max) = (at(50), at(95), at(99), at(100));
        self.with(Column::P50, p50).with(Column::P95, p95).with(Column::P99, p99).with(Column::Max, max)
    }

    /// Sets how many events failed.
    #[must_use]
    pub fn errors(self, errors: usize) -> Self {
        self.with(Column::Errors, count(errors))
    }

    /// Sets the aim: the cell is at most `bound`.
    #[must_use]
    pub fn at_most(mut self, column: Column, bound: f64) -> Self {
        self.aim = Some(Aim { column, at_most: true, bound });
        self
    }

    /// Sets the aim: the cell is at least `bound`.
    #[must_use]
    pub fn at_least(mut self, column: Column, bound: f64) -> Self {
        self.aim = Some(Aim { column, at_most: false, bound });
        self
    }

    fn with(mut self, column: Column, value: f64) -> Self {
        self.cells.insert(column, value);
        self
    }

    /// What was measured.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// A cell, if it was measured.
    #[must_use]
    pub fn get(&self, column: Column) -> Option<f64> {
        self.cells.get(&column).copied()
    }

    /// Whether the aim is met; `None` without an aim, or without the cell. A row with errors does
    /// not meet its aim.
    #[must_use]
    pub fn met(&self) -> Option<bool> {
        let Aim { column, at_most, bound } = self.aim?;
        let cell = self.get(column)?;
        let has_no_errors = self.get(Column::Errors).is_none_or(|errors| errors < 0.5);
        Some(has_no_errors && if at_most { cell <= bound } else { cell >= bound })
    }

    /// The aim as text, such as `p99 ≤ 15 ms`.
    #[must_use]
    pub fn aim(&self) -> Option<String> {
        let Aim { column, at_most, bound } = self.aim?;
        let (name, unit) = column.name_and_unit(self.unit);
        Some(format!("{name}{} {}{}{unit}", if at_most { "≤" } else { "≥" }, number(bound), if unit.is_empty() { "" } else { " " }))
    }

    /// Combines runs of the same measurement: the median of each cell, but the most errors of any
    /// run. `None` without runs.
    #[must_use]
    pub fn median(runs: &[Self]) -> Option<Self> {
        let mut median = runs.first()?.clone();
        for (column, cell) in &mut median.cells {
            let mut values: Vec<f64> = runs.iter().filter_map(|row| row.get(*column)).collect();
            values.sort_unstable_by(f64::total_cmp);
            *cell = if *column == Column::Errors { values[values.len() - 1] } else { values[values.len() / 2] };
        }
        if let Some(aim) = &mut median.aim {
            let mut bounds: Vec<f64> = runs.iter().filter_map(|row| row.aim.map(|aim| aim.bound)).collect();
            bounds.sort_unstable_by(f64::total_cmp);
            aim.bound = bounds[bounds.len() / 2];
        }
        Some(median)
    }

    /// The row as JSON; values are rounded to one decimal.
    #[must_use]
    pub fn json(&self) -> Value {
        let cells = self.cells.iter().map(|(column, value)| (column.key().to_owned(), json!((value * 10.0).round() / 10.0)));
        let mut row: Map<String, Value> = cells.collect();
        row.insert("what".into(), self.what.clone().into());
        if !self.unit.is_empty() {
            row.insert("unit".into(), self.unit.into());
        }
        if let (Some(aim), Some(met)) = (self.aim(), self.met()) {
            row.insert("aim".into(), aim.into());
            row.insert("met".into(), met.into());
        }
        Value::Object(row)
    }

    /// The cells as text, for [`Figures::table`](crate::Figures::table).
    #[must_use]
    pub fn table_cells(&self, with_aims: bool) -> Vec<String> {
        let cell = |column| self.get(column).map(number).unwrap_or_default();
        let value = format!("{} {}", cell(Column::Value), self.unit);
        let mut cells = vec![self.what.clone(), value.trim().to_owned()];
        cells.extend([Column::P50, Column::P95, Column::P99, Column::Max, Column::Errors].map(cell));
        if with_aims {
            let met = self.met().map_or("", |met| if met { "met" } else { "**not met**" });
            cells.extend([self.aim().unwrap_or_default(), met.to_owned()]);
        }
        cells
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.what)?;
        for (column, value) in &self.cells {
            let (name, unit) = column.name_and_unit(self.unit);
            let space = if unit.is_empty() { "" } else { " " };
            write!(f, " {name}{}{space}{unit}", number(*value))?;
        }
        Ok(())
    }
}

impl Column {
    /// The name in front of a number, and the unit behind it.
    fn name_and_unit(self, unit: &'static str) -> (&'static str, &'static str) {
        match self {
            Self::Value => ("", unit),
            Self::P50 => ("p50 ", "ms"),
            Self::P95 => ("p95 ", "ms"),
            Self::P99 => ("p99 ", "ms"),
            Self::Max => ("max ", "ms"),
            Self::Errors => ("errors ", ""),
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::P50 => "p50_ms",
            Self::P95 => "p95_ms",
            Self::P99 => "p99_ms",
            Self::Max => "max_ms",
            Self::Errors => "errors",
        }
    }
}

/// A number with one decimal; without decimals if it is whole or at least 1,000.
fn number(value: f64) -> String {
    if value.fract().abs() < 0.05 || value >= 1000.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// A count as a value of a row.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
pub fn count(events: usize) -> f64 {
    events as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row_of_times(millis: &[u64]) -> Row {
        let mut times: Vec<Duration> = millis.iter().copied().map(Duration::from_millis).collect();
        Row::new("a vote").times(&mut times)
    }

    #[test]
    fn a_row_with_errors_never_meets_its_aim() {
        assert_eq!(row_of_times(&[1, 2, 3]).at_most(Column::P99, 3.0).met(), Some(true));
        assert_eq!(row_of_times(&[1, 2, 30]).at_most(Column::P99, 3.0).met(), Some(false));
        assert_eq!(row_of_times(&[1]).errors(1).at_most(Column::P99, 3.0).met(), Some(false));
        assert_eq!(row_of_times(&[1]).at_most(Column::P50, 3.6).aim().as_deref(), Some("p50 ≤ 3.6 ms"));
        assert_eq!(row_of_times(&[1]).met(), None);
    }

    #[test]
    fn the_median_of_runs_has_the_errors_of_the_worst_run() {
        let median =
            Row::median(&[row_of_times(&[9]).errors(0), row_of_times(&[1]).errors(2), row_of_times(&[5]).errors(0)]).expect("three runs");
        assert_eq!((median.get(Column::Max), median.get(Column::Errors)), (Some(5.0), Some(2.0)));
    }
}
