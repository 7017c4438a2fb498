//! Limits the open connections: in all, and of one address group.

use crate::app::client::ClientIp;
use crate::domain::AddressGroup;
use crate::lan::Cards;
use crate::metrics;
use dashmap::DashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Connections of addresses that count as one that have not yet sent a whole request: only the silent ones are suspect.
const SILENT: usize = 64;
/// File descriptors kept for everything that is not a connection.
const SPARE_FILES: u64 = 64;

/// How many connections there are, and whose.
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

/// One connection of the total; given back when dropped.
struct TotalPermit(Arc<ConnectionLimiter>);

/// One connection of the total and of its address group; given back when dropped.
pub(crate) struct ConnectionPermit {
    stands: TotalPermit,
    group: AddressGroup,
    spoke: AtomicBool,
}

impl ConnectionLimiter {
    /// `per_address` connections for addresses that count as one (0: as many as there are), and for everybody together what the limit on
    /// open files leaves, which is raised as far as this user may.
    pub(crate) fn new(per_address: u32, cards: Cards) -> Arc<Self> {
        let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
        let everybody = usize::try_from(files.saturating_sub(SPARE_FILES)).unwrap_or(usize::MAX).max(16);
        let per_address = if per_address == 0 { usize::MAX } else { per_address as usize };
        Arc::new(Self { cards, per_address, everybody, all: AtomicUsize::new(0), groups: DashMap::new() })
    }

    /// A place for one more from this address and those that count as one with it, if there is any. Which these are is waited for
    /// where the address is new: until then it stands among everybody alone.
    pub(crate) async fn enter(self: Arc<Self>, address: IpAddr) -> Option<ConnectionPermit> {
        let stands = TotalPermit::among(self.clone())?;
        let group = ClientIp::new(address, self.cards.behind(address).await).group();
        let mut places = self.groups.entry(group).or_default();
        if places.all >= self.per_address {
            metrics::turned_away("address");
            return None;
        }
        if self.per_address != usize::MAX && places.silent >= SILENT {
            metrics::turned_away("silent");
            return None;
        }
        places.all += 1;
        places.silent += 1;
        drop(places);
        Some(ConnectionPermit { stands, group, spoke: AtomicBool::new(false) })
    }
}

impl TotalPermit {
    /// One more among everybody, if there is room.
    fn among(crowd: Arc<ConnectionLimiter>) -> Option<Self> {
        if crowd.all.fetch_add(1, Ordering::Relaxed) >= crowd.everybody {
            crowd.all.fetch_sub(1, Ordering::Relaxed);
            metrics::turned_away("everybody");
            return None;
        }
        metrics::connection(true);
        Some(Self(crowd))
    }
}

impl Drop for TotalPermit {
    fn drop(&mut self) {
        self.0.all.fetch_sub(1, Ordering::Relaxed);
        metrics::connection(false);
    }
}

impl ConnectionPermit {
    /// The first whole request is here: this connection is not a silent one.
    pub(crate) fn speaks(&self) {
        if !self.spoke.swap(true, Ordering::Relaxed)
            && let Some(mut places) = self.stands.0.groups.get_mut(&self.group)
        {
            places.silent -= 1;
        }
    }

    /// Whether there was a whole request yet.
    pub(super) fn has_spoken(&self) -> bool {
        self.spoke.load(Ordering::Relaxed)
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let crowd = &self.stands.0;
        if let Some(mut places) = crowd.groups.get_mut(&self.group) {
            places.all -= 1;
            if !*self.spoke.get_mut() {
                places.silent -= 1;
            }
        }
        crowd.groups.remove_if(&self.group, |_, places| places.all == 0);
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

    /// A laptop with as many addresses as it likes, and three phones.
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
        let crowd = ConnectionLimiter::new(2_048, Cards::with(interfaces, table));
        let mut held = Vec::new();
        for n in 0..200 {
            held.extend(crowd.clone().enter(at(&format!("fd00::bad:{n:x}"))).await);
        }
        assert_eq!(held.len(), SILENT, "they are one card's");
        for phone in ["fd00::10", "fd00::20", "fd00::30"] {
            assert!(crowd.clone().enter(at(phone)).await.is_some(), "{phone}");
        }
        held.clear();
        assert_eq!((crowd.all.load(Ordering::Relaxed), crowd.groups.len()), (0, 0));
    }

    #[tokio::test]
    async fn who_is_turned_away_leaves_no_trace_and_who_has_spoken_is_not_silent() {
        let crowd = ConnectionLimiter::new(70, Cards::with(interfaces, table));
        let mut held = Vec::new();
        for _ in 0..200 {
            held.extend(crowd.clone().enter(at("203.0.113.7")).await.inspect(ConnectionPermit::speaks));
        }
        assert_eq!((held.len(), crowd.all.load(Ordering::Relaxed)), (70, 70));
        held.pop();
        assert!(crowd.clone().enter(at("203.0.113.7")).await.is_some());
    }
}
