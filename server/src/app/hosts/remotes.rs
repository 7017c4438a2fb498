//! Remotes: phones that lead a meeting. A phone is paired by a one-time code, can do nothing until the host confirms it, and ends with
//! the meeting, with the host key under which its code was made, or after seven days. It takes steps and moderates, and does nothing
//! else.
//!
//! Like a host's session, a remote is two secrets: the token in a cookie, which browsers send to every port of this address, and the
//! page's secret in the storage of the page's origin. Neither is stored here.

use super::hash;
use crate::app::App;
use crate::app::error::AppError;
use crate::app::keys::{Keys, hmac, same};
use crate::domain::{JoinCode, NewRemote, Refusal, Remote};
use crate::wire::{Paired, RemoteLink, RemoteList, RemoteShown, digits};
use crate::{entropy, hex, qr_code::QrCode};

/// How long a one-time code is valid, in milliseconds.
const CODE_LIFETIME: i64 = 5 * 60 * 1000;

/// A one-time code with a valid signature, which has not expired.
#[derive(Debug, PartialEq, Eq)]
struct PairingCode {
    /// The random number that identifies it.
    number: [u8; 16],
    /// The fingerprint of the host key that has signed it.
    key_fingerprint: [u8; 32],
}

/// A browser that asks to lead a meeting.
#[derive(Debug)]
pub(crate) struct PairingBrowser {
    /// Its name in the list of phones.
    pub(crate) name: String,
    /// The token in its cookie: of the phone that it was so far, which the new one replaces.
    pub(crate) earlier: Option<[u8; 32]>,
}

impl App {
    /// A link that pairs one phone with a meeting, for the host whose key has this fingerprint.
    ///
    /// # Errors
    /// A refusal for an unknown meeting, or one that has ended; [`AppError::Storage`].
    pub(crate) async fn remote_link(&self, code: &JoinCode, host_key: &[u8; 32]) -> Result<RemoteLink, AppError> {
        if self.meetings.find(code).await?.ended_at.is_some() {
            return Err(Refusal::MeetingEnded.into());
        }
        let pairing = pairing_code(host_key, code, entropy::bytes(), self.clock.now_millis() + CODE_LIFETIME);
        let url = self.advertised.url_of(&format!("/m/{code}/remote#pair={pairing}"));
        let qr = QrCode::new(&url).picture();
        Ok(RemoteLink { url, qr, seconds: u32::try_from(CODE_LIFETIME / 1000).unwrap_or_default() })
    }

    /// Pairs a phone; also returns the token for its cookie.
    ///
    /// # Errors
    /// [`AppError::NotPaired`] for a code that is wrong, used or expired; a refusal for a meeting that has ended, or has as many
    /// phones as can lead it; [`AppError::Storage`].
    pub(crate) async fn pair_remote(
        &self,
        meeting: &JoinCode,
        code: &str,
        browser: PairingBrowser,
    ) -> Result<([u8; 32], Paired), AppError> {
        let now = self.clock.now_millis();
        let code = self.keys.read_pairing_code(meeting, code.trim(), now).ok_or(AppError::NotPaired)?;
        let token = self.keys.issue_remote_token();
        let new = NewRemote {
            token_hash: hash(&token),
            code: code.number,
            key_fingerprint: code.key_fingerprint,
            current_keys: self.keys.hosts().iter().map(|host| self.keys.host_key_fingerprint(host)).collect(),
            name: browser.name,
            now,
            replaces: browser.earlier.as_ref().map(hash),
        };
        let number = self.hosts.storage.pair_remote(meeting, new).await??.ok_or(AppError::NotPaired)?;
        Ok((token, Paired { number: digits(number), secret: self.keys.remote_secret_of(&token) }))
    }

    /// The phone that has these secrets; `None` after its end, its meeting's or its host key's.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub(crate) async fn remote(&self, token: &[u8; 32], secret: &str) -> Result<Option<Remote>, AppError> {
        if !self.keys.has_issued_remote(token) || !same(self.keys.remote_secret_of(token).as_bytes(), secret.as_bytes()) {
            return Ok(None);
        }
        let remote = self.hosts.storage.remote(hash(token)).await?;
        Ok(remote.filter(|remote| self.is_current_remote(remote)))
    }

    /// A meeting's phones.
    ///
    /// # Errors
    /// A refusal for an unknown meeting; [`AppError::Storage`].
    pub(crate) async fn remotes(&self, meeting: &JoinCode) -> Result<RemoteList, AppError> {
        self.meetings.find(meeting).await?;
        let remotes = self.hosts.storage.remotes_of(meeting).await?;
        let current = remotes.iter().filter(|remote| self.is_current_remote(remote));
        Ok(RemoteList { remotes: current.map(RemoteShown::of).collect() })
    }

    /// Confirms a phone; returns whether there was one that waits, or is confirmed already.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub(crate) async fn confirm_remote(&self, meeting: &JoinCode, id: i64) -> Result<bool, AppError> {
        let remotes = self.hosts.storage.remotes_of(meeting).await?;
        let remote = remotes.iter().find(|remote| remote.id == id && self.is_current_remote(remote));
        let Some(remote) = remote else { return Ok(false) };
        let confirmed = self.hosts.storage.confirm_remote(meeting, id, self.clock.now_millis()).await?;
        if confirmed && !remote.is_confirmed() {
            tracing::info!("remote: confirmed");
        }
        Ok(confirmed)
    }

    /// Ends a phone; returns whether there was one.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub(crate) async fn end_remote(&self, meeting: &JoinCode, id: i64) -> Result<bool, AppError> {
        let ended = self.hosts.storage.end_remote(meeting, id, self.clock.now_millis()).await?;
        if ended {
            tracing::info!("remote: ended");
        }
        Ok(ended)
    }

    /// Whether a phone may still wait or lead: it has not lapsed, and the host key under which its code was made is a current one.
    fn is_current_remote(&self, remote: &Remote) -> bool {
        !remote.has_lapsed(self.clock.now_millis()) && self.keys.is_current_key(&remote.key_fingerprint)
    }
}

impl Keys {
    /// Reads a one-time code for this meeting that was signed under a current host key, by this server or another instance with its
    /// secret, and has not expired.
    fn read_pairing_code(&self, meeting: &JoinCode, code: &str, now: i64) -> Option<PairingCode> {
        let bytes: [u8; 40] = hex::decode(code)?;
        let (message, mac) = bytes.split_at(24);
        let (number, until) = message.split_at(16);
        let hosts = self.hosts();
        let mut keys = hosts.iter().map(|host| self.host_key_fingerprint(host));
        let key_fingerprint = keys.find(|key| same(&pairing_mac(key, meeting, message), mac))?;
        let is_valid = now < i64::from_be_bytes(until.try_into().ok()?);
        is_valid.then_some(PairingCode { number: number.try_into().ok()?, key_fingerprint })
    }

    /// The page's secret that belongs to a remote's token.
    fn remote_secret_of(&self, token: &[u8; 32]) -> String {
        hex::encode(&self.mac(b"remote page", token))
    }
}

/// A one-time code: a random number and when it expires, signed under a host key for one meeting.
fn pairing_code(host_key: &[u8; 32], meeting: &JoinCode, number: [u8; 16], until: i64) -> String {
    let message = [&number[..], &until.to_be_bytes()].concat();
    hex::encode(&[&message[..], &pairing_mac(host_key, meeting, &message)].concat())
}

fn pairing_mac(host_key: &[u8; 32], meeting: &JoinCode, message: &[u8]) -> Vec<u8> {
    let mut mac = hmac(host_key, b"remote pairing", &[meeting.as_str().as_bytes(), message].concat());
    mac.truncate(16);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::NamedKey;

    fn keys(key: &str, secret: &str) -> Keys {
        Keys::new(vec![NamedKey { name: "host".into(), key: key.into() }], secret.as_bytes().to_vec(), false)
    }

    fn fingerprint(keys: &Keys) -> [u8; 32] {
        keys.host_key_fingerprint(&keys.first_host().unwrap())
    }

    #[test]
    fn a_pairing_code_is_valid_for_its_meeting_and_under_its_keys_alone() {
        let [meeting, other] = ["K7Q2M9", "K7Q2M8"].map(|code| JoinCode::parse(code).unwrap());
        let own = keys("key", "one");
        let code = pairing_code(&fingerprint(&own), &meeting, [7; 16], 1_000);
        let read = own.read_pairing_code(&meeting, &code, 0);
        assert_eq!(read, Some(PairingCode { number: [7; 16], key_fingerprint: fingerprint(&own) }));
        assert_eq!(own.read_pairing_code(&other, &code, 0), None);
        for foreign in [keys("key", "two"), keys("another", "one")] {
            assert_eq!(foreign.read_pairing_code(&meeting, &code, 0), None);
        }
        for wrong in ["", "00", &code[2..], &format!("{code}00"), &code.replace('7', "8")] {
            assert_eq!(own.read_pairing_code(&meeting, wrong, 0), None, "{wrong}");
        }
    }

    #[test]
    fn a_pairing_code_expires_and_its_expiry_is_signed() {
        let meeting = JoinCode::parse("K7Q2M9").unwrap();
        let own = keys("key", "one");
        let code = pairing_code(&fingerprint(&own), &meeting, [7; 16], 1_000);
        assert!(own.read_pairing_code(&meeting, &code, 999).is_some());
        assert_eq!(own.read_pairing_code(&meeting, &code, 1_000), None);
        let later = format!("{}{}{}", &code[..32], hex::encode(&2_000_i64.to_be_bytes()), &code[48..]);
        assert_eq!(own.read_pairing_code(&meeting, &later, 0), None);
    }
}
