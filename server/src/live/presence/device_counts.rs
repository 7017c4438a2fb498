//! The phones that follow one poll: how many there are, and how many of their devices have no vote yet in its round.
//!
//! Every count is updated as phones connect, vote and disconnect, so that reading one costs the same for any number of phones.

use crate::live::channels::Frames;
use crate::live::voter_hash::VoterHash;
use crate::wire::Presence;
use socketioxide::socket::Sid;
use std::collections::{HashMap, HashSet};

/// The phones of one poll.
#[derive(Default)]
pub(super) struct Phones {
    round: u32,
    connected: u32,
    /// Phones that receive whole snapshots.
    whole: u32,
    /// Phones whose browser is unknown: each counts as a device of its own.
    unnamed: u32,
    devices: HashMap<VoterHash, Device>,
    /// How many of `devices` have voted in `round`.
    voted: u32,
}

/// The sockets of one browser: one for each of its tabs.
#[derive(Default)]
struct Device {
    sockets: HashSet<Sid>,
    has_voted: bool,
}

impl Phones {
    /// Adds a phone.
    pub(super) fn enter(&mut self, sid: Sid, voter: Option<VoterHash>, frames: Frames) {
        self.connected += 1;
        self.whole += u32::from(frames == Frames::Whole);
        match voter {
            Some(voter) => {
                self.devices.entry(voter).or_default().sockets.insert(sid);
            }
            None => self.unnamed += 1,
        }
    }

    /// Removes a phone. A device without phones is removed too, whether it has voted or not.
    pub(super) fn leave(&mut self, sid: Sid, voter: Option<VoterHash>, frames: Frames) {
        self.connected -= 1;
        self.whole -= u32::from(frames == Frames::Whole);
        let Some(voter) = voter else {
            self.unnamed -= 1;
            return;
        };
        let Some(device) = self.devices.get_mut(&voter) else { return };
        device.sockets.remove(&sid);
        if device.sockets.is_empty() {
            self.voted -= u32::from(device.has_voted);
            self.devices.remove(&voter);
        }
    }

    /// Records that a browser has voted in a round, and returns its sockets. A vote of any round but the current one changes
    /// nothing.
    pub(super) fn record_vote(&mut self, voter: VoterHash, round: u32) -> Vec<Sid> {
        let Some(device) = self.devices.get_mut(&voter).filter(|_| round == self.round) else { return Vec::new() };
        self.voted += u32::from(!device.has_voted);
        device.has_voted = true;
        device.sockets.iter().copied().collect()
    }

    /// Begins a round without voters, and returns the sockets of the devices that had voted in the previous one.
    pub(super) fn start_round(&mut self, round: u32) -> Vec<Sid> {
        if round <= self.round {
            return Vec::new();
        }
        (self.round, self.voted) = (round, 0);
        let had_voted = self.devices.values_mut().filter_map(|device| std::mem::take(&mut device.has_voted).then_some(&device.sockets));
        had_voted.flatten().copied().collect()
    }

    /// The counts now, without a number.
    pub(super) fn presence(&self) -> Presence {
        let devices = u32::try_from(self.devices.len()).unwrap_or(u32::MAX);
        Presence { connected: self.connected, still_choosing: self.unnamed + devices - self.voted, seq: 0 }
    }

    /// How many phones receive whole snapshots.
    pub(super) fn whole(&self) -> u32 {
        self.whole
    }

    /// Whether no phone is connected.
    pub(super) fn is_empty(&self) -> bool {
        self.connected == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BrowserToken, PollCode};
    use crate::live::voter_hash::VoterHashes;

    fn browser(n: u8) -> VoterHash {
        VoterHashes::new(b"secret").hash(&PollCode::from_entropy([1; 5]), BrowserToken::from_entropy([n; 16]))
    }

    /// Three browsers in the first round, one of them with two tabs, and a phone whose browser is unknown.
    fn classroom() -> (Phones, Vec<Sid>) {
        let mut phones = Phones::default();
        assert!(phones.start_round(1).is_empty());
        let sids: Vec<Sid> = (0..5).map(|_| Sid::new()).collect();
        for (sid, browser) in sids.iter().zip([Some(browser(1)), Some(browser(1)), Some(browser(2)), Some(browser(3)), None]) {
            phones.enter(*sid, browser, Frames::Counts);
        }
        (phones, sids)
    }

    fn still_choosing(phones: &Phones) -> u32 {
        phones.presence().still_choosing
    }

    #[test]
    fn each_tab_counts_as_a_phone_and_each_browser_as_a_device() {
        let (mut phones, sids) = classroom();
        assert_eq!(phones.presence(), Presence { connected: 5, still_choosing: 4, seq: 0 });
        assert_eq!(phones.record_vote(browser(1), 1).into_iter().collect::<HashSet<_>>(), HashSet::from([sids[0], sids[1]]));
        assert_eq!(still_choosing(&phones), 3);
        let _again = phones.record_vote(browser(1), 1);
        assert_eq!(still_choosing(&phones), 3, "one vote, recorded twice");
    }

    #[test]
    fn a_disconnected_phone_is_not_counted_with_or_without_a_vote() {
        let (mut phones, sids) = classroom();
        let _sids = phones.record_vote(browser(1), 1);
        phones.leave(sids[0], Some(browser(1)), Frames::Counts);
        assert_eq!(still_choosing(&phones), 3);
        phones.leave(sids[1], Some(browser(1)), Frames::Counts);
        assert_eq!(still_choosing(&phones), 3, "voted, then disconnected");
        phones.leave(sids[2], Some(browser(2)), Frames::Counts);
        assert_eq!(still_choosing(&phones), 2, "disconnected without a vote");
        phones.leave(sids[4], None, Frames::Counts);
        phones.leave(sids[3], Some(browser(3)), Frames::Counts);
        assert_eq!(phones.presence(), Presence::default());
        assert!(phones.is_empty());
    }

    #[test]
    fn in_a_new_round_no_device_has_voted_and_votes_of_other_rounds_change_nothing() {
        let (mut phones, sids) = classroom();
        let _sids = phones.record_vote(browser(2), 1);
        assert_eq!(phones.start_round(2), vec![sids[2]]);
        assert!(phones.start_round(2).is_empty(), "begun twice");
        assert!(phones.start_round(1).is_empty(), "begun late");
        assert_eq!(still_choosing(&phones), 4);
        assert!(phones.record_vote(browser(3), 1).is_empty());
        assert_eq!(still_choosing(&phones), 4);
        assert_eq!(phones.record_vote(browser(3), 2), vec![sids[3]]);
        assert_eq!(still_choosing(&phones), 3);
    }

    #[test]
    fn a_vote_of_a_browser_that_is_not_connected_changes_nothing() {
        let (mut phones, _sids) = classroom();
        assert!(phones.record_vote(browser(9), 1).is_empty());
        assert_eq!(still_choosing(&phones), 4);
    }
}
