//! Who may stand in the door: how many connections there are, and whose.

use crate::domain::AddressGroup;
use crate::figures;
use crate::http::ClientIp;
use crate::lan::Cards;
use dashmap::DashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Connections of addresses that count as one that have not yet sent a whole request: only the silent ones are suspect.
const SILENT: usize = 64;
/// File descriptors kept for everything that is not a connection.
const SPARE_FILES: u64 = 64;

/// How many connections there are, and whose.
pub(crate) struct Crowd {
    cards: Cards,
    per_address: usize,
    everybody: usize,
    all: AtomicUsize,
    groups: DashMap<AddressGroup, Places>,
}

#[derive(Default)]
struct Places {
    all: usize,
    silent: usize,
}

/// One connection's place; given back when dropped.
pub(super) struct Place {
    crowd: Arc<Crowd>,
    group: AddressGroup,
    spoke: AtomicBool,
}

impl Crowd {
    /// `per_address` connections for addresses that count as one (0: as many as there are), and for everybody together what the limit on
    /// open files leaves, which is raised as far as this user may.
    pub(crate) fn new(per_address: u32, cards: Cards) -> Arc<Self> {
        let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
        let everybody = usize::try_from(files.saturating_sub(SPARE_FILES)).unwrap_or(usize::MAX).max(16);
        let per_address = if per_address == 0 { usize::MAX } else { per_address as usize };
        Arc::new(Self { cards, per_address, everybody, all: AtomicUsize::new(0), groups: DashMap::new() })
    }

    /// A place for one more from this address and those that count as one with it, if there is any.
    pub(super) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let group = ClientIp::new(address, self.cards.behind_now(address)).group();
        if self.all.load(Ordering::Relaxed) >= self.everybody {
            figures::turned_away("everybody");
            return None;
        }
        let mut places = self.groups.entry(group).or_default();
        if places.all >= self.per_address {
            figures::turned_away("address");
            return None;
        }
        if self.per_address != usize::MAX && places.silent >= SILENT {
            figures::turned_away("silent");
            return None;
        }
        places.all += 1;
        places.silent += 1;
        self.all.fetch_add(1, Ordering::Relaxed);
        figures::connection(true);
        Some(Place { crowd: self.clone(), group, spoke: AtomicBool::new(false) })
    }
}

impl Place {
    /// The first whole request is here: this connection is not a silent one.
    pub(super) fn speaks(&self) {
        if !self.spoke.swap(true, Ordering::Relaxed)
            && let Some(mut places) = self.crowd.groups.get_mut(&self.group)
        {
            places.silent -= 1;
        }
    }

    /// Whether there was a whole request yet.
    pub(super) fn has_spoken(&self) -> bool {
        self.spoke.load(Ordering::Relaxed)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.crowd.all.fetch_sub(1, Ordering::Relaxed);
        figures::connection(false);
        if let Some(mut places) = self.crowd.groups.get_mut(&self.group) {
            places.all -= 1;
            if !*self.spoke.get_mut() {
                places.silent -= 1;
            }
        }
        self.crowd.groups.remove_if(&self.group, |_, places| places.all == 0);
    }
}
