//! A poll's log: each entry is chained to the one before it, so that altering, inserting or
//! removing one changes every later link. An entry is a ballot, or another [`Event`].
//!
//! A link is SHA-256 over the link before it and the entry's text; the first is derived from the
//! poll's code. Neither voters nor answers are part of it, so a log can be published, and an answer redacted.
//! `SECURITY.md` says what this proves, and what it does not. [`version_1`] has the links of earlier entries.

mod definition;
mod event;
pub mod merkle;
mod seal;
mod version_1;

pub use definition::{DefinedOption, Definition};
pub use event::{Class, Event, hash_of};
pub use seal::{Seal, Signature, Signer};
pub use version_1::EntryOfVersion1;

use super::PollCode;
use super::code::encode;
use sha2::{Digest, Sha256};

/// Domain separation: a prefix of the first link's input, so that the chain, which is derived from
/// that link, shares no hash with another purpose.
const PURPOSE: &[u8] = b"handsup vote log 1\n";

/// Domain separation of the links of this version from those of version 1.
const NEXT_PURPOSE: &[u8] = b"handsup log 2\n";

/// One link of the chain: a hash over an entry and everything before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link([u8; 32]);

impl Link {
    /// The link before the first entry of a poll.
    #[must_use]
    pub fn first(poll: &PollCode) -> Self {
        Self(Sha256::new().chain_update(PURPOSE).chain_update(poll.as_str()).finalize().into())
    }

    /// The link of the event that follows, whose text is [`Event::to_text`].
    #[must_use]
    pub fn next(&self, event: &str) -> Self {
        Self(Sha256::new().chain_update(NEXT_PURPOSE).chain_update(self.0).chain_update(event).finalize().into())
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

    /// The link's first 80 bits as four groups of four base32 characters, as seals are written down.
    #[must_use]
    pub fn seal(&self) -> String {
        in_groups(&self.0)
    }
}

/// The first 80 bits as four groups of four base32 characters.
fn in_groups(bytes: &[u8]) -> String {
    encode(bytes, 16).as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect::<Vec<_>>().join("-")
}
