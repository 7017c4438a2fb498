//! Diagnoses why phones cannot connect, for the console's connection light.
//!
//! A phone that comes through proves more than any setting can tell, so requests are counted by the address of this
//! computer that they came in on. Time and everything else comes in as an argument; `vigil` looks every second.

use crate::wire::{Arrival, Diagnosis, Latency, Light, Network, Reason};
use dashmap::DashMap;
use parking_lot::{Mutex, MutexGuard};
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::Notify;

/// How long a QR code is on a screen before a missing connection counts as a problem, in milliseconds.
const STRANGE_AFTER: i64 = 60_000;
/// From here on people feel that they wait, in milliseconds there and back.
const SLOW: u64 = 700;

/// What is known about the way from phones to this computer.
pub(crate) struct Diagnostics {
    port: u16,
    program: String,
    arrivals: DashMap<IpAddr, AtomicU64>,
    reached: AtomicBool,
    came: Notify,
    chart: Mutex<Observations>,
}

/// What was seen when it was last looked at.
#[derive(Default)]
struct Observations {
    address: Option<String>,
    shown_since: Option<i64>,
    latency: Option<Latency>,
    awake: bool,
}

impl Diagnostics {
    /// No device has connected yet. The port and the program's file are for the settings of a firewall.
    #[must_use]
    pub(crate) fn new(port: u16, program: String) -> Self {
        let (arrivals, chart) = (DashMap::new(), Mutex::default());
        Self { port, program, arrivals, reached: AtomicBool::new(false), came: Notify::new(), chart }
    }

    /// A request was let in: from `client`, at this computer's address `at`. What comes from this computer proves nothing.
    pub(crate) fn arrived(&self, client: IpAddr, at: IpAddr) {
        if client.is_loopback() || client == at {
            return;
        }
        match self.arrivals.get(&at) {
            Some(count) => _ = count.fetch_add(1, Ordering::Relaxed),
            None => _ = self.arrivals.entry(at).or_default().fetch_add(1, Ordering::Relaxed),
        }
        if !self.reached.load(Ordering::Relaxed) && !self.reached.swap(true, Ordering::Relaxed) {
            self.came.notify_one();
        }
    }

    /// Waits for the first one after a change of address.
    pub(crate) async fn wait_for_first_arrival(&self) {
        self.came.notified().await;
    }

    /// How fast phones answer, as of now.
    pub(crate) fn answered(&self, latency: Option<Latency>) {
        self.chart().latency = latency;
    }

    /// Whether the computer is kept awake now.
    pub(crate) fn keeps_awake(&self, awake: bool) {
        self.chart().awake = awake;
    }

    /// How things stand. `shown`: a console or a projector shows the QR code; `now` in milliseconds.
    pub(crate) fn look(&self, network: &Network, shown: bool, now: i64) -> Diagnosis {
        let mut chart = self.chart();
        if chart.address != network.address {
            // Elsewhere nothing is proven, and the minute begins anew.
            if chart.address.is_some() {
                self.reached.store(false, Ordering::Relaxed);
            }
            (chart.address, chart.shown_since) = (network.address.clone(), None);
        }
        chart.shown_since = if shown { chart.shown_since.or(Some(now)) } else { None };
        let waited = chart.shown_since.map_or(0, |since| now.saturating_sub(since));
        let reason = self.reason(network, waited, chart.latency);
        let light = match reason {
            Reason::Reached => Light::Green,
            Reason::Slow | Reason::Waiting | Reason::Vpn | Reason::Public => Light::Amber,
            Reason::Nobody | Reason::NoNetwork | Reason::ThisComputerOnly => Light::Red,
        };
        Diagnosis {
            light,
            reason,
            arrivals: self.arrivals(),
            latency: chart.latency,
            port: self.port,
            system: std::env::consts::OS.into(),
            program: self.program.clone(),
            awake: chart.awake,
        }
    }

    fn reason(&self, network: &Network, waited: i64, latency: Option<Latency>) -> Reason {
        let Some(address) = &network.address else { return Reason::NoNetwork };
        let ip = address.parse::<SocketAddr>().ok().map(|address| address.ip());
        let chosen = network.candidates.iter().find(|candidate| candidate.chosen).map(|candidate| candidate.reason.as_str());
        let reached = self.reached.load(Ordering::Relaxed) || ip.is_some_and(|ip| self.arrivals.contains_key(&ip));
        match chosen {
            _ if reached && latency.is_some_and(|latency| latency.median_ms >= SLOW) => Reason::Slow,
            _ if reached => Reason::Reached,
            _ if ip.is_some_and(|ip| ip.is_loopback()) => Reason::ThisComputerOnly,
            _ if waited >= STRANGE_AFTER => Reason::Nobody,
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

    fn chart(&self) -> MutexGuard<'_, Observations> {
        self.chart.lock()
    }
}

#[cfg(test)]
mod tests;
