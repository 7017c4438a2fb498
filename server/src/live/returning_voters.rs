//! Estimates how many devices may have voted twice: when the host's address changes, a phone that scans the new code without
//! a resume ticket is a new browser to the server, and the vote it cast before still counts.
//!
//! Two numbers are known: the browsers that were connected under a former address and have not returned, and those that have
//! connected for the first time since. Each new browser may be one of the missing, so the estimate is the smaller of the two. It
//! is an upper bound: too high where people really left and others came. A round that begins after the change has no duplicates,
//! so the lists start over with it.

use crate::domain::BrowserToken;
use parking_lot::Mutex;
use socketioxide::socket::Sid;
use std::collections::{HashMap, HashSet};

/// The most browsers whose address is tracked; further ones do not enter the estimate.
const MAX_BROWSERS: usize = 20_000;

/// The connected browsers, and the address at which each was seen last.
#[derive(Default)]
pub(crate) struct ReturningVoters(Mutex<Lists>);

#[derive(Default)]
struct Lists {
    /// This computer's addresses.
    current: HashSet<String>,
    /// The addresses that this computer had before.
    former: HashSet<String>,
    /// The address of each browser's page when it was last connected.
    last_hosts: HashMap<BrowserToken, String>,
    sockets: HashMap<Sid, BrowserToken>,
    /// The browsers that first connected after a change of the addresses.
    new_browsers: HashSet<BrowserToken>,
    /// The last estimate that was returned.
    estimate: u32,
}

impl ReturningVoters {
    /// Replaces this computer's addresses by `hosts`, each with its port; returns the estimate if it changed.
    pub(super) fn replace_addresses(&self, hosts: impl IntoIterator<Item = String>) -> Option<u32> {
        self.change(|lists| {
            let previous = std::mem::replace(&mut lists.current, hosts.into_iter().collect());
            lists.former.extend(previous);
            let Lists { current, former, .. } = lists;
            former.retain(|host| !current.contains(host));
        })
    }

    /// Adds a phone that has joined at the address `host`; returns the estimate if it changed.
    pub(super) fn enter(&self, sid: Sid, browser: BrowserToken, host: &str) -> Option<u32> {
        self.change(|lists| {
            lists.sockets.insert(sid, browser);
            let is_new = !lists.last_hosts.contains_key(&browser);
            if is_new && lists.last_hosts.len() >= MAX_BROWSERS {
                return;
            }
            if is_new && !lists.former.is_empty() && !lists.former.contains(host) {
                lists.new_browsers.insert(browser);
            }
            lists.last_hosts.insert(browser, host.to_owned());
        })
    }

    /// Removes a socket; returns the estimate if it changed.
    pub(super) fn leave(&self, sid: Sid) -> Option<u32> {
        self.change(|lists| {
            lists.sockets.remove(&sid);
        })
    }

    /// Starts the lists over, because a round begins; returns the estimate if it changed.
    pub(super) fn start_over(&self) -> Option<u32> {
        self.change(|lists| {
            lists.new_browsers.clear();
            let Lists { last_hosts, former, .. } = lists;
            last_hosts.retain(|_, host| !former.contains(host));
            former.clear();
        })
    }

    /// The last estimate of how many devices may have voted twice.
    #[must_use]
    pub(crate) fn possible_duplicates(&self) -> u32 {
        self.0.lock().estimate
    }

    /// Changes the lists; returns the estimate if it changed.
    fn change(&self, edit: impl FnOnce(&mut Lists)) -> Option<u32> {
        let mut lists = self.0.lock();
        edit(&mut lists);
        let estimate = lists.possible_duplicates();
        (std::mem::replace(&mut lists.estimate, estimate) != estimate).then_some(estimate)
    }
}

impl Lists {
    fn possible_duplicates(&self) -> u32 {
        // The usual case: no address has changed, or no new browser has connected since.
        if self.former.is_empty() || self.new_browsers.is_empty() {
            return 0;
        }
        let connected: HashSet<_> = self.sockets.values().collect();
        let missing = self.last_hosts.iter().filter(|(browser, host)| self.former.contains(*host) && !connected.contains(browser)).count();
        u32::try_from(missing.min(self.new_browsers.len())).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "10.0.0.1:4242";
    const NEW: &str = "10.0.0.2:4242";

    fn browser(n: u8) -> BrowserToken {
        BrowserToken::from_entropy([n; 16])
    }

    /// Three phones that were connected under the old address, which the new one has replaced.
    fn after_address_change() -> ReturningVoters {
        let voters = ReturningVoters::default();
        assert_eq!(voters.replace_addresses([OLD.to_owned()]), None);
        let sids: Vec<Sid> = (0..3).map(|_| Sid::new()).collect();
        for (n, sid) in sids.iter().enumerate() {
            assert_eq!(voters.enter(*sid, browser(u8::try_from(n).unwrap()), OLD), None);
        }
        assert_eq!(voters.replace_addresses([NEW.to_owned()]), None);
        for sid in sids {
            assert_eq!(voters.leave(sid), None);
        }
        voters
    }

    #[test]
    fn a_new_browser_may_be_one_of_the_missing() {
        let voters = after_address_change();
        assert_eq!(voters.enter(Sid::new(), browser(100), NEW), Some(1));
        assert_eq!(voters.enter(Sid::new(), browser(101), NEW), Some(2));
    }

    #[test]
    fn a_browser_that_returns_with_a_ticket_is_neither_new_nor_missing() {
        let voters = after_address_change();
        for n in 0..3 {
            assert_eq!(voters.enter(Sid::new(), browser(n), NEW), None);
        }
        assert_eq!(voters.enter(Sid::new(), browser(100), NEW), None, "no browser is missing");
    }

    #[test]
    fn the_estimate_is_at_most_the_number_of_missing_browsers_and_a_late_return_lowers_it() {
        let voters = after_address_change();
        for n in 100..110 {
            let _ = voters.enter(Sid::new(), browser(n), NEW);
        }
        assert_eq!(voters.possible_duplicates(), 3);
        assert_eq!(voters.enter(Sid::new(), browser(0), NEW), Some(2));
    }

    #[test]
    fn new_browsers_at_an_address_that_stays_are_no_duplicates() {
        let voters = ReturningVoters::default();
        let _ = voters.replace_addresses([OLD.to_owned()]);
        let _ = voters.enter(Sid::new(), browser(1), OLD);
        let _ = voters.replace_addresses([OLD.to_owned(), NEW.to_owned()]);
        assert_eq!(voters.enter(Sid::new(), browser(100), NEW), None);
        assert_eq!(voters.enter(Sid::new(), browser(101), OLD), None);
    }

    #[test]
    fn a_new_round_has_no_duplicates() {
        let voters = after_address_change();
        let _ = voters.enter(Sid::new(), browser(100), NEW);
        assert_eq!(voters.start_over(), Some(0));
        assert_eq!(voters.enter(Sid::new(), browser(101), NEW), None);
    }

    #[test]
    fn an_address_that_returns_is_no_former_address() {
        let voters = after_address_change();
        let _ = voters.enter(Sid::new(), browser(100), NEW);
        assert_eq!(voters.replace_addresses([OLD.to_owned(), NEW.to_owned()]), Some(0));
    }
}
