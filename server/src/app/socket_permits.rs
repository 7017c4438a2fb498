//! Limits the sockets: in total, and of one address group.

use crate::app::limit::Group;
use dashmap::DashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The divisor of the permits that all other groups leave free: one group may have this part of them.
const SHARE: usize = 4;

/// Counts the sockets. Clones share the counts.
#[derive(Debug, Clone)]
pub(crate) struct Sessions(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    most: usize,
    /// Whether a group is limited to a part.
    shared: bool,
    permits: AtomicUsize,
    groups: DashMap<Group, usize>,
}

impl Sessions {
    /// Allows at most `most` sockets. With `shared`, an address group gets at most a quarter of the permits that the other
    /// groups leave free.
    #[must_use]
    pub(crate) fn new(most: u32, shared: bool) -> Self {
        Self(Arc::new(Counts { most: most as usize, shared, permits: AtomicUsize::new(0), groups: DashMap::new() }))
    }

    /// How many sockets there are.
    pub(crate) fn count(&self) -> usize {
        self.0.permits.load(Ordering::Relaxed)
    }

    /// A permit for one more socket of this group, from its handshake to the end of its session, or `None`. Every group gets at
    /// least one as long as any is free; a host (`unshared`) is not limited to a part.
    pub(crate) fn acquire(&self, group: Group, unshared: bool) -> Option<Arc<SessionPermit>> {
        let counts = &self.0;
        // The entry stays locked, so that no two sockets of the group take the last permit.
        let mut its = counts.groups.entry(group).or_default();
        let all = counts.permits.fetch_add(1, Ordering::Relaxed);
        let others = all.saturating_sub(*its);
        let share = (counts.most.saturating_sub(others) / SHARE).max(1);
        let fits = all < counts.most && (*its < share || unshared || !counts.shared);
        *its += 1;
        drop(its);
        let permit = SessionPermit(self.clone(), group);
        fits.then(|| Arc::new(permit))
    }
}

/// A socket's permit, released when dropped.
pub(crate) struct SessionPermit(Sessions, Group);

impl Drop for SessionPermit {
    fn drop(&mut self) {
        let counts = &self.0.0;
        counts.permits.fetch_sub(1, Ordering::Relaxed);
        counts.groups.remove_if_mut(&self.1, |_, its| {
            *its -= 1;
            *its == 0
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

    fn takes(sessions: &Sessions, last: u8, permits: &mut Vec<Arc<SessionPermit>>) -> usize {
        let before = permits.len();
        permits.extend((0..1_000).map_while(|_| sessions.acquire(group(last), false)));
        permits.len() - before
    }

    #[test]
    fn a_group_gets_a_quarter_of_the_free_permits_and_every_group_gets_one() {
        let (sessions, mut permits) = (Sessions::new(400, true), Vec::new());
        assert_eq!([1, 2, 3].map(|last| takes(&sessions, last, &mut permits)), [100, 75, 56]);
        assert_eq!(takes(&sessions, 1, &mut permits), 0, "what it has is counted");
        assert!((4..=255).filter(|last| sessions.acquire(group(*last), false).is_some()).count() == 252);
        permits.clear();
        assert_eq!((sessions.count(), sessions.0.groups.len()), (0, 0));
    }

    #[test]
    fn the_last_permits_go_one_by_one_and_a_host_gets_them() {
        let (sessions, mut permits) = (Sessions::new(3, true), Vec::new());
        assert_eq!(takes(&sessions, 1, &mut permits), 1);
        assert_eq!(takes(&sessions, 2, &mut permits), 1);
        permits.extend(sessions.acquire(group(1), true));
        assert_eq!(permits.len(), 3);
        assert!(sessions.acquire(group(9), true).is_none(), "there are no more than so many");
        let (unshared, mut permits) = (Sessions::new(100, false), Vec::new());
        assert_eq!(takes(&unshared, 1, &mut permits), 100);
    }
}
