//! Storage of the instances that share a database, and of the fingerprint of their common key.
//!
//! Instances find each other through their rows here, and without Redis learn from [`Instances::latest`] what changed
//! elsewhere.

use super::StorageError;
use async_trait::async_trait;

/// Stores which instances use the database, and the fingerprint of their common key.
#[async_trait]
pub(crate) trait Instances: Send + Sync {
    /// Records that an instance is running, and returns the others on the same database.
    async fn beat(&self, me: Instance) -> Result<Vec<Instance>, StorageError>;

    /// Removes an instance that ends.
    async fn leave(&self, id: &str) -> Result<(), StorageError>;

    /// Whether the database belongs to this `SECRET_KEY`. A database without a key, or any with `adopt`, takes this one.
    async fn takes_key(&self, key: Fingerprint, adopt: bool) -> Result<bool, StorageError>;

    /// The latest `seq` of these polls and meetings.
    async fn latest(&self, polls: Vec<String>, meetings: Vec<String>) -> Result<Latest, StorageError>;
}

/// An instance's entry.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Instance {
    /// Its id, drawn at random at its start.
    pub(crate) id: String,
    /// Its version.
    pub(crate) version: String,
    /// Whether it was configured with a Redis.
    pub(crate) shares: bool,
}

/// A hash of a `SECRET_KEY`, which identifies the key without revealing it.
pub(crate) type Fingerprint = [u8; 16];

/// The latest `seq` of the polls and meetings that an instance has cached; one that is missing was deleted.
#[derive(Debug, Default)]
pub(crate) struct Latest {
    /// By poll code.
    pub(crate) polls: std::collections::HashMap<String, u64>,
    /// By join code, and how many polls the meeting has.
    pub(crate) meetings: std::collections::HashMap<String, (u64, i64)>,
}
