//! Runs long work on blocking threads, so that it does not delay votes.

use crate::app::error::AppError;
use crate::text::{self, RequestLocale};

/// Runs `work` on a blocking thread, in the locale of the current request.
pub(crate) async fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    run_blocking_for(text::locale(), work).await
}

/// As [`run_blocking`] in an explicit locale, for streamed bodies: they are written after the
/// request's locale scope has ended.
pub(crate) async fn run_blocking_for<T: Send + 'static>(
    locale: RequestLocale,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(move || text::with_locale_blocking(locale, work)).await.map_err(|_| AppError::Internal)
}
