//! Limits the open connections: in total, and of one address group.

use crate::app::client::ClientIp;
use crate::domain::AddressGroup;
use crate::lan::Cards;
use crate::metrics;
use dashmap::DashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The most connections of an address group that have not sent a whole request yet: many of them suggest an attack.
const SILENT: usize = 64;
/// File descriptors reserved for everything that is not a connection.
const SPARE_FILES: u64 = 64;

/// Counts the open connections, in total and by address group.
pub(crate) struct ConnectionLimiter {
    cards: Cards,
    per_address: usize,
    everybody: usize,
    all: AtomicUsize,
    groups: DashMap<AddressGroup, AddressCounts>,
}

#[derive(Default)]
struct AddressCounts {
    all: usize,
    silent: usize,
}

/// A permit of the total limit, released when dropped.
struct TotalPermit(Arc<ConnectionLimiter>);

/// A permit of the total limit and of its address group's, released when dropped.
pub(crate) struct ConnectionPermit {
    total: TotalPermit,
    group: AddressGroup,
    requested: AtomicBool,
}

impl ConnectionLimiter {
    /// Allows `per_address` connections for each address group (0: no limit), and in total what the limit on open files leaves,
    /// which is raised as far as this user may.
    pub(crate) fn new(per_address: u32, cards: Cards) -> Arc<Self> {
        let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
        let everybody = usize::try_from(files.saturating_sub(SPARE_FILES)).unwrap_or(usize::MAX).max(16);
        let per_address = if per_address == 0 { usize::MAX } else { per_address as usize };
        Arc::new(Self { cards, per_address, everybody, all: AtomicUsize::new(0), groups: DashMap::new() })
    }

    /// A permit for one more connection from this address, if its group's limit and the total allow it. Finding the group may wait
    /// for the neighbour table; meanwhile the connection counts in the total alone.
    pub(crate) async fn enter(self: Arc<Self>, address: IpAddr) -> Option<ConnectionPermit> {
        let total = TotalPermit::acquire(self.clone())?;
        let group = ClientIp::new(address, self.cards.behind(address).await).group();
        let mut counts = self.groups.entry(group).or_default();
        if counts.all >= self.per_address {
            metrics::turned_away("address");
            return None;
        }
        if self.per_address != usize::MAX && counts.silent >= SILENT {
            metrics::turned_away("silent");
            return None;
        }
        counts.all += 1;
        counts.silent += 1;
        drop(counts);
        Some(ConnectionPermit { total, group, requested: AtomicBool::new(false) })
    }
}

impl TotalPermit {
    /// A permit of the total limit, if it allows one.
    fn acquire(limiter: Arc<ConnectionLimiter>) -> Option<Self> {
        if limiter.all.fetch_add(1, Ordering::Relaxed) >= limiter.everybody {
            limiter.all.fetch_sub(1, Ordering::Relaxed);
            metrics::turned_away("everybody");
            return None;
        }
        metrics::connection(true);
        Some(Self(limiter))
    }
}

impl Drop for TotalPermit {
    fn drop(&mut self) {
        self.0.all.fetch_sub(1, Ordering::Relaxed);
        metrics::connection(false);
    }
}

impl ConnectionPermit {
    /// Records that a whole request has arrived: the connection no longer counts as silent.
    pub(crate) fn record_request(&self) {
        if !self.requested.swap(true, Ordering::Relaxed)
            && let Some(mut counts) = self.total.0.groups.get_mut(&self.group)
        {
            counts.silent -= 1;
        }
    }

    /// Whether a whole request has arrived.
    pub(super) fn has_sent_request(&self) -> bool {
        self.requested.load(Ordering::Relaxed)
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let limiter = &self.total.0;
        if let Some(mut counts) = limiter.groups.get_mut(&self.group) {
            counts.all -= 1;
            if !*self.requested.get_mut() {
                counts.silent -= 1;
            }
        }
        limiter.groups.remove_if(&self.group, |_, counts| counts.all == 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lan::{Interface, Medium};
    use std::io;

    fn interfaces() -> Vec<Interface> {
        let addresses = ["192.168.1.5/24", "fd00::5/64"].map(|address| address.parse().unwrap()).to_vec();
        vec![Interface { name: "wlan0".into(), friendly: None, up: true, kind: Medium::Wifi, gateway: None, addresses }]
    }

    /// A laptop with any number of addresses, and three phones.
    #[expect(clippy::unnecessary_wraps, reason = "it stands where the system's table is read, which can fail")]
    fn table() -> io::Result<Vec<(IpAddr, [u8; 6])>> {
        let laptop = (0..200).map(|n| (at(&format!("fd00::bad:{n:x}")), [2, 0, 0, 0, 0, 9]));
        Ok(laptop.chain((1..=3).map(|n| (at(&format!("fd00::{n}0")), [2, 0, 0, 0, 0, n]))).collect())
    }

    fn at(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    #[tokio::test]
    async fn silent_connections_from_one_cards_many_addresses_keep_no_new_phone_out() {
        let limiter = ConnectionLimiter::new(2_048, Cards::with(interfaces, table));
        let mut held = Vec::new();
        for n in 0..200 {
            held.extend(limiter.clone().enter(at(&format!("fd00::bad:{n:x}"))).await);
        }
        assert_eq!(held.len(), SILENT, "they are one card's");
        for phone in ["fd00::10", "fd00::20", "fd00::30"] {
            assert!(limiter.clone().enter(at(phone)).await.is_some(), "{phone}");
        }
        held.clear();
        assert_eq!((limiter.all.load(Ordering::Relaxed), limiter.groups.len()), (0, 0));
    }

    #[tokio::test]
    async fn rejected_connections_are_not_counted_and_those_with_a_request_are_not_silent() {
        let limiter = ConnectionLimiter::new(70, Cards::with(interfaces, table));
        let mut held = Vec::new();
        for _ in 0..200 {
            held.extend(limiter.clone().enter(at("203.0.113.7")).await.inspect(ConnectionPermit::record_request));
        }
        assert_eq!((held.len(), limiter.all.load(Ordering::Relaxed)), (70, 70));
        held.pop();
        assert!(limiter.clone().enter(at("203.0.113.7")).await.is_some());
    }
}
