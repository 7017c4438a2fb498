//! How many sockets there are, and how many there may be: in all, and of one address group.

use crate::app::limit::Group;
use dashmap::DashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The part of what all others leave free that one group may have.
const SHARE: usize = 4;

/// How many sockets there are. Clones share the count.
#[derive(Debug, Clone)]
pub(crate) struct Sessions(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    most: usize,
    /// Whether a group may have a part only.
    shared: bool,
    seats: AtomicUsize,
    groups: DashMap<Group, usize>,
}

impl Sessions {
    /// No socket yet, and later at most so many. With `shared`, an address group has at most a quarter of the seats that
    /// nobody else has.
    #[must_use]
    pub(crate) fn new(most: u32, shared: bool) -> Self {
        Self(Arc::new(Counts { most: most as usize, shared, seats: AtomicUsize::new(0), groups: DashMap::new() }))
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.seats.load(Ordering::Relaxed)
    }

    /// A seat for one more socket of this group, if there is one: from its handshake on, by whatever transport, until its
    /// session is gone. Every group finds one as long as any is free, a host (`unshared`) as many as there are.
    pub(crate) fn seat(&self, group: Group, unshared: bool) -> Option<Arc<SessionPermit>> {
        let counts = &self.0;
        // The entry is held meanwhile, so that no two of the same group take the last one.
        let mut its = counts.groups.entry(group).or_default();
        let all = counts.seats.fetch_add(1, Ordering::Relaxed);
        let others = all.saturating_sub(*its);
        let share = (counts.most.saturating_sub(others) / SHARE).max(1);
        let fits = all < counts.most && (*its < share || unshared || !counts.shared);
        *its += 1;
        drop(its);
        let seat = SessionPermit(self.clone(), group);
        fits.then(|| Arc::new(seat))
    }
}

/// One socket's seat; free again when the socket is gone, however it went.
pub(crate) struct SessionPermit(Sessions, Group);

impl Drop for SessionPermit {
    fn drop(&mut self) {
        let counts = &self.0.0;
        counts.seats.fetch_sub(1, Ordering::Relaxed);
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

    fn takes(sessions: &Sessions, last: u8, seats: &mut Vec<Arc<SessionPermit>>) -> usize {
        let before = seats.len();
        seats.extend((0..1_000).map_while(|_| sessions.seat(group(last), false)));
        seats.len() - before
    }

    #[test]
    fn a_group_takes_a_quarter_of_what_the_others_leave_and_everybody_finds_one() {
        let (sessions, mut seats) = (Sessions::new(400, true), Vec::new());
        assert_eq!([1, 2, 3].map(|last| takes(&sessions, last, &mut seats)), [100, 75, 56]);
        assert_eq!(takes(&sessions, 1, &mut seats), 0, "what it has is counted");
        assert!((4..=255).filter(|last| sessions.seat(group(*last), false).is_some()).count() == 252);
        seats.clear();
        assert_eq!((sessions.count(), sessions.0.groups.len()), (0, 0));
    }

    #[test]
    fn the_last_seats_go_one_by_one_and_a_host_is_not_kept_from_them() {
        let (sessions, mut seats) = (Sessions::new(3, true), Vec::new());
        assert_eq!(takes(&sessions, 1, &mut seats), 1);
        assert_eq!(takes(&sessions, 2, &mut seats), 1);
        seats.extend(sessions.seat(group(1), true));
        assert_eq!(seats.len(), 3);
        assert!(sessions.seat(group(9), true).is_none(), "there are no more than so many");
        let (unshared, mut seats) = (Sessions::new(100, false), Vec::new());
        assert_eq!(takes(&unshared, 1, &mut seats), 100);
    }
}
