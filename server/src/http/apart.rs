//! Long work, done where it holds up nobody who votes.

use super::problem::Problem;
use crate::text;

/// Does it on a thread of its own, in the reader's language all the same.
pub(super) async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let reader = text::reader();
    tokio::task::spawn_blocking(move || text::speaking_apart(reader, work)).await.map_err(|_| Problem::internal())
}
