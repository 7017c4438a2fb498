//! Votes refused in a room since the server started, by reason, for its hosts.

use crate::domain::{BrowserToken, Mark, Refusal};
use crate::wire::Refused;
use std::collections::HashSet;

/// The most devices that are counted apart: a client that draws a token for each vote fills no more than this.
const TOLD_APART: usize = 1_000;

/// The counts, and which devices stood behind an address that had voted: one that tries five times is one device.
#[derive(Default)]
pub(super) struct Refusals {
    refused: Refused,
    behind_address: HashSet<BrowserToken>,
}

impl Refusals {
    /// A ballot of this browser was refused.
    pub(super) fn count(&mut self, refusal: &Refusal, browser: BrowserToken) {
        match refusal {
            Refusal::AlreadyVoted { mark: Mark::Device, .. } => self.refused.already_voted_device += 1,
            Refusal::AlreadyVoted { mark: Mark::Address, .. } => {
                self.refused.already_voted_address += 1;
                self.tell_apart(browser);
            }
            Refusal::PollNotOpen(_) => self.refused.poll_not_open += 1,
            _ => {}
        }
    }

    /// A ballot came too fast to be looked at.
    pub(super) fn count_too_fast(&mut self) {
        self.refused.too_many_requests += 1;
    }

    /// The counts so far.
    pub(super) fn counts(&self) -> Refused {
        self.refused
    }

    fn tell_apart(&mut self, browser: BrowserToken) {
        if self.behind_address.len() < TOLD_APART && self.behind_address.insert(browser) {
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
            refusals.count(&Refusal::AlreadyVoted { mark: Mark::Address, earlier: None }, browser);
        }
        refusals.counts()
    }

    #[test]
    fn a_device_that_tries_again_is_one_device() {
        let told = refused([1, 1, 1, 2, 1]);
        assert_eq!((told.already_voted_address, told.shared_address_devices), (5, 2));
    }

    #[test]
    fn tokens_by_the_thousand_are_counted_and_not_kept() {
        let told = refused(0..5_000);
        assert_eq!((told.already_voted_address, told.shared_address_devices), (5_000, 1_000));
    }
}
