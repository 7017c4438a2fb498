//! Instances on one database without a Redis between them: each looks every second for what another has changed.

use super::resync::ResyncQueue;
use crate::http::App;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Between two looks.
const EVERY: Duration = Duration::from_secs(1);

/// Looks until `stop`.
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
