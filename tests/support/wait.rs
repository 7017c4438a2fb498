//! Waiting: for an event where there is one, else by a check every few milliseconds; never for longer than [`PATIENCE`].

use std::time::{Duration, Instant};

/// How long a story waits for anything before it fails: long, because two cores may be busy with a hundred other stories and with
/// other programs.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The pause between two checks of something that sends no event: a file, another process, a database. Long enough to leave
/// the processor to what is waited for.
const CHECK_INTERVAL: Duration = Duration::from_millis(5);

/// Waits for `event`, at most [`PATIENCE`].
///
/// # Panics
/// When it does not happen in time; the message names `what`.
pub async fn in_time<T>(what: &str, event: impl Future<Output = T>) -> T {
    let Ok(value) = tokio::time::timeout(PATIENCE, event).await else {
        panic!("waited {PATIENCE:?} in vain for {what}");
    };
    value
}

/// Waits until `condition` holds, at most [`PATIENCE`].
///
/// # Panics
/// When it does not hold in time.
pub async fn eventually(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    eventually_some(what, async || condition().await.then_some(())).await;
}

/// Waits until `check` returns a value, at most [`PATIENCE`], and returns it.
///
/// # Panics
/// When there is none in time.
pub async fn eventually_some<T>(what: &str, mut check: impl AsyncFnMut() -> Option<T>) -> T {
    in_time(what, async {
        loop {
            if let Some(value) = check().await {
                return value;
            }
            tokio::time::sleep(CHECK_INTERVAL).await;
        }
    })
    .await
}

/// [`eventually`] for code that is not asynchronous; the panic's message ends with the text of `details`.
///
/// # Panics
/// When `condition` does not hold in time.
#[expect(clippy::disallowed_methods, reason = "the one bounded wait of blocking code, which starts and stops other programs")]
pub(crate) fn eventually_blocking(what: &str, mut condition: impl FnMut() -> bool, details: impl Fn() -> String) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for {what}: {}", details());
        std::thread::sleep(CHECK_INTERVAL);
    }
}
