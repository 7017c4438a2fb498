//! Waiting for a moment more exactly than tokio's clock, which wakes up to a millisecond late: as long as many an answer.

use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long before the moment the exact waiting begins.
const RUN_UP: Duration = Duration::from_millis(3);

/// Comes back within some 0.1 ms of the moment, if that is still to come. The last bit is slept by a thread of its own: the
/// system's clock is exact, and nobody's time is burnt.
pub(crate) async fn wait_until(moment: Instant) {
    sleep_until(moment.checked_sub(RUN_UP).unwrap_or(moment)).await;
    let left = moment.saturating_duration_since(Instant::now());
    if !left.is_zero() {
        #[expect(clippy::disallowed_methods, reason = "a thread of its own, and no story waits for it")]
        let asleep = tokio::task::spawn_blocking(move || std::thread::sleep(left));
        // Only a runtime that is ending does not let it sleep.
        let _slept = asleep.await;
    }
}
