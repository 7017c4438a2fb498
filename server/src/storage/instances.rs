//! Storage of the instances that share a database, and of the fingerprint of their common key.
//!
//! An instance finds the others through their heartbeats in the database. Without Redis it detects
//! the changes of others by [`Instances::latest`].

use super::StorageError;
use async_trait::async_trait;

/// Stores which instances use the database, and the fingerprint of their common key.
#[async_trait]
pub(crate) trait Instances: Send + Sync {
    /// Records an instance's heartbeat; returns the other running instances on the same database.
    async fn beat(&self, me: Instance) -> Result<Vec<Instance>, StorageError>;

    /// Removes an instance that ends.
    async fn leave(&self, id: &str) -> Result<(), StorageError>;

    /// Whether the fingerprint in the database is this key's. Where there is none yet, or with
    /// `adopt`, this one is stored first. Always true on SQLite.
    async fn check_key(&self, key: Fingerprint, adopt: bool) -> Result<bool, StorageError>;

    /// The latest `seq` of these polls and meetings, given by their codes.
    async fn latest(&self, polls: Vec<String>, meetings: Vec<String>) -> Result<Latest, StorageError>;
}

/// An instance, as listed in the database.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Instance {
    /// Its id, drawn at random at its start.
    pub(crate) id: String,
    /// Its version.
    pub(crate) version: String,
    /// Whether it was configured with Redis.
    #[sqlx(rename = "shares")]
    pub(crate) uses_redis: bool,
}

/// A hash of a `SECRET_KEY`, which identifies the key without revealing it.
pub(crate) type Fingerprint = [u8; 16];

/// The latest `seq` of polls and meetings. A deleted one is missing.
#[derive(Debug, Default)]
pub(crate) struct Latest {
    /// By poll code.
    pub(crate) polls: std::collections::HashMap<String, u64>,
    /// By join code.
    pub(crate) meetings: std::collections::HashMap<String, LatestMeeting>,
}

/// What has changed last in a meeting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LatestMeeting {
    /// The `seq` of its stage.
    pub(crate) seq: u64,
    /// The `seq` of its board.
    pub(crate) board_seq: u64,
    /// How many polls it has.
    pub(crate) polls: u64,
}
