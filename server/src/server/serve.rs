//! Serves until the end: starts the jobs, and ends everything in order.

use super::Server;
use crate::app::jobs::{self, MdnsFeeds};
use crate::cluster;
use crate::lan::{self, Announcement};
use crate::listen;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long phones have to receive the goodbye before their sockets close.
const GOODBYE: Duration = Duration::from_millis(150);

/// How long what was deleted for good may take to go from every file before the end; the next start takes up what is left.
const TRACES: Duration = Duration::from_secs(2);

/// How long sockets may take to close after that.
const UNHEARD: Duration = Duration::from_secs(1);

impl Server {
    /// Serves until `stop` is cancelled. Then `/readyz` says no at once; after the time to drain, phones receive that the
    /// host has quit (or, in a fleet, to come back elsewhere), and the writer is finished.
    ///
    /// # Errors
    /// None so far; a failing database is a 503 for visitors, and the server goes on.
    pub async fn serve(self, stop: CancellationToken) -> anyhow::Result<()> {
        let ending = CancellationToken::new();
        let announcement = self.mdns.then(|| self.announce()).flatten();
        tokio::spawn(jobs::follow_network(
            self.app.clone(),
            announcement.as_ref().map(|it| MdnsFeeds { names: it.names(), neighbours: it.neighbours() }),
            self.local_name.clone(),
            ending.clone(),
        ));
        tokio::spawn(jobs::follow_timers(self.app.clone(), ending.clone()));
        tokio::spawn(jobs::follow_outages(ending.clone()));
        tokio::spawn(jobs::purge(self.app.clone(), self.app.retention_days, ending.clone()));
        tokio::spawn(jobs::follow_storage(self.app.clone(), ending.clone()));
        tokio::spawn(jobs::follow_projector(self.app.clone(), ending.clone()));
        tokio::spawn(jobs::watchdog::run(self.app.clone(), announcement.as_ref().map(Announcement::reminder), ending.clone()));
        tokio::spawn(self.app.clone().recall_wifi());
        tokio::spawn(jobs::retire_guests(self.app.clone(), ending.clone()));
        tokio::spawn(jobs::evict_idle(self.app.limits.clone(), ending.clone()));
        tokio::spawn(jobs::tidy_metrics(ending.clone()));
        tokio::spawn(jobs::follow_host_key(self.app.clone(), ending.clone()));
        let served = CancellationToken::new();
        if self.instance.is_some() && self.fleet.is_none() {
            tokio::spawn(cluster::poll_database(self.app.clone(), ending.clone()));
        }
        let beating = self.instance.map(|me| tokio::spawn(cluster::keep_beating(self.storage.clone(), me, ending.clone())));
        let fleet = self.fleet.map(|fleet| tokio::spawn(fleet.follow(self.app.clone(), served.clone())));
        let goodbye = async {
            stop.cancelled().await;
            self.lock.is_about_to_end();
            self.app.leaving.cancel();
            tokio::time::sleep(self.drain).await;
            self.app.live.sockets.broadcast_goodbye(self.goodbye).await;
            if let Some(announcement) = announcement {
                announcement.withdraw().await;
            }
            tokio::time::sleep(GOODBYE).await;
            // Sockets whose phones do not read never close in good order: they are not waited for.
            if tokio::time::timeout(UNHEARD, self.io.close()).await.is_err() {
                tracing::info!("shutdown: some sockets were not closed in time");
            }
            ending.cancel();
        };
        let end = listen::End { leaving: self.app.leaving.clone(), stop: ending.clone() };
        tokio::join!(listen::serve(self.listeners, self.http, self.limiter, self.app.reach.clone(), end), goodbye);
        served.cancel();
        if let Some(Err(error)) = futures::future::OptionFuture::from(fleet).await {
            tracing::error!(%error, "cluster: the task had ended before the shutdown");
        }
        let _gone = futures::future::OptionFuture::from(beating).await;
        match tokio::time::timeout(TRACES, self.app.retention.finish()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::info!(error = format!("{error:#}"), "purge: not finished, the next start removes the last traces"),
            Err(_) => tracing::info!("purge: not finished, the next start removes the last traces"),
        }
        self.storage.close().await;
        drop(self.lock);
        Ok(())
    }

    /// Without mDNS everything else works: the QR code carries a number, not a name.
    fn announce(&self) -> Option<Announcement> {
        Announcement::start(&lan::computer(), "handsup", self.addr.port(), env!("CARGO_PKG_VERSION"))
            .inspect_err(|error| tracing::warn!(error = format!("{error:#}"), "mdns: not announced"))
            .ok()
    }
}
