//! Commitments and receipts: they prove that a ballot was counted in a poll, without identifying its voter.

use super::{Answer, PollCode, code::encode};
use sha2::{Digest, Sha256};

/// Domain separation of commitments from every other hash.
const PURPOSE: &[u8] = b"handsup answer 2\n";

/// SHA-256 over a random nonce and an answer. The log holds it in place of the answer, which can so be redacted while
/// the chain and the receipt still verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Commitment([u8; 32]);

/// Eight base32 characters for the voter to keep: the first 40 bits of the vote's commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt(String);

impl Commitment {
    /// The commitment to an answer. The nonce is published with the log only, so that until then the answer cannot be
    /// guessed from the commitment or its receipt.
    #[must_use]
    pub fn new(nonce: &[u8; 16], answer: &Answer) -> Self {
        Self(Sha256::new().chain_update(PURPOSE).chain_update(nonce).chain_update(answer.to_bytes()).finalize().into())
    }

    /// A commitment read back from storage; `None` unless it has 32 bytes.
    #[must_use]
    pub fn stored(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Receipt {
    /// The receipt of a vote with this commitment.
    #[must_use]
    pub fn of(commitment: &Commitment) -> Self {
        Self(encode(&commitment.0, 8))
    }

    /// The receipt of a vote without a commitment, as logs of version 1 hold them: a hash over poll, round, options and
    /// nonce.
    #[must_use]
    pub fn of_version_1(poll: &PollCode, round: u32, option_ids: &[i64], nonce: &[u8; 16]) -> Self {
        let mut hash = Sha256::new();
        hash.update(poll.as_str());
        hash.update(round.to_be_bytes());
        for id in option_ids {
            hash.update(id.to_be_bytes());
        }
        hash.update(nonce);
        Self(encode(&hash.finalize(), 8))
    }

    /// A receipt from the text of an exported log.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The eight characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
