//! A receipt: eight characters that prove that a ballot was counted in a poll, without identifying its voter.

use super::{PollCode, code::encode};
use sha2::{Digest, Sha256};

/// Eight base32 characters of a hash over poll, round, options and a random nonce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt(String);

impl Receipt {
    /// The receipt of a ballot. The nonce is published with the log only, so that until then the
    /// options cannot be guessed from the receipt.
    #[must_use]
    pub fn new(poll: &PollCode, round: u32, option_ids: &[i64], nonce: &[u8; 16]) -> Self {
        let mut hash = Sha256::new();
        hash.update(poll.as_str());
        hash.update(round.to_be_bytes());
        for id in option_ids {
            hash.update(id.to_be_bytes());
        }
        hash.update(nonce);
        Self(encode(&hash.finalize(), 8))
    }

    /// A receipt read back from storage.
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
