//! What was seen, as a table and as JSON.

use serde_json::{Map, Value, json};
use std::time::Duration;

/// Rows in the order they were measured.
#[derive(Default)]
pub(crate) struct Figures(Vec<(String, Map<String, Value>)>);

impl Figures {
    /// A rate in events a second.
    pub(crate) fn rate(&mut self, what: impl Into<String>, events: usize, took: Duration) -> u64 {
        let rate = per_second(events, took);
        self.row(what, json!({ "per_second": rate }));
        rate
    }

    /// A rate, and how long single events took.
    pub(crate) fn rate_and_times(&mut self, what: impl Into<String>, took: Duration, times: &mut [Duration]) -> u64 {
        let rate = per_second(times.len(), took);
        let Value::Object(mut row) = percentiles(times) else { return rate };
        row.insert("per_second".into(), rate.into());
        self.row(what, Value::Object(row));
        rate
    }

    /// How long single events took.
    pub(crate) fn times(&mut self, what: impl Into<String>, times: &mut [Duration]) {
        self.row(what, percentiles(times));
    }

    /// Something else, in words.
    pub(crate) fn note(&mut self, what: impl Into<String>, value: impl Into<Value>) {
        self.row(what, json!({ "per_second": value.into() }));
    }

    fn row(&mut self, what: impl Into<String>, values: Value) {
        let what = what.into();
        eprintln!("{what}: {values}");
        if let Value::Object(values) = values {
            self.0.push((what, values));
        }
    }

    /// A table for people; times in milliseconds.
    pub(crate) fn print(&self) {
        const COLUMNS: [&str; 5] = ["per_second", "p50", "p95", "p99", "max"];
        println!("| | a second | p50 ms | p95 ms | p99 ms | max ms |\n| --- | --- | --- | --- | --- | --- |");
        for (what, values) in &self.0 {
            let cells: Vec<String> =
                COLUMNS.iter().map(|column| values.get(*column).map(ToString::to_string).unwrap_or_default()).collect();
            println!("| {what} | {} |", cells.join(" | "));
        }
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> String {
        Value::Object(self.0.iter().map(|(what, values)| (what.clone(), Value::Object(values.clone()))).collect()).to_string()
    }
}

fn percentiles(times: &mut [Duration]) -> Value {
    times.sort_unstable();
    let at = |per_cent: usize| times.get((times.len() * per_cent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default();
    let millis = |time: Duration| round(time.as_secs_f64() * 1000.0);
    json!({ "p50": millis(at(50)), "p95": millis(at(95)), "p99": millis(at(99)), "max": millis(at(100)) })
}

/// Whole events a second.
fn per_second(events: usize, took: Duration) -> u64 {
    u64::try_from(events as u128 * 1_000_000 / took.as_micros().max(1)).unwrap_or(u64::MAX)
}

fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}
