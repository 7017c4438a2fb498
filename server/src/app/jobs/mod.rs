//! Background jobs while the server serves: they push changes to the host's windows, and keep caches small.

pub(crate) mod watchdog;

use crate::app::App;
use crate::app::limit::Limits;
use crate::lan::{Announced, Neighbour};
use crate::log::outages;
use crate::metrics;
use crate::secrets::PersistedSecrets;
use crate::wire::ProjectorNow;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Interval between enumerations of the interfaces: a changed network is on every screen within ten seconds.
const RESCAN_EVERY: Duration = Duration::from_secs(3);
/// Interval at which the limits drop idle entries.
const EVICT_EVERY: Duration = Duration::from_mins(1);
/// Interval at which guests' old meetings are retired.
const RETIRE_EVERY: Duration = Duration::from_hours(1);
/// Interval at which the metrics' samples are moved into buckets.
const TIDY_EVERY: Duration = Duration::from_secs(5);

/// Interval at which outages are checked for their end.
const OUTAGES_EVERY: Duration = Duration::from_secs(1);
/// Delay after a failed read of the timers.
const TIMERS_RETRY: Duration = Duration::from_secs(1);

/// Interval between purges.
const PURGE_EVERY: Duration = Duration::from_hours(1);
/// Interval at which the key file is checked for a new host key.
const KEY_EVERY: Duration = Duration::from_secs(1);

/// Feeds from mDNS: our announced name, and the other hosts on the network.
pub(crate) struct MdnsFeeds {
    /// Our name.
    pub(crate) names: watch::Receiver<Announced>,
    /// The other hosts.
    pub(crate) neighbours: watch::Receiver<Vec<Neighbour>>,
}

/// Follows the interfaces, the mDNS name and the other hosts, and sends changes to the host's windows.
pub(crate) async fn follow_network(app: App, feeds: Option<MdnsFeeds>, local_name: watch::Sender<Option<String>>, stop: CancellationToken) {
    let listening = async {
        if let Some(feeds) = feeds {
            tokio::join!(follow_names(&app, feeds.names, local_name), follow_neighbours(&app, feeds.neighbours));
        }
    };
    stop.run_until_cancelled(async { tokio::join!(broadcast_network_changes(&app), rescan_interfaces(&app), listening) }).await;
}

async fn broadcast_network_changes(app: &App) {
    let mut changes = app.reach.watch();
    app.live.broadcast_urls(app.reach.urls()).await;
    while changes.changed().await.is_ok() {
        app.live.hosts.emit_network(&app.reach.network()).await;
        app.live.broadcast_urls(app.reach.urls()).await;
        app.live.stages.invite(|code, near| app.invitation(code, near)).await;
    }
}

async fn rescan_interfaces(app: &App) {
    loop {
        tokio::time::sleep(RESCAN_EVERY).await;
        let (reach, cards) = (app.reach.clone(), app.cards.clone());
        // Enumerating interfaces blocks for some milliseconds.
        let _scanned = tokio::task::spawn_blocking(move || {
            reach.rescan();
            cards.look();
        })
        .await;
    }
}

async fn follow_names(app: &App, mut names: watch::Receiver<Announced>, local_name: watch::Sender<Option<String>>) {
    loop {
        let announced = names.borrow_and_update().clone();
        local_name.send_replace(Some(announced.host.to_ascii_lowercase()));
        app.reach.set_local_name(&announced.host, announced.renamed);
        if names.changed().await.is_err() {
            return;
        }
    }
}

async fn follow_neighbours(app: &App, mut neighbours: watch::Receiver<Vec<Neighbour>>) {
    while neighbours.changed().await.is_ok() {
        let now = neighbours.borrow_and_update().clone();
        app.reach.set_other_hosts(&now);
    }
}

/// Reports to the host's windows whether votes can be stored, at every change.
pub(crate) async fn follow_storage(app: App, stop: CancellationToken) {
    let mut failing = app.database.failing();
    while let Some(Ok(())) = stop.run_until_cancelled(failing.changed()).await {
        let now = *failing.borrow_and_update();
        app.live.hosts.emit_storage(now).await;
    }
}

/// Reports to the host's windows where the projector's window is, at every change.
pub(crate) async fn follow_projector(app: App, stop: CancellationToken) {
    let Some(desktop) = app.desktop.get() else { return };
    let mut place = desktop.projector();
    while let Some(Ok(())) = stop.run_until_cancelled(place.changed()).await {
        let now = ProjectorNow { place: *place.borrow_and_update() };
        app.live.hosts.emit_projector(&now).await;
    }
}

/// Bounds the memory of the metrics even if they are never read.
pub(crate) async fn tidy_metrics(stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(TIDY_EVERY)).await.is_some() {
        metrics::tidy();
    }
}

/// Logs the end of outages, and reminders of those that go on.
pub(crate) async fn follow_outages(stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(OUTAGES_EVERY)).await.is_some() {
        outages().look();
    }
}

/// Schedules the timers that were set before the program started; retries until the database answers.
pub(crate) async fn follow_timers(app: App, stop: CancellationToken) {
    let resumed = async {
        while app.timers.resume().await.is_err() {
            tokio::time::sleep(TIMERS_RETRY).await;
        }
    };
    stop.run_until_cancelled(async { tokio::join!(resumed, app.timers.run()) }).await;
}

/// Purges what can no longer be restored, and what is older than `retention_days`; at once, and then every hour.
pub(crate) async fn purge(app: App, retention_days: Option<u32>, stop: CancellationToken) {
    stop.run_until_cancelled(async {
        loop {
            app.retention.purge_due(retention_days).await;
            tokio::time::sleep(PURGE_EVERY).await;
        }
    })
    .await;
}

/// Hides guests' meetings that are old enough; at once, and then every hour.
pub(crate) async fn retire_guests(app: App, stop: CancellationToken) {
    stop.run_until_cancelled(async {
        loop {
            match app.guests.retire().await {
                Ok(0) => outages().worked("guests"),
                Ok(meetings) => tracing::info!(meetings, "guests: hid meetings older than 30 days"),
                Err(error) => outages().failed("guests", "", &format!("old meetings could not be hidden: {error:?}")),
            }
            tokio::time::sleep(RETIRE_EVERY).await;
        }
    })
    .await;
}

/// Drops idle entries of the limits, and reports to the other instances how many phones of each group are here.
pub(crate) async fn evict_idle(limits: Limits, stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(EVICT_EVERY)).await.is_some() {
        limits.evict_idle();
        limits.report_phones().await;
    }
}

/// Reloads the host key when `new-host-key` has drawn another in a separate process.
pub(crate) async fn follow_host_key(app: App, stop: CancellationToken) {
    let Some(folder) = app.hosts.kept_in().map(std::path::Path::to_path_buf) else { return };
    let mut read_at = PersistedSecrets::written_at(&folder);
    while stop.run_until_cancelled(tokio::time::sleep(KEY_EVERY)).await.is_some() {
        let written_at = PersistedSecrets::written_at(&folder);
        if written_at == read_at {
            continue;
        }
        match PersistedSecrets::found(&folder) {
            Ok(Some(kept)) => app.host_key_is(kept.host_key),
            Ok(None) => {}
            Err(error) => tracing::warn!(error = format!("{error:#}"), "host key: the key file cannot be read, the old key stays valid"),
        }
        read_at = written_at;
    }
}
