//! Logs repeated failures: one line when an outage begins, one a minute with the number of failures, one when it ends.
//!
//! An unreachable database fails every request, a damaged poll every request for it: a line for each would fill the disk and
//! hide everything else.

use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::{Duration, Instant};

/// The time between two lines about one outage.
const REMIND_AFTER: Duration = Duration::from_mins(1);
/// How long a component has to work without a failure before its outage is over.
const STEADY_AFTER: Duration = Duration::from_secs(5);
/// How long after the last failure an outage is over where the component never
/// reports that it works.
const QUIET_AFTER: Duration = Duration::from_mins(1);
/// How many outages are tracked one by one. Further ones of a component are counted together, under
/// the key `others`.
const MAX_TRACKED: usize = 64;

/// The outages of this process.
pub(crate) fn outages() -> &'static Outages {
    static OUTAGES: Outages = Outages::new();
    &OUTAGES
}

/// The running outages, by component and by a key within it.
pub(crate) struct Outages(Mutex<BTreeMap<(&'static str, String), Outage>>);

/// An outage: repeated failures of a component.
struct Outage {
    began: Instant,
    /// When the last line was logged.
    logged: Instant,
    /// When the component last failed.
    last_failure: Instant,
    /// When the component first worked after the last failure; `None` if it has not.
    works_since: Option<Instant>,
    /// The most recent error.
    error: String,
    failures: u64,
    /// Failures since the last line.
    unlogged: u64,
}

/// An event of an outage that is logged.
#[derive(Debug, PartialEq)]
enum OutageEvent {
    Began { error: String },
    GoesOn { error: String, failures: u64 },
    Ended { failures: u64, lasted: Duration },
}

impl Outages {
    const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// Records that a component has failed. `which` identifies an outage within the component, such
    /// as one damaged poll; it is empty for the component as a whole.
    pub(crate) fn failed(&self, component: &'static str, which: &str, error: &dyn Display) {
        if let Some(event) = self.failed_at(component, which, &error.to_string(), Instant::now()) {
            log(component, event);
        }
    }

    /// Records that a component works. This ends only the outage of the component as a whole, not
    /// those with a key.
    pub(crate) fn worked(&self, component: &'static str) {
        self.worked_at(component, Instant::now());
    }

    /// Logs outages that have ended, and reminders of running ones; to be called about every second.
    pub(crate) fn log_due(&self) {
        for (component, event) in self.due_at(Instant::now()) {
            log(component, event);
        }
    }

    fn failed_at(&self, component: &'static str, which: &str, error: &str, now: Instant) -> Option<OutageEvent> {
        let mut outages = self.0.lock();
        let key = (component, which.to_owned());
        let key = if outages.len() < MAX_TRACKED || outages.contains_key(&key) { key } else { (component, "others".to_owned()) };
        let Some(outage) = outages.get_mut(&key) else {
            outages.insert(key, Outage::begins(error, now));
            return Some(OutageEvent::Began { error: error.to_owned() });
        };
        outage.fails(error, now);
        outage.reminder(now)
    }

    fn worked_at(&self, component: &'static str, now: Instant) {
        let mut outages = self.0.lock();
        // Called for every vote, mostly without an outage: it must be cheap.
        if let Some(outage) = outages.get_mut(&(component, String::new())) {
            outage.works_since.get_or_insert(now);
        }
    }

    fn due_at(&self, now: Instant) -> Vec<(&'static str, OutageEvent)> {
        let mut outages = self.0.lock();
        let mut events: Vec<_> =
            outages.iter_mut().filter_map(|((component, _), outage)| Some((*component, outage.reminder(now)?))).collect();
        outages.retain(|(component, _), outage| {
            let over = outage.is_over(now);
            if over {
                events.push((component, OutageEvent::Ended { failures: outage.failures, lasted: outage.last_failure - outage.began }));
            }
            !over
        });
        events
    }
}

impl Outage {
    fn begins(error: &str, now: Instant) -> Self {
        Self { began: now, logged: now, last_failure: now, works_since: None, error: error.to_owned(), failures: 1, unlogged: 0 }
    }

    fn fails(&mut self, error: &str, now: Instant) {
        self.failures += 1;
        self.unlogged += 1;
        self.last_failure = now;
        self.works_since = None;
        if self.error != error {
            error.clone_into(&mut self.error);
        }
    }

    fn reminder(&mut self, now: Instant) -> Option<OutageEvent> {
        if self.unlogged == 0 || now - self.logged < REMIND_AFTER {
            return None;
        }
        self.logged = now;
        Some(OutageEvent::GoesOn { error: self.error.clone(), failures: std::mem::take(&mut self.unlogged) })
    }

    fn is_over(&self, now: Instant) -> bool {
        self.works_since.is_some_and(|since| now - since >= STEADY_AFTER) || now - self.last_failure >= QUIET_AFTER
    }
}

fn log(component: &str, event: OutageEvent) {
    match event {
        OutageEvent::Began { error } => tracing::error!(error, "{component}: failing; further failures are counted, not logged"),
        OutageEvent::GoesOn { error, failures } => tracing::error!(error, failures, "{component}: still failing"),
        OutageEvent::Ended { failures, lasted } => tracing::warn!(failures, seconds = lasted.as_secs(), "{component}: works again"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn began(error: &str) -> OutageEvent {
        OutageEvent::Began { error: error.into() }
    }

    #[test]
    fn an_outage_is_logged_at_its_beginning_once_a_minute_and_at_its_end() {
        let (outages, start) = (Outages::new(), Instant::now());
        assert_eq!(outages.failed_at("database", "", "refused", start), Some(began("refused")));
        let mut lines = Vec::new();
        for millis in 1..150_000 {
            let now = start + Duration::from_millis(millis);
            lines.extend(outages.failed_at("database", "", "timed out", now));
            if millis % 1000 == 0 {
                lines.extend(outages.due_at(now).into_iter().map(|(_, line)| line));
            }
        }
        let minute = |failures| OutageEvent::GoesOn { error: "timed out".into(), failures };
        assert_eq!(lines, [minute(60_000), minute(60_000)]);
        let back = start + 150 * SECOND;
        outages.worked_at("database", back);
        assert_eq!(outages.due_at(back + SECOND), []);
        let steady = back + STEADY_AFTER;
        let ended = OutageEvent::Ended { failures: 150_000, lasted: Duration::from_millis(149_999) };
        assert_eq!(outages.due_at(steady), [("database", ended)]);
        assert_eq!(outages.due_at(steady + SECOND), []);
    }

    #[test]
    fn intermittent_failures_are_one_outage() {
        let (outages, start) = (Outages::new(), Instant::now());
        let mut lines = 0;
        for second in 0..60 {
            lines += usize::from(outages.failed_at("database", "", "pool timed out", start + second * SECOND).is_some());
            outages.worked_at("database", start + second * SECOND);
            lines += outages.due_at(start + second * SECOND + SECOND / 2).len();
        }
        assert_eq!(lines, 1);
    }

    #[test]
    fn outages_of_single_polls_and_of_the_whole_database_are_separate() {
        let (outages, start) = (Outages::new(), Instant::now());
        for which in ["poll 1", "poll 2", ""] {
            assert_eq!(outages.failed_at("database", which, "damaged", start), Some(began("damaged")));
        }
        outages.worked_at("database", start + SECOND);
        assert_eq!(outages.due_at(start + SECOND + STEADY_AFTER).len(), 1, "the database works; the polls' outages go on");
        assert_eq!(outages.due_at(start + QUIET_AFTER).len(), 2);
    }

    #[test]
    fn beyond_the_limit_further_outages_of_a_component_share_one_line() {
        let (outages, now) = (Outages::new(), Instant::now());
        let lines = (0..1000).filter(|n| outages.failed_at("panic", &n.to_string(), "why", now).is_some()).count();
        assert_eq!(lines, MAX_TRACKED + 1);
    }
}
