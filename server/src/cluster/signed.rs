//! Messages between instances through Redis are signed under `SECRET_KEY`: a program that can write there, but does not know the
//! key, tells them nothing.
//!
//! A message that is sent a second time changes nothing: polls and stages have numbers that only grow, who has voted belongs
//! to a round, and the messages themselves have an [order](super::message_order).

use crate::app::keys::{hmac, same};
use crate::hex;

/// What is signed: everything on this channel.
const PURPOSE: &[u8] = b"redis handsup:news";
/// Hexadecimal digits of the signature, which stands before the message.
const DIGITS: usize = 64;

/// Signs, and recognises what was signed.
pub(super) struct Signer(Vec<u8>);

impl Signer {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self(secret.to_owned())
    }

    /// The message with its signature before it.
    #[must_use]
    pub(super) fn sign(&self, message: &str) -> String {
        self.signature(message.as_bytes()) + message
    }

    /// The message, if an instance with the same key has signed it.
    #[must_use]
    pub(super) fn open<'p>(&self, payload: &'p [u8]) -> Option<&'p [u8]> {
        let (signature, message) = payload.split_at_checked(DIGITS)?;
        same(signature, self.signature(message).as_bytes()).then_some(message)
    }

    fn signature(&self, message: &[u8]) -> String {
        hex::encode(&hmac(&self.0, PURPOSE, message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_signed_messages_are_accepted() {
        let (ours, theirs) = (Signer::new(b"secret"), Signer::new(b"another"));
        let said = ours.sign("{}");
        assert_eq!(ours.open(said.as_bytes()), Some(&b"{}"[..]));
        assert_eq!(theirs.open(said.as_bytes()), None);
        for forged in [String::new(), "{}".into(), said.replace("{}", "{ }"), said.to_uppercase(), format!("{}{{}}", "0".repeat(DIGITS))] {
            assert_eq!(ours.open(forged.as_bytes()), None, "{forged}");
        }
    }
}
