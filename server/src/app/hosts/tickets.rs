//! Tickets: authority in a URL, for pages and downloads that a browser opens without sending the
//! page's secret in a header.
//!
//! The console posts a path to `/api/host/tickets`, which returns it with a ticket appended. A
//! ticket is valid for one path and query, with one session's cookie, for one minute, and once at
//! each instance.

use super::Hosts;
use crate::app::App;
use crate::app::keys::{hmac, same};
use crate::hex;

/// A ticket's lifetime, in milliseconds.
const LIFETIME: i64 = 60 * 1000;

impl App {
    /// This path (with its query) with a ticket for the session of this token appended.
    pub(crate) fn with_ticket(&self, token: &[u8; 32], path: &str) -> String {
        let until = (self.clock.now_millis() + LIFETIME).to_be_bytes();
        let separator = if path.contains('?') { '&' } else { '?' };
        let ticket = hex::encode(&[&until[..], &self.ticket_mac(token, path, until)].concat());
        format!("{path}{separator}ticket={ticket}")
    }

    /// Whether this path (with its query) ends with a valid ticket for the session of this token;
    /// uses the ticket up.
    pub(super) fn take_ticket(&self, token: &[u8; 32], path: &str) -> bool {
        let Some((path, ticket)) = split(path) else { return false };
        let Some(bytes) = hex::decode::<24>(ticket) else { return false };
        let (until, mac) = bytes.split_at(8);
        let Ok(until) = <[u8; 8]>::try_from(until) else { return false };
        let now = self.clock.now_millis();
        same(&self.ticket_mac(token, path, until), mac)
            && (now..=now + LIFETIME).contains(&i64::from_be_bytes(until))
            && self.hosts.use_ticket(ticket, i64::from_be_bytes(until), now)
    }

    fn ticket_mac(&self, token: &[u8; 32], path: &str, until: [u8; 8]) -> Vec<u8> {
        let message = [&token[..], &until, path.as_bytes()].concat();
        let mut mac = hmac(&self.keys.mac(b"host ticket", b""), b"ticket", &message);
        mac.truncate(16);
        mac
    }
}

/// Splits off the ticket at the end of a path and query; `None` if there is none.
fn split(path: &str) -> Option<(&str, &str)> {
    let (path, ticket) = path.rsplit_once("ticket=")?;
    Some((path.strip_suffix(['?', '&'])?, ticket))
}

impl Hosts {
    /// Records a ticket as used, and drops expired ones; returns false if it was used before.
    fn use_ticket(&self, ticket: &str, until: i64, now: i64) -> bool {
        self.used_tickets.retain(|_, until| *until >= now);
        self.used_tickets.insert(ticket.to_owned(), until).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_ticket_is_split_off_the_end_of_a_path() {
        assert_eq!(split("/api/x?ticket=ab"), Some(("/api/x", "ab")));
        assert_eq!(split("/api/x?a=b&ticket=ab"), Some(("/api/x?a=b", "ab")));
        for none in ["/api/x", "/api/ticket=ab", "ticket=ab", "/api/x?myticket=ab"] {
            assert_eq!(split(none), None, "{none}");
        }
    }
}
