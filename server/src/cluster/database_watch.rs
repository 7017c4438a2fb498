//! Follows changes of other instances on the same database without Redis: compares the cache with the database every second.

use super::resync::ResyncQueue;
use crate::app::App;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Pause between two comparisons.
const COMPARE_INTERVAL: Duration = Duration::from_secs(1);

/// Compares until `stop` is cancelled.
pub(crate) async fn watch_database(app: App, stop: CancellationToken) {
    let queue = ResyncQueue::default();
    let comparing = async {
        loop {
            tokio::time::sleep(COMPARE_INTERVAL).await;
            queue.compare_with_database(&app).await;
        }
    };
    stop.run_until_cancelled(async { tokio::join!(queue.run(&app), comparing) }).await;
}
