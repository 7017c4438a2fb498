//! What the server observes about itself and about the way from phones to this computer, and what it does about it.

use super::App;
use super::blocking::run_blocking;
use super::error::AppError;
use crate::metrics::GaugeSnapshot;
use crate::wire::{Diagnosis, Network};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// Timeout of the connection light for the database.
const DATABASE_TIMEOUT: Duration = Duration::from_secs(1);

impl App {
    /// The current diagnosis.
    pub(crate) fn diagnosis(&self) -> Diagnosis {
        self.doctor.look(&self.reach.network(), self.live.presence.has_screens(), self.clock.now_millis())
    }

    /// What the metrics show of this moment.
    pub(crate) fn gauges(&self) -> GaugeSnapshot {
        GaugeSnapshot {
            rooms: self.live.rooms.count(),
            sockets: self.sessions.count(),
            phones: self.live.presence.phones(),
            remembered: self.limits.remembered(),
            pool: self.database.pool(),
            failing: *self.database.failing().borrow(),
            draining: self.leaving.is_cancelled(),
        }
    }

    /// Chooses the address in the QR code; with `None` the server chooses.
    ///
    /// # Errors
    /// [`AppError::InvalidAddress`] for an address that no interface has.
    pub(crate) async fn choose_address(&self, address: Option<IpAddr>) -> Result<Network, AppError> {
        let reach = self.reach.clone();
        // Blocking: enumerates the network interfaces and writes a file.
        let chosen = run_blocking(move || reach.choose(address)).await?;
        if chosen { Ok(self.reach.network()) } else { Err(AppError::InvalidAddress) }
    }

    /// Whether sleep has to be inhibited, because a vote is open; false without a desktop, which could not do it. If the
    /// database does not answer in time, the state `before` is kept.
    pub(crate) async fn has_to_stay_awake(&self, before: bool) -> bool {
        if self.desktop.get().is_none() {
            return false;
        }
        match timeout(DATABASE_TIMEOUT, self.meetings.is_voting()).await {
            Ok(Ok(voting)) => voting,
            Ok(Err(_)) | Err(_) => before,
        }
    }

    /// Asks the desktop to inhibit sleep, or to stop doing so; false without a desktop.
    pub(crate) async fn keep_awake(&self, awake: bool) -> anyhow::Result<bool> {
        let Some(desktop) = self.desktop.get().map(Arc::clone) else { return Ok(false) };
        tokio::task::spawn_blocking(move || desktop.keep_awake(awake)).await??;
        Ok(true)
    }

    /// After a sleep: enumerates the interfaces, and sends the address to hosts and projectors, changed or not.
    pub(crate) async fn rebroadcast_network(&self) {
        let reach = self.reach.clone();
        // Enumerating interfaces blocks for some milliseconds.
        let _scanned = tokio::task::spawn_blocking(move || reach.rescan()).await;
        self.live.hosts.emit_network(&self.reach.network()).await;
        self.live.stages.invite(|code, near| self.invitation(code, near)).await;
    }
}
