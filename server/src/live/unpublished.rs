//! What other instances have not heard of a poll yet.

use super::voter_hash::VoterHash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// The others know the poll up to a number; and who has voted since, whose sockets may be with them.
pub(super) struct Unpublished {
    known_to: AtomicU64,
    voted: Mutex<Vec<VoterHash>>,
}

impl Unpublished {
    /// They know, or can read, what the poll is at `seq`.
    pub(super) fn since(seq: u64) -> Self {
        Self { known_to: AtomicU64::new(seq), voted: Mutex::default() }
    }

    /// They know the poll up to this number; whether that is news comes back.
    pub(super) fn published_to(&self, seq: u64) -> bool {
        self.known_to.fetch_max(seq, Ordering::Relaxed) < seq
    }

    /// Somebody has voted.
    pub(super) fn add_voter(&self, voter: VoterHash) {
        self.voted.lock().unwrap_or_else(PoisonError::into_inner).push(voter);
    }

    /// What they have to hear of a poll that is at `seq`: who has voted since this was asked last; `None` when there is
    /// nothing new. The number alone may be known already, from a change that overtook the pulse.
    pub(super) fn take_at(&self, seq: u64) -> Option<Vec<VoterHash>> {
        let voted = std::mem::take(&mut *self.voted.lock().unwrap_or_else(PoisonError::into_inner));
        let is_newer = self.published_to(seq);
        (is_newer || !voted.is_empty()).then_some(voted)
    }
}

#[cfg(test)]
mod tests {
    use super::super::voter_hash::VoterHashes;
    use super::*;
    use crate::domain::{BrowserToken, PollCode};

    #[test]
    fn a_change_that_overtakes_the_pulse_leaves_nobody_who_has_voted_untold() {
        let untold = Unpublished::since(7);
        let voter = VoterHashes::new(b"secret").hash(&PollCode::from_entropy([1; 5]), BrowserToken::from_entropy([1; 16]));
        assert_eq!(untold.take_at(7), None);
        untold.add_voter(voter);
        assert!(untold.published_to(9));
        assert_eq!(untold.take_at(9), Some(vec![voter]));
        assert_eq!(untold.take_at(9), None);
        assert_eq!(untold.take_at(10), Some(Vec::new()));
    }
}
