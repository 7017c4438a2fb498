//! Votes that one device has cast from several of its addresses.

/// What the cards with several addresses have voted in a round, where the rule does not ask for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExtraVotes {
    /// All of their counted votes.
    pub votes: u64,
    /// How many cards those came from.
    pub cards: u64,
}
