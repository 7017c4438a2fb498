//! One-time codes: a host link carries one instead of the host key.
//!
//! A code is a random number and an expiry time, signed with the host's key and the server's
//! secret; every instance with the same key and secret accepts it, after a restart too. A session
//! stores the number of its code. The database stores each number once, so a code begins one
//! session only.

use crate::app::keys::{Keys, hmac, same};
use crate::config::NamedKey;
use crate::hex;

/// A code's lifetime, in milliseconds: an hour.
pub(crate) const LIFETIME: i64 = 60 * 60 * 1000;

/// A code with a valid signature.
pub(crate) struct Code {
    /// The random number that identifies it.
    pub(crate) number: [u8; 16],
    /// The host whose key has signed it.
    pub(crate) host: NamedKey,
    /// When it expires, in milliseconds since 1970.
    pub(crate) until: i64,
}

impl Keys {
    /// The path of a URL that begins a session of the first host, with a code of this random
    /// `number`. The code is in the fragment, which browsers do not send, so that it appears in no
    /// log.
    #[must_use]
    pub(crate) fn host_path(&self, number: [u8; 16], now: i64) -> String {
        let code = self.first_host().map(|host| self.code(&host, number, now + LIFETIME)).unwrap_or_default();
        format!("/host/enter#code={code}")
    }

    /// As [`host_path`](Self::host_path), for the host with this name.
    pub(crate) fn host_path_of(&self, name: &str, number: [u8; 16], now: i64) -> String {
        let host = self.hosts().iter().find(|host| host.name == name).cloned();
        let code = host.map(|host| self.code(&host, number, now + LIFETIME)).unwrap_or_default();
        format!("/host/enter#code={code}")
    }

    fn code(&self, host: &NamedKey, number: [u8; 16], until: i64) -> String {
        let message = [&number[..], &until.to_be_bytes()].concat();
        hex::encode(&[&message[..], &self.code_mac(host, &message)].concat())
    }

    /// Parses a code; `None` unless it was signed with a host's key. It may have expired.
    pub(crate) fn read_code(&self, code: &str) -> Option<Code> {
        let bytes: [u8; 40] = hex::decode(code)?;
        let (message, mac) = bytes.split_at(24);
        let (number, until) = message.split_at(16);
        let has_signed = |host: &&NamedKey| same(&self.code_mac(host, message), mac);
        let host = self.hosts().iter().find(has_signed).cloned()?;
        Some(Code { number: number.try_into().ok()?, host, until: i64::from_be_bytes(until.try_into().ok()?) })
    }

    fn code_mac(&self, host: &NamedKey, message: &[u8]) -> Vec<u8> {
        let mut mac = hmac(&self.host_key_fingerprint(host), b"code", message);
        mac.truncate(16);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(key: &str) -> Keys {
        Keys::new(vec![NamedKey { name: "host".into(), key: key.into() }], b"secret".to_vec(), false)
    }

    #[test]
    fn a_code_is_valid_only_under_the_keys_that_signed_it() {
        let path = keys("one").host_path([7; 16], 1_000);
        let code = path.strip_prefix("/host/enter#code=").expect("the code is in the fragment");
        let read = keys("one").read_code(code).expect("our own code");
        assert_eq!((read.number, read.until), ([7; 16], 1_000 + LIFETIME));
        assert!(keys("two").read_code(code).is_none());
        for wrong in ["", "00", &code[2..], &format!("{code}00"), &code.replace('7', "8"), &code.to_uppercase()] {
            assert!(keys("one").read_code(wrong).is_none(), "{wrong}");
        }
    }
}
