//! The instances that share a database, and the key they have to have in common.
//!
//! Instances find each other through their rows here, and without Redis learn from [`Instances::latest`] what changed
//! elsewhere.

use super::StorageError;
use async_trait::async_trait;

/// Stores which instances are on the database, and the fingerprint of their common key.
#[async_trait]
pub(crate) trait Instances: Send + Sync {
    /// Writes down that an instance is running, and returns the others on the same database.
    async fn beat(&self, me: Instance) -> Result<Vec<Instance>, StorageError>;

    /// Removes an instance that ends.
    async fn leave(&self, id: &str) -> Result<(), StorageError>;

    /// Whether the database was used with this `SECRET_KEY`; where with none yet, or where `adopt` says so, it is from now on.
    async fn takes_key(&self, key: Fingerprint, adopt: bool) -> Result<bool, StorageError>;

    /// The latest `seq` of these polls and meetings.
    async fn latest(&self, polls: Vec<String>, meetings: Vec<String>) -> Result<Latest, StorageError>;
}

/// An instance, as the others see it.
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
