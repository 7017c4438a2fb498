//! Seals: the link of a poll's last close, signed by the server.

use super::{Link, in_groups};
use crate::domain::PollCode;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::{Digest, Sha256};

/// Domain separation of signed seals from every other message.
const PURPOSE: &[u8] = b"handsup seal 1\n";

/// Signs seals with a server's Ed25519 key.
pub struct Signer(Ed25519KeyPair);

/// The seal of a close. Written down, or stored by a voter's page, it shows later whether the log was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    /// The link of the close. An earlier version has sealed a poll with the link of its last vote.
    pub link: Link,
    /// The signature; `None` for a seal of an earlier version.
    pub signature: Option<Signature>,
}

/// A signature of a poll and a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// The Ed25519 signature.
    pub bytes: [u8; 64],
    /// The public key that verifies it.
    pub key: [u8; 32],
}

impl Signer {
    /// The signer with the key that these 32 random bytes stand for.
    ///
    /// # Panics
    /// Never: every 32 bytes are a seed.
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&seed).expect("32 bytes are a seed"))
    }

    /// The seal of a close.
    #[must_use]
    pub fn seal(&self, poll: &PollCode, link: Link) -> Seal {
        let signed = self.0.sign(&message(poll, &link));
        let bytes = std::array::from_fn(|at| signed.as_ref().get(at).copied().unwrap_or_default());
        Seal { link, signature: Some(Signature { bytes, key: self.key() }) }
    }

    /// The public key.
    #[must_use]
    pub fn key(&self) -> [u8; 32] {
        std::array::from_fn(|at| self.0.public_key().as_ref().get(at).copied().unwrap_or_default())
    }

    /// The fingerprint of the public key, as [`Signature::key_fingerprint`].
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.key())
    }
}

impl Seal {
    /// Whether the signature is its key's, for this poll and link; `None` without a signature.
    #[must_use]
    pub fn is_signed(&self, poll: &PollCode) -> Option<bool> {
        let Signature { bytes, key } = self.signature?;
        Some(UnparsedPublicKey::new(&ED25519, key).verify(&message(poll, &self.link), &bytes).is_ok())
    }
}

impl Signature {
    /// The fingerprint of the public key: four groups of four base32 characters.
    #[must_use]
    pub fn key_fingerprint(&self) -> String {
        fingerprint(&self.key)
    }
}

fn message(poll: &PollCode, link: &Link) -> Vec<u8> {
    [PURPOSE, poll.as_str().as_bytes(), b"\n", link.as_bytes()].concat()
}

fn fingerprint(key: &[u8; 32]) -> String {
    in_groups(&Sha256::digest(key))
}
