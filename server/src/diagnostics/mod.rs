//! Diagnoses why phones cannot connect, for the console's connection light.
//!
//! A request from another device proves that an address is reachable, which no setting can. So
//! requests are counted by the local address that received them. Time, network and latency come in
//! as arguments; `app::jobs::watchdog` asks for the diagnosis every second.

use crate::wire::{Arrival, Diagnosis, Latency, Light, Network, Reason, Sending};
use dashmap::DashMap;
use parking_lot::{Mutex, MutexGuard};
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::Notify;

/// For how many milliseconds a QR code is on a screen, without a connection, before that is
/// reported as a problem.
const NO_ARRIVAL_AFTER_MS: i64 = 60_000;
/// The median round trip to phones from which on the connection counts as slow, in milliseconds.
const SLOW_MS: u64 = 700;

/// Observations about connections from phones to this computer.
pub(crate) struct Diagnostics {
    port: u16,
    program: String,
    /// Requests from other devices, by the local address that received them.
    arrivals: DashMap<IpAddr, AtomicU64>,
    /// Whether another device has connected since the address changed.
    reached: AtomicBool,
    first_arrival: Notify,
    observations: Mutex<Observations>,
}

/// What was last observed.
#[derive(Default)]
struct Observations {
    /// The address in the QR code.
    address: Option<String>,
    /// Since when a screen shows the QR code for this address, in milliseconds.
    shown_since: Option<i64>,
    latency: Option<Latency>,
    sending: Option<Sending>,
    /// Whether the sleep inhibitor is active.
    awake: bool,
}

impl Diagnostics {
    /// Starts without observations. `port` and `program`, the path of the executable, are shown
    /// for configuring a firewall.
    #[must_use]
    pub(crate) fn new(port: u16, program: String) -> Self {
        let (arrivals, observations) = (DashMap::new(), Mutex::default());
        Self { port, program, arrivals, reached: AtomicBool::new(false), first_arrival: Notify::new(), observations }
    }

    /// Counts a request from `client` that arrived at this computer's address `at`. Requests from
    /// this computer are ignored, because they do not show that the network works.
    pub(crate) fn record_request(&self, client: IpAddr, at: IpAddr) {
        if client.is_loopback() || client == at {
            return;
        }
        match self.arrivals.get(&at) {
            Some(count) => _ = count.fetch_add(1, Ordering::Relaxed),
            None => _ = self.arrivals.entry(at).or_default().fetch_add(1, Ordering::Relaxed),
        }
        if !self.reached.load(Ordering::Relaxed) && !self.reached.swap(true, Ordering::Relaxed) {
            self.first_arrival.notify_one();
        }
    }

    /// Waits for the first request from another device since the start or since a change of
    /// address.
    pub(crate) async fn wait_for_first_arrival(&self) {
        self.first_arrival.notified().await;
    }

    /// Records how fast phones answer; `None` without phones.
    pub(crate) fn record_latency(&self, latency: Option<Latency>) {
        self.observations().latency = latency;
    }

    /// Records what phones are being sent; `None` without phones.
    pub(crate) fn record_sending(&self, sending: Option<Sending>) {
        self.observations().sending = sending;
    }

    /// Records whether the sleep inhibitor is active.
    pub(crate) fn record_awake(&self, awake: bool) {
        self.observations().awake = awake;
    }

    /// The current diagnosis. `is_qr_shown`: a console or a projector shows the QR code; `now` in
    /// milliseconds since 1970.
    pub(crate) fn diagnose(&self, network: &Network, is_qr_shown: bool, now: i64) -> Diagnosis {
        let mut observations = self.observations();
        if observations.address != network.address {
            // Connections at the old address prove nothing about the new one.
            if observations.address.is_some() {
                self.reached.store(false, Ordering::Relaxed);
            }
            (observations.address, observations.shown_since) = (network.address.clone(), None);
        }
        observations.shown_since = if is_qr_shown { observations.shown_since.or(Some(now)) } else { None };
        let waited_ms = observations.shown_since.map_or(0, |since| now.saturating_sub(since));
        let reason = self.reason(network, waited_ms, observations.latency);
        let light = match reason {
            Reason::Reached => Light::Green,
            Reason::Slow | Reason::Waiting | Reason::Vpn | Reason::Public => Light::Amber,
            Reason::Nobody | Reason::NoNetwork | Reason::ThisComputerOnly => Light::Red,
        };
        Diagnosis {
            light,
            reason,
            arrivals: self.arrivals(),
            latency: observations.latency,
            sending: observations.sending,
            port: self.port,
            system: std::env::consts::OS.into(),
            program: self.program.clone(),
            awake: observations.awake,
        }
    }

    fn reason(&self, network: &Network, waited_ms: i64, latency: Option<Latency>) -> Reason {
        let Some(address) = &network.address else { return Reason::NoNetwork };
        let ip = address.parse::<SocketAddr>().ok().map(|address| address.ip());
        let ranking_reason = network.candidates.iter().find(|candidate| candidate.chosen).map(|candidate| candidate.reason.as_str());
        let reached = self.reached.load(Ordering::Relaxed) || ip.is_some_and(|ip| self.arrivals.contains_key(&ip));
        match ranking_reason {
            _ if reached && latency.is_some_and(|latency| latency.median_ms >= SLOW_MS) => Reason::Slow,
            _ if reached => Reason::Reached,
            _ if ip.is_some_and(|ip| ip.is_loopback()) => Reason::ThisComputerOnly,
            _ if waited_ms >= NO_ARRIVAL_AFTER_MS => Reason::Nobody,
            Some("tunnel") => Reason::Vpn,
            Some("public") => Reason::Public,
            _ => Reason::Waiting,
        }
    }

    fn arrivals(&self) -> Vec<Arrival> {
        let arrival = |(address, requests): (IpAddr, u64)| Arrival { address: address.to_string(), requests };
        let mut counts: Vec<_> = self.arrivals.iter().map(|count| (*count.key(), count.load(Ordering::Relaxed))).collect();
        counts.sort_by_key(|(address, requests)| (std::cmp::Reverse(*requests), *address));
        counts.into_iter().map(arrival).collect()
    }

    fn observations(&self) -> MutexGuard<'_, Observations> {
        self.observations.lock()
    }
}

#[cfg(test)]
mod tests;
