//! A browser that has a host's authority.

/// A session as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostSession {
    /// The database's key.
    pub id: i64,
    /// Which host key it stands on.
    pub key_mark: [u8; 32],
    /// Whose key that is, as `HOST_KEYS` names them.
    pub host: String,
    /// Which browser it is, in words.
    pub name: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// When it was last used, in milliseconds since 1970; up to a minute old.
    pub seen_at: i64,
}

/// A session to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHostSession {
    /// SHA-256 of the token in the browser's cookie.
    pub token_hash: [u8; 32],
    /// The number of the one-time code that is exchanged for it; `None` where a key was typed.
    pub code: Option<[u8; 16]>,
    /// Which host key it stands on.
    pub key_mark: [u8; 32],
    /// Whose key that is.
    pub host: String,
    /// Which browser it is, in words.
    pub name: String,
    /// Milliseconds since 1970.
    pub now: i64,
    /// The browser's earlier session, which ends.
    pub replaces: Option<i64>,
    /// Sessions from before this are over, and are removed; milliseconds since 1970.
    pub over_before: i64,
}
