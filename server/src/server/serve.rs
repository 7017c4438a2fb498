//! Runs a server: starts its jobs, serves, and shuts down in order.

use super::Server;
use crate::app::jobs::{self, MdnsFeeds};
use crate::cluster;
use crate::lan::{self, Announcement};
use crate::listen;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Delay between the goodbye to phones and the closing of their sockets, so that they receive it.
const GOODBYE_DELAY: Duration = Duration::from_millis(150);

/// Timeout for removing purged data from every file; the next start continues.
const PURGE_TIMEOUT: Duration = Duration::from_secs(2);

/// Timeout for closing the sockets.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

impl Server {
    /// Serves until `stop` is cancelled. Then `/readyz` fails at once. After the drain time, phones
    /// receive a goodbye (that the host has quit, or that they should reconnect to another
    /// instance), sockets are closed, and the storage is closed last.
    ///
    /// # Errors
    /// None so far: while the database fails, requests are answered with 503
    /// and the server continues.
    pub async fn serve(self, stop: CancellationToken) -> anyhow::Result<()> {
        // Cancelled once the sockets are closed: ends the jobs and the listeners.
        let ending = CancellationToken::new();
        let announcement = self.mdns.then(|| self.announce()).flatten();
        tokio::spawn(jobs::follow_network(
            self.app.clone(),
            announcement.as_ref().map(|mdns| MdnsFeeds { names: mdns.names(), neighbours: mdns.neighbours() }),
            self.local_name.clone(),
            ending.clone(),
        ));
        tokio::spawn(jobs::follow_timers(self.app.clone(), ending.clone()));
        tokio::spawn(jobs::follow_outages(ending.clone()));
        tokio::spawn(jobs::purge(self.app.clone(), self.app.retention_days, ending.clone()));
        tokio::spawn(jobs::follow_storage(self.app.clone(), ending.clone()));
        tokio::spawn(jobs::follow_projector(self.app.clone(), ending.clone()));
        tokio::spawn(jobs::watchdog::run(self.app.clone(), announcement.as_ref().map(Announcement::reannouncer), ending.clone()));
        tokio::spawn(self.app.clone().restore_wifi());
        tokio::spawn(jobs::delete_old_guest_meetings(self.app.clone(), ending.clone()));
        tokio::spawn(jobs::evict_idle(self.app.limits.clone(), ending.clone()));
        tokio::spawn(jobs::tidy_metrics(ending.clone()));
        tokio::spawn(jobs::follow_host_key(self.app.clone(), ending.clone()));
        // Cancelled once the listeners have ended: until then requests can cause cluster events.
        let served = CancellationToken::new();
        if self.instance.is_some() && self.cluster.is_none() {
            tokio::spawn(cluster::watch_database(self.app.clone(), ending.clone()));
        }
        let heartbeat = self.instance.map(|me| tokio::spawn(cluster::send_heartbeats(self.storage.clone(), me, ending.clone())));
        let cluster_task = self.cluster.map(|cluster| tokio::spawn(cluster.follow(self.app.clone(), served.clone())));
        let goodbye = async {
            stop.cancelled().await;
            self.lock.withdraw_address();
            self.app.draining.cancel();
            tokio::time::sleep(self.drain).await;
            self.app.live.sockets.broadcast_goodbye(self.goodbye).await;
            if let Some(announcement) = announcement {
                announcement.withdraw().await;
            }
            tokio::time::sleep(GOODBYE_DELAY).await;
            // A socket whose phone does not read cannot be closed cleanly.
            if tokio::time::timeout(CLOSE_TIMEOUT, self.io.close()).await.is_err() {
                tracing::info!("shutdown: some sockets were not closed in time");
            }
            ending.cancel();
        };
        let end = listen::Shutdown { draining: self.app.draining.clone(), stop: ending.clone() };
        tokio::join!(listen::serve(self.listeners, self.http, self.limiter, self.app.advertised.clone(), end), goodbye);
        drop(self.control);
        served.cancel();
        if let Some(Err(error)) = futures::future::OptionFuture::from(cluster_task).await {
            tracing::error!(%error, "cluster: the task had ended before the shutdown");
        }
        let _deregistered = futures::future::OptionFuture::from(heartbeat).await;
        match tokio::time::timeout(PURGE_TIMEOUT, self.app.retention.finish()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::info!(error = format!("{error:#}"), "purge: not finished, the next start removes the last traces"),
            Err(_) => tracing::info!("purge: not finished, the next start removes the last traces"),
        }
        self.storage.close().await;
        drop(self.lock);
        Ok(())
    }

    /// Starts the mDNS announcement; `None` if it fails, which is logged. The QR code does not need
    /// it.
    fn announce(&self) -> Option<Announcement> {
        Announcement::start(&lan::computer_name(), "handsup", self.addr.port(), env!("CARGO_PKG_VERSION"))
            .inspect_err(|error| tracing::warn!(error = format!("{error:#}"), "mdns: not announced"))
            .ok()
    }
}
