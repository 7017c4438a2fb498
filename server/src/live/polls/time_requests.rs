//! Devices that have asked for more time in a round, counted for the poll's hosts.

use crate::domain::{BrowserToken, Poll, PollState};
use std::collections::HashSet;

/// The most devices that are counted: bounds the memory used by a client that invents a token for each request.
const MAX_DEVICES: usize = 1_000;

/// Who has asked in a round, and how many of them since its timer was set. More time answers them all: each asks once.
#[derive(Default)]
pub(super) struct TimeRequests {
    round: u32,
    devices: HashSet<BrowserToken>,
    closes_at: Option<i64>,
    unanswered: u32,
}

impl TimeRequests {
    /// Counts a device; false where that changes nothing: it has asked in this round, or there is no timer.
    pub(super) fn add(&mut self, poll: &Poll, browser: BrowserToken) -> bool {
        if poll.round != self.round {
            *self = Self { round: poll.round, ..Self::default() };
        }
        let is_new = Self::has_timer(poll) && self.devices.len() < MAX_DEVICES && self.devices.insert(browser);
        if is_new {
            self.unanswered = self.unanswered(poll) + 1;
            self.closes_at = poll.closes_at;
        }
        is_new
    }

    /// How many devices have asked since the poll's timer was set as it is now.
    pub(super) fn unanswered(&self, poll: &Poll) -> u32 {
        let is_same = poll.round == self.round && poll.closes_at == self.closes_at && Self::has_timer(poll);
        if is_same { self.unanswered } else { 0 }
    }

    fn has_timer(poll: &Poll) -> bool {
        poll.state == PollState::Open && poll.closes_at.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Prompt;

    fn browser(n: u32) -> BrowserToken {
        BrowserToken::from_entropy(u128::from(n).to_be_bytes())
    }

    /// An open poll whose timer ends then.
    fn ending(closes_at: Option<i64>) -> Poll {
        Poll { state: PollState::Open, closes_at, ..Poll::without_votes(Prompt::default(), &[(1, "Tabs"), (2, "Spaces")]) }
    }

    #[test]
    fn a_device_counts_once_in_a_round_and_more_time_answers_all() {
        let mut requests = TimeRequests::default();
        let poll = ending(Some(1_000));
        assert_eq!([1, 1, 2, 1].map(|n| requests.add(&poll, browser(n))), [true, false, true, false]);
        assert_eq!(requests.unanswered(&poll), 2);
        let longer = ending(Some(16_000));
        assert_eq!(requests.unanswered(&longer), 0);
        assert_eq!([1, 3].map(|n| requests.add(&longer, browser(n))), [false, true]);
        assert_eq!(requests.unanswered(&longer), 1);
        let again = Poll { round: longer.round + 1, ..longer };
        assert_eq!(requests.unanswered(&again), 0);
        assert!(requests.add(&again, browser(1)));
    }

    #[test]
    fn without_a_timer_and_after_the_close_there_is_nothing_to_ask_for() {
        let mut requests = TimeRequests::default();
        assert!(!requests.add(&ending(None), browser(1)));
        let poll = ending(Some(1_000));
        assert!(requests.add(&poll, browser(1)), "it has not used its request up");
        assert_eq!(requests.unanswered(&Poll { state: PollState::Closed, ..poll }), 0);
    }

    #[test]
    fn invented_devices_are_counted_up_to_the_limit() {
        let mut requests = TimeRequests::default();
        let poll = ending(Some(1_000));
        for n in 0..5_000 {
            requests.add(&poll, browser(n));
        }
        assert_eq!(requests.unanswered(&poll), 1_000);
    }
}
