//! A ballot, its voter, and the vote that it becomes.

use super::{AddressGroup, Poll, Receipt, Refusal};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::net::IpAddr;
use uuid::Uuid;

/// A voter's token: a UUID that the server has drawn for a browser and set in its device cookie, or
/// that stands for a program without a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BrowserToken(Uuid);

/// The keyed hash of an address group, or of a single address, for one poll. Hashes of different
/// polls cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AddressKey([u8; 16]);

/// The keyed hashes of a network card and of the address that it voted from, for one poll. They
/// reveal votes from several addresses of one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CardKeys {
    /// The card.
    pub card: AddressKey,
    /// The address.
    pub source: AddressKey,
}

/// The identity by which a second vote is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voter {
    /// The browser's token.
    pub browser: BrowserToken,
    /// The address group; `None` once the poll's salt is deleted, and where the address does not
    /// distinguish voters.
    pub address: Option<AddressKey>,
    /// The network card and the address that it voted from, where the card is known. Used only to
    /// find extra votes later; second votes are recognised by `browser` or `address`.
    pub card: Option<CardKeys>,
}

/// The options of a ballot: sorted, distinct, all of one poll, and as many as it permits; none in a
/// log entry that strikes a vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices(Vec<i64>);

/// A ballot that is valid for its poll.
#[derive(Debug, Clone)]
pub struct Ballot {
    /// The poll's primary key in the database.
    pub poll_id: i64,
    /// The round it was cast in.
    pub round: u32,
    /// When it was cast, in milliseconds since 1970.
    pub now: i64,
    /// The chosen options.
    pub choices: Choices,
    /// The voter.
    pub voter: Voter,
    /// Random, stored with the vote; an input of the receipt's hash.
    pub nonce: [u8; 16],
    /// The voter's receipt.
    pub receipt: Receipt,
}

/// A counted vote, as its own voter may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// The options it names, sorted.
    pub option_ids: Vec<i64>,
    /// The voter's receipt.
    pub receipt: Receipt,
}

impl BrowserToken {
    /// Parses a token in the hyphenated format.
    ///
    /// # Errors
    /// [`Refusal::InvalidToken`] for anything but a hyphenated UUID.
    pub fn parse(raw: &str) -> Result<Self, Refusal> {
        if raw.len() != 36 {
            return Err(Refusal::InvalidToken);
        }
        Uuid::try_parse(raw).map(Self).map_err(|_| Refusal::InvalidToken)
    }

    /// A fresh token from random bytes.
    #[must_use]
    pub fn from_entropy(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    /// A token read back from the 16 bytes that [`as_bytes`](Self::as_bytes) returned.
    #[must_use]
    pub fn stored(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// The 16 bytes, for storage.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Display for BrowserToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl AddressKey {
    /// HMAC-SHA-256 over the poll's salt and a voter's address group, keyed by the server's secret,
    /// cut to 16 bytes.
    #[must_use]
    pub fn new(secret: &[u8], salt: &[u8; 32], group: AddressGroup) -> Self {
        Self::hash(secret, salt, b"address", &group.to_bytes())
    }

    /// The same over a single address instead of its group; never equal to the hash of a group.
    #[must_use]
    pub fn of_source(secret: &[u8], salt: &[u8; 32], address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self::hash(secret, salt, b"source", &v4.octets()),
            IpAddr::V6(v6) => Self::hash(secret, salt, b"source", &v6.octets()),
        }
    }

    fn hash(secret: &[u8], salt: &[u8; 32], purpose: &[u8], message: &[u8]) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
        mac.update(purpose);
        mac.update(salt);
        mac.update(message);
        let mut key = [0; 16];
        key.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        Self(key)
    }

    /// A key read back from storage; `None` unless it has 16 bytes.
    #[must_use]
    pub fn stored(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 16 bytes, for storage.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Choices {
    /// Checks choices against the poll they are for.
    ///
    /// # Errors
    /// [`Refusal::InvalidChoice`] for too few, too many, repeated or foreign options.
    pub fn parse(raw: &[i64], poll: &Poll) -> Result<Self, Refusal> {
        let mut ids = raw.to_vec();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() != raw.len() {
            return Err(Refusal::InvalidChoice("The same option is named twice.".into()));
        }
        let choices = Self(ids);
        choices.fit(poll)?;
        Ok(choices)
    }

    /// Checks the choices against the poll's current options, which a host may have replaced since
    /// the ballot was parsed.
    ///
    /// # Errors
    /// [`Refusal::InvalidChoice`] for too few, too many or foreign options.
    pub fn fit(&self, poll: &Poll) -> Result<(), Refusal> {
        let ids = &self.0;
        let (min, max) = (usize::from(poll.min_choices), usize::from(poll.max_choices));
        if !(min..=max).contains(&ids.len()) {
            return Err(Refusal::InvalidChoice(match (min, max) {
                (1, 1) => "Please choose exactly one option.".into(),
                (min, max) if min == max => format!("Please choose exactly {min} options."),
                (1, max) => format!("Please choose at least one and at most {max} options."),
                (min, max) => format!("Please choose between {min} and {max} options."),
            }));
        }
        if !ids.iter().all(|id| poll.has_option(*id)) {
            return Err(Refusal::InvalidChoice("That option is not part of this poll. Reload the page and choose again.".into()));
        }
        Ok(())
    }

    /// No options: the choices of a log entry that strikes a vote.
    #[must_use]
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// The chosen options' ids, sorted.
    #[must_use]
    pub fn ids(&self) -> &[i64] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn only_a_hyphenated_uuid_is_a_token() {
        assert!(BrowserToken::parse("6f9619ff-8b86-4d01-b42d-00c04fc964ff").is_ok());
        assert!(BrowserToken::parse("6F9619FF-8B86-4D01-B42D-00C04FC964FF").is_ok());
        for raw in [
            "",
            "null",
            "6f9619ff8b864d01b42d00c04fc964ff",
            "{6f9619ff-8b86-4d01-b42d-00c04fc964f}",
            "6f9619ff-8b86-4d01-b42d-00c04fc964fg",
        ] {
            assert!(BrowserToken::parse(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn an_ipv4_address_and_its_ipv4_mapped_form_have_the_same_key() {
        let v4 = Ipv4Addr::new(192, 168, 1, 20);
        let key = |address| AddressKey::new(b"secret", &[7; 32], AddressGroup::of(address));
        assert_eq!(key(IpAddr::V4(v4)), key(IpAddr::V6(v4.to_ipv6_mapped())));
        assert_ne!(key(IpAddr::V4(v4)), key(IpAddr::V4(Ipv4Addr::new(192, 168, 1, 21))));
    }

    #[test]
    fn the_key_differs_by_salt_and_by_secret() {
        let address = AddressGroup::Ipv4(Ipv4Addr::LOCALHOST);
        let key = AddressKey::new(b"secret", &[7; 32], address);
        assert_ne!(key, AddressKey::new(b"secret", &[8; 32], address));
        assert_ne!(key, AddressKey::new(b"other", &[7; 32], address));
    }
}
