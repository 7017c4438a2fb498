//! Whether this run is a long one, by itself on its computer: `make soak` says so.

use std::time::Duration;

/// How long something that fails stays away: half a minute in a soak, in a usual run no longer than the story needs.
#[must_use]
pub fn outage() -> Duration {
    time().map_or(Duration::ZERO, |_| Duration::from_secs(30))
}

/// Judges how long something took in a soak alone: a usual run says it, and measures no busy computer.
///
/// # Panics
/// In a soak, when it took longer than `limit`.
pub fn within(what: &str, limit: Duration, took: Duration) {
    eprintln!("{what}: {took:?}");
    assert!(time().is_none() || took <= limit, "{what}: {took:?}, and {limit:?} are allowed");
}

/// How long a soak shall last; `None` in a usual run, where a hundred other stories share the computer.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "how long a soak takes is for who starts it to say")]
pub fn time() -> Option<Duration> {
    std::env::var("HANDSUP_SOAK_SECONDS").ok()?.parse().ok().map(Duration::from_secs)
}
