//! Announces this server by mDNS: the name `handsup.local`, and a service that service browsers list.
//!
//! Two types are announced: `_http._tcp`, which every such browser knows, and `_handsup._tcp`, by which another Handsup
//! finds this one. The addresses behind the name follow the computer from network to network by themselves. Nothing
//! depends on any of this: where multicast is blocked, the QR code still works.

mod reminder;

pub(crate) use reminder::Reminder;

use super::neighbours::{self, Neighbour};
use super::{announceable, interfaces, rank};
use crate::{entropy, hex};
use anyhow::Context;
use mdns_sd::{DaemonEvent, IfKind, IfPredicate, RRType, Receiver, ServiceDaemon, ServiceInfo};
use parking_lot::Mutex;
use std::net::IpAddr;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What is announced: for people's browsers, and for programs that look for Handsup.
const SERVICE_TYPES: [&str; 2] = ["_http._tcp.local.", HANDSUP];

/// By which one Handsup finds another.
pub(super) const HANDSUP: &str = "_handsup._tcp.local.";

/// How often mDNS looks for new addresses, in seconds: often enough that a changed network knows our name within ten.
const LOOK_EVERY: u32 = 3;

/// The longest label DNS has, in bytes.
const LABEL_MAX: usize = 63;

/// How long a good-bye may take in all.
const FAREWELL: Duration = Duration::from_millis(900);

/// mdns-sd says each good-bye twice, 120 ms apart, because radio loses multicasts; it must live until then.
const SECOND_GOODBYE: Duration = Duration::from_millis(180);

/// The name phones and people find us under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Announced {
    /// As it is typed into a browser: `handsup.local`.
    pub(crate) host: String,
    /// Another computer had the name already, so ours got a number.
    pub(crate) renamed: bool,
}

/// A running announcement. Dropping it says no good-bye: see [`Announcement::withdraw`].
pub(crate) struct Announcement {
    daemon: ServiceDaemon,
    services: Vec<ServiceInfo>,
    names: watch::Receiver<Announced>,
    neighbours: watch::Receiver<Vec<Neighbour>>,
}

impl Announcement {
    /// Announces `{host}.local`, and a service on the computer that people call `computer` at `port`. Must be called within a
    /// tokio runtime.
    ///
    /// # Errors
    /// When this computer offers no way to announce anything; the caller logs that and goes on without.
    pub(crate) fn start(computer: &str, host: &str, port: u16, version: &str) -> anyhow::Result<Self> {
        let instance = format!("Handsup on {computer}");
        let about = [("name", label(computer)), ("path", "/"), ("version", version)];
        Self::tell(label(&instance), &format!("{host}.local."), port, &about, addresses_now)
    }

    /// Announces on the addresses that `whereabouts` names, as long as it names them.
    fn tell(
        name: &str,
        host: &str,
        port: u16,
        about: &[(&str, &str)],
        whereabouts: impl Fn() -> Vec<IpAddr> + Send + Sync + 'static,
    ) -> anyhow::Result<Self> {
        let daemon = ServiceDaemon::new().context("could not start mDNS")?;
        let events = daemon.monitor().context("could not watch mDNS")?;
        let outside = outside_the_room(whereabouts);
        let outside = IfKind::Predicate(IfPredicate::new(move |interface| outside(interface.ip())));
        daemon.disable_interface(outside).context("could not choose the interfaces for mDNS")?;
        daemon.set_ip_check_interval(LOOK_EVERY).context("could not follow the network with mDNS")?;
        // Names may change when another computer has them; by this mark we know ourselves.
        let mark = hex::encode(&entropy::bytes::<4>());
        let about: Vec<_> = about.iter().copied().chain([("id", mark.as_str())]).collect();

        let mut services = Vec::with_capacity(SERVICE_TYPES.len());
        for service_type in SERVICE_TYPES {
            let service = ServiceInfo::new(service_type, name, host, (), port, &about[..])
                .with_context(|| format!("could not describe {service_type}"))?
                .enable_addr_auto();
            services.push(service.clone());
            daemon.register(service).with_context(|| format!("could not announce {service_type}"))?;
        }

        let (told, names) = watch::channel(Announced { host: typed(host), renamed: false });
        tokio::spawn(follow(events, host.to_owned(), told));
        let (heard, neighbours) = watch::channel(Vec::new());
        let announced = daemon.browse(HANDSUP).context("could not look for other hosts")?;
        tokio::spawn(neighbours::follow(announced, mark, heard));
        Ok(Self { daemon, services, names, neighbours })
    }

    /// The name, now and whenever a clash changes it.
    #[must_use]
    pub(crate) fn names(&self) -> watch::Receiver<Announced> {
        self.names.clone()
    }

    /// A handle that announces everything again, for the watchdog.
    #[must_use]
    pub(crate) fn reminder(&self) -> Reminder {
        Reminder::new(&self.daemon, &self.services)
    }

    /// The other hosts on this network, now and whenever one comes or goes.
    #[must_use]
    pub(crate) fn neighbours(&self) -> watch::Receiver<Vec<Neighbour>> {
        self.neighbours.clone()
    }

    /// Withdraws all announcements, so that no name leads to a server that has gone. Takes a second at most.
    pub(crate) async fn withdraw(self) {
        if tokio::time::timeout(FAREWELL, self.say_goodbye()).await.is_err() {
            tracing::warn!("mdns: withdrawal did not finish in time");
        }
    }

    async fn say_goodbye(&self) {
        for service in &self.services {
            if let Ok(done) = self.daemon.unregister(service.get_fullname()) {
                // An error means that the daemon is gone already, and then there is nothing to wait for.
                let _ = done.recv_async().await;
            }
        }
        tokio::time::sleep(SECOND_GOODBYE).await;
        if let Ok(done) = self.daemon.shutdown() {
            let _ = done.recv_async().await;
        }
    }
}

/// Passes on new names until the daemon ends.
async fn follow(events: Receiver<DaemonEvent>, host: String, told: watch::Sender<Announced>) {
    while let Ok(event) = events.recv_async().await {
        if let DaemonEvent::Error(error) = &event {
            tracing::warn!(%error, "mdns: daemon error");
        }
        if let Some(name) = renamed(&event, &host) {
            told.send_if_modified(|known| {
                let news = *known != name;
                if news {
                    tracing::info!(host = name.host, "mdns: name conflict, renamed");
                    *known = name;
                }
                news
            });
        }
    }
}

/// The name that took the place of `host`, if `event` is such a renaming. (A service's own name is never typed and is left out.)
fn renamed(event: &DaemonEvent, host: &str) -> Option<Announced> {
    match event {
        DaemonEvent::NameChange(change) if change.rr_type == RRType::A && change.original.eq_ignore_ascii_case(host) => {
            Some(Announced { host: typed(&change.new_name), renamed: true })
        }
        _ => None,
    }
}

/// Whether mDNS leaves an address alone: loopback, IPv6, containers, VPNs (see [`announceable`]). mdns-sd asks for one
/// address after the other, every few seconds, so what the system says is kept for a moment.
fn outside_the_room(ask: impl Fn() -> Vec<IpAddr> + Send + Sync + 'static) -> impl Fn(IpAddr) -> bool + Send + Sync {
    let known: Mutex<Option<(Instant, Vec<IpAddr>)>> = Mutex::new(None);
    move |address| {
        let mut known = known.lock();
        let fresh = known.take().filter(|(asked, _)| asked.elapsed() < Duration::from_secs(1));
        let (_, told_on) = known.insert(fresh.unwrap_or_else(|| (Instant::now(), ask())));
        !told_on.contains(&address)
    }
}

fn addresses_now() -> Vec<IpAddr> {
    announceable(&rank(&interfaces()))
}

/// `handsup.local.` as people type it.
fn typed(host: &str) -> String {
    host.trim_end_matches('.').to_owned()
}

/// As much of `name` as a DNS label holds, in whole characters.
fn label(name: &str) -> &str {
    let end = (0..=LABEL_MAX.min(name.len())).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    &name[..end]
}

#[cfg(test)]
mod tests;
