//! The clock, passed as a value: a function that needs the time takes a [`Clock`].

use std::time::{SystemTime, UNIX_EPOCH};

/// A source of the current time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock(fn() -> i64);

impl Clock {
    /// The system's wall clock.
    #[must_use]
    pub(crate) fn system() -> Self {
        Self(system_millis)
    }

    /// Milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub(crate) fn now_millis(self) -> i64 {
        (self.0)()
    }
}

fn system_millis() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "the only call that reads the system clock")]
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX)
}
