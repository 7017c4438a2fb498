//! Links of version 1, whose entries were votes alone, and cover the ids of the options that a vote names. Logs with such
//! entries verify for ever: their seals were written down.

use super::Link;
use sha2::{Digest, Sha256};

/// The content of an entry that its link covers.
#[derive(Debug, Clone, Copy)]
pub struct EntryOfVersion1<'a> {
    /// The round it was cast in.
    pub round: u32,
    /// The options it names, sorted; none for a strike.
    pub option_ids: &'a [i64],
    /// Random, so that the options cannot be guessed from the receipt.
    pub nonce: &'a [u8; 16],
    /// The position of the earlier vote that this entry replaces or strikes.
    pub replaces: Option<u64>,
}

impl Link {
    /// The link of the entry that follows, by version 1.
    #[must_use]
    pub fn next_of_version_1(&self, entry: EntryOfVersion1<'_>) -> Self {
        let mut hash = Sha256::new().chain_update(self.0).chain_update(entry.round.to_be_bytes()).chain_update(entry.nonce);
        // Positions count from 1, so 0 encodes "none".
        hash.update(entry.replaces.unwrap_or(0).to_be_bytes());
        for id in entry.option_ids {
            hash.update(id.to_be_bytes());
        }
        Self(hash.finalize().into())
    }
}
