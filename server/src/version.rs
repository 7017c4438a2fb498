//! Which version this is, and which shape of the database it works with: what a report of trouble begins with.

use crate::storage;
use std::sync::LazyLock;

/// The program's version.
pub(crate) const NUMBER: &str = env!("CARGO_PKG_VERSION");

/// The version and the schema, as `0.1.0 (schema 4)`: what `--version`, `/healthz` and the log say.
pub(crate) fn line() -> &'static str {
    static LINE: LazyLock<String> = LazyLock::new(|| format!("{NUMBER} (schema {})", storage::schema()));
    &LINE
}
