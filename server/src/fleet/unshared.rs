//! Instances on one database without a Redis between them: each looks every second for what another has changed.

use super::catching_up::Wanted;
use crate::http::App;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Between two looks.
const EVERY: Duration = Duration::from_secs(1);

/// Looks until `stop`.
pub(crate) async fn look(app: App, stop: CancellationToken) {
    let wanted = Wanted::default();
    let looking = async {
        loop {
            tokio::time::sleep(EVERY).await;
            wanted.look(&app).await;
        }
    };
    stop.run_until_cancelled(async { tokio::join!(wanted.read(&app), looking) }).await;
}
