//! Long work, done where it holds up nobody who votes.

use super::problem::Problem;
use crate::text::{self, Reader};

/// Does it on a thread of its own, in the reader's language all the same.
pub(super) async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    apart_for(text::reader(), work).await
}

/// The same for a reader who was known earlier: what follows an answer's head no longer belongs to the request.
pub(super) async fn apart_for<T: Send + 'static>(reader: Reader, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(move || text::speaking_apart(reader, work)).await.map_err(|_| Problem::internal())
}
