//! Votes that one device has cast from several addresses.

/// Votes of a round from network cards that voted from several addresses each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExtraVotes {
    /// Counted votes of all those cards.
    pub votes: u64,
    /// The number of those cards.
    pub cards: u64,
}
