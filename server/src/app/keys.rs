//! Keys and cookies: who is the host, who made a poll, and which browser this is.

use crate::config::NamedKey;
use crate::domain::{BrowserToken, PollCode};
use crate::entropy;
use crate::hex;
use axum::http::HeaderMap;
use axum::http::header;
use axum_extra::extract::cookie::{Cookie, CookieJar, Key, SameSite, SignedCookieJar};
use hmac::{Hmac, KeyInit, Mac};
use parking_lot::RwLock;
use sha2::Sha256;
use std::sync::Arc;
use subtle::ConstantTimeEq;

const HOST_COOKIE: &str = "handsup_host";
const DEVICE_COOKIE: &str = "handsup_device";
/// As long as browsers keep any cookie.
const DAYS: i64 = 400;
/// A host's session is over after 30 days.
const HOST_DAYS: i64 = 30;

/// What this server signs and recognises. All of it follows from the settings, so that every instance with the same ones
/// takes what another has signed.
pub(crate) struct Keys {
    hosts: RwLock<Arc<[NamedKey]>>,
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
        Self { hosts: RwLock::new(hosts.into()), signing: Key::from(&long), secret, secure }
    }

    /// The host key that goes with a secret where no other was chosen.
    #[must_use]
    pub(crate) fn host_key_of(secret: &str) -> String {
        hex::encode(&hmac(secret.as_bytes(), b"host key", b""))
    }

    /// The hosts' keys as they are now.
    #[must_use]
    pub(crate) fn hosts(&self) -> Arc<[NamedKey]> {
        self.hosts.read().clone()
    }

    /// The one in whose name links are made: the first, if there are several.
    #[must_use]
    pub(crate) fn first_host(&self) -> Option<NamedKey> {
        self.hosts().first().cloned()
    }

    /// Puts another key in the place of the one there is; whether it is another.
    pub(crate) fn replace_host_key(&self, key: String) -> bool {
        let mut hosts = self.hosts.write();
        let is_another = hosts.first().is_none_or(|host| host.key != key);
        *hosts = Arc::from([NamedKey { name: hosts.first().map_or("host", |host| &host.name).to_owned(), key }]);
        is_another
    }

    /// Whose key this is, if it is a host's. Takes the same time wherever it differs from theirs.
    #[must_use]
    pub(crate) fn host(&self, key: &str) -> Option<NamedKey> {
        self.hosts().iter().fold(None, |found, host| if same(key.as_bytes(), host.key.as_bytes()) { Some(host.clone()) } else { found })
    }

    /// The token in the host's cookie, whosever it is.
    #[must_use]
    pub(crate) fn host_token(headers: &HeaderMap) -> Option<[u8; 32]> {
        hex::decode(CookieJar::from_headers(headers).get(HOST_COOKIE)?.value())
    }

    /// A token for a new session of a host's.
    #[must_use]
    pub(crate) fn draw_host_token(&self) -> [u8; 32] {
        self.marked(b"host token", &entropy::bytes())
    }

    /// Whether this server has drawn this token, or another instance of it: an invented one is recognised without a query.
    #[must_use]
    pub(crate) fn has_drawn(&self, token: &[u8; 32]) -> bool {
        self.is_marked(b"host token", token)
    }

    /// Sixteen bytes, and our mark under them.
    fn marked(&self, purpose: &[u8], bytes: &[u8; 16]) -> [u8; 32] {
        let both = [&bytes[..], &self.seal(purpose, bytes)].concat();
        std::array::from_fn(|at| both.get(at).copied().unwrap_or_default())
    }

    fn is_marked(&self, purpose: &[u8], token: &[u8; 32]) -> bool {
        token.first_chunk().is_some_and(|bytes| same(&self.marked(purpose, bytes), token))
    }

    /// Whether the request carries a cookie that says who asks, good or not.
    #[must_use]
    pub(crate) fn has_cookie(headers: &HeaderMap) -> bool {
        let jar = CookieJar::from_headers(headers);
        [HOST_COOKIE, DEVICE_COOKIE].iter().any(|name| jar.get(name).is_some())
    }

    /// Whether this is the token of this poll's maker.
    #[must_use]
    pub(crate) fn owns(&self, token: &str, poll: &PollCode) -> bool {
        // What was handed out before tokens had a mark is as good.
        let unmarked = hex::encode(&hmac(&self.secret, b"poll", poll.as_str().as_bytes()));
        let tokens = [self.poll_token(poll), unmarked];
        tokens.iter().any(|its| same(token.as_bytes(), its.as_bytes()))
    }

    /// Authority over one poll, for its maker.
    #[must_use]
    pub(crate) fn poll_token(&self, poll: &PollCode) -> String {
        let drawn = hmac(&self.secret, b"poll", poll.as_str().as_bytes());
        let bytes = std::array::from_fn(|at| drawn.get(at).copied().unwrap_or_default());
        hex::encode(&self.marked(b"poll token", &bytes))
    }

    /// Whether this is the token of some poll's maker.
    #[must_use]
    pub(crate) fn is_poll_token(&self, token: &str) -> bool {
        hex::decode(token).is_some_and(|token| self.is_marked(b"poll token", &token))
    }

    /// The cookie with the token of a host's session.
    #[must_use]
    pub(crate) fn host_cookie(&self, token: &[u8; 32]) -> Cookie<'static> {
        let mut cookie = self.cookie(HOST_COOKIE, hex::encode(token), SameSite::Strict);
        cookie.set_max_age(time::Duration::days(HOST_DAYS));
        cookie
    }

    /// What takes that cookie away.
    #[must_use]
    pub(crate) fn no_host_cookie(&self) -> Cookie<'static> {
        let mut cookie = self.cookie(HOST_COOKIE, String::new(), SameSite::Strict);
        cookie.set_max_age(time::Duration::ZERO);
        cookie
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
    pub(crate) fn seal(&self, purpose: &[u8], message: &[u8]) -> Vec<u8> {
        hmac(&self.secret, purpose, message)
    }

    /// What a host's sessions stand on: where the key is changed or taken out, they end.
    #[must_use]
    pub(crate) fn host_mark(&self, host: &NamedKey) -> [u8; 32] {
        hmac(&self.secret, b"host", host.key.as_bytes()).try_into().unwrap_or_default()
    }

    /// Whether sessions that stand on this have a host's key under them.
    #[must_use]
    pub(crate) fn has_mark(&self, mark: &[u8; 32]) -> bool {
        self.hosts().iter().any(|host| same(mark, &self.host_mark(host)))
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
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
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
