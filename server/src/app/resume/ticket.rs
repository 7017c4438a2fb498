//! A resume ticket: carries a phone's identity to another address of this server.
//!
//! Another address is another origin, where the browser has neither its token nor our cookie. The ticket holds the token,
//! encrypted under the server's secret, so that a URL with a ticket does not identify the phone; and, in clear, the phone's
//! former address, which the page names. It expires after two hours, is valid on this server only, and is authenticated. The
//! database records used tickets, so that each is good once.

use crate::app::keys::Keys;
use crate::domain::BrowserToken;
use crate::hex;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// A ticket's lifetime, in milliseconds; phones renew theirs well before.
pub(crate) const LASTS: i64 = 2 * 60 * 60 * 1000;
/// The token, and when the ticket expires.
const CONTENT: usize = 16 + 8;
/// Nonce, content, and AES-GCM's tag.
const SEALED: usize = NONCE_LEN + CONTENT + 16;
/// The longest former address in a ticket, in bytes.
const HOST: usize = 80;

/// The content of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ticket {
    /// Unique per ticket.
    pub(crate) id: [u8; 16],
    /// The browser's token.
    pub(crate) browser: BrowserToken,
    /// When it expires, in milliseconds since 1970.
    pub(crate) ends_at: i64,
}

/// Issues a ticket for this browser, which is at `host` now (`192.168.1.20:4242`); `now` is in milliseconds since 1970.
/// `nonce` must be drawn anew for each ticket.
#[must_use]
pub(crate) fn issue(keys: &Keys, browser: BrowserToken, host: &str, now: i64, nonce: [u8; NONCE_LEN]) -> String {
    let host: String = host.chars().filter(char::is_ascii_graphic).take(HOST).collect();
    let mut sealed = [browser.as_bytes(), &(now + LASTS).to_be_bytes()[..]].concat();
    let tag = key(keys).seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(&host), &mut sealed);
    let tag = tag.expect("a ticket is shorter than 64 GiB");
    format!("{}.{host}", hex::encode(&[&nonce[..], &sealed, tag.as_ref()].concat()))
}

/// The content of a ticket; `None` if it is not from this server, was changed, or has expired.
#[must_use]
pub(crate) fn read(keys: &Keys, ticket: &str, now: i64) -> Option<Ticket> {
    let (sealed, host) = ticket.split_once('.')?;
    let mut sealed = hex::decode::<SEALED>(sealed)?;
    let (nonce, rest) = sealed.split_first_chunk_mut::<NONCE_LEN>()?;
    // The nonce is drawn for each ticket, so it identifies it.
    let mut id = [0; 16];
    id[..NONCE_LEN].copy_from_slice(nonce);
    let content = key(keys).open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(host), rest).ok()?;
    let (browser, ends_at) = content.split_first_chunk::<16>()?;
    let ends_at = i64::from_be_bytes(ends_at.try_into().ok()?);
    (now < ends_at).then_some(Ticket { id, browser: BrowserToken::stored(*browser), ends_at })
}

fn key(keys: &Keys) -> LessSafeKey {
    let secret = keys.seal(b"resume", b"");
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &secret).expect("HMAC-SHA-256 gives the 32 bytes that AES-256 takes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: i64 = 1_800_000_000_000;
    const HERE: &str = "192.168.1.20:4242";

    fn keys(secret: u8) -> Keys {
        Keys::new(Vec::new(), vec![secret; 32], false)
    }

    fn browser_in(keys: &Keys, ticket: &str, now: i64) -> Option<BrowserToken> {
        read(keys, ticket, now).map(|ticket| ticket.browser)
    }

    #[test]
    fn a_ticket_ends() {
        let browser = BrowserToken::from_entropy([7; 16]);
        let ticket = issue(&keys(1), browser, HERE, NOW, [1; 12]);
        assert_eq!(browser_in(&keys(1), &ticket, NOW + LASTS - 1), Some(browser));
        assert_eq!(browser_in(&keys(1), &ticket, NOW + LASTS), None);
    }

    #[test]
    fn a_ticket_tells_where_its_phone_was_and_not_who_it_is() {
        let browser = BrowserToken::from_entropy([7; 16]);
        let ticket = issue(&keys(1), browser, HERE, NOW, [1; 12]);
        assert!(ticket.ends_with(".192.168.1.20:4242"));
        assert!(!ticket.contains(&browser.to_string()) && !ticket.contains(&hex::encode(browser.as_bytes())), "{ticket}");
        let another = ticket.replace("192.168.1.20", "192.168.1.21");
        assert_eq!(browser_in(&keys(1), &another, NOW), None);
    }

    #[test]
    fn each_ticket_is_another_one() {
        let browser = BrowserToken::from_entropy([7; 16]);
        let id = |nonce| read(&keys(1), &issue(&keys(1), browser, HERE, NOW, [nonce; 12]), NOW).unwrap().id;
        assert_ne!(id(1), id(2));
    }

    #[test]
    fn a_host_of_any_kind_fits() {
        let browser = BrowserToken::from_entropy([7; 16]);
        for host in ["", "[fe80::1]:4242", "a.b.c", "x y\u{202e}z", &"long.".repeat(99)] {
            let ticket = issue(&keys(1), browser, host, NOW, [1; 12]);
            assert!(ticket.len() < 200 && ticket.is_ascii());
            assert_eq!(browser_in(&keys(1), &ticket, NOW), Some(browser), "{host}");
        }
    }

    proptest! {
        #[test]
        fn an_invented_ticket_is_refused(text in "\\PC{0,120}|[0-9a-f]{104}\\.[0-9.:]{0,20}") {
            prop_assert_eq!(read(&keys(1), &text, NOW), None);
        }

        #[test]
        fn a_changed_ticket_is_refused_and_an_unchanged_one_is_good_on_its_own_server_alone(
            bytes in any::<[u8; 16]>(), nonce in any::<[u8; 12]>(), at in 0..130usize, put in "[ -~]{0,2}", cut in 0..3usize,
        ) {
            let browser = BrowserToken::from_entropy(bytes);
            let ticket = issue(&keys(1), browser, HERE, NOW, nonce);
            prop_assert_eq!(browser_in(&keys(1), &ticket, NOW), Some(browser));
            prop_assert_eq!(read(&keys(2), &ticket, NOW), None);
            let at = at.min(ticket.len());
            let changed = format!("{}{put}{}", &ticket[..at], &ticket[(at + cut).min(ticket.len())..]);
            prop_assert!(changed == ticket || read(&keys(1), &changed, NOW).is_none(), "{changed}");
        }
    }
}
