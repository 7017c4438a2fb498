//! Storage of host sessions: browsers that have a host's authority.
//!
//! Only the hash of a session's token is stored. An ended session's row stays until it expires,
//! because it holds the id of the one-time code, which must not be exchanged again.

use super::StorageError;
use crate::domain::{HostSession, NewHostSession};
use async_trait::async_trait;

/// Stores host sessions.
#[async_trait]
pub(crate) trait HostSessions: Send + Sync {
    /// Stores a new session; returns false where its one-time code was exchanged before.
    async fn create_host_session(&self, new: NewHostSession) -> Result<bool, StorageError>;

    /// The session whose token has this hash, unless it has ended.
    async fn host_session(&self, token_hash: [u8; 32]) -> Result<Option<HostSession>, StorageError>;

    /// The sessions that began after this time (milliseconds since 1970) and have not ended, the
    /// one that was used last first; at most 200.
    async fn host_sessions(&self, after: i64) -> Result<Vec<HostSession>, StorageError>;

    /// Ends a session; returns whether there was one to end.
    async fn end_host_session(&self, id: i64, now: i64) -> Result<bool, StorageError>;

    /// Ends every session but this one, and every remote.
    async fn end_other_host_sessions(&self, id: i64, now: i64) -> Result<(), StorageError>;

    /// Records when a session was used last.
    async fn host_session_seen(&self, id: i64, now: i64) -> Result<(), StorageError>;
}
