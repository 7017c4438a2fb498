//! A resume ticket: what a phone hands over when it follows the host to another address.
//!
//! Another address is another origin, where the browser has neither its mark nor our cookie. The ticket names the mark,
//! ends after two hours, and carries our signature: it is worth nothing on another server, and nothing changed in it passes.

use super::keys::{Keys, same};
use crate::domain::BrowserToken;
use crate::hex;

/// How long a ticket is good for, in seconds; phones renew theirs well before.
const SECONDS: i64 = 2 * 60 * 60;
/// Bytes of the signature that a ticket carries.
const SEAL: usize = 16;

/// A ticket for this browser, from `now` on, in milliseconds since 1970.
#[must_use]
pub(super) fn issue(keys: &Keys, browser: BrowserToken, now: i64) -> String {
    write(keys, browser, now.div_euclid(1000) + SECONDS)
}

/// Whose ticket it is, if it is one of ours and still good.
#[must_use]
pub(super) fn read(keys: &Keys, ticket: &str, now: i64) -> Option<BrowserToken> {
    let [browser, until, _] = ticket.split('.').collect::<Vec<_>>().try_into().ok()?;
    let (browser, until) = (BrowserToken::parse(browser).ok()?, until.parse().ok()?);
    let ours = write(keys, browser, until);
    (same(ours.as_bytes(), ticket.as_bytes()) && now.div_euclid(1000) < until).then_some(browser)
}

fn write(keys: &Keys, browser: BrowserToken, until: i64) -> String {
    let said = format!("{browser}.{until}");
    let seal = hex::encode(&keys.seal(b"resume", said.as_bytes())[..SEAL]);
    format!("{said}.{seal}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: i64 = 1_800_000_000_000;

    fn keys(secret: u8) -> Keys {
        Keys::new(Vec::new(), vec![secret; 32], false)
    }

    #[test]
    fn a_ticket_ends() {
        let browser = BrowserToken::from_entropy([7; 16]);
        let ticket = issue(&keys(1), browser, NOW);
        assert_eq!(read(&keys(1), &ticket, NOW + SECONDS * 1000 - 1), Some(browser));
        assert_eq!(read(&keys(1), &ticket, NOW + SECONDS * 1000), None);
    }

    #[test]
    fn a_device_cookies_signature_is_no_tickets() {
        let browser = BrowserToken::from_entropy([7; 16]);
        let said = format!("{browser}.{}", i64::MAX);
        let other = hex::encode(&keys(1).seal(b"cookies", said.as_bytes())[..SEAL]);
        assert_eq!(read(&keys(1), &format!("{said}.{other}"), NOW), None);
    }

    proptest! {
        #[test]
        fn what_somebody_made_up_is_nobodys(text in "\\PC{0,120}|[0-9a-f-]{36}\\.[0-9]{1,20}\\.[0-9a-f]{32}") {
            prop_assert_eq!(read(&keys(1), &text, NOW), None);
        }

        #[test]
        fn a_changed_ticket_is_refused_and_an_unchanged_one_is_good_on_its_own_server_alone(
            bytes in any::<[u8; 16]>(), at in 0..90usize, put in "[ -~]{0,2}", cut in 0..3usize,
        ) {
            let browser = BrowserToken::from_entropy(bytes);
            let ticket = issue(&keys(1), browser, NOW);
            prop_assert_eq!(read(&keys(1), &ticket, NOW), Some(browser));
            prop_assert_eq!(read(&keys(2), &ticket, NOW), None);
            let at = at.min(ticket.len());
            let changed = format!("{}{put}{}", &ticket[..at], &ticket[(at + cut).min(ticket.len())..]);
            prop_assert!(changed == ticket || read(&keys(1), &changed, NOW).is_none(), "{changed}");
        }
    }
}
