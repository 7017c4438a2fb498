//! Votes refused in a room since it was opened, by reason, for its hosts.

use crate::domain::{BrowserToken, MatchedBy, Refusal};
use crate::wire::Refused;
use std::collections::HashSet;

/// The most devices that are counted: bounds the memory used by a client that invents a token for each vote.
const MAX_DEVICES: usize = 1_000;

/// The counts, and the browsers that were refused because their address had voted: one that tries five times is one device.
#[derive(Default)]
pub(super) struct Refusals {
    refused: Refused,
    behind_address: HashSet<BrowserToken>,
}

impl Refusals {
    /// Counts a refused ballot of this browser.
    pub(super) fn count(&mut self, refusal: &Refusal, browser: BrowserToken) {
        match refusal {
            Refusal::AlreadyVoted { matched_by: MatchedBy::Device, .. } => self.refused.already_voted_device += 1,
            Refusal::AlreadyVoted { matched_by: MatchedBy::Address, .. } => {
                self.refused.already_voted_address += 1;
                self.count_device(browser);
            }
            Refusal::PollNotOpen(_) | Refusal::RollErased => self.refused.poll_not_open += 1,
            _ => {}
        }
    }

    /// Counts a ballot that was refused by a rate limit.
    pub(super) fn count_too_fast(&mut self) {
        self.refused.too_many_requests += 1;
    }

    /// The counts so far.
    pub(super) fn counts(&self) -> Refused {
        self.refused
    }

    fn count_device(&mut self, browser: BrowserToken) {
        if self.behind_address.len() < MAX_DEVICES && self.behind_address.insert(browser) {
            self.refused.shared_address_devices += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(browsers: impl IntoIterator<Item = u32>) -> Refused {
        let mut refusals = Refusals::default();
        for browser in browsers {
            let browser = BrowserToken::from_entropy(u128::from(browser).to_be_bytes());
            refusals.count(&Refusal::AlreadyVoted { matched_by: MatchedBy::Address, earlier: None }, browser);
        }
        refusals.counts()
    }

    #[test]
    fn a_device_that_tries_again_is_counted_once() {
        let counts = refused([1, 1, 1, 2, 1]);
        assert_eq!((counts.already_voted_address, counts.shared_address_devices), (5, 2));
    }

    #[test]
    fn devices_are_counted_up_to_the_limit_and_refusals_beyond_it() {
        let counts = refused(0..5_000);
        assert_eq!((counts.already_voted_address, counts.shared_address_devices), (5_000, 1_000));
    }
}
