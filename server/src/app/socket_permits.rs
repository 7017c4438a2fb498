//! Limits the open sockets: in total, and per address group.

use crate::app::limit::Group;
use dashmap::DashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A group may use one part in this many of the permits that the other groups leave free.
const SHARE_DIVISOR: usize = 4;

/// Counts the sockets. Clones share the counts.
#[derive(Debug, Clone)]
pub(crate) struct SocketPermits(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    max: usize,
    /// Whether each group is limited to its share.
    shared: bool,
    /// The sockets in total.
    total: AtomicUsize,
    /// The sockets of each group.
    groups: DashMap<Group, usize>,
}

impl SocketPermits {
    /// Allows at most `max` sockets. With `shared`, an address group gets at most a quarter of the
    /// permits that the other groups leave free.
    #[must_use]
    pub(crate) fn new(max: u32, shared: bool) -> Self {
        Self(Arc::new(Counts { max: max as usize, shared, total: AtomicUsize::new(0), groups: DashMap::new() }))
    }

    /// The number of open sockets.
    pub(crate) fn count(&self) -> usize {
        self.0.total.load(Ordering::Relaxed)
    }

    /// A permit for one more socket of this group, from its handshake to the end of its session, or
    /// `None`. Every group gets at least one as long as any is free; a host (`unshared`) is limited
    /// by the total alone.
    pub(crate) fn acquire(&self, group: Group, unshared: bool) -> Option<Arc<SocketPermit>> {
        let counts = &self.0;
        // Locks the group's entry, so that two of its sockets cannot both take its last permit.
        let mut own = counts.groups.entry(group).or_default();
        let all = counts.total.fetch_add(1, Ordering::Relaxed);
        let others = all.saturating_sub(*own);
        let share = (counts.max.saturating_sub(others) / SHARE_DIVISOR).max(1);
        let fits = all < counts.max && (*own < share || unshared || !counts.shared);
        *own += 1;
        drop(own);
        // A permit that does not fit is dropped at once, which takes it off the counts.
        let permit = SocketPermit(self.clone(), group);
        fits.then(|| Arc::new(permit))
    }
}

/// A socket's permit, released when dropped.
pub(crate) struct SocketPermit(SocketPermits, Group);

impl Drop for SocketPermit {
    fn drop(&mut self) {
        let counts = &self.0.0;
        counts.total.fetch_sub(1, Ordering::Relaxed);
        counts.groups.remove_if_mut(&self.1, |_, own| {
            *own -= 1;
            *own == 0
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn group(last: u8) -> Group {
        Group::Ipv4(Ipv4Addr::new(192, 168, 1, last))
    }

    /// How many more permits the group with this `last` byte gets.
    fn acquire_all(sockets: &SocketPermits, last: u8, permits: &mut Vec<Arc<SocketPermit>>) -> usize {
        let earlier = permits.len();
        permits.extend((0..1_000).map_while(|_| sockets.acquire(group(last), false)));
        permits.len() - earlier
    }

    #[test]
    fn a_group_gets_a_quarter_of_the_free_permits_and_every_group_gets_one() {
        let (sockets, mut permits) = (SocketPermits::new(400, true), Vec::new());
        assert_eq!([1, 2, 3].map(|last| acquire_all(&sockets, last, &mut permits)), [100, 75, 56]);
        assert_eq!(acquire_all(&sockets, 1, &mut permits), 0, "its earlier permits count");
        assert!((4..=255).filter(|last| sockets.acquire(group(*last), false).is_some()).count() == 252);
        permits.clear();
        assert_eq!((sockets.count(), sockets.0.groups.len()), (0, 0));
    }

    #[test]
    fn a_group_gets_one_permit_of_a_small_total_and_a_host_gets_the_last() {
        let (sockets, mut permits) = (SocketPermits::new(3, true), Vec::new());
        assert_eq!(acquire_all(&sockets, 1, &mut permits), 1);
        assert_eq!(acquire_all(&sockets, 2, &mut permits), 1);
        permits.extend(sockets.acquire(group(1), true));
        assert_eq!(permits.len(), 3);
        assert!(sockets.acquire(group(9), true).is_none(), "the total limits a host too");
        let (unshared, mut permits) = (SocketPermits::new(100, false), Vec::new());
        assert_eq!(acquire_all(&unshared, 1, &mut permits), 100);
    }
}
