//! Background jobs of a running server: they send changes to consoles and projectors, close polls
//! at their deadline, delete what is due, drop unused entries, and reload the host key.

pub(crate) mod watchdog;

use crate::app::App;
use crate::app::limit::Limits;
use crate::lan::{AnnouncedName, Neighbour};
use crate::log::outages;
use crate::metrics;
use crate::secrets::PersistedSecrets;
use crate::wire::ProjectorNow;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Interval between enumerations of the interfaces: short, so that the address of a changed network
/// is on every screen within seconds.
const RESCAN_EVERY: Duration = Duration::from_secs(3);
/// Interval at which the limits drop idle entries.
const EVICT_EVERY: Duration = Duration::from_mins(1);
/// Interval at which guests' old meetings are marked as deleted.
const DELETE_OLD_EVERY: Duration = Duration::from_hours(1);
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

/// The receivers of what mDNS reports.
pub(crate) struct MdnsFeeds {
    /// The `.local` name that this computer announces.
    pub(crate) names: watch::Receiver<AnnouncedName>,
    /// The other Handsup servers on the network.
    pub(crate) neighbours: watch::Receiver<Vec<Neighbour>>,
}

/// Follows the interfaces, the mDNS name and the other servers on the network, and broadcasts
/// changed addresses to consoles, phones and projectors.
pub(crate) async fn follow_network(app: App, feeds: Option<MdnsFeeds>, local_name: watch::Sender<Option<String>>, stop: CancellationToken) {
    let mdns = async {
        if let Some(feeds) = feeds {
            tokio::join!(follow_names(&app, feeds.names, local_name), follow_neighbours(&app, feeds.neighbours));
        }
    };
    stop.run_until_cancelled(async { tokio::join!(broadcast_network_changes(&app), rescan_interfaces(&app), mdns) }).await;
}

async fn broadcast_network_changes(app: &App) {
    let mut changes = app.advertised.watch();
    app.live.broadcast_urls(app.advertised.urls()).await;
    while changes.changed().await.is_ok() {
        app.live.hosts.emit_network(&app.advertised.network()).await;
        app.live.broadcast_urls(app.advertised.urls()).await;
        app.live.stages.invite(|code, with_wifi| app.invitation(code, with_wifi)).await;
    }
}

async fn rescan_interfaces(app: &App) {
    loop {
        tokio::time::sleep(RESCAN_EVERY).await;
        let (advertised, network_cards) = (app.advertised.clone(), app.cards.clone());
        // Enumerating interfaces blocks for some milliseconds.
        let _scanned = tokio::task::spawn_blocking(move || {
            advertised.rescan();
            network_cards.read_interfaces();
        })
        .await;
    }
}

async fn follow_names(app: &App, mut names: watch::Receiver<AnnouncedName>, local_name: watch::Sender<Option<String>>) {
    loop {
        let announced = names.borrow_and_update().clone();
        local_name.send_replace(Some(announced.host.to_ascii_lowercase()));
        app.advertised.set_local_name(&announced.host, announced.renamed);
        if names.changed().await.is_err() {
            return;
        }
    }
}

async fn follow_neighbours(app: &App, mut neighbours: watch::Receiver<Vec<Neighbour>>) {
    while neighbours.changed().await.is_ok() {
        let others = neighbours.borrow_and_update().clone();
        app.advertised.set_other_hosts(&others);
    }
}

/// Reports to the consoles whether the last write failed, at every change.
pub(crate) async fn follow_storage(app: App, stop: CancellationToken) {
    let mut failing = app.database.failing();
    while let Some(Ok(())) = stop.run_until_cancelled(failing.changed()).await {
        let is_failing = *failing.borrow_and_update();
        app.live.hosts.emit_storage(is_failing).await;
    }
}

/// Reports to the consoles where the projector's window is, at every change.
pub(crate) async fn follow_projector(app: App, stop: CancellationToken) {
    let Some(desktop) = app.desktop.get() else { return };
    let mut projector = desktop.projector();
    while let Some(Ok(())) = stop.run_until_cancelled(projector.changed()).await {
        let now = ProjectorNow { place: *projector.borrow_and_update() };
        app.live.hosts.emit_projector(&now).await;
    }
}

/// Moves the metrics' samples into buckets, which bounds their memory even if the metrics are never
/// read.
pub(crate) async fn tidy_metrics(stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(TIDY_EVERY)).await.is_some() {
        metrics::tidy();
    }
}

/// Logs the end of outages, and reminders of those that go on.
pub(crate) async fn follow_outages(stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(OUTAGES_EVERY)).await.is_some() {
        outages().log_due();
    }
}

/// Closes polls at their deadline. Deadlines stored in the database are scheduled at the start,
/// which is retried until the database answers; new ones do not wait for that.
pub(crate) async fn follow_timers(app: App, stop: CancellationToken) {
    let resume = async {
        while app.timers.resume().await.is_err() {
            tokio::time::sleep(TIMERS_RETRY).await;
        }
    };
    stop.run_until_cancelled(async { tokio::join!(resume, app.timers.run()) }).await;
}

/// Purges what can no longer be restored, and meetings that were not used for `retention_days`; at
/// once, and then every hour.
pub(crate) async fn purge(app: App, retention_days: Option<u32>, stop: CancellationToken) {
    stop.run_until_cancelled(async {
        loop {
            app.retention.purge_due(retention_days).await;
            tokio::time::sleep(PURGE_EVERY).await;
        }
    })
    .await;
}

/// Marks guests' meetings older than 30 days as deleted; at once, and then every hour.
pub(crate) async fn delete_old_guest_meetings(app: App, stop: CancellationToken) {
    stop.run_until_cancelled(async {
        loop {
            match app.guests.delete_old_meetings().await {
                Ok(0) => outages().worked("guests"),
                Ok(meetings) => tracing::info!(meetings, "guests: deleted meetings older than 30 days"),
                Err(error) => outages().failed("guests", "", &format!("old meetings could not be deleted: {error:?}")),
            }
            tokio::time::sleep(DELETE_OLD_EVERY).await;
        }
    })
    .await;
}

/// Drops idle entries of the limits, and reports to the other instances how many phones of each
/// group this one has.
pub(crate) async fn evict_idle(limits: Limits, stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(EVICT_EVERY)).await.is_some() {
        limits.evict_idle();
        limits.report_phones().await;
    }
}

/// Reloads the host key when its file has changed: the command `new-host-key`, which runs in a
/// process of its own, draws another key.
pub(crate) async fn follow_host_key(app: App, stop: CancellationToken) {
    let Some(folder) = app.hosts.key_folder().map(std::path::Path::to_path_buf) else { return };
    let mut read_at = PersistedSecrets::written_at(&folder);
    while stop.run_until_cancelled(tokio::time::sleep(KEY_EVERY)).await.is_some() {
        let written_at = PersistedSecrets::written_at(&folder);
        if written_at == read_at {
            continue;
        }
        match PersistedSecrets::existing(&folder) {
            Ok(secrets) => {
                outages().worked("host key");
                if let Some(secrets) = secrets {
                    app.replace_host_key(secrets.host_key);
                }
                read_at = written_at;
            }
            // Read again at the next check.
            Err(error) => outages().failed("host key", "", &format!("{error:#}; the old key stays valid")),
        }
    }
}
