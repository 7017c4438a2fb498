//! The errors of the use cases of polls.

use crate::domain::Refusal;
use crate::storage::StorageError;

/// Why a use case of polls or meetings failed.
#[derive(Debug)]
pub(crate) enum PollError {
    /// The request was refused; the visitor can act on the reason.
    Refused(Refusal),
    /// The database failed; a retry may succeed.
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
