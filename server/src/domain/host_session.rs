//! The session of a browser that has the host's authority.

/// A session as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostSession {
    /// Primary key in the database.
    pub id: i64,
    /// The fingerprint of the host key that authorised it; the session ends when that key is
    /// replaced.
    pub key_fingerprint: [u8; 32],
    /// The host's name in `HOST_KEYS`.
    pub host: String,
    /// The browser's name.
    pub name: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// When it was last used, in milliseconds since 1970; updated at most once a minute.
    pub seen_at: i64,
}

/// A session to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHostSession {
    /// SHA-256 of the token in the browser's cookie.
    pub token_hash: [u8; 32],
    /// The id of the one-time code that the browser has sent; `None` where it has sent a host
    /// key.
    pub code: Option<[u8; 16]>,
    /// The fingerprint of the host key that authorises it.
    pub key_fingerprint: [u8; 32],
    /// The host's name.
    pub host: String,
    /// The browser's name.
    pub name: String,
    /// When it begins, in milliseconds since 1970.
    pub now: i64,
    /// The browser's earlier session, which is ended.
    pub replaces: Option<i64>,
    /// Sessions that began before this time, in milliseconds since 1970, have expired and are
    /// deleted.
    pub expired_before: i64,
}
