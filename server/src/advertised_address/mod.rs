//! The advertised address: the address in the QR code, and the name beside it.
//!
//! A public URL, `--advertise-ip`, or the one address that the server listens on, decides. Else the
//! host's choice does, which is stored for the network it was made on; else the address is the best
//! candidate (see `lan::rank` and `lan::select`), preferably a candidate that is proven because
//! another device has connected to it. Interfaces are read again every few seconds, so a laptop
//! that changes its Wi-Fi shows a new QR code by itself.

mod preferences;
mod trouble;

pub(crate) use preferences::AddressPreferences;

use crate::lan::{self, Candidate, Interface, Neighbour};
use crate::wire::{Network, NetworkCandidate, OtherHost};
use parking_lot::{Mutex, MutexGuard};
use std::net::{IpAddr, SocketAddr, SocketAddrV4};
use std::sync::Arc;
use tokio::sync::watch;

/// The most URLs that a phone tries.
const MAX_URLS: usize = 8;

/// The ranking reasons (see `lan::rank`) of addresses that phones cannot reach.
const UNREACHABLE: [&str; 2] = ["link_local", "virtual_network"];

/// The settings that concern the advertised address.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The address the server listens on.
    pub(crate) listening: SocketAddr,
    /// `--advertise-ip`.
    pub(crate) advertise_ip: Option<IpAddr>,
    /// `PUBLIC_URL`, without a trailing slash.
    pub(crate) public_url: Option<String>,
}

/// Reads the system's interfaces.
type ReadInterfaces = fn() -> Vec<Interface>;

/// The advertised address of this computer. Clones share it.
#[derive(Clone)]
pub(crate) struct AdvertisedAddress {
    settings: Arc<Settings>,
    read_interfaces: ReadInterfaces,
    state: Arc<Mutex<AddressState>>,
    /// The addresses as subscribers receive them.
    current: Arc<watch::Sender<Network>>,
}

/// The state from which the address is computed.
struct AddressState {
    preferences: AddressPreferences,
    candidates: Vec<Candidate>,
    /// Every address of this computer: a connection from one of them is not from a phone.
    own: Vec<IpAddr>,
    /// The candidates that another device has connected to.
    proven: Vec<IpAddr>,
    /// The address in the QR code.
    advertised_ip: Option<IpAddr>,
}

impl AdvertisedAddress {
    /// Reads the interfaces with `read_interfaces`, now and at every rescan.
    #[must_use]
    pub(crate) fn new(settings: Settings, preferences: AddressPreferences, read_interfaces: ReadInterfaces) -> Self {
        let state = AddressState { preferences, candidates: Vec::new(), own: Vec::new(), proven: Vec::new(), advertised_ip: None };
        let advertised =
            Self { settings: Arc::new(settings), read_interfaces, state: Arc::new(Mutex::new(state)), current: Arc::default() };
        advertised.rescan();
        advertised
    }

    /// Reads the interfaces again; subscribers are notified of a change.
    pub(crate) fn rescan(&self) {
        self.set_interfaces(&(self.read_interfaces)());
    }

    fn set_interfaces(&self, interfaces: &[Interface]) {
        let mut state = self.state();
        state.own = interfaces.iter().flat_map(|interface| &interface.addresses).map(ipnet::IpNet::addr).collect();
        // A server that listens on one address advertises that one, and needs no candidates.
        state.candidates = if self.bound_address().is_none() { lan::rank(interfaces) } else { Vec::new() };
        let AddressState { candidates, proven, .. } = &mut *state;
        proven.retain(|address| candidates.iter().any(|candidate| candidate.address == *address));
        self.publish(&mut state);
    }

    /// Records a connection from `from` to this computer's address `to`, which proves that address
    /// unless `from` is this computer too.
    pub(crate) fn record_connection(&self, from: IpAddr, to: IpAddr) {
        let mut state = self.state();
        let is_new = !state.proven.contains(&to) && state.candidates.iter().any(|candidate| candidate.address == to);
        if is_new && !from.is_loopback() && !state.own.contains(&from) {
            tracing::info!("network: another device has connected, the address is verified");
            state.proven.push(to);
            self.publish(&mut state);
        }
    }

    /// Sets the `.local` name, once it is announced or has changed.
    pub(crate) fn set_local_name(&self, host: &str, renamed: bool) {
        let name = Some(format!("{host}:{}", self.settings.listening.port()));
        self.current.send_if_modified(|network| {
            let changed = network.local_name != name || network.renamed != renamed;
            (network.local_name, network.renamed) = (name, renamed);
            changed
        });
    }

    /// Sets the other Handsup servers on this network.
    pub(crate) fn set_other_hosts(&self, neighbours: &[Neighbour]) {
        let others: Vec<_> = neighbours.iter().map(other_host).collect();
        self.current.send_if_modified(|network| {
            let changed = network.others != others;
            network.others = others;
            changed
        });
    }

    /// Stores the host's choice among the candidates; with `None`, the address is chosen
    /// automatically again. Returns false if `address` is no candidate.
    #[must_use]
    pub(crate) fn choose(&self, address: Option<IpAddr>) -> bool {
        self.rescan();
        let mut state = self.state();
        let AddressState { preferences, candidates, .. } = &mut *state;
        match address {
            None => preferences.forget(candidates),
            Some(address) => match candidates.iter().find(|candidate| candidate.address == address) {
                Some(chosen) => preferences.save(chosen),
                None => return false,
            },
        }
        self.publish(&mut state);
        true
    }

    /// The current addresses.
    #[must_use]
    pub(crate) fn network(&self) -> Network {
        self.current.borrow().clone()
    }

    /// A receiver that is notified of every change.
    #[must_use]
    pub(crate) fn watch(&self) -> watch::Receiver<Network> {
        self.current.subscribe()
    }

    /// The address in the QR code, as it is typed.
    #[must_use]
    pub(crate) fn address(&self) -> Option<String> {
        self.current.borrow().address.clone()
    }

    /// The `.local` name with its port.
    #[must_use]
    pub(crate) fn local_name(&self) -> Option<String> {
        self.current.borrow().local_name.clone()
    }

    /// The URL of a page (`/poll/AB3DE9ZX`) as it is displayed; where there is no advertised
    /// address, at `localhost`.
    #[must_use]
    pub(crate) fn url_of(&self, page: &str) -> String {
        let localhost = || format!("http://localhost:{}", self.settings.listening.port());
        format!("{}{page}", self.current.borrow().base_url.clone().unwrap_or_else(localhost))
    }

    /// The URL in the QR code, in upper case, which needs the fewest modules. `None` when there is
    /// no advertised address.
    #[must_use]
    pub(crate) fn qr_url_of(&self, page: &str) -> Option<String> {
        let base = self.current.borrow().base_url.clone()?;
        // A path in a public URL may be case-sensitive; scheme and host are not.
        let has_no_path = base.splitn(4, '/').nth(3).is_none();
        Some(if has_no_path { format!("{base}{page}").to_ascii_uppercase() } else { format!("{base}{page}") })
    }

    /// Up to [`MAX_URLS`] URLs of this computer, the best first, as `http://10.0.0.2:4242`; the
    /// `.local` name is last, because not every phone can resolve it. Empty behind a public URL,
    /// which never changes. IPv6 addresses other than the advertised one are left out, because
    /// pages probe these URLs with an image, and a content security policy cannot list IPv6
    /// addresses.
    #[must_use]
    pub(crate) fn urls(&self) -> Vec<String> {
        if self.settings.public_url.is_some() {
            return Vec::new();
        }
        let network = self.current.borrow();
        let candidates = network.candidates.iter().filter(|candidate| !UNREACHABLE.contains(&candidate.reason.as_str()));
        let addresses = candidates.filter_map(|candidate| candidate.address.parse().ok());
        let addresses = addresses.map(|address| SocketAddrV4::new(address, self.settings.listening.port()).to_string());
        let mut urls: Vec<String> = Vec::new();
        for host in network.address.iter().cloned().chain(addresses).chain(network.local_name.clone()) {
            let url = format!("http://{}", host.to_ascii_lowercase());
            if urls.len() < MAX_URLS && !urls.contains(&url) {
                urls.push(url);
            }
        }
        urls
    }

    /// The first of the [`urls`](Self::urls) whose host is an IPv4 address.
    #[must_use]
    pub(crate) fn ipv4_url(&self) -> Option<String> {
        let is_ipv4 = |url: &String| url.strip_prefix("http://").is_some_and(|host| host.parse::<SocketAddrV4>().is_ok());
        self.urls().into_iter().find(is_ipv4)
    }

    /// Computes the address to advertise, and notifies subscribers when what they receive has
    /// changed.
    fn publish(&self, state: &mut AddressState) {
        let (settings, bound) = (&*self.settings, self.bound_address());
        let fixed = settings.advertise_ip.or(bound);
        let chosen = state.preferences.choice_among(&state.candidates).filter(|_| fixed.is_none());
        state.advertised_ip = fixed.or(chosen).or_else(|| lan::select(state.advertised_ip, &state.candidates, &state.proven));
        let address = state.advertised_ip.map(|address| SocketAddr::new(address, settings.listening.port()).to_string());
        let public = settings.public_url.as_ref();
        let is_set_by_operator = settings.advertise_ip.is_some() || public.is_some();
        let base_url = public.cloned().or_else(|| address.as_ref().map(|address| format!("http://{address}")));
        let candidates = state.candidates.iter().map(|candidate| NetworkCandidate {
            address: candidate.address.to_string(),
            interface: candidate.interface.clone(),
            reason: candidate.reason.as_str().to_owned(),
            connected: candidate.up,
            verified: state.proven.contains(&candidate.address),
            chosen: Some(candidate.address) == state.advertised_ip,
        });
        let computed = Network {
            address: public.and_then(|url| url.split_once("://")).map(|(_, rest)| rest.to_owned()).or(address),
            base_url,
            by_host: chosen.is_some(),
            by_settings: fixed.is_some() || public.is_some(),
            trouble: trouble::trouble(state.advertised_ip, bound, &state.candidates).filter(|_| !is_set_by_operator).map(str::to_owned),
            candidates: candidates.collect(),
            ..Network::default()
        };
        self.current.send_if_modified(|network| {
            let (local_name, renamed, others) = (network.local_name.clone(), network.renamed, network.others.clone());
            let computed = Network { local_name, renamed, others, ..computed };
            let changed = *network != computed;
            *network = computed;
            changed
        });
    }

    /// The address that the server listens on; `None` if it listens on all.
    fn bound_address(&self) -> Option<IpAddr> {
        Some(self.settings.listening.ip()).filter(|ip| !ip.is_unspecified())
    }

    fn state(&self) -> MutexGuard<'_, AddressState> {
        self.state.lock()
    }
}

/// A neighbour as the console lists it.
fn other_host(neighbour: &Neighbour) -> OtherHost {
    let (name, address) = (neighbour.name.clone(), neighbour.address.to_string());
    OtherHost { name, screen_url: format!("http://{address}/screen"), address }
}

#[cfg(test)]
mod tests;
