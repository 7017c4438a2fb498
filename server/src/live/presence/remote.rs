//! Phones at other instances: each instance reports its counts and refusals every second, and is dropped when its reports stop.

use super::numbers::Numbers;
use crate::domain::{JoinCode, PollCode};
use crate::wire::{Presence, Refused};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

/// An instance without a report for this long is dropped, with its phones.
const SILENT_AFTER: Duration = Duration::from_secs(10);

/// One instance's phones by poll and meeting, its refused votes, and who asks it for more time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PresenceReport {
    /// Phones by poll.
    pub(crate) polls: HashMap<String, u32>,
    /// Devices that have not voted, by poll, where there are any.
    #[serde(default)]
    pub(crate) choosing: HashMap<String, u32>,
    /// Phones by meeting.
    pub(crate) meetings: HashMap<String, u32>,
    /// Refused votes, by poll, where there are any.
    #[serde(default)]
    pub(crate) refused: HashMap<String, Refused>,
    /// Devices that have asked for more time since the timer was set, by poll, where there are any.
    #[serde(default)]
    pub(crate) time_requests: HashMap<String, u32>,
    /// The number of the last change of presence that the sender knows; 0 from an earlier version.
    #[serde(default)]
    pub(crate) seq: u64,
}

/// Polls and meetings whose totals have changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ChangedCounts {
    pub(crate) polls: HashSet<String>,
    pub(crate) meetings: HashSet<String>,
}

/// The last report of every other instance, and when it arrived.
pub(crate) struct RemotePresence {
    reports: Mutex<HashMap<String, (PresenceReport, Instant)>>,
    numbers: Numbers,
}

impl RemotePresence {
    /// Starts without reports; changes are counted in `numbers`.
    pub(super) fn new(numbers: Numbers) -> Self {
        Self { reports: Mutex::default(), numbers }
    }

    /// Stores an instance's report and drops silent instances; returns the polls and meetings whose totals changed.
    pub(crate) fn apply_report(&self, instance: &str, report: &PresenceReport, now: Instant) -> ChangedCounts {
        self.numbers.catch_up(report.seq);
        let mut reports = self.reports.lock();
        let previous = reports.insert(instance.to_owned(), (report.clone(), now)).map(|(previous, _)| previous).unwrap_or_default();
        let mut changed = ChangedCounts::between(&previous, report);
        reports.retain(|_, (last, arrived)| {
            let is_recent = now.duration_since(*arrived) < SILENT_AFTER;
            if !is_recent {
                changed.add(ChangedCounts::between(last, &PresenceReport::default()));
            }
            is_recent
        });
        if changed != ChangedCounts::default() {
            self.numbers.advance();
        }
        changed
    }

    /// Drops every report.
    pub(crate) fn forget(&self) {
        self.reports.lock().clear();
        self.numbers.advance();
    }

    /// The number of phones of a poll at all other instances together, and how many of their devices have not voted; without
    /// a number.
    pub(crate) fn presence(&self, poll: &PollCode) -> Presence {
        let connected = self.sum(|report| report.polls.get(poll.as_str()));
        Presence { connected, still_choosing: self.sum(|report| report.choosing.get(poll.as_str())), seq: 0 }
    }

    /// The number of phones of a meeting at all other instances together.
    pub(crate) fn phones_at(&self, meeting: &JoinCode) -> u32 {
        self.sum(|report| report.meetings.get(meeting.as_str()))
    }

    /// Votes refused in a poll at all other instances together; `None` where they have refused none.
    pub(crate) fn refused(&self, poll: &PollCode) -> Option<Refused> {
        let reports = self.reports.lock();
        reports.values().filter_map(|(report, _)| report.refused.get(poll.as_str()).copied()).reduce(|one, other| one + other)
    }

    /// How many devices have asked all other instances together for more time in a poll.
    pub(crate) fn time_requests(&self, poll: &PollCode) -> u32 {
        self.sum(|report| report.time_requests.get(poll.as_str()))
    }

    fn sum(&self, count: impl Fn(&PresenceReport) -> Option<&u32>) -> u32 {
        self.reports.lock().values().filter_map(|(report, _)| count(report)).sum()
    }
}

impl ChangedCounts {
    fn between(old: &PresenceReport, new: &PresenceReport) -> Self {
        let mut polls = changed_keys(&old.polls, &new.polls);
        polls.extend(changed_keys(&old.choosing, &new.choosing));
        polls.extend(changed_keys(&old.refused, &new.refused));
        polls.extend(changed_keys(&old.time_requests, &new.time_requests));
        Self { polls, meetings: changed_keys(&old.meetings, &new.meetings) }
    }

    fn add(&mut self, other: Self) {
        self.polls.extend(other.polls);
        self.meetings.extend(other.meetings);
    }
}

fn changed_keys<T: PartialEq>(old: &HashMap<String, T>, new: &HashMap<String, T>) -> HashSet<String> {
    old.keys().chain(new.keys()).filter(|key| old.get(*key) != new.get(*key)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn remote() -> RemotePresence {
        RemotePresence::new(Numbers::new(Clock::system()))
    }

    fn report(poll: &str, phones: u32) -> PresenceReport {
        PresenceReport { polls: HashMap::from([(poll.to_owned(), phones)]), ..PresenceReport::default() }
    }

    #[test]
    fn phones_of_other_instances_are_summed_and_a_silent_instance_is_dropped() {
        let (elsewhere, began) = (remote(), Instant::now());
        let poll = PollCode::parse("AB3DE9ZX").unwrap();
        assert_eq!(elsewhere.apply_report("one", &report("AB3DE9ZX", 3), began).polls, HashSet::from(["AB3DE9ZX".to_owned()]));
        assert!(elsewhere.apply_report("one", &report("AB3DE9ZX", 3), began).polls.is_empty(), "nothing changed");
        let _changed = elsewhere.apply_report("two", &report("AB3DE9ZX", 4), began + Duration::from_secs(5));
        assert_eq!(elsewhere.presence(&poll).connected, 7);
        let changed = elsewhere.apply_report("two", &report("AB3DE9ZX", 4), began + SILENT_AFTER);
        assert_eq!(changed.polls, HashSet::from(["AB3DE9ZX".to_owned()]), "the silent instance was dropped");
        assert_eq!(elsewhere.presence(&poll).connected, 4);
        elsewhere.forget();
        assert_eq!(elsewhere.presence(&poll).connected, 0);
    }

    #[test]
    fn devices_without_a_vote_are_summed_and_each_change_is_reported() {
        let (elsewhere, began) = (remote(), Instant::now());
        let poll = PollCode::parse("AB3DE9ZX").unwrap();
        let choosing = |choosing| PresenceReport { choosing: HashMap::from([("AB3DE9ZX".to_owned(), choosing)]), ..report("AB3DE9ZX", 5) };
        for (instance, still_choosing, sum) in [("one", 5, 5), ("two", 3, 8), ("one", 4, 7)] {
            assert_eq!(elsewhere.apply_report(instance, &choosing(still_choosing), began).polls.len(), 1);
            assert_eq!(elsewhere.presence(&poll).still_choosing, sum);
        }
        assert_eq!(elsewhere.apply_report("one", &report("AB3DE9ZX", 5), began).polls.len(), 1, "all have voted");
        assert_eq!(elsewhere.presence(&poll), Presence { connected: 10, still_choosing: 3, seq: 0 });
    }

    #[test]
    fn each_change_has_a_number_larger_than_the_sender_knew() {
        let (elsewhere, began) = (remote(), Instant::now());
        let ahead = elsewhere.numbers.last() + 60_000;
        let _changed = elsewhere.apply_report("one", &PresenceReport { seq: ahead, ..report("AB3DE9ZX", 3) }, began);
        assert_eq!(elsewhere.numbers.last(), ahead + 1);
        let _unchanged = elsewhere.apply_report("one", &report("AB3DE9ZX", 3), began);
        assert_eq!(elsewhere.numbers.last(), ahead + 1, "nothing changed");
        elsewhere.forget();
        assert_eq!(elsewhere.numbers.last(), ahead + 2);
    }

    #[test]
    fn requests_for_time_of_other_instances_are_summed_until_they_are_answered() {
        let (elsewhere, began) = (remote(), Instant::now());
        let poll = PollCode::parse("AB3DE9ZX").unwrap();
        let asking = |devices| PresenceReport { time_requests: HashMap::from([("AB3DE9ZX".to_owned(), devices)]), ..report("AB3DE9ZX", 5) };
        for (instance, devices, sum) in [("one", 2, 2), ("two", 1, 3)] {
            assert_eq!(elsewhere.apply_report(instance, &asking(devices), began).polls.len(), 1);
            assert_eq!(elsewhere.time_requests(&poll), sum);
        }
        assert_eq!(elsewhere.apply_report("one", &report("AB3DE9ZX", 5), began).polls.len(), 1);
        assert_eq!(elsewhere.time_requests(&poll), 1);
    }

    #[test]
    fn refusals_of_other_instances_are_summed() {
        let (elsewhere, began) = (remote(), Instant::now());
        let poll = PollCode::parse("AB3DE9ZX").unwrap();
        assert_eq!(elsewhere.refused(&poll), None);
        for (instance, too_many_requests) in [("one", 2), ("two", 3)] {
            let refused = Refused { too_many_requests, poll_not_open: 1, ..Refused::default() };
            let report = PresenceReport { refused: HashMap::from([("AB3DE9ZX".to_owned(), refused)]), ..PresenceReport::default() };
            assert_eq!(elsewhere.apply_report(instance, &report, began).polls.len(), 1);
            assert!(elsewhere.apply_report(instance, &report, began).polls.is_empty(), "nothing changed");
        }
        let both = Refused { too_many_requests: 5, poll_not_open: 2, ..Refused::default() };
        assert_eq!(elsewhere.refused(&poll), Some(both));
    }
}
