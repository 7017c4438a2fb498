//! The processor load of other programs, which distorts all measurements.

use handsup_crowd::{Column, Row};
use std::time::Duration;
use tokio::time::sleep;

/// How long a sample takes.
const SAMPLE_TIME: Duration = Duration::from_millis(500);

/// The highest load sampled so far, in per cent of all cores; `None` without a sample.
#[derive(Default)]
pub(crate) struct Others(Option<f64>);

impl Others {
    /// Takes a sample. To be called while this program and the server are idle.
    pub(crate) async fn sample(&mut self) {
        let before = processor();
        sleep(SAMPLE_TIME).await;
        if let (Some((busy, all)), Some((later_busy, later_all))) = (before, processor()) {
            let share = (later_busy - busy) * 100.0 / (later_all - all).max(1.0);
            self.0 = Some(self.0.unwrap_or_default().max(share));
        }
    }

    /// The row for the table; `None` without a sample, as on systems without `/proc/stat`.
    pub(crate) fn row(&self) -> Option<Row> {
        let what = "other programs on this computer, at worst before a part";
        self.0.map(|share| Row::new(what).value(share, "%").at_most(Column::Value, 5.0))
    }
}

/// Busy time and total time of all cores since the system's start, in clock ticks.
fn processor() -> Option<(f64, f64)> {
    let stat = std::fs::read_to_string("/proc/stat").ok()?;
    let times: Vec<f64> = stat.lines().next()?.split_whitespace().skip(1).filter_map(|time| time.parse().ok()).collect();
    let idle = times.get(3)? + times.get(4)?;
    let all: f64 = times.iter().take(8).sum();
    Some((all - idle, all))
}
