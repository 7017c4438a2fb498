//! Repeats the announcements after the computer was suspended, when the mDNS caches of other devices have expired.

use mdns_sd::{ServiceDaemon, ServiceInfo};

/// Repeats the announcements of this server.
#[derive(Clone)]
pub(crate) struct Reannouncer {
    daemon: ServiceDaemon,
    services: Vec<ServiceInfo>,
}

impl Reannouncer {
    pub(super) fn new(daemon: &ServiceDaemon, services: &[ServiceInfo]) -> Self {
        Self { daemon: daemon.clone(), services: services.to_vec() }
    }

    /// Announces again, on the addresses that this computer has now.
    pub(crate) fn reannounce(&self) {
        for service in &self.services {
            if let Err(error) = self.daemon.register(service.clone()) {
                tracing::warn!(%error, "mdns: could not announce again");
            }
        }
    }
}
