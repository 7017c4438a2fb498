//! Keys and cookies: who is the host, who made a poll, and which browser this is.

use crate::config::NamedKey;
use crate::domain::{BrowserToken, PollCode};
use crate::hex;
use axum::http::HeaderMap;
use axum::http::header;
use axum_extra::extract::cookie::{Cookie, CookieJar, Key, SameSite, SignedCookieJar};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

const HOST_COOKIE: &str = "handsup_host";
const DEVICE_COOKIE: &str = "handsup_device";
/// As long as browsers keep any cookie.
const DAYS: i64 = 400;

/// What this server signs and recognises. All of it follows from the settings, so that every instance with the same ones
/// takes what another has signed.
pub(crate) struct Keys {
    hosts: Vec<NamedKey>,
    secret: Vec<u8>,
    signing: Key,
    secure: bool,
}

impl Keys {
    /// Keys made of the hosts' keys and the server's secret. With `secure`, browsers send the cookies over TLS alone.
    #[must_use]
    pub(crate) fn new(hosts: Vec<NamedKey>, secret: Vec<u8>, secure: bool) -> Self {
        // The signing key needs 32 bytes or more, whatever the secret's length.
        let long = [hmac(&secret, b"cookies", b"1"), hmac(&secret, b"cookies", b"2")].concat();
        Self { hosts, signing: Key::from(&long), secret, secure }
    }

    /// The host key that goes with a secret where no other was chosen.
    #[must_use]
    pub(crate) fn host_key_of(secret: &str) -> String {
        hex::encode(&hmac(secret.as_bytes(), b"host key", b""))
    }

    /// The key in the host's link: the first one, if there are several.
    #[must_use]
    pub(crate) fn host_key(&self) -> &str {
        self.hosts.first().map_or("", |host| &host.key)
    }

    /// Whose key this is, if it is a host's. Takes the same time wherever it differs from theirs.
    #[must_use]
    pub(crate) fn host(&self, key: &str) -> Option<&NamedKey> {
        self.hosts.iter().fold(None, |found, host| if same(key.as_bytes(), host.key.as_bytes()) { Some(host) } else { found })
    }

    /// Whether the request comes from the host: by cookie, or by `Authorization: Bearer`.
    #[must_use]
    pub(crate) fn is_host(&self, headers: &HeaderMap) -> bool {
        let mark_is_ours = |mark: &str| self.hosts.iter().any(|host| same(mark.as_bytes(), self.host_mark(host).as_bytes()));
        bearer(headers).is_some_and(|key| self.host(key).is_some())
            || CookieJar::from_headers(headers).get(HOST_COOKIE).is_some_and(|cookie| mark_is_ours(cookie.value()))
    }

    /// Whether the request carries the token of this poll's maker.
    #[must_use]
    pub(crate) fn owns(&self, headers: &HeaderMap, poll: &PollCode) -> bool {
        bearer(headers).is_some_and(|token| same(token.as_bytes(), self.poll_token(poll).as_bytes()))
    }

    /// Authority over one poll, for its maker.
    #[must_use]
    pub(crate) fn poll_token(&self, poll: &PollCode) -> String {
        hex::encode(&hmac(&self.secret, b"poll", poll.as_str().as_bytes()))
    }

    /// The cookie that keeps a browser this host's.
    #[must_use]
    pub(crate) fn host_cookie(&self, host: &NamedKey) -> Cookie<'static> {
        self.cookie(HOST_COOKIE, self.host_mark(host), SameSite::Strict)
    }

    /// Which browser this is, if it carries a device cookie that we signed.
    #[must_use]
    pub(crate) fn device(&self, headers: &HeaderMap) -> Option<BrowserToken> {
        let jar = SignedCookieJar::from_headers(headers, self.signing.clone());
        BrowserToken::parse(jar.get(DEVICE_COOKIE)?.value()).ok()
    }

    /// The Set-Cookie jar that says which browser this is. Lax, so that a scan from the camera app brings it along.
    pub(crate) fn device_cookie(&self, browser: BrowserToken) -> SignedCookieJar {
        SignedCookieJar::new(self.signing.clone()).add(self.cookie(DEVICE_COOKIE, browser.to_string(), SameSite::Lax))
    }

    /// Our signature under a message, for one purpose.
    #[must_use]
    pub(super) fn seal(&self, purpose: &[u8], message: &[u8]) -> Vec<u8> {
        hmac(&self.secret, purpose, message)
    }

    /// A host whose key is changed or taken out has no authority any more, by cookie or otherwise.
    fn host_mark(&self, host: &NamedKey) -> String {
        hex::encode(&hmac(&self.secret, b"host", host.key.as_bytes()))
    }

    fn cookie(&self, name: &'static str, value: String, same_site: SameSite) -> Cookie<'static> {
        let mut cookie = Cookie::new(name, value);
        cookie.set_http_only(true);
        cookie.set_secure(self.secure);
        cookie.set_same_site(same_site);
        cookie.set_path("/");
        cookie.set_max_age(time::Duration::days(DAYS));
        cookie
    }
}

/// What `Authorization: Bearer` carries.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Whether they are equal; takes the same time wherever they differ.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// What tells this secret from another without telling what it is.
pub(crate) fn fingerprint(secret: &[u8]) -> [u8; 16] {
    let hash = hmac(secret, b"fingerprint", b"");
    std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
}

/// A hash of a message that only the server's secret makes, for one purpose.
pub(crate) fn hmac(secret: &[u8], purpose: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(purpose);
    mac.update(b"\0");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
