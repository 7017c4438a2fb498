//! Instances on one database without Redis: each compares its cache with the database every second.

use super::resync::ResyncQueue;
use crate::app::App;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Pause between two comparisons.
const EVERY: Duration = Duration::from_secs(1);

/// Compares until `stop` is cancelled.
pub(crate) async fn poll_database(app: App, stop: CancellationToken) {
    let wanted = ResyncQueue::default();
    let looking = async {
        loop {
            tokio::time::sleep(EVERY).await;
            wanted.compare_with_database(&app).await;
        }
    };
    stop.run_until_cancelled(async { tokio::join!(wanted.run(&app), looking) }).await;
}
