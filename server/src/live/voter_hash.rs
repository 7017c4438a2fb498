//! The hash under `SECRET_KEY` by which rooms and other instances identify a voter in a poll.
//!
//! A reader of Redis learns neither a browser's token nor which votes in two polls are of one browser.

use crate::domain::{BrowserToken, PollCode};
use crate::hex;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::sync::Arc;

/// The hash of a browser in one poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct VoterHash([u8; 16]);

/// Makes [`VoterHash`]es. Clones share the key.
#[derive(Clone)]
pub(super) struct VoterHashes(Arc<[u8]>);

impl VoterHashes {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self(secret.into())
    }

    /// The hash of this browser in this poll.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    #[must_use]
    pub(super) fn hash(&self, poll: &PollCode, browser: BrowserToken) -> VoterHash {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(b"voter\0");
        mac.update(poll.as_str().as_bytes());
        mac.update(browser.as_bytes());
        let mut hash = [0; 16];
        hash.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        VoterHash(hash)
    }
}

impl From<VoterHash> for String {
    fn from(hash: VoterHash) -> Self {
        hex::encode(&hash.0)
    }
}

impl TryFrom<String> for VoterHash {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        hex::decode(&text).map(Self).ok_or("not a voter's hash")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reveals_no_token_and_differs_between_polls() {
        let (hashes, browser) = (VoterHashes::new(b"secret"), BrowserToken::from_entropy([7; 16]));
        let [poll, other_poll] = [[1; 5], [2; 5]].map(PollCode::from_entropy);
        let hash = hashes.hash(&poll, browser);
        assert_eq!(hash, hashes.hash(&poll, browser));
        assert!(hash != hashes.hash(&other_poll, browser) && hash != VoterHashes::new(b"another").hash(&poll, browser));
        let written = serde_json::to_string(&hash).unwrap();
        assert!(!written.contains(&hex::encode(browser.as_bytes())) && !written.contains(&browser.to_string()));
        assert_eq!(serde_json::from_str::<VoterHash>(&written).unwrap(), hash);
    }
}
