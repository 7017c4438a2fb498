//! A soak (`make soak`): a long run, alone on its computer. How long it lasts, and the limits of time that hold in it alone.

use std::time::Duration;

/// How long an outage lasts: half a minute in a soak, in a usual run no longer than the story needs.
#[must_use]
pub fn outage() -> Duration {
    length().map_or(Duration::ZERO, |_| Duration::from_secs(30))
}

/// Prints how long something took, and compares it with `limit` in a soak alone: a usual run shares its computer with other stories.
///
/// # Panics
/// In a soak, when it took longer than `limit`.
pub fn within(what: &str, limit: Duration, took: Duration) {
    eprintln!("{what}: {took:?}");
    assert!(length().is_none() || took <= limit, "{what}: {took:?}, and {limit:?} are allowed");
}

/// How long a soak lasts; `None` in a usual run, where a hundred other stories share the computer.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the length of a soak is a parameter of the run")]
pub fn length() -> Option<Duration> {
    std::env::var("HANDSUP_SOAK_SECONDS").ok()?.parse().ok().map(Duration::from_secs)
}
