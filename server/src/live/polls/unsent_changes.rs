//! The changes of a poll that were not yet published to the other instances.

use crate::live::voter_hash::VoterHash;
use parking_lot::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// The last published `seq` of a poll, and its voters since the last event, who may have sockets at other instances.
pub(crate) struct UnsentChanges {
    published_seq: AtomicU64,
    voted: Mutex<Vec<VoterHash>>,
}

impl UnsentChanges {
    /// Nothing unsent: everything up to `seq` counts as published.
    pub(crate) fn since(seq: u64) -> Self {
        Self { published_seq: AtomicU64::new(seq), voted: Mutex::default() }
    }

    /// Records that `seq` was published; returns whether it is newer than the last one.
    pub(crate) fn record_published(&self, seq: u64) -> bool {
        self.published_seq.fetch_max(seq, Ordering::Relaxed) < seq
    }

    /// Records a voter.
    pub(crate) fn add_voter(&self, voter: VoterHash) {
        self.voted.lock().push(voter);
    }

    /// Takes the voters since the last call, to be published with a poll at `seq`, which counts as published from now on; `None`
    /// when there is no voter and `seq` is not new. There may be voters though `seq` is published already, because a change of
    /// state is published before the next throttled update.
    pub(crate) fn take_at(&self, seq: u64) -> Option<Vec<VoterHash>> {
        let voted = std::mem::take(&mut *self.voted.lock());
        let is_newer = self.record_published(seq);
        (is_newer || !voted.is_empty()).then_some(voted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BrowserToken, PollCode};
    use crate::live::voter_hash::VoterHashes;

    #[test]
    fn voters_are_taken_though_their_seq_was_published_by_another_change() {
        let unsent = UnsentChanges::since(7);
        let voter = VoterHashes::new(b"secret").hash(&PollCode::from_entropy([1; 5]), BrowserToken::from_entropy([1; 16]));
        assert_eq!(unsent.take_at(7), None);
        unsent.add_voter(voter);
        assert!(unsent.record_published(9));
        assert_eq!(unsent.take_at(9), Some(vec![voter]));
        assert_eq!(unsent.take_at(9), None);
        assert_eq!(unsent.take_at(10), Some(Vec::new()));
    }
}
