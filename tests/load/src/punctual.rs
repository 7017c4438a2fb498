//! Waits for an instant more precisely than tokio's timer, which may fire a millisecond late. Many
//! responses take less.

use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long before the instant the precise wait begins.
const PRECISE_WAIT: Duration = Duration::from_millis(3);

/// Returns within about 0.1 ms of the instant, or at once if it has passed. For the last part a
/// blocking thread sleeps, because the operating system's timer is precise, and a busy loop would
/// occupy a core.
pub(crate) async fn wait_until(moment: Instant) {
    sleep_until(moment.checked_sub(PRECISE_WAIT).unwrap_or(moment)).await;
    let left = moment.saturating_duration_since(Instant::now());
    if !left.is_zero() {
        #[expect(clippy::disallowed_methods, reason = "a thread of its own, and no story waits for it")]
        let sleeping = tokio::task::spawn_blocking(move || std::thread::sleep(left));
        // Fails only while the runtime shuts down.
        let _slept = sleeping.await;
    }
}
