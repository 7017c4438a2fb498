//! Signs the messages between instances under `SECRET_KEY`, so that a program that can write to Redis, but does not know the key,
//! cannot send them events.
//!
//! A message that is sent a second time changes nothing: the `seq` of polls and stages only grows, voters belong to a round, and
//! the messages themselves have an [order](super::message_order).

use crate::app::keys::{hmac, same};
use crate::hex;

/// Hashed into every signature, so that signatures are valid for this channel alone.
const PURPOSE: &[u8] = b"redis handsup:news";
/// Hexadecimal digits of the signature, which precedes the message.
const DIGITS: usize = 64;

/// Signs messages and checks signatures; holds the key.
pub(super) struct Signer(Vec<u8>);

impl Signer {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self(secret.to_owned())
    }

    /// The signature followed by the message.
    #[must_use]
    pub(super) fn sign(&self, message: &str) -> String {
        self.signature(message.as_bytes()) + message
    }

    /// The message without its signature; `None` unless an instance with the same key has signed it.
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
        let (our_key, other_key) = (Signer::new(b"secret"), Signer::new(b"another"));
        let signed = our_key.sign("{}");
        assert_eq!(our_key.open(signed.as_bytes()), Some(&b"{}"[..]));
        assert_eq!(other_key.open(signed.as_bytes()), None);
        for forged in
            [String::new(), "{}".into(), signed.replace("{}", "{ }"), signed.to_uppercase(), format!("{}{{}}", "0".repeat(DIGITS))]
        {
            assert_eq!(our_key.open(forged.as_bytes()), None, "{forged}");
        }
    }
}
