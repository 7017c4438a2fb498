//! Votes that one device has cast from several of its addresses.

/// Votes in a round from cards with several addresses, under a rule that does not compare addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExtraVotes {
    /// All of their counted votes.
    pub votes: u64,
    /// How many cards those came from.
    pub cards: u64,
}
