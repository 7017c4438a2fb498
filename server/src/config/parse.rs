//! Parsers of settings that are more than a word or a number.

use http::Uri;
use ipnet::IpNet;
use std::str::FromStr;

/// The least length of a host's key, in characters.
const MIN_KEY_LENGTH: usize = 16;

/// A host's key and name.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedKey {
    /// The host's name, which the log, `--print-config` and the list of sessions show.
    pub name: String,
    /// The key that makes a browser this host's.
    pub key: String,
}

impl std::fmt::Debug for NamedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NamedKey({})", self.name)
    }
}

impl FromStr for NamedKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, key) = text.split_once('=').ok_or("write NAME=KEY")?;
        let (name, key) = (name.trim().to_owned(), key.trim().to_owned());
        if name.is_empty() || key.len() < MIN_KEY_LENGTH || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) {
            return Err(format!(
                "a key has a name and at least {MIN_KEY_LENGTH} letters and digits, because it goes into a link: make one with `openssl rand -hex 32`"
            ));
        }
        Ok(Self { name, key })
    }
}

/// A network as a CIDR; surrounding blanks are ignored.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    text.trim().parse().map_err(|_| "write networks like 10.0.0.0/8,192.168.1.7/32".to_owned())
}

/// `https://vote.example.org`: without a path, because it is compared with the `Origin` that browsers send.
pub(super) fn public_url(text: &str) -> Result<String, String> {
    let (url, path) = origin_and_path(text)?;
    if path.is_empty() { Ok(url) } else { Err("write it without a path: every page's links start at /".into()) }
}

/// `https://cdn.example.org`, or with a path prefix of the CDN.
pub(super) fn assets_url(text: &str) -> Result<String, String> {
    let (url, path) = origin_and_path(text)?;
    Ok(url + &path)
}

/// Scheme and authority as browsers serialize them, and the path without a trailing slash.
fn origin_and_path(text: &str) -> Result<(String, String), String> {
    let wrong = || "write it like https://vote.example.org".to_owned();
    let uri: Uri = text.trim().parse().map_err(|_| wrong())?;
    let (Some(scheme @ ("http" | "https")), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(wrong());
    };
    if uri.query().is_some() || authority.as_str().contains('@') {
        return Err(wrong());
    }
    // Characters that are safe in a header and in the content security policy.
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"/.:-_[]~".contains(&byte);
    let path = uri.path().trim_end_matches('/').to_owned();
    if !authority.as_str().bytes().chain(path.bytes()).all(is_safe) {
        return Err(wrong());
    }
    Ok((format!("{scheme}://{}", authority.as_str().to_ascii_lowercase()), path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_an_origin() {
        assert_eq!(public_url("https://Vote.example.org/").as_deref(), Ok("https://vote.example.org"));
        assert_eq!(public_url("http://10.0.0.7:8080").as_deref(), Ok("http://10.0.0.7:8080"));
        for wrong in ["", "vote.example.org", "ftp://a.b", "https://a.b/poll", "https://a.b/?q", "https://me@a.b", "https://"] {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_cdn_url_may_have_a_path_but_no_character_that_ends_a_csp_directive() {
        assert_eq!(assets_url("https://cdn.example.org/handsup/").as_deref(), Ok("https://cdn.example.org/handsup"));
        for wrong in ["https://a.b/;x", "https://a.b/ x", "https://a.b/'x'", "//a.b"] {
            assert!(assets_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_named_key_needs_a_name_and_a_minimal_length() {
        let key = "anna=0123456789abcdef".parse::<NamedKey>().expect("a key");
        assert_eq!((key.name.as_str(), key.key.as_str()), ("anna", "0123456789abcdef"));
        assert_eq!(format!("{key:?}"), "NamedKey(anna)");
        for wrong in ["0123456789abcdef", "=0123456789abcdef", "anna=short", "anna=0123456789abcde&"] {
            assert!(wrong.parse::<NamedKey>().is_err(), "{wrong}");
        }
    }
}
