//! The servers that share a database, and the key they have to have in common.

/// A server, as the others see it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Instance {
    /// What it calls itself, drawn at its start.
    pub(crate) id: String,
    /// Which version it is.
    pub(crate) version: String,
    /// Whether it has a Redis.
    pub(crate) shares: bool,
}

/// What tells a `SECRET_KEY` from another without telling what it is.
pub(crate) type Fingerprint = [u8; 16];

/// The latest `seq` of polls and meetings that an instance remembers: what is not in it was deleted.
#[derive(Debug, Default)]
pub(crate) struct Latest {
    /// By poll code.
    pub(crate) polls: std::collections::HashMap<String, u64>,
    /// By join code, and how many polls the meeting has.
    pub(crate) meetings: std::collections::HashMap<String, (u64, i64)>,
}
