//! Announces this server by mDNS: the name `handsup.local`, and a service that service browsers list.
//!
//! Two service types are announced: `_http._tcp`, which every service browser lists, and `_handsup._tcp`, by which other
//! Handsup servers find this one. mdns-sd updates the addresses behind the name when the network changes. Announcing is
//! optional: where multicast is blocked, the QR code still works.

mod reannouncer;

pub(crate) use reannouncer::Reannouncer;

use super::neighbours::{self, Neighbour};
use super::{HANDSUP, announceable, interfaces, rank};
use crate::{entropy, hex};
use anyhow::Context;
use mdns_sd::{DaemonEvent, IfKind, IfPredicate, RRType, Receiver, ServiceDaemon, ServiceInfo};
use parking_lot::Mutex;
use std::net::IpAddr;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// The announced service types: for service browsers, and for other Handsup servers.
const SERVICE_TYPES: [&str; 2] = ["_http._tcp.local.", HANDSUP];

/// How often mdns-sd checks for new addresses, in seconds: the name is announced on a new network within ten seconds.
const ADDRESS_CHECK_SECONDS: u32 = 3;

/// The longest label DNS has, in bytes.
const MAX_LABEL_BYTES: usize = 63;

/// How long withdrawing may take in all.
const WITHDRAW_TIMEOUT: Duration = Duration::from_millis(900);

/// mdns-sd sends each goodbye packet twice, 120 ms apart, because Wi-Fi loses multicasts; the daemon must run until then.
const SECOND_GOODBYE_DELAY: Duration = Duration::from_millis(180);

/// The announced host name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnnouncedName {
    /// As it is typed into a browser: `handsup.local`.
    pub(crate) host: String,
    /// Whether another computer had the name already, so that a number was added to the announced one.
    pub(crate) renamed: bool,
}

/// A running announcement. Dropping it sends no goodbye packets: see [`Announcement::withdraw`].
pub(crate) struct Announcement {
    daemon: ServiceDaemon,
    services: Vec<ServiceInfo>,
    names: watch::Receiver<AnnouncedName>,
    neighbours: watch::Receiver<Vec<Neighbour>>,
}

impl Announcement {
    /// Announces `{host}.local`, and services at `port` that are named after `computer`, this computer's host name. Must be called
    /// within a tokio runtime.
    ///
    /// # Errors
    /// When mDNS cannot start on this computer; the caller logs that and continues without.
    pub(crate) fn start(computer: &str, host: &str, port: u16, version: &str) -> anyhow::Result<Self> {
        let instance = format!("Handsup on {computer}");
        let properties = [("name", label(computer)), ("path", "/"), ("version", version)];
        Self::register(label(&instance), &format!("{host}.local."), port, &properties, addresses_now)
    }

    /// Announces on the addresses that `addresses` returns at each check. `properties` are the services' TXT record.
    fn register(
        name: &str,
        host: &str,
        port: u16,
        properties: &[(&str, &str)],
        addresses: impl Fn() -> Vec<IpAddr> + Send + Sync + 'static,
    ) -> anyhow::Result<Self> {
        let daemon = ServiceDaemon::new().context("could not start mDNS")?;
        let events = daemon.monitor().context("could not watch mDNS")?;
        let is_excluded = is_not_announced(addresses);
        let excluded = IfKind::Predicate(IfPredicate::new(move |interface| is_excluded(interface.ip())));
        daemon.disable_interface(excluded).context("could not choose the interfaces for mDNS")?;
        daemon.set_ip_check_interval(ADDRESS_CHECK_SECONDS).context("could not follow the network with mDNS")?;
        // A name conflict may rename the service; this id identifies our own announcement.
        let id = hex::encode(&entropy::bytes::<4>());
        let properties: Vec<_> = properties.iter().copied().chain([("id", id.as_str())]).collect();

        let mut services = Vec::with_capacity(SERVICE_TYPES.len());
        for service_type in SERVICE_TYPES {
            let service = ServiceInfo::new(service_type, name, host, (), port, &properties[..])
                .with_context(|| format!("could not describe {service_type}"))?
                .enable_addr_auto();
            services.push(service.clone());
            daemon.register(service).with_context(|| format!("could not announce {service_type}"))?;
        }

        let (renames, names) = watch::channel(AnnouncedName { host: without_final_dot(host), renamed: false });
        tokio::spawn(follow_renames(events, host.to_owned(), renames));
        let (neighbours_sender, neighbours) = watch::channel(Vec::new());
        let service_events = daemon.browse(HANDSUP).context("could not look for other hosts")?;
        tokio::spawn(neighbours::follow(service_events, id, neighbours_sender));
        Ok(Self { daemon, services, names, neighbours })
    }

    /// A receiver of the announced name, which a name conflict changes.
    #[must_use]
    pub(crate) fn names(&self) -> watch::Receiver<AnnouncedName> {
        self.names.clone()
    }

    /// A handle that repeats the announcements, for the watchdog.
    #[must_use]
    pub(crate) fn reannouncer(&self) -> Reannouncer {
        Reannouncer::new(&self.daemon, &self.services)
    }

    /// A receiver of the other hosts on this network.
    #[must_use]
    pub(crate) fn neighbours(&self) -> watch::Receiver<Vec<Neighbour>> {
        self.neighbours.clone()
    }

    /// Withdraws all announcements, so that the name does not lead to a stopped server. Takes less than a second.
    pub(crate) async fn withdraw(self) {
        if tokio::time::timeout(WITHDRAW_TIMEOUT, self.unregister_all()).await.is_err() {
            tracing::warn!("mdns: withdrawal did not finish in time");
        }
    }

    async fn unregister_all(&self) {
        for service in &self.services {
            if let Ok(ended) = self.daemon.unregister(service.get_fullname()) {
                // An error means that the daemon has ended already.
                let _ = ended.recv_async().await;
            }
        }
        tokio::time::sleep(SECOND_GOODBYE_DELAY).await;
        if let Ok(ended) = self.daemon.shutdown() {
            let _ = ended.recv_async().await;
        }
    }
}

/// Sends every new name until the daemon ends.
async fn follow_renames(events: Receiver<DaemonEvent>, host: String, names: watch::Sender<AnnouncedName>) {
    while let Ok(event) = events.recv_async().await {
        if let DaemonEvent::Error(error) = &event {
            tracing::warn!(%error, "mdns: daemon error");
        }
        if let Some(name) = renamed(&event, &host) {
            names.send_if_modified(|current| {
                let changed = *current != name;
                if changed {
                    tracing::info!(host = name.host, "mdns: name conflict, renamed");
                    *current = name;
                }
                changed
            });
        }
    }
}

/// The new name of `host`, if `event` renames it. Renames of services are ignored, because users do not type their names.
fn renamed(event: &DaemonEvent, host: &str) -> Option<AnnouncedName> {
    match event {
        DaemonEvent::NameChange(change) if change.rr_type == RRType::A && change.original.eq_ignore_ascii_case(host) => {
            Some(AnnouncedName { host: without_final_dot(&change.new_name), renamed: true })
        }
        _ => None,
    }
}

/// A predicate for addresses on which nothing is announced: loopback, IPv6, containers, VPNs (see [`announceable`]). mdns-sd
/// checks one address after the other, every few seconds, so the result of `addresses` is cached for a second.
fn is_not_announced(addresses: impl Fn() -> Vec<IpAddr> + Send + Sync + 'static) -> impl Fn(IpAddr) -> bool + Send + Sync {
    let cache: Mutex<Option<(Instant, Vec<IpAddr>)>> = Mutex::new(None);
    move |address| {
        let mut cache = cache.lock();
        let fresh = cache.take().filter(|(read, _)| read.elapsed() < Duration::from_secs(1));
        let (_, announced_on) = cache.insert(fresh.unwrap_or_else(|| (Instant::now(), addresses())));
        !announced_on.contains(&address)
    }
}

/// The addresses of this computer on which to announce.
fn addresses_now() -> Vec<IpAddr> {
    announceable(&rank(&interfaces()))
}

/// A host name as it is typed into a browser: `handsup.local` for `handsup.local.`.
fn without_final_dot(host: &str) -> String {
    host.trim_end_matches('.').to_owned()
}

/// `name`, truncated at a character boundary to the length of a DNS label.
fn label(name: &str) -> &str {
    let end = (0..=MAX_LABEL_BYTES.min(name.len())).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    &name[..end]
}

#[cfg(test)]
mod tests;
