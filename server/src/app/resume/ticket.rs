//! Resume tickets: each carries a phone's identity to another address of this server.
//!
//! Another address is another origin, where the browser has neither its token nor our cookie. The
//! ticket holds the token, encrypted under the server's secret, so that a URL with a ticket does
//! not identify the phone; and, in clear, the phone's former address, which the page names. A
//! ticket expires after two hours, is valid on this server only, and is authenticated. The database
//! records redeemed tickets, so that each is valid once.

use crate::app::keys::Keys;
use crate::domain::BrowserToken;
use crate::hex;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// A ticket's lifetime, in milliseconds; connected phones renew theirs every 20 minutes.
pub(crate) const LIFETIME: i64 = 2 * 60 * 60 * 1000;
/// The bytes of the content: the token and the expiry time.
const CONTENT_LEN: usize = 16 + 8;
/// The bytes of a ticket without the address: nonce, encrypted content, and AES-GCM's tag.
const ENCRYPTED_LEN: usize = NONCE_LEN + CONTENT_LEN + 16;
/// The longest former address in a ticket, in bytes; longer ones are cut off.
const MAX_HOST_LEN: usize = 80;

/// The content of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ticket {
    /// Unique per ticket: its nonce, padded with zeros.
    pub(crate) id: [u8; 16],
    /// The browser's token.
    pub(crate) browser: BrowserToken,
    /// When it expires, in milliseconds since 1970.
    pub(crate) ends_at: i64,
}

/// Issues a ticket for a browser that is connected to `host` (`192.168.1.20:4242`); `now` is in
/// milliseconds since 1970. `nonce` must be drawn anew for each ticket.
#[must_use]
pub(crate) fn issue(keys: &Keys, browser: BrowserToken, host: &str, now: i64, nonce: [u8; NONCE_LEN]) -> String {
    let host: String = host.chars().filter(char::is_ascii_graphic).take(MAX_HOST_LEN).collect();
    let mut encrypted = [browser.as_bytes(), &(now + LIFETIME).to_be_bytes()[..]].concat();
    let tag = key(keys).seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(&host), &mut encrypted);
    let tag = tag.expect("a ticket is shorter than 64 GiB");
    format!("{}.{host}", hex::encode(&[&nonce[..], &encrypted, tag.as_ref()].concat()))
}

/// The content of a ticket; `None` if it is not from this server, was changed, or has expired.
#[must_use]
pub(crate) fn read(keys: &Keys, ticket: &str, now: i64) -> Option<Ticket> {
    let (encrypted, host) = ticket.split_once('.')?;
    let mut encrypted = hex::decode::<ENCRYPTED_LEN>(encrypted)?;
    let (nonce, rest) = encrypted.split_first_chunk_mut::<NONCE_LEN>()?;
    let mut id = [0; 16];
    id[..NONCE_LEN].copy_from_slice(nonce);
    let content = key(keys).open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(host), rest).ok()?;
    let (browser, ends_at) = content.split_first_chunk::<16>()?;
    let ends_at = i64::from_be_bytes(ends_at.try_into().ok()?);
    (now < ends_at).then_some(Ticket { id, browser: BrowserToken::stored(*browser), ends_at })
}

fn key(keys: &Keys) -> LessSafeKey {
    let secret = keys.mac(b"resume", b"");
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &secret).expect("HMAC-SHA-256 gives the 32 bytes that AES-256 takes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: i64 = 1_800_000_000_000;
    const HOST: &str = "192.168.1.20:4242";

    fn keys(secret: u8) -> Keys {
        Keys::new(Vec::new(), vec![secret; 32], false)
    }

    fn browser_in(keys: &Keys, ticket: &str, now: i64) -> Option<BrowserToken> {
        read(keys, ticket, now).map(|ticket| ticket.browser)
    }

    #[test]
    fn a_ticket_expires_after_its_lifetime() {
        let browser = BrowserToken::from_entropy([7; 16]);
        let ticket = issue(&keys(1), browser, HOST, NOW, [1; 12]);
        assert_eq!(browser_in(&keys(1), &ticket, NOW + LIFETIME - 1), Some(browser));
        assert_eq!(browser_in(&keys(1), &ticket, NOW + LIFETIME), None);
    }

    #[test]
    fn a_ticket_shows_the_former_address_and_hides_the_token() {
        let browser = BrowserToken::from_entropy([7; 16]);
        let ticket = issue(&keys(1), browser, HOST, NOW, [1; 12]);
        assert!(ticket.ends_with(".192.168.1.20:4242"));
        assert!(!ticket.contains(&browser.to_string()) && !ticket.contains(&hex::encode(browser.as_bytes())), "{ticket}");
        let another = ticket.replace("192.168.1.20", "192.168.1.21");
        assert_eq!(browser_in(&keys(1), &another, NOW), None);
    }

    #[test]
    fn tickets_with_different_nonces_have_different_ids() {
        let browser = BrowserToken::from_entropy([7; 16]);
        let id = |nonce| read(&keys(1), &issue(&keys(1), browser, HOST, NOW, [nonce; 12]), NOW).unwrap().id;
        assert_ne!(id(1), id(2));
    }

    #[test]
    fn any_host_header_makes_a_short_ascii_ticket() {
        let browser = BrowserToken::from_entropy([7; 16]);
        for host in ["", "[fe80::1]:4242", "a.b.c", "x y\u{202e}z", &"long.".repeat(99)] {
            let ticket = issue(&keys(1), browser, host, NOW, [1; 12]);
            assert!(ticket.len() < 200 && ticket.is_ascii());
            assert_eq!(browser_in(&keys(1), &ticket, NOW), Some(browser), "{host}");
        }
    }

    proptest! {
        #[test]
        fn random_text_is_no_ticket(text in "\\PC{0,120}|[0-9a-f]{104}\\.[0-9.:]{0,20}") {
            prop_assert_eq!(read(&keys(1), &text, NOW), None);
        }

        #[test]
        fn a_changed_ticket_and_one_of_another_server_are_refused(
            bytes in any::<[u8; 16]>(), nonce in any::<[u8; 12]>(), at in 0..130usize, inserted in "[ -~]{0,2}", removed in 0..3usize,
        ) {
            let browser = BrowserToken::from_entropy(bytes);
            let ticket = issue(&keys(1), browser, HOST, NOW, nonce);
            prop_assert_eq!(browser_in(&keys(1), &ticket, NOW), Some(browser));
            prop_assert_eq!(read(&keys(2), &ticket, NOW), None);
            let at = at.min(ticket.len());
            let changed = format!("{}{inserted}{}", &ticket[..at], &ticket[(at + removed).min(ticket.len())..]);
            prop_assert!(changed == ticket || read(&keys(1), &changed, NOW).is_none(), "{changed}");
        }
    }
}
