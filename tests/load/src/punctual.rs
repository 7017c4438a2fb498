//! Waits for an instant more exactly than tokio's clock, which wakes up to a millisecond late: as long as many a response
//! takes.

use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long before the moment the exact waiting begins.
const RUN_UP: Duration = Duration::from_millis(3);

/// Returns within some 0.1 ms of the instant, or at once if it has passed. A thread of its own sleeps for the last part: the
/// system's clock is exact, and no core is kept busy.
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
