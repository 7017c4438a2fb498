//! The versions of this program and of its database schema, for bug reports.

use crate::storage;
use std::sync::LazyLock;

/// The program's version.
pub(crate) const NUMBER: &str = env!("CARGO_PKG_VERSION");

/// The version and the schema, such as `0.1.0 (schema 4)`, for `--version` and `/healthz`.
pub(crate) fn line() -> &'static str {
    static LINE: LazyLock<String> = LazyLock::new(|| format!("{NUMBER} (schema {})", storage::schema()));
    &LINE
}
