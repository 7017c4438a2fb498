//! A poll's log: each entry is chained to the one before it, so that altering, inserting or
//! removing one changes every later link. An entry is a vote, or the strike of a vote.
//!
//! A link is SHA-256 over the link before it and the entry's content; the first is derived from the
//! poll's code. The voter is no part of it, so a log can be published. `SECURITY.md` says what this
//! proves, and what it does not.

use super::{PollCode, code::encode};
use sha2::{Digest, Sha256};

/// Domain separation: a prefix of the first link's input, so that the chain, which is derived from
/// that link, shares no hash with another purpose.
const PURPOSE: &[u8] = b"handsup vote log 1\n";

/// One link of the chain: a hash over an entry and everything before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link([u8; 32]);

/// The content of an entry that its link covers.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
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
    /// The link before the first entry of a poll.
    #[must_use]
    pub fn first(poll: &PollCode) -> Self {
        Self(Sha256::new().chain_update(PURPOSE).chain_update(poll.as_str()).finalize().into())
    }

    /// The link of the entry that follows.
    #[must_use]
    pub fn next(&self, entry: Entry<'_>) -> Self {
        let mut hash = Sha256::new().chain_update(self.0).chain_update(entry.round.to_be_bytes()).chain_update(entry.nonce);
        // Positions count from 1, so 0 encodes "none".
        hash.update(entry.replaces.unwrap_or(0).to_be_bytes());
        for id in entry.option_ids {
            hash.update(id.to_be_bytes());
        }
        Self(hash.finalize().into())
    }

    /// A link read back from storage; `None` unless it has 32 bytes.
    #[must_use]
    pub fn stored(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The seal: the link's first 80 bits as four groups of four base32 characters. People who
    /// write it down can detect a later replacement of a closed poll's log.
    #[must_use]
    pub fn seal(&self) -> String {
        encode(&self.0, 16).as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect::<Vec<_>>().join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(option_ids: &[i64]) -> Entry<'_> {
        Entry { round: 1, option_ids, nonce: &[7; 16], replaces: None }
    }

    #[test]
    fn a_link_depends_on_the_entry_and_on_the_link_before() {
        let first = Link::first(&PollCode::parse("AB3DE9ZX").unwrap());
        let link = first.next(entry(&[1]));
        assert_eq!(link, first.next(entry(&[1])));
        for other in [
            first.next(entry(&[2])),
            first.next(entry(&[1, 2])),
            first.next(Entry { round: 2, ..entry(&[1]) }),
            first.next(Entry { nonce: &[8; 16], ..entry(&[1]) }),
            first.next(Entry { replaces: Some(1), ..entry(&[1]) }),
            Link::first(&PollCode::parse("AB3DE9ZY").unwrap()).next(entry(&[1])),
            link.next(entry(&[1])),
        ] {
            assert_ne!(link, other);
        }
    }

    #[test]
    fn a_seal_is_four_groups_of_four() {
        let seal = Link([0xff; 32]).seal();
        assert_eq!(seal, "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
    }
}
