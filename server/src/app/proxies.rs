//! Resolves the client's address behind reverse proxies.

use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const FORWARDED_FOR: &str = "x-forwarded-for";
/// Other headers that proxies add: they show that a request was forwarded, but are not read for the
/// client's address.
const PROXY_HEADERS: [&str; 5] = ["forwarded", "via", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];
/// The longest excerpt of an unreadable entry in the log, in characters.
const MAX_EXCERPT: usize = 60;

/// The proxies whose `X-Forwarded-For` is trusted.
#[derive(Debug, Clone, Default)]
pub(crate) struct TrustedProxies(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    networks: Vec<IpNet>,
    /// Whether the warning about a proxy that names no client was logged.
    warned: AtomicBool,
}

/// Whether a request was forwarded by a proxy, trusted or not, according to its headers.
#[must_use]
pub(crate) fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(FORWARDED_FOR) || PROXY_HEADERS.iter().any(|name| headers.contains_key(*name))
}

/// Why a trusted proxy's visitors cannot be distinguished.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// It sends no X-Forwarded-For.
    Unnamed,
    /// An entry of X-Forwarded-For that is not an address.
    Unreadable(String),
}

impl TrustedProxies {
    /// Trusts proxies in these networks.
    #[must_use]
    pub(crate) fn new(networks: &[IpNet]) -> Self {
        Self(Arc::new(Inner { networks: networks.to_vec(), warned: AtomicBool::new(false) }))
    }

    /// The client's address. If a trusted proxy does not name it legibly, all of its clients count
    /// as one address; this is logged once, since rate limits may then refuse a whole room.
    #[must_use]
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        // Lossy: the visitor may have sent bytes that are not UTF-8, which must not hide the entry
        // that the proxy has appended.
        let lines: Vec<_> = headers.get_all(FORWARDED_FOR).iter().map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
        let forwarded = PROXY_HEADERS.iter().any(|name| headers.contains_key(*name));
        let (client, doubt) = self.read(peer, &lines, forwarded);
        if let Some(doubt) = doubt
            && !self.0.warned.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(proxy = %client, ?doubt, "trusted proxies: X-Forwarded-For names no client, so all clients of this proxy count as one address");
        }
        client
    }

    /// Reads X-Forwarded-For from the right, past every trusted proxy; the first other address is
    /// the client's. An untrusted peer's header is ignored, and so is everything left of the first
    /// unreadable entry. `forwarded`: the request has other headers that proxies add.
    pub(crate) fn read(&self, peer: IpAddr, lines: &[impl AsRef<str>], forwarded: bool) -> (IpAddr, Option<Doubt>) {
        let mut client = peer.to_canonical();
        let entries = lines.iter().rev().flat_map(|line| line.as_ref().rsplit(','));
        let mut entries = entries.map(str::trim).filter(|entry| !entry.is_empty()).peekable();
        if entries.peek().is_none() && forwarded && self.trusts(client) {
            return (client, Some(Doubt::Unnamed));
        }
        for entry in entries {
            if !self.trusts(client) {
                break;
            }
            let Some(address) = address(entry) else {
                return (client, Some(Doubt::Unreadable(entry.chars().take(MAX_EXCERPT).collect())));
            };
            client = address.to_canonical();
        }
        (client, None)
    }

    /// Whether this is a trusted proxy.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        self.0.networks.iter().any(|network| network.contains(&address))
    }
}

/// The address in an entry, in the forms that proxies write: bare, with a port, IPv6 in brackets,
/// and any of them in quotes.
fn address(entry: &str) -> Option<IpAddr> {
    let bare = entry.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(entry);
    let in_brackets = || bare.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    bare.parse().ok().or_else(|| bare.parse().ok().map(|with_port: SocketAddr| with_port.ip())).or_else(in_brackets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(trusted: &[&str], peer: &str, lines: &[&str], forwarded: bool) -> (String, Option<Doubt>) {
        let networks: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let (client, doubt) = TrustedProxies::new(&networks).read(peer.parse().unwrap(), lines, forwarded);
        (client.to_string(), doubt)
    }

    fn client(trusted: &[&str], peer: &str, lines: &[&str]) -> String {
        read(trusted, peer, lines, false).0
    }

    #[test]
    fn an_untrusted_peers_header_is_ignored() {
        assert_eq!(client(&[], "192.168.1.9", &["10.0.0.1"]), "192.168.1.9");
        assert_eq!(client(&["10.0.0.0/8"], "192.168.1.9", &["10.0.0.1"]), "192.168.1.9");
        assert_eq!(read(&["10.0.0.0/8"], "192.168.1.9", &["nonsense"], true).1, None, "and it is not reported");
    }

    #[test]
    fn entries_are_read_from_the_right_up_to_the_first_untrusted_address() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(client(&trusted, "10.0.0.1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(client(&trusted, "10.0.0.1", &["1.2.3.4, 203.0.113.7, 10.0.0.2"]), "203.0.113.7");
        assert_eq!(client(&trusted, "10.0.0.1", &["1.2.3.4", "203.0.113.7"]), "203.0.113.7");
        assert_eq!(client(&trusted, "10.0.0.1", &["1.2.3.4, garbage"]), "10.0.0.1");
    }

    #[test]
    fn every_notation_that_proxies_use_for_an_address_is_parsed() {
        for (entry, read) in [
            ("9.9.9.9:4711", "9.9.9.9"),
            ("[2001:db8::7]:443", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("2001:db8::7", "2001:db8::7"),
            ("\"[2001:db8::7]:443\"", "2001:db8::7"),
            ("\"9.9.9.9:4711\"", "9.9.9.9"),
            ("[::ffff:9.9.9.9]:80", "9.9.9.9"),
            ("[fe80::7%3]:443", "fe80::7"),
            ("1.2.3.4,9.9.9.9:4711,", "9.9.9.9"),
            ("9.9.9.9:4711, 10.0.0.2:55", "9.9.9.9"),
        ] {
            assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", &[entry]), read, "{entry}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_do_not_hide_the_entry_that_the_proxy_appends() {
        let proxies = TrustedProxies::new(&["10.0.0.0/8".parse().unwrap()]);
        let from = |lines: &[&[u8]]| {
            let value = |line: &&[u8]| (FORWARDED_FOR.parse().unwrap(), axum::http::HeaderValue::from_bytes(line).unwrap());
            proxies.client("10.0.0.1".parse().unwrap(), &lines.iter().map(value).collect()).to_string()
        };
        for invalid in [b"\xc3\xa9".as_slice(), b"\xff\xfe", b"\xe2\x82", b"\xf0", b"\x80\x80, \xc3"] {
            assert_eq!(from(&[&[invalid, b", 203.0.113.7"].concat()]), "203.0.113.7", "{invalid:?}");
            assert_eq!(from(&[&[invalid, b",203.0.113.7, 10.0.0.2"].concat()]), "203.0.113.7", "{invalid:?}");
            assert_eq!(from(&[&[b"203.0.113.7, ", invalid].concat()]), "10.0.0.1", "{invalid:?}: the last entry names no client");
        }
        assert_eq!(from(&[b"\xc3\xa9", b"203.0.113.7"]), "203.0.113.7");
    }

    #[test]
    fn a_header_that_names_no_client_is_reported() {
        for entry in ["unknown", "_hidden", "garbage", "9.9.9.9:99999", "[2001:db8::7", "9.9.9", "\u{fffd}", "for=9.9.9.9"] {
            let (seen, doubt) = read(&["10.0.0.0/8"], "10.0.0.1", &[entry], false);
            assert_eq!((seen.as_str(), doubt), ("10.0.0.1", Some(Doubt::Unreadable(entry.into()))));
        }
        assert_eq!(read(&["10.0.0.0/8"], "10.0.0.1", &[], true).1, Some(Doubt::Unnamed), "forwarded, without X-Forwarded-For");
        assert_eq!(read(&["10.0.0.0/8"], "10.0.0.1", &[""], true).1, Some(Doubt::Unnamed));
        assert_eq!(read(&["10.0.0.0/8"], "10.0.0.1", &[], false).1, None, "not forwarded: the host's window, or a proxy's health check");
        assert_eq!(read(&["10.0.0.0/8"], "10.0.0.1", &["10.0.0.2"], true).1, None);
    }

    #[test]
    fn mapped_ipv6_is_ipv4() {
        assert_eq!(client(&[], "::ffff:192.168.1.9", &[]), "192.168.1.9");
    }
}
