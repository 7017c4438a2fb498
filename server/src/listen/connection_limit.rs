//! Limits the open connections: in total, and of each address group.

use crate::app::client::ClientIp;
use crate::domain::AddressGroup;
use crate::lan::Cards;
use crate::metrics;
use dashmap::DashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The most connections of an address group that have not sent a request yet: many of them suggest an attack.
const MAX_SILENT: usize = 64;
/// File descriptors reserved for everything that is not a connection.
const RESERVED_FILES: u64 = 64;

/// Counts the open connections, in total and by address group.
pub(crate) struct ConnectionLimiter {
    cards: Cards,
    per_group: usize,
    in_total: usize,
    open: AtomicUsize,
    groups: DashMap<AddressGroup, GroupCounts>,
}

#[derive(Default)]
struct GroupCounts {
    open: usize,
    /// Those of `open` that have not sent a request yet.
    silent: usize,
}

/// A permit of the total limit; dropping it releases it.
struct TotalPermit(Arc<ConnectionLimiter>);

/// A permit of the total limit and of an address group's limits; dropping it releases it.
pub(crate) struct ConnectionPermit {
    total: TotalPermit,
    group: AddressGroup,
    requested: AtomicBool,
}

impl ConnectionLimiter {
    /// Allows `per_group` connections for each address group (0: no limit), and in total what the limit on open files leaves
    /// (at least 16), which is raised as far as this user may.
    pub(crate) fn new(per_group: u32, cards: Cards) -> Arc<Self> {
        let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
        let in_total = usize::try_from(files.saturating_sub(RESERVED_FILES)).unwrap_or(usize::MAX).max(16);
        let per_group = if per_group == 0 { usize::MAX } else { per_group as usize };
        Arc::new(Self { cards, per_group, in_total, open: AtomicUsize::new(0), groups: DashMap::new() })
    }

    /// A permit for one more connection from this address, if its group's limits and the total allow it. Finding the group may wait
    /// for the neighbour table; meanwhile the connection counts in the total alone.
    pub(crate) async fn enter(self: Arc<Self>, address: IpAddr) -> Option<ConnectionPermit> {
        let total = TotalPermit::acquire(self.clone())?;
        let group = ClientIp::new(address, self.cards.behind(address).await).group();
        let mut counts = self.groups.entry(group).or_default();
        if counts.open >= self.per_group {
            metrics::turned_away("address");
            return None;
        }
        if self.per_group != usize::MAX && counts.silent >= MAX_SILENT {
            metrics::turned_away("silent");
            return None;
        }
        counts.open += 1;
        counts.silent += 1;
        drop(counts);
        Some(ConnectionPermit { total, group, requested: AtomicBool::new(false) })
    }
}

impl TotalPermit {
    /// A permit of the total limit, if it allows one.
    fn acquire(limiter: Arc<ConnectionLimiter>) -> Option<Self> {
        if limiter.open.fetch_add(1, Ordering::Relaxed) >= limiter.in_total {
            limiter.open.fetch_sub(1, Ordering::Relaxed);
            metrics::turned_away("everybody");
            return None;
        }
        metrics::connection(true);
        Some(Self(limiter))
    }
}

impl Drop for TotalPermit {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
        metrics::connection(false);
    }
}

impl ConnectionPermit {
    /// Records that a request's head has arrived: the connection no longer counts as silent.
    pub(crate) fn record_request(&self) {
        if !self.requested.swap(true, Ordering::Relaxed)
            && let Some(mut counts) = self.total.0.groups.get_mut(&self.group)
        {
            counts.silent -= 1;
        }
    }

    /// Whether a request's head has arrived.
    pub(super) fn has_sent_request(&self) -> bool {
        self.requested.load(Ordering::Relaxed)
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let limiter = &self.total.0;
        if let Some(mut counts) = limiter.groups.get_mut(&self.group) {
            counts.open -= 1;
            if !*self.requested.get_mut() {
                counts.silent -= 1;
            }
        }
        limiter.groups.remove_if(&self.group, |_, counts| counts.open == 0);
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
    #[expect(clippy::unnecessary_wraps, reason = "its type is that of the function that reads the system's table, which can fail")]
    fn table() -> io::Result<Vec<(IpAddr, [u8; 6])>> {
        let laptop = (0..200).map(|n| (ip(&format!("fd00::bad:{n:x}")), [2, 0, 0, 0, 0, 9]));
        Ok(laptop.chain((1..=3).map(|n| (ip(&format!("fd00::{n}0")), [2, 0, 0, 0, 0, n]))).collect())
    }

    fn ip(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    #[tokio::test]
    async fn silent_connections_from_many_addresses_of_one_card_do_not_lock_out_other_phones() {
        let limiter = ConnectionLimiter::new(2_048, Cards::with(interfaces, table));
        let mut permits = Vec::new();
        for n in 0..200 {
            permits.extend(limiter.clone().enter(ip(&format!("fd00::bad:{n:x}"))).await);
        }
        assert_eq!(permits.len(), MAX_SILENT, "all are of one card");
        for phone in ["fd00::10", "fd00::20", "fd00::30"] {
            assert!(limiter.clone().enter(ip(phone)).await.is_some(), "{phone}");
        }
        permits.clear();
        assert_eq!((limiter.open.load(Ordering::Relaxed), limiter.groups.len()), (0, 0));
    }

    #[tokio::test]
    async fn rejected_connections_are_not_counted_and_those_with_a_request_are_not_silent() {
        let limiter = ConnectionLimiter::new(70, Cards::with(interfaces, table));
        let mut permits = Vec::new();
        for _ in 0..200 {
            permits.extend(limiter.clone().enter(ip("203.0.113.7")).await.inspect(ConnectionPermit::record_request));
        }
        assert_eq!((permits.len(), limiter.open.load(Ordering::Relaxed)), (70, 70));
        permits.pop();
        assert!(limiter.clone().enter(ip("203.0.113.7")).await.is_some());
    }
}
