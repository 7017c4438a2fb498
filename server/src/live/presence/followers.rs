//! Which socket follows which poll or meeting, and which browser it belongs to.

use super::device_counts::Phones;
use super::numbers::Numbers;
use super::remote::PresenceReport;
use crate::domain::{Audience, BrowserToken, JoinCode, PollCode};
use crate::live::channels::Frames;
use crate::live::voter_hash::VoterHash;
use crate::wire::Presence;
use parking_lot::{Mutex, MutexGuard};
use socketioxide::socket::Sid;
use std::collections::HashMap;
use std::hash::Hash;

/// What a socket that joins follows, and what it may receive.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// The meeting whose stage it follows.
    pub(crate) follows: Option<JoinCode>,
    /// Whether it can vote: it is neither a host's window nor a projector.
    pub(crate) is_phone: bool,
    /// Whether it is the console's picture of the projector: part of a host's window, and no projector.
    pub(crate) is_miniature: bool,
    /// Whether it is the host's or in the local network, and so may receive how to join the room's Wi-Fi.
    pub(crate) is_near: bool,
    /// The token of its browser, if the browser has sent one.
    pub(crate) browser: Option<BrowserToken>,
    /// Its audience, which decides what results it receives.
    pub(crate) audience: Audience,
    /// What its live frames contain.
    pub(crate) frames: Frames,
    /// The host and port of its page's URL.
    pub(crate) host: String,
}

/// Every socket that has joined, and the counts by poll and meeting.
pub(crate) struct Followers {
    lists: Mutex<Lists>,
    numbers: Numbers,
}

#[derive(Default)]
struct Lists {
    sockets: HashMap<Sid, Follower>,
    polls: HashMap<PollCode, Phones>,
    /// The number of phones by meeting.
    meetings: HashMap<JoinCode, u32>,
    /// The number of phones in all.
    phones: usize,
}

/// A socket, the poll that it follows, and the hash of its browser in that poll.
struct Follower {
    poll: Option<PollCode>,
    voter: Option<VoterHash>,
    member: Member,
}

impl Followers {
    /// Starts without sockets; changes are counted in `numbers`.
    pub(super) fn new(numbers: Numbers) -> Self {
        Self { lists: Mutex::default(), numbers }
    }

    /// Records that a socket follows a poll, a meeting, or both, and as which voter; returns what it followed before.
    pub(crate) fn enter(&self, sid: Sid, code: Option<PollCode>, voter: Option<VoterHash>, member: Member) -> Departure {
        let mut lists = self.lists();
        let departure = lists.remove(sid);
        if member.is_phone {
            lists.phones += 1;
            if let Some(code) = &code {
                lists.polls.entry(code.clone()).or_default().enter(sid, voter, member.frames);
            }
            if let Some(meeting) = &member.follows {
                *lists.meetings.entry(meeting.clone()).or_default() += 1;
            }
        }
        lists.sockets.insert(sid, Follower { poll: code, voter, member });
        self.numbers.advance();
        departure
    }

    /// Removes a socket; returns what it followed.
    pub(crate) fn leave(&self, sid: Sid) -> Departure {
        let departure = self.lists().remove(sid);
        self.numbers.advance();
        departure
    }

    /// Records that a browser has voted in a poll's round, and returns its phones.
    #[must_use]
    pub(crate) fn record_vote(&self, code: &PollCode, round: u32, voter: VoterHash) -> Vec<(Sid, Frames)> {
        self.change_devices(code, |phones| phones.record_vote(voter, round))
    }

    /// Records that a poll's round has begun, and returns the phones that had voted in the previous one; none if the round is not
    /// newer than the recorded one.
    #[must_use]
    pub(crate) fn start_round(&self, code: &PollCode, round: u32) -> Vec<(Sid, Frames)> {
        self.change_devices(code, |phones| phones.start_round(round))
    }

    /// Whether a socket has joined.
    #[must_use]
    pub(crate) fn contains(&self, sid: Sid) -> bool {
        self.lists().sockets.contains_key(&sid)
    }

    /// The number of phones that follow a poll.
    #[must_use]
    pub(crate) fn phones_in(&self, code: &PollCode) -> u32 {
        self.presence(code).connected
    }

    /// The number of phones that follow a poll and receive whole snapshots.
    #[must_use]
    pub(crate) fn whole_in(&self, code: &PollCode) -> u32 {
        self.lists().polls.get(code).map(Phones::whole).unwrap_or_default()
    }

    /// The number of phones that follow a poll, and how many devices among them have not voted.
    #[must_use]
    pub(crate) fn presence(&self, code: &PollCode) -> Presence {
        self.lists().polls.get(code).map(Phones::presence).unwrap_or_default()
    }

    /// The number of phones that follow a meeting.
    #[must_use]
    pub(crate) fn phones_at(&self, meeting: &JoinCode) -> u32 {
        self.lists().meetings.get(meeting).copied().unwrap_or(0)
    }

    /// The number of phones.
    #[must_use]
    pub(crate) fn phones(&self) -> usize {
        self.lists().phones
    }

    /// The number of host windows, their pictures of the projector, and projectors.
    #[must_use]
    pub(crate) fn screens(&self) -> usize {
        let lists = self.lists();
        lists.sockets.len() - lists.phones
    }

    /// Whether a projector follows a meeting.
    #[must_use]
    pub(crate) fn has_projectors(&self) -> bool {
        let is_projector = |member: &Member| !member.is_phone && !member.is_miniature && member.follows.is_some();
        self.lists().sockets.values().any(|follower| is_projector(&follower.member))
    }

    /// At most `limit` of the phones that `accepts` returns true for, in no particular order.
    #[must_use]
    pub(crate) fn some_phones(&self, limit: usize, accepts: impl Fn(&Sid) -> bool) -> Vec<Sid> {
        let lists = self.lists();
        lists.sockets.iter().filter(|(_, follower)| follower.member.is_phone).map(|(sid, _)| *sid).filter(accepts).take(limit).collect()
    }

    /// The number of phones by poll and meeting, for the other instances.
    #[must_use]
    pub(crate) fn report(&self) -> PresenceReport {
        let seq = self.numbers.last();
        let lists = self.lists();
        let polls = || lists.polls.iter().map(|(code, phones)| (code.to_string(), phones.presence()));
        PresenceReport {
            polls: polls().map(|(code, presence)| (code, presence.connected)).collect(),
            choosing: polls().map(|(code, presence)| (code, presence.still_choosing)).filter(|(_, choosing)| *choosing > 0).collect(),
            meetings: lists.meetings.iter().map(|(code, phones)| (code.to_string(), *phones)).collect(),
            seq,
            ..PresenceReport::default()
        }
    }

    /// Changes which devices of a poll have voted; returns the phones of those that `change` returns.
    fn change_devices(&self, code: &PollCode, change: impl FnOnce(&mut Phones) -> Vec<Sid>) -> Vec<(Sid, Frames)> {
        let mut lists = self.lists();
        let changed = lists.polls.get_mut(code).map(change).unwrap_or_default();
        if !changed.is_empty() {
            self.numbers.advance();
        }
        changed.into_iter().filter_map(|sid| Some((sid, lists.sockets.get(&sid)?.member.frames))).collect()
    }

    fn lists(&self) -> MutexGuard<'_, Lists> {
        self.lists.lock()
    }
}

impl Lists {
    fn remove(&mut self, sid: Sid) -> Departure {
        let Some(Follower { poll: code, voter, member }) = self.sockets.remove(&sid) else { return Departure::default() };
        if member.is_phone {
            self.phones -= 1;
            if let Some(code) = &code {
                self.leave_poll(code, sid, voter, member.frames);
            }
            decrement(&mut self.meetings, member.follows.as_ref());
        }
        Departure { poll: code, meeting: member.follows }
    }

    fn leave_poll(&mut self, code: &PollCode, sid: Sid, voter: Option<VoterHash>, frames: Frames) {
        let Some(phones) = self.polls.get_mut(code) else { return };
        phones.leave(sid, voter, frames);
        if phones.is_empty() {
            self.polls.remove(code);
        }
    }
}

/// What a socket followed until now.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Departure {
    /// The poll.
    pub(crate) poll: Option<PollCode>,
    /// The meeting.
    pub(crate) meeting: Option<JoinCode>,
}

/// Subtracts one from the count of `key`, and removes the count when it is 0.
fn decrement<K: Hash + Eq>(counts: &mut HashMap<K, u32>, key: Option<&K>) {
    let Some(key) = key else { return };
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}
