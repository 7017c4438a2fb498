//! Use cases of the server's own state: diagnosis, gauges, the advertised address, and the
//! inhibition of sleep.

use super::App;
use super::blocking::run_blocking;
use super::error::AppError;
use crate::metrics::GaugeSnapshot;
use crate::wire::{Diagnosis, Network};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long the check for an open poll waits for the database.
const DATABASE_TIMEOUT: Duration = Duration::from_secs(1);

impl App {
    /// The current diagnosis.
    pub(crate) fn diagnosis(&self) -> Diagnosis {
        self.diagnostics.diagnose(&self.advertised.network(), self.live.presence.has_screens(), self.clock.now_millis())
    }

    /// The current values of the metrics' gauges.
    pub(crate) fn gauges(&self) -> GaugeSnapshot {
        GaugeSnapshot {
            rooms: self.live.polls.count(),
            sockets: self.socket_permits.count(),
            phones: self.live.presence.phones(),
            limiter_entries: self.limits.entry_counts(),
            pool: self.database.pool(),
            failing: *self.database.failing().borrow(),
            draining: self.draining.is_cancelled(),
        }
    }

    /// Sets the address in the QR code; with `None` the server chooses it.
    ///
    /// # Errors
    /// [`AppError::InvalidAddress`] for an address that is not among the candidates.
    pub(crate) async fn choose_address(&self, address: Option<IpAddr>) -> Result<Network, AppError> {
        let advertised = self.advertised.clone();
        // Blocking: enumerates the network interfaces and writes a file.
        let is_candidate = run_blocking(move || advertised.choose(address)).await?;
        if is_candidate { Ok(self.advertised.network()) } else { Err(AppError::InvalidAddress) }
    }

    /// Whether sleep has to be inhibited, because a poll is open; false without a desktop, which
    /// alone can inhibit it. If the database does not answer in time, returns `requested`: what the
    /// desktop was last asked for.
    pub(crate) async fn has_to_stay_awake(&self, requested: bool) -> bool {
        if self.desktop.get().is_none() {
            return false;
        }
        match timeout(DATABASE_TIMEOUT, self.meetings.has_open_poll()).await {
            Ok(Ok(has_open_poll)) => has_open_poll,
            Ok(Err(_)) | Err(_) => requested,
        }
    }

    /// Makes the desktop inhibit sleep, or allow it again; returns false without a desktop.
    pub(crate) async fn keep_awake(&self, awake: bool) -> anyhow::Result<bool> {
        let Some(desktop) = self.desktop.get().map(Arc::clone) else { return Ok(false) };
        tokio::task::spawn_blocking(move || desktop.keep_awake(awake)).await??;
        Ok(true)
    }

    /// Enumerates the interfaces, and sends the address to consoles and projectors even if it is
    /// the same as before; called after the computer has slept.
    pub(crate) async fn rebroadcast_network(&self) {
        let advertised = self.advertised.clone();
        // Enumerating interfaces blocks for some milliseconds.
        let _scanned = tokio::task::spawn_blocking(move || advertised.rescan()).await;
        self.live.hosts.emit_network(&self.advertised.network()).await;
        self.live.stages.invite(|code, with_wifi| self.invitation(code, with_wifi)).await;
    }
}
