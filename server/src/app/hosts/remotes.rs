//! Remotes: phones that lead a meeting. A phone is paired by a one-time code, can do nothing until the host confirms it, and ends with
//! the meeting. It takes steps, and nothing else.
//!
//! Like a host's session, a remote is two secrets: the token in a cookie, which browsers send to every port of this address, and the
//! page's secret in the storage of the page's origin. Neither is stored here.

use super::hash;
use crate::app::App;
use crate::app::error::AppError;
use crate::app::keys::{Keys, same};
use crate::domain::{JoinCode, NewRemote, Refusal, Remote};
use crate::wire::{Paired, RemoteLink, RemoteList, RemoteShown, digits};
use crate::{entropy, hex, qr_code::QrCode};

/// How long a one-time code is valid, in milliseconds.
const CODE_LIFETIME: i64 = 5 * 60 * 1000;

/// How long a paired phone waits for the host, in milliseconds.
const WAITING_LIFETIME: i64 = 10 * 60 * 1000;

/// How many numbers there are for the host to compare.
const NUMBERS: u16 = 10_000;

impl App {
    /// A link that pairs one phone with a meeting.
    ///
    /// # Errors
    /// A refusal for an unknown meeting, or one that has ended; [`AppError::Storage`].
    pub(crate) async fn remote_link(&self, code: &JoinCode) -> Result<RemoteLink, AppError> {
        if self.meetings.find(code).await?.ended_at.is_some() {
            return Err(Refusal::MeetingEnded.into());
        }
        let pairing = self.keys.pairing_code(code, entropy::bytes(), self.clock.now_millis() + CODE_LIFETIME);
        let url = self.advertised.url_of(&format!("/m/{code}/remote#pair={pairing}"));
        let qr = QrCode::new(&url).picture();
        Ok(RemoteLink { url, qr, seconds: u32::try_from(CODE_LIFETIME / 1000).unwrap_or_default() })
    }

    /// Pairs a phone, by its browser's `name`; also returns the token for its cookie.
    ///
    /// # Errors
    /// [`AppError::NotPaired`] for a code that is wrong, used or expired; a refusal for a meeting that has ended, or has as many
    /// phones as can lead it; [`AppError::Storage`].
    pub(crate) async fn pair_remote(&self, meeting: &JoinCode, code: &str, name: String) -> Result<([u8; 32], Paired), AppError> {
        let now = self.clock.now_millis();
        let pairing = self.keys.read_pairing_code(meeting, code.trim());
        let code = pairing.filter(|(_, until)| now < *until).map(|(number, _)| number).ok_or(AppError::NotPaired)?;
        let token = self.keys.issue_remote_token();
        let number = u16::from_be_bytes(entropy::bytes()) % NUMBERS;
        let new = NewRemote { token_hash: hash(&token), code, number, name, now };
        if !self.hosts.storage.pair_remote(meeting, new, now - WAITING_LIFETIME).await?? {
            return Err(AppError::NotPaired);
        }
        Ok((token, Paired { number: digits(number), secret: self.keys.remote_secret_of(&token) }))
    }

    /// The phone that has these secrets; `None` after its end or its meeting's.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub(crate) async fn remote(&self, token: &[u8; 32], secret: &str) -> Result<Option<Remote>, AppError> {
        if !self.keys.has_issued_remote(token) || !same(self.keys.remote_secret_of(token).as_bytes(), secret.as_bytes()) {
            return Ok(None);
        }
        let waiting_since = self.clock.now_millis() - WAITING_LIFETIME;
        let remote = self.hosts.storage.remote(hash(token)).await?;
        Ok(remote.filter(|remote| remote.is_confirmed || remote.paired_at > waiting_since))
    }

    /// A meeting's phones.
    ///
    /// # Errors
    /// A refusal for an unknown meeting; [`AppError::Storage`].
    pub(crate) async fn remotes(&self, meeting: &JoinCode) -> Result<RemoteList, AppError> {
        self.meetings.find(meeting).await?;
        let waiting_since = self.clock.now_millis() - WAITING_LIFETIME;
        let remotes = self.hosts.storage.remotes_of(meeting).await?;
        let current = remotes.iter().filter(|remote| remote.is_confirmed || remote.paired_at > waiting_since);
        Ok(RemoteList { remotes: current.map(RemoteShown::of).collect() })
    }

    /// Confirms a phone; returns whether there was one that waits, or is confirmed already.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub(crate) async fn confirm_remote(&self, meeting: &JoinCode, id: i64) -> Result<bool, AppError> {
        let now = self.clock.now_millis();
        Ok(self.hosts.storage.confirm_remote(meeting, id, now, now - WAITING_LIFETIME).await?)
    }

    /// Ends a phone; returns whether there was one.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub(crate) async fn end_remote(&self, meeting: &JoinCode, id: i64) -> Result<bool, AppError> {
        Ok(self.hosts.storage.end_remote(meeting, id, self.clock.now_millis()).await?)
    }
}

impl Keys {
    /// A one-time code: a random number and when it expires, signed for one meeting.
    fn pairing_code(&self, meeting: &JoinCode, number: [u8; 16], until: i64) -> String {
        let message = [&number[..], &until.to_be_bytes()].concat();
        hex::encode(&[&message[..], &self.pairing_mac(meeting, &message)].concat())
    }

    /// The number and the expiry of a one-time code that this server, or another instance with its secret, has made for this meeting.
    fn read_pairing_code(&self, meeting: &JoinCode, code: &str) -> Option<([u8; 16], i64)> {
        let bytes: [u8; 40] = hex::decode(code)?;
        let (message, mac) = bytes.split_at(24);
        let (number, until) = message.split_at(16);
        let numbers = (number.try_into().ok()?, i64::from_be_bytes(until.try_into().ok()?));
        same(&self.pairing_mac(meeting, message), mac).then_some(numbers)
    }

    fn pairing_mac(&self, meeting: &JoinCode, message: &[u8]) -> Vec<u8> {
        let mut mac = self.mac(b"remote pairing", &[meeting.as_str().as_bytes(), message].concat());
        mac.truncate(16);
        mac
    }

    /// The page's secret that belongs to a remote's token.
    fn remote_secret_of(&self, token: &[u8; 32]) -> String {
        hex::encode(&self.mac(b"remote page", token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::NamedKey;

    fn keys(secret: &str) -> Keys {
        Keys::new(vec![NamedKey { name: "host".into(), key: "key".into() }], secret.as_bytes().to_vec(), false)
    }

    #[test]
    fn a_pairing_code_is_valid_for_its_meeting_and_under_its_secret_alone() {
        let [meeting, other] = ["K7Q2M9", "K7Q2M8"].map(|code| JoinCode::parse(code).unwrap());
        let code = keys("one").pairing_code(&meeting, [7; 16], 1_000);
        assert_eq!(keys("one").read_pairing_code(&meeting, &code), Some(([7; 16], 1_000)));
        assert_eq!(keys("one").read_pairing_code(&other, &code), None);
        assert_eq!(keys("two").read_pairing_code(&meeting, &code), None);
        for wrong in ["", "00", &code[2..], &format!("{code}00"), &code.replace('7', "8")] {
            assert_eq!(keys("one").read_pairing_code(&meeting, wrong), None, "{wrong}");
        }
    }
}
