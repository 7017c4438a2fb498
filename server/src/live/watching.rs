//! Which socket follows which poll or meeting, and which browser it belongs to.

use super::elsewhere::Here;
use super::voter_hash::VoterHash;
use crate::domain::{Audience, BrowserToken, JoinCode, PollCode};
use socketioxide::socket::Sid;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A socket in a room.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// The meeting whose stage it follows.
    pub(crate) follows: Option<JoinCode>,
    /// Neither a host's window nor a projector: somebody who can vote.
    pub(crate) is_phone: bool,
    /// The browser, where it said which it is.
    pub(crate) browser: Option<BrowserToken>,
    /// What it may see.
    pub(crate) audience: Audience,
    /// The address in its page's address bar.
    pub(crate) host: String,
}

/// The list of everybody who is here.
#[derive(Default)]
pub(crate) struct Watching(Mutex<Lists>);

#[derive(Default)]
struct Lists {
    sockets: HashMap<Sid, Follower>,
    voters: HashMap<VoterHash, HashSet<Sid>>,
    phones: HashMap<PollCode, u32>,
    followers: HashMap<JoinCode, u32>,
    all: usize,
}

/// A socket, the poll that it follows, and who its browser is there.
struct Follower {
    poll: Option<PollCode>,
    voter: Option<VoterHash>,
    member: Member,
}

impl Watching {
    /// Notes that a socket follows a poll, a meeting, or both, and who its browser is in the poll; what it followed before
    /// comes back.
    pub(crate) fn enter(&self, sid: Sid, code: Option<PollCode>, voter: Option<VoterHash>, member: Member) -> Left {
        let mut lists = self.lists();
        let before = lists.remove(sid);
        if let Some(voter) = voter {
            lists.voters.entry(voter).or_default().insert(sid);
        }
        if member.is_phone {
            lists.all += 1;
            if let Some(code) = &code {
                *lists.phones.entry(code.clone()).or_default() += 1;
            }
            if let Some(meeting) = &member.follows {
                *lists.followers.entry(meeting.clone()).or_default() += 1;
            }
        }
        lists.sockets.insert(sid, Follower { poll: code, voter, member });
        before
    }

    /// Forgets a socket; what it followed comes back.
    pub(crate) fn leave(&self, sid: Sid) -> Left {
        self.lists().remove(sid)
    }

    /// Notes that somebody has voted; the sockets of that browser that came in as guests come back.
    #[must_use]
    pub(crate) fn has_voted(&self, voter: VoterHash) -> Vec<Sid> {
        let mut lists = self.lists();
        let sids: Vec<Sid> = lists.voters.get(&voter).into_iter().flatten().copied().collect();
        let guest = |follower: &&mut Follower| follower.member.audience == Audience::Guest;
        sids.into_iter()
            .filter(|sid| lists.sockets.get_mut(sid).filter(guest).map(|follower| follower.member.audience = Audience::Voted).is_some())
            .collect()
    }

    /// Notes that a poll has begun another round; the sockets of those who had voted, guests from now on, come back.
    #[must_use]
    pub(crate) fn start_round(&self, code: &PollCode) -> Vec<Sid> {
        let mut lists = self.lists();
        let voted = |follower: &Follower| follower.member.audience == Audience::Voted && follower.poll.as_ref() == Some(code);
        let mut guests = Vec::new();
        for (sid, follower) in lists.sockets.iter_mut().filter(|(_, follower)| voted(follower)) {
            follower.member.audience = Audience::Guest;
            guests.push(*sid);
        }
        guests
    }

    /// Whether a socket follows something.
    #[must_use]
    pub(crate) fn contains(&self, sid: Sid) -> bool {
        self.lists().sockets.contains_key(&sid)
    }

    /// Phones that follow a poll.
    #[must_use]
    pub(crate) fn phones_in(&self, code: &PollCode) -> u32 {
        self.lists().phones.get(code).copied().unwrap_or(0)
    }

    /// Phones that follow a meeting.
    #[must_use]
    pub(crate) fn phones_at(&self, meeting: &JoinCode) -> u32 {
        self.lists().followers.get(meeting).copied().unwrap_or(0)
    }

    /// Phones that follow anything.
    #[must_use]
    pub(crate) fn phones(&self) -> usize {
        self.lists().all
    }

    /// Windows of hosts, and projectors.
    #[must_use]
    pub(crate) fn screens(&self) -> usize {
        let lists = self.lists();
        lists.sockets.len() - lists.all
    }

    /// At most so many of the phones that `fits` takes, whichever.
    #[must_use]
    pub(crate) fn some_phones(&self, most: usize, fits: impl Fn(&Sid) -> bool) -> Vec<Sid> {
        let lists = self.lists();
        lists.sockets.iter().filter(|(_, follower)| follower.member.is_phone).map(|(sid, _)| *sid).filter(fits).take(most).collect()
    }

    /// How many phones follow what.
    #[must_use]
    pub(super) fn here(&self) -> Here {
        let lists = self.lists();
        Here {
            polls: lists.phones.iter().map(|(code, phones)| (code.to_string(), *phones)).collect(),
            meetings: lists.followers.iter().map(|(code, phones)| (code.to_string(), *phones)).collect(),
            ..Here::default()
        }
    }

    fn lists(&self) -> MutexGuard<'_, Lists> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lists {
    fn remove(&mut self, sid: Sid) -> Left {
        let Some(Follower { poll: code, voter, member }) = self.sockets.remove(&sid) else { return Left::default() };
        if let Some(voter) = voter
            && let Some(sids) = self.voters.get_mut(&voter)
        {
            sids.remove(&sid);
            if sids.is_empty() {
                self.voters.remove(&voter);
            }
        }
        if member.is_phone {
            self.all -= 1;
            one_less(&mut self.phones, code.as_ref());
            one_less(&mut self.followers, member.follows.as_ref());
        }
        Left { poll: code, meeting: member.follows }
    }
}

/// What a socket followed until now.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Left {
    /// The poll.
    pub(crate) poll: Option<PollCode>,
    /// The meeting.
    pub(crate) meeting: Option<JoinCode>,
}

fn one_less<K: Hash + Eq>(counts: &mut HashMap<K, u32>, key: Option<&K>) {
    let Some(key) = key else { return };
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}
