//! Saying it all again, without having been asked: after a sleep nobody remembers us any more.

use mdns_sd::{ServiceDaemon, ServiceInfo};

/// Tells the network anew what was announced before.
#[derive(Clone)]
pub(crate) struct Reminder {
    daemon: ServiceDaemon,
    services: Vec<ServiceInfo>,
}

impl Reminder {
    pub(super) fn new(daemon: &ServiceDaemon, services: &[ServiceInfo]) -> Self {
        Self { daemon: daemon.clone(), services: services.to_vec() }
    }

    /// To whoever listens, on the addresses that there are now.
    pub(crate) fn reannounce(&self) {
        for service in &self.services {
            if let Err(error) = self.daemon.register(service.clone()) {
                tracing::warn!(%error, "not announced again by mDNS");
            }
        }
    }
}
