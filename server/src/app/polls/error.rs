//! Why a use case of polls fails.

use crate::domain::Refusal;
use crate::storage::StorageError;

/// Why a use case failed: refused to the visitor, or the database failed.
#[derive(Debug)]
pub(crate) enum PollError {
    /// A refusal: the visitor can do something about it.
    Refused(Refusal),
    /// A failure of the database: trying again later may help.
    Storage(StorageError),
}

impl From<Refusal> for PollError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StorageError> for PollError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}
