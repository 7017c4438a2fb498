//! Host keys, tokens and cookies: they identify hosts, the owners of polls, and browsers.

use crate::config::NamedKey;
use crate::domain::{BrowserToken, JoinCode, ModeratorNonce, PollCode, REMOTE_LEADS, Signer};
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
const REMOTE_COOKIE: &str = "handsup_remote";
const DEVICE_COOKIE: &str = "handsup_device";
/// The lifetime of a cookie, in days: the longest that browsers allow.
const COOKIE_DAYS: i64 = 400;
/// The lifetime of a host's cookie, in days: that of its session.
const HOST_COOKIE_DAYS: i64 = 30;

/// Issues and verifies tokens and cookies. They depend only on the host keys and the server's
/// secret, so that each instance with the same keys and secret accepts those that another has
/// issued.
pub(crate) struct Keys {
    hosts: RwLock<Arc<[NamedKey]>>,
    secret: Vec<u8>,
    /// Signs the device cookie.
    cookie_key: Key,
    /// Whether cookies have the `Secure` attribute.
    secure: bool,
}

impl Keys {
    /// Takes the hosts' keys and the server's secret. With `secure`, browsers send the cookies over
    /// TLS only.
    #[must_use]
    pub(crate) fn new(hosts: Vec<NamedKey>, secret: Vec<u8>, secure: bool) -> Self {
        // `Key` takes 64 bytes or more, whatever the secret's length; it signs with the first 32.
        let long = [hmac(&secret, b"cookies", b"1"), hmac(&secret, b"cookies", b"2")].concat();
        Self { hosts: RwLock::new(hosts.into()), cookie_key: Key::from(&long), secret, secure }
    }

    /// The host key that is derived from the server's secret when no host key is configured.
    #[must_use]
    pub(crate) fn host_key_of(secret: &str) -> String {
        hex::encode(&hmac(secret.as_bytes(), b"host key", b""))
    }

    /// The current host keys.
    #[must_use]
    pub(crate) fn hosts(&self) -> Arc<[NamedKey]> {
        self.hosts.read().clone()
    }

    /// The first host: its key signs the codes in host links that name no host.
    #[must_use]
    pub(crate) fn first_host(&self) -> Option<NamedKey> {
        self.hosts().first().cloned()
    }

    /// Replaces the host key; returns whether the new key differs from the old one.
    pub(crate) fn replace_host_key(&self, key: String) -> bool {
        let mut hosts = self.hosts.write();
        let differs = hosts.first().is_none_or(|host| host.key != key);
        *hosts = Arc::from([NamedKey { name: hosts.first().map_or("host", |host| &host.name).to_owned(), key }]);
        differs
    }

    /// The host that has this key. All keys are compared, each in constant time.
    #[must_use]
    pub(crate) fn host(&self, key: &str) -> Option<NamedKey> {
        self.hosts()
            .iter()
            .fold(None, |last_match, host| if same(key.as_bytes(), host.key.as_bytes()) { Some(host.clone()) } else { last_match })
    }

    /// The token in the host's cookie; not verified.
    #[must_use]
    pub(crate) fn host_token(headers: &HeaderMap) -> Option<[u8; 32]> {
        hex::decode(CookieJar::from_headers(headers).get(HOST_COOKIE)?.value())
    }

    /// Draws the token of a new host session.
    #[must_use]
    pub(crate) fn issue_host_token(&self) -> [u8; 32] {
        self.with_mac(b"host token", &entropy::bytes())
    }

    /// Whether this server, or another instance with its secret, has issued this token; checked
    /// without a query.
    #[must_use]
    pub(crate) fn has_issued(&self, token: &[u8; 32]) -> bool {
        self.has_mac(b"host token", token)
    }

    /// The token in a remote's cookie; not verified.
    #[must_use]
    pub(crate) fn remote_token(headers: &HeaderMap) -> Option<[u8; 32]> {
        hex::decode(CookieJar::from_headers(headers).get(REMOTE_COOKIE)?.value())
    }

    /// Draws the token of a new remote.
    #[must_use]
    pub(crate) fn issue_remote_token(&self) -> [u8; 32] {
        self.with_mac(b"remote token", &entropy::bytes())
    }

    /// Whether this server, or another instance with its secret, has issued this token to a remote.
    #[must_use]
    pub(crate) fn has_issued_remote(&self, token: &[u8; 32]) -> bool {
        self.has_mac(b"remote token", token)
    }

    /// The cookie with the token of a remote.
    #[must_use]
    pub(crate) fn remote_cookie(&self, token: &[u8; 32]) -> Cookie<'static> {
        let mut cookie = self.cookie(REMOTE_COOKIE, hex::encode(token), SameSite::Strict);
        cookie.set_max_age(time::Duration::milliseconds(REMOTE_LEADS));
        cookie
    }

    /// The `Set-Cookie` that removes a remote's cookie.
    #[must_use]
    pub(crate) fn no_remote_cookie(&self) -> Cookie<'static> {
        let mut cookie = self.cookie(REMOTE_COOKIE, String::new(), SameSite::Strict);
        cookie.set_max_age(time::Duration::ZERO);
        cookie
    }

    /// These bytes, followed by the first 16 bytes of their MAC.
    fn with_mac(&self, purpose: &[u8], bytes: &[u8; 16]) -> [u8; 32] {
        let long = [&bytes[..], &self.mac(purpose, bytes)].concat();
        std::array::from_fn(|index| long.get(index).copied().unwrap_or_default())
    }

    /// Whether the last 16 bytes of this token are the MAC of the first 16.
    fn has_mac(&self, purpose: &[u8], token: &[u8; 32]) -> bool {
        token.first_chunk().is_some_and(|bytes| same(&self.with_mac(purpose, bytes), token))
    }

    /// Whether the request carries a host or device cookie, valid or not.
    #[must_use]
    pub(crate) fn has_cookie(headers: &HeaderMap) -> bool {
        let jar = CookieJar::from_headers(headers);
        [HOST_COOKIE, DEVICE_COOKIE].iter().any(|name| jar.get(name).is_some())
    }

    /// Whether this token gives authority over this poll.
    #[must_use]
    pub(crate) fn owns(&self, token: &str, poll: &PollCode) -> bool {
        // Tokens of earlier versions are the whole HMAC, and stay valid.
        let former = hex::encode(&hmac(&self.secret, b"poll", poll.as_str().as_bytes()));
        let tokens = [self.poll_token(poll), former];
        tokens.iter().any(|valid| same(token.as_bytes(), valid.as_bytes()))
    }

    /// The token that gives the owner of a poll authority over it.
    #[must_use]
    pub(crate) fn poll_token(&self, poll: &PollCode) -> String {
        let mac = hmac(&self.secret, b"poll", poll.as_str().as_bytes());
        let bytes = std::array::from_fn(|index| mac.get(index).copied().unwrap_or_default());
        hex::encode(&self.with_mac(b"poll token", &bytes))
    }

    /// Whether this is the token of some poll; tokens of earlier versions are not recognised.
    #[must_use]
    pub(crate) fn is_poll_token(&self, token: &str) -> bool {
        hex::decode(token).is_some_and(|token| self.has_mac(b"poll token", &token))
    }

    /// The token that lets moderators of this meeting moderate: code, nonce and MAC.
    #[must_use]
    pub(crate) fn moderator_token(&self, meeting: &JoinCode, nonce: &ModeratorNonce) -> String {
        let message = [meeting.as_str().as_bytes(), nonce].concat();
        let mac = self.mac(b"moderator", &message);
        hex::encode(&[&message[..], mac.get(..16).unwrap_or_default()].concat())
    }

    /// The meeting and the nonce of a moderator's token that this server, or another instance with its secret, has made.
    #[must_use]
    pub(crate) fn read_moderator_token(&self, token: &str) -> Option<(JoinCode, ModeratorNonce)> {
        let bytes: [u8; 38] = hex::decode(token)?;
        let code = JoinCode::parse(std::str::from_utf8(bytes.get(..6)?).ok()?)?;
        let nonce = bytes.get(6..22)?.try_into().ok()?;
        same(self.moderator_token(&code, &nonce).as_bytes(), token.as_bytes()).then_some((code, nonce))
    }

    /// The cookie with the token of a host's session.
    #[must_use]
    pub(crate) fn host_cookie(&self, token: &[u8; 32]) -> Cookie<'static> {
        let mut cookie = self.cookie(HOST_COOKIE, hex::encode(token), SameSite::Strict);
        cookie.set_max_age(time::Duration::days(HOST_COOKIE_DAYS));
        cookie
    }

    /// The `Set-Cookie` that removes the host's cookie.
    #[must_use]
    pub(crate) fn no_host_cookie(&self) -> Cookie<'static> {
        let mut cookie = self.cookie(HOST_COOKIE, String::new(), SameSite::Strict);
        cookie.set_max_age(time::Duration::ZERO);
        cookie
    }

    /// The browser's token, if the request carries a device cookie that this server has signed.
    #[must_use]
    pub(crate) fn device(&self, headers: &HeaderMap) -> Option<BrowserToken> {
        let jar = SignedCookieJar::from_headers(headers, self.cookie_key.clone());
        BrowserToken::parse(jar.get(DEVICE_COOKIE)?.value()).ok()
    }

    /// The jar with the device cookie to set. `SameSite=Lax`, so that browsers also send it when
    /// another app, such as the camera, opens the page.
    pub(crate) fn device_cookie(&self, browser: BrowserToken) -> SignedCookieJar {
        SignedCookieJar::new(self.cookie_key.clone()).add(self.cookie(DEVICE_COOKIE, browser.to_string(), SameSite::Lax))
    }

    /// The HMAC of a message under the server's secret, for one purpose.
    #[must_use]
    pub(crate) fn mac(&self, purpose: &[u8], message: &[u8]) -> Vec<u8> {
        hmac(&self.secret, purpose, message)
    }

    /// The fingerprint of a host's key. The host's sessions and remotes store it, so that they end when
    /// the key is changed or removed.
    #[must_use]
    pub(crate) fn host_key_fingerprint(&self, host: &NamedKey) -> [u8; 32] {
        hmac(&self.secret, b"host", host.key.as_bytes()).try_into().unwrap_or_default()
    }

    /// Whether a current host key has this fingerprint, so that sessions and remotes with it are valid.
    #[must_use]
    pub(crate) fn is_current_key(&self, fingerprint: &[u8; 32]) -> bool {
        self.hosts().iter().any(|host| same(fingerprint, &self.host_key_fingerprint(host)))
    }

    fn cookie(&self, name: &'static str, value: String, same_site: SameSite) -> Cookie<'static> {
        let mut cookie = Cookie::new(name, value);
        cookie.set_http_only(true);
        cookie.set_secure(self.secure);
        cookie.set_same_site(same_site);
        cookie.set_path("/");
        cookie.set_max_age(time::Duration::days(COOKIE_DAYS));
        cookie
    }
}

/// The token in `Authorization: Bearer`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Compares in constant time, unless the lengths differ.
pub(crate) fn same(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

/// The signer of seals. Its key is derived from the server's secret, so that every instance signs with the same one.
pub(crate) fn signer(secret: &[u8]) -> Signer {
    Signer::from_seed(hmac(secret, b"seal key", b"").try_into().unwrap_or_default())
}

/// Identifies a secret without revealing it.
pub(crate) fn fingerprint(secret: &[u8]) -> [u8; 16] {
    let hash = hmac(secret, b"fingerprint", b"");
    std::array::from_fn(|index| hash.get(index).copied().unwrap_or_default())
}

/// HMAC-SHA-256 of a message under `secret`, for one purpose.
pub(crate) fn hmac(secret: &[u8], purpose: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(purpose);
    mac.update(b"\0");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
