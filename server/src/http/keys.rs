//! Keys and cookies: who is the host, who made a poll, and which browser this is.

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

/// What this server signs and recognises. Clones share it.
#[derive(Clone)]
pub(crate) struct Keys {
    host_key: String,
    secret: Vec<u8>,
    signing: Key,
}

impl Keys {
    /// Keys made of the host key and the server's secret.
    #[must_use]
    pub(crate) fn new(host_key: String, secret: Vec<u8>) -> Self {
        // The signing key needs 32 bytes or more, whatever the secret's length.
        let long = [hmac(&secret, b"cookies", b"1"), hmac(&secret, b"cookies", b"2")].concat();
        Self { host_key, signing: Key::from(&long), secret }
    }

    /// The key that makes a browser the host.
    #[must_use]
    pub(crate) fn host_key(&self) -> &str {
        &self.host_key
    }

    /// Whether this is the host's key. Takes the same time wherever the two differ.
    #[must_use]
    pub(crate) fn opens(&self, key: &str) -> bool {
        same(key.as_bytes(), self.host_key.as_bytes())
    }

    /// Whether the request comes from the host: by cookie, or by `Authorization: Bearer`.
    #[must_use]
    pub(crate) fn is_host(&self, headers: &HeaderMap) -> bool {
        bearer(headers).is_some_and(|key| self.opens(key))
            || CookieJar::from_headers(headers)
                .get(HOST_COOKIE)
                .is_some_and(|cookie| same(cookie.value().as_bytes(), self.host_mark().as_bytes()))
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

    /// The cookie that keeps a browser the host.
    #[must_use]
    pub(crate) fn host_cookie(&self) -> Cookie<'static> {
        cookie(HOST_COOKIE, self.host_mark(), SameSite::Strict)
    }

    /// Which browser this is, if it carries a device cookie that we signed.
    #[must_use]
    pub(crate) fn device(&self, headers: &HeaderMap) -> Option<BrowserToken> {
        let jar = SignedCookieJar::from_headers(headers, self.signing.clone());
        BrowserToken::parse(jar.get(DEVICE_COOKIE)?.value()).ok()
    }

    /// The Set-Cookie jar that says which browser this is. Lax, so that a scan from the camera app brings it along.
    pub(crate) fn device_cookie(&self, browser: BrowserToken) -> SignedCookieJar {
        SignedCookieJar::new(self.signing.clone()).add(cookie(DEVICE_COOKIE, browser.to_string(), SameSite::Lax))
    }

    /// Our signature under a message, for one purpose.
    #[must_use]
    pub(super) fn seal(&self, purpose: &[u8], message: &[u8]) -> Vec<u8> {
        hmac(&self.secret, purpose, message)
    }

    /// Changing the host key takes every earlier host's authority away.
    fn host_mark(&self) -> String {
        hex::encode(&hmac(&self.secret, b"host", self.host_key.as_bytes()))
    }
}

fn cookie(name: &'static str, value: String, same_site: SameSite) -> Cookie<'static> {
    let mut cookie = Cookie::new(name, value);
    cookie.set_http_only(true);
    cookie.set_same_site(same_site);
    cookie.set_path("/");
    cookie.set_max_age(time::Duration::days(DAYS));
    cookie
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Whether two are the same; takes the same time wherever they differ.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

fn hmac(secret: &[u8], purpose: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(purpose);
    mac.update(b"\0");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
