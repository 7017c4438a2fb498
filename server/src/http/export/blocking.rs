//! Long work, done where it holds up nobody who votes.

use crate::http::problem::Problem;
use crate::text::{self, RequestLocale};

/// Does it on a thread of its own, in the reader's language all the same.
pub(crate) async fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    run_blocking_for(text::locale(), work).await
}

/// The same for a reader who was known earlier: what follows an answer's head no longer belongs to the request.
pub(crate) async fn run_blocking_for<T: Send + 'static>(
    reader: RequestLocale,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(move || text::with_locale_blocking(reader, work)).await.map_err(|_| Problem::internal())
}
