//! How phones reach this computer: the address in the QR code, and the name beside it.
//!
//! The best address comes first (see `lan::rank`), unless `--advertise-ip`, the host's choice or a public URL says
//! otherwise. Interfaces are looked at again every few seconds, so a laptop that changes its Wi-Fi shows a new QR code
//! by itself.

use crate::lan::{self, Candidate};
use crate::wire::{Network, NetworkCandidate};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// As many ways as a phone tries.
const WAYS: usize = 8;

/// Addresses for these reasons (see `lan::rank`) are no way for a phone.
const LEADS_NOWHERE: [&str; 2] = ["link_local", "virtual_network"];

/// What is known before any interface is looked at.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The address the server listens on.
    pub(crate) listening: SocketAddr,
    /// `--advertise-ip`.
    pub(crate) advertise_ip: Option<IpAddr>,
    /// `PUBLIC_URL`, without a trailing slash.
    pub(crate) public_url: Option<String>,
}

/// How phones reach this computer. Clones share it.
#[derive(Clone)]
pub(crate) struct Reach {
    settings: Arc<Settings>,
    chosen: Arc<Mutex<Option<IpAddr>>>,
    now: Arc<watch::Sender<Network>>,
}

impl Reach {
    /// Looks at the interfaces once.
    #[must_use]
    pub(crate) fn new(settings: Settings) -> Self {
        let nothing = Network { address: None, base_url: None, local_name: None, renamed: false, candidates: Vec::new() };
        let reach = Self { settings: Arc::new(settings), chosen: Arc::default(), now: Arc::new(watch::Sender::new(nothing)) };
        reach.look();
        reach
    }

    /// Looks at the interfaces again; whoever watches hears of a change.
    pub(crate) fn look(&self) {
        self.update(&candidates(&self.settings));
    }

    /// The `.local` name, once it is announced or has changed.
    pub(crate) fn named(&self, host: &str, renamed: bool) {
        let name = Some(format!("{host}:{}", self.settings.listening.port()));
        self.now.send_if_modified(|network| {
            let changed = network.local_name != name || network.renamed != renamed;
            (network.local_name, network.renamed) = (name, renamed);
            changed
        });
    }

    /// The host's choice among the candidates; `None` goes back to the automatic one. False when it is not a candidate.
    #[must_use]
    pub(crate) fn choose(&self, address: Option<IpAddr>) -> bool {
        let candidates = candidates(&self.settings);
        let known = address.is_none_or(|address| candidates.iter().any(|candidate| candidate.address == address));
        if known {
            *self.chosen.lock().unwrap_or_else(PoisonError::into_inner) = address;
            self.update(&candidates);
        }
        known
    }

    /// How phones reach this computer now.
    #[must_use]
    pub(crate) fn network(&self) -> Network {
        self.now.borrow().clone()
    }

    /// Hears of every change.
    #[must_use]
    pub(crate) fn watch(&self) -> watch::Receiver<Network> {
        self.now.subscribe()
    }

    /// The address in the QR code, as people type it.
    #[must_use]
    pub(crate) fn address(&self) -> Option<String> {
        self.now.borrow().address.clone()
    }

    /// The `.local` name with its port.
    #[must_use]
    pub(crate) fn local_name(&self) -> Option<String> {
        self.now.borrow().local_name.clone()
    }

    /// The link to a page of ours (`/poll/AB3DE9ZX`), as people read it. Where no phone could come, it leads to this
    /// computer itself.
    #[must_use]
    pub(crate) fn link_to(&self, page: &str) -> String {
        let here = || format!("http://localhost:{}", self.settings.listening.port());
        format!("{}{page}", self.now.borrow().base_url.clone().unwrap_or_else(here))
    }

    /// The link in the QR code: upper case throughout, which needs the fewest modules. `None` when no phone could come.
    #[must_use]
    pub(crate) fn qr_link_to(&self, page: &str) -> Option<String> {
        let base = self.now.borrow().base_url.clone()?;
        // A path in a public URL may care about its case; a scheme and a host never do.
        let plain = base.splitn(4, '/').nth(3).is_none();
        Some(if plain { format!("{base}{page}").to_ascii_uppercase() } else { format!("{base}{page}") })
    }

    /// Every way to this computer, the best first, as `http://10.0.0.2:4242`; the name comes last, because not every phone
    /// finds it. None behind a public URL, which does not move.
    #[must_use]
    pub(crate) fn ways(&self) -> Vec<String> {
        if self.settings.public_url.is_some() {
            return Vec::new();
        }
        let network = self.now.borrow();
        let candidates = network.candidates.iter().filter(|candidate| !LEADS_NOWHERE.contains(&candidate.reason.as_str()));
        let addresses = candidates.filter_map(|candidate| candidate.address.parse().ok());
        let addresses = addresses.map(|address| SocketAddr::new(address, self.settings.listening.port()).to_string());
        let mut ways: Vec<String> = Vec::new();
        for host in network.address.iter().cloned().chain(addresses).chain(network.local_name.clone()) {
            let way = format!("http://{}", host.to_ascii_lowercase());
            if ways.len() < WAYS && !ways.contains(&way) {
                ways.push(way);
            }
        }
        ways
    }

    fn update(&self, candidates: &[Candidate]) {
        let chosen = *self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        let best = candidates.iter().find(|candidate| candidate.usable).map(|candidate| candidate.address);
        let still_there = chosen.filter(|address| candidates.iter().any(|candidate| candidate.address == *address));
        let only = Some(self.settings.listening.ip()).filter(|ip| !ip.is_unspecified());
        let address = self.settings.advertise_ip.or(only).or(still_there).or(best);
        let shown = address.map(|address| SocketAddr::new(address, self.settings.listening.port()).to_string());
        let base_url = self.settings.public_url.clone().or_else(|| shown.as_ref().map(|shown| format!("http://{shown}")));
        let public_address = self.settings.public_url.as_ref().and_then(|url| url.split_once("://")).map(|(_, rest)| rest.to_owned());
        let listed = candidates.iter().map(|candidate| NetworkCandidate {
            address: candidate.address.to_string(),
            interface: candidate.interface.clone(),
            reason: candidate.reason.as_str().to_owned(),
            chosen: Some(candidate.address) == address,
        });
        let listed: Vec<_> = listed.collect();
        self.now.send_if_modified(|network| {
            let before = network.clone();
            network.address = public_address.or(shown);
            network.base_url = base_url;
            network.candidates = listed;
            *network != before
        });
    }
}

/// A server that listens on one address has just that one; a server on all of them has what the interfaces offer.
fn candidates(settings: &Settings) -> Vec<Candidate> {
    if settings.listening.ip().is_unspecified() { lan::rank(&lan::interfaces()) } else { Vec::new() }
}
