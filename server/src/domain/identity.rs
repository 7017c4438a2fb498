//! The identities by which a second vote is recognised, and their keyed hashes in the roll.

use super::{AddressGroup, JoinCode, PollCode, Refusal};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::net::IpAddr;
use uuid::Uuid;

/// The salt of the hashed address groups of guests that create polls; those of voters are salted per meeting instead.
/// A phrase, cut to 32 bytes: stored hashes depend on every byte of it.
const GUESTS_SALT: &[u8; 32] = b"whose guest has made this meetin";

/// A voter's token: a UUID that the server has drawn for a browser and set in its device cookie, or
/// that stands for a program without a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BrowserToken(Uuid);

/// The salt of a meeting: 32 random bytes that key the hashes of its roll. It is stored apart from the database's backups
/// and deleted with the meeting's end; without it the hashes identify no device.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 32]);

/// The keyed hash of a browser's token for one poll: a device in the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceKey([u8; 16]);

/// The keyed hash of an address group, or of a single address, for one poll. Hashes of different
/// polls cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AddressKey([u8; 16]);

/// The keyed hashes of a network card and of the address that it voted from, for one poll. They
/// reveal votes from several addresses of one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    pub device: DeviceKey,
    /// The address group; `None` where the address does not distinguish voters.
    pub address: Option<AddressKey>,
    /// The network card and the address that it voted from, where the card is known. Used only to
    /// find extra votes later; second votes are recognised by `device` or `address`.
    pub card: Option<CardKeys>,
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

impl Salt {
    /// A salt from random bytes of a cryptographic source, or from storage.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes, for storage.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Does not show the salt.
impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(…)")
    }
}

impl DeviceKey {
    /// HMAC-SHA-256 over a poll's code and a browser's token, keyed by the meeting's salt, cut to 16 bytes.
    #[must_use]
    pub fn new(salt: &Salt, poll: &PollCode, browser: BrowserToken) -> Self {
        Self(hash(&salt.0, [b"device", poll.as_str().as_bytes(), browser.as_bytes()]))
    }

    /// The same over a meeting's code, for marks on its board.
    #[must_use]
    pub fn on_board(salt: &Salt, meeting: &JoinCode, browser: BrowserToken) -> Self {
        Self(hash(&salt.0, [b"board", meeting.as_str().as_bytes(), browser.as_bytes()]))
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

impl AddressKey {
    /// HMAC-SHA-256 over the meeting's salt, the poll's code and a voter's address group, keyed by the server's secret,
    /// cut to 16 bytes.
    #[must_use]
    pub fn new(secret: &[u8], salt: &Salt, poll: &PollCode, group: AddressGroup) -> Self {
        Self(hash(secret, [b"address", &salt.0, poll.as_str().as_bytes(), &group.to_bytes()]))
    }

    /// The same over a single address instead of its group; never equal to the hash of a group.
    #[must_use]
    pub fn of_source(secret: &[u8], salt: &Salt, poll: &PollCode, address: IpAddr) -> Self {
        let hash_of = |octets: &[u8]| Self(hash(secret, [b"source", &salt.0, poll.as_str().as_bytes(), octets]));
        match address.to_canonical() {
            IpAddr::V4(v4) => hash_of(&v4.octets()),
            IpAddr::V6(v6) => hash_of(&v6.octets()),
        }
    }

    /// The same over the address group of a guest who creates polls.
    #[must_use]
    pub fn of_guest(secret: &[u8], group: AddressGroup) -> Self {
        Self(hash(secret, [b"address", GUESTS_SALT, &group.to_bytes()]))
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

/// HMAC-SHA-256 over these parts, cut to 16 bytes. All parts but the last have a fixed length for each purpose.
fn hash<const PARTS: usize>(key: &[u8], parts: [&[u8]; PARTS]) -> [u8; 16] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    let mut cut = [0; 16];
    cut.copy_from_slice(&mac.finalize().into_bytes()[..16]);
    cut
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
        let poll = PollCode::parse("AB3DE9ZX").unwrap();
        let key = |address| AddressKey::new(b"secret", &Salt([7; 32]), &poll, AddressGroup::of(address));
        assert_eq!(key(IpAddr::V4(v4)), key(IpAddr::V6(v4.to_ipv6_mapped())));
        assert_ne!(key(IpAddr::V4(v4)), key(IpAddr::V4(Ipv4Addr::new(192, 168, 1, 21))));
    }

    #[test]
    fn the_keys_differ_by_salt_by_poll_and_by_secret() {
        let (one, other) = (PollCode::parse("AB3DE9ZX").unwrap(), PollCode::parse("AB3DE9ZY").unwrap());
        let (salt, other_salt) = (Salt([7; 32]), Salt([8; 32]));
        let group = AddressGroup::Ipv4(Ipv4Addr::LOCALHOST);
        let address = |secret: &[u8], salt, poll| AddressKey::new(secret, salt, poll, group);
        let key = address(b"secret", &salt, &one);
        assert_ne!(key, address(b"secret", &other_salt, &one));
        assert_ne!(key, address(b"secret", &salt, &other));
        assert_ne!(key, address(b"other", &salt, &one));
        let browser = BrowserToken::from_entropy([1; 16]);
        let device = DeviceKey::new(&salt, &one, browser);
        assert_ne!(device, DeviceKey::new(&other_salt, &one, browser));
        assert_ne!(device, DeviceKey::new(&salt, &other, browser));
    }
}
