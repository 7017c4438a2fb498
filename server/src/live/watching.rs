//! Which socket follows which poll, and which browser it belongs to.

use crate::domain::{Audience, BrowserToken, PollCode};
use socketioxide::socket::Sid;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A socket in a room.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    /// The browser, where it said which it is.
    pub(crate) browser: Option<BrowserToken>,
    /// What it may see.
    pub(crate) audience: Audience,
}

/// The list of everybody who is here.
#[derive(Default)]
pub(crate) struct Watching(Mutex<Lists>);

#[derive(Default)]
struct Lists {
    sockets: HashMap<Sid, (PollCode, Member)>,
    browsers: HashMap<(PollCode, BrowserToken), HashSet<Sid>>,
    phones: HashMap<PollCode, u32>,
}

impl Watching {
    /// Notes that a socket follows a poll; the poll it followed before comes back.
    pub(crate) fn enter(&self, sid: Sid, code: PollCode, member: Member) -> Option<PollCode> {
        let mut lists = self.lists();
        let before = lists.remove(sid);
        if let Some(browser) = member.browser {
            lists.browsers.entry((code.clone(), browser)).or_default().insert(sid);
        }
        if member.audience != Audience::Host {
            *lists.phones.entry(code.clone()).or_default() += 1;
        }
        lists.sockets.insert(sid, (code, member));
        before
    }

    /// Forgets a socket; the poll it followed comes back.
    pub(crate) fn leave(&self, sid: Sid) -> Option<PollCode> {
        self.lists().remove(sid)
    }

    /// Notes that a browser has voted; its sockets that came in as guests come back.
    #[must_use]
    pub(crate) fn has_voted(&self, code: &PollCode, browser: BrowserToken) -> Vec<Sid> {
        let mut lists = self.lists();
        let sids: Vec<Sid> = lists.browsers.get(&(code.clone(), browser)).into_iter().flatten().copied().collect();
        let guest = |member: &&mut (PollCode, Member)| member.1.audience == Audience::Guest;
        sids.into_iter()
            .filter(|sid| lists.sockets.get_mut(sid).filter(guest).map(|member| member.1.audience = Audience::Voted).is_some())
            .collect()
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

    /// Phones that follow any poll.
    #[must_use]
    pub(crate) fn phones(&self) -> usize {
        self.lists().phones.values().map(|phones| *phones as usize).sum()
    }

    fn lists(&self) -> MutexGuard<'_, Lists> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lists {
    fn remove(&mut self, sid: Sid) -> Option<PollCode> {
        let (code, member) = self.sockets.remove(&sid)?;
        if let Some(browser) = member.browser {
            let key = (code.clone(), browser);
            if let Some(sids) = self.browsers.get_mut(&key) {
                sids.remove(&sid);
                if sids.is_empty() {
                    self.browsers.remove(&key);
                }
            }
        }
        if member.audience != Audience::Host
            && let Some(phones) = self.phones.get_mut(&code)
        {
            *phones -= 1;
            if *phones == 0 {
                self.phones.remove(&code);
            }
        }
        Some(code)
    }
}
