//! Waiting: for an event where there is one, else by polling every few milliseconds; never for longer than [`PATIENCE`].

use std::time::{Duration, Instant};

/// How long a story waits for anything before it fails: long, because two cores may be busy with a hundred other stories.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The pause between two polls of something that sends no event: a file, another process, a database. Long enough to leave
/// the processor to what is waited for.
const POLL_EVERY: Duration = Duration::from_millis(5);

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

/// Waits until `look` returns a value, at most [`PATIENCE`], and returns it.
///
/// # Panics
/// When there is none in time.
pub async fn eventually_some<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    in_time(what, async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(POLL_EVERY).await;
        }
    })
    .await
}

/// [`eventually`] for code that is not asynchronous; the panic's message ends with `why`'s text.
///
/// # Panics
/// When `condition` does not hold in time.
#[expect(clippy::disallowed_methods, reason = "the one bounded wait of blocking code, which starts and stops other programs")]
pub(crate) fn eventually_blocking(what: &str, mut condition: impl FnMut() -> bool, why: impl Fn() -> String) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for {what}: {}", why());
        std::thread::sleep(POLL_EVERY);
    }
}
