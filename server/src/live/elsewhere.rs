//! Phones at other instances: each says every second how many are there, and is forgotten when it falls silent.

use crate::domain::{JoinCode, PollCode};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// An instance that has said nothing for so long is gone, and its phones are elsewhere.
const SILENT: Duration = Duration::from_secs(10);

/// How many phones follow what at one instance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Here {
    /// By poll.
    pub(crate) polls: HashMap<String, u32>,
    /// By meeting.
    pub(crate) meetings: HashMap<String, u32>,
}

/// What the other instances have said last.
#[derive(Default)]
pub(super) struct Elsewhere(Mutex<HashMap<String, (Here, Instant)>>);

impl Elsewhere {
    /// An instance has spoken; the polls and meetings whose number has changed come back.
    pub(super) fn heard(&self, instance: &str, here: &Here, now: Instant) -> (HashSet<String>, HashSet<String>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut before = vec![known.insert(instance.to_owned(), (here.clone(), now)).map(|(here, _)| here).unwrap_or_default()];
        known.retain(|_, (here, said)| {
            let stays = now.duration_since(*said) < SILENT;
            if !stays {
                before.push(std::mem::take(here));
            }
            stays
        });
        let changed = |of: fn(&Here) -> &HashMap<String, u32>| {
            let all = before.iter().chain([here]).flat_map(|said| of(said).keys());
            all.filter(|key| before.len() > 1 || of(&before[0]).get(*key) != of(here).get(*key)).cloned().collect()
        };
        (changed(|here| &here.polls), changed(|here| &here.meetings))
    }

    /// Nobody is heard any more.
    pub(super) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(super) fn phones_in(&self, poll: &PollCode) -> u32 {
        self.sum(|here| here.polls.get(poll.as_str()))
    }

    pub(super) fn phones_at(&self, meeting: &JoinCode) -> u32 {
        self.sum(|here| here.meetings.get(meeting.as_str()))
    }

    fn sum(&self, of: impl Fn(&Here) -> Option<&u32>) -> u32 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().filter_map(|(here, _)| of(here)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(poll: &str, phones: u32) -> Here {
        Here { polls: HashMap::from([(poll.to_owned(), phones)]), meetings: HashMap::new() }
    }

    #[test]
    fn phones_elsewhere_are_added_up_and_a_silent_instance_is_forgotten() {
        let (elsewhere, began) = (Elsewhere::default(), Instant::now());
        let poll = PollCode::parse("AB3DE9ZX").unwrap();
        assert_eq!(elsewhere.heard("one", &here("AB3DE9ZX", 3), began).0, HashSet::from(["AB3DE9ZX".to_owned()]));
        assert!(elsewhere.heard("one", &here("AB3DE9ZX", 3), began).0.is_empty(), "no news");
        let _changed = elsewhere.heard("two", &here("AB3DE9ZX", 4), began + Duration::from_secs(5));
        assert_eq!(elsewhere.phones_in(&poll), 7);
        let _changed = elsewhere.heard("two", &here("AB3DE9ZX", 4), began + SILENT);
        assert_eq!(elsewhere.phones_in(&poll), 4);
        elsewhere.forget();
        assert_eq!(elsewhere.phones_in(&poll), 0);
    }
}
