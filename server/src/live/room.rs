//! Rooms: the newest snapshot of each thing that has followers (a poll, a meeting, a board) on this instance.

use dashmap::DashMap;
use dashmap::mapref::entry::Entry;
use parking_lot::Mutex;
use std::hash::Hash;
use std::sync::Arc;

/// What a room tells its followers.
pub(super) trait Topic: Send + Sync + 'static {
    /// Names it.
    type Code: Clone + Eq + Hash + Send + Sync + 'static;
    /// What its room keeps beside the newest snapshot: the updates that are pending.
    type Updates: Send + Sync + 'static;

    /// Grows with every change: of two snapshots, the one with the smaller number is stale.
    fn seq(&self) -> u64;

    /// Whether its paper, which a follower reads once, is that of an earlier snapshot. What has no paper is read whole.
    fn has_same_paper(&self, _earlier: &Self) -> bool {
        false
    }
}

/// The rooms of one topic, by code.
pub(super) struct Rooms<T: Topic>(DashMap<T::Code, Arc<Room<T>>>);

impl<T: Topic> Default for Rooms<T> {
    fn default() -> Self {
        Self(DashMap::default())
    }
}

impl<T: Topic> Rooms<T> {
    /// The room of this code.
    pub(super) fn get(&self, code: &T::Code) -> Option<Arc<Room<T>>> {
        self.0.get(code).map(|room| room.clone())
    }

    /// The newest snapshot of this code.
    pub(super) fn newest(&self, code: &T::Code) -> Option<Arc<T>> {
        self.get(code).map(|room| room.newest())
    }

    /// Every room.
    pub(super) fn all(&self) -> Vec<Arc<Room<T>>> {
        self.0.iter().map(|room| room.clone()).collect()
    }

    /// The codes of all rooms, with the `seq` of their newest snapshots.
    pub(super) fn seqs(&self) -> Vec<(T::Code, u64)> {
        self.0.iter().map(|room| (room.key().clone(), room.newest().seq())).collect()
    }

    /// How many rooms there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The room of this code; `open` makes one where there is none.
    pub(super) fn get_or_open(&self, code: &T::Code, open: impl FnOnce() -> Arc<Room<T>>) -> Arc<Room<T>> {
        self.0.entry(code.clone()).or_insert_with(open).clone()
    }

    /// Removes the room of this code.
    pub(super) fn remove(&self, code: &T::Code) -> Option<Arc<Room<T>>> {
        self.0.remove(code).map(|(_, room)| room)
    }
}

impl<T: Topic<Updates: Default>> Rooms<T> {
    /// Stores a snapshot unless a newer one is cached; returns its room, and whether it was news: newer than the cached one, or the
    /// first.
    pub(super) fn store(&self, code: &T::Code, snapshot: Arc<T>) -> (Arc<Room<T>>, bool) {
        match self.0.entry(code.clone()) {
            Entry::Occupied(room) => {
                let is_news = room.get().store_if_newer(snapshot);
                (room.get().clone(), is_news)
            }
            Entry::Vacant(place) => (place.insert(Arc::new(Room::new(snapshot, T::Updates::default()))).clone(), true),
        }
    }
}

/// One room.
pub(super) struct Room<T: Topic> {
    newest: Mutex<Newest<T>>,
    /// The updates that are pending.
    pub(super) updates: T::Updates,
}

impl<T: Topic> Room<T> {
    /// A room whose followers join later than this snapshot, and so have its paper.
    pub(super) fn new(first: Arc<T>, updates: T::Updates) -> Self {
        Self { newest: Mutex::new(Newest::first(first)), updates }
    }

    /// The newest snapshot.
    pub(super) fn newest(&self) -> Arc<T> {
        self.newest.lock().snapshot.clone()
    }

    /// Stores a snapshot if its `seq` is newer, because batches may finish out of order; returns whether it was.
    pub(super) fn store_if_newer(&self, snapshot: Arc<T>) -> bool {
        self.newest.lock().store_if_newer(snapshot)
    }

    /// Since which `seq` a snapshot's paper is the same.
    pub(super) fn revision_of(&self, snapshot: &T) -> u64 {
        self.newest.lock().revision_of(snapshot)
    }
}

/// A room's newest snapshot, and since which `seq` its paper is the same.
struct Newest<T> {
    snapshot: Arc<T>,
    revision: u64,
}

impl<T: Topic> Newest<T> {
    /// The paper of the first snapshot may be older than it.
    fn first(snapshot: Arc<T>) -> Self {
        Self { revision: snapshot.seq(), snapshot }
    }

    fn store_if_newer(&mut self, snapshot: Arc<T>) -> bool {
        let is_newer = snapshot.seq() > self.snapshot.seq();
        if is_newer {
            *self = Self { revision: self.revision_of(&snapshot), snapshot };
        }
        is_newer
    }

    /// A `seq` from which on all snapshots up to this one have the same paper. It is not stored: each instance knows its own, which
    /// may be larger than the `seq` of the change, but never smaller, and never larger than that of the snapshot.
    fn revision_of(&self, snapshot: &T) -> u64 {
        if snapshot.seq() <= self.snapshot.seq() {
            self.revision.min(snapshot.seq())
        } else if snapshot.has_same_paper(&self.snapshot) {
            self.revision
        } else {
            snapshot.seq()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A snapshot with a `seq` and a paper.
    struct Sheet(u64, &'static str);

    impl Topic for Sheet {
        type Code = u8;
        type Updates = ();

        fn seq(&self) -> u64 {
            self.0
        }

        fn has_same_paper(&self, earlier: &Self) -> bool {
            self.1 == earlier.1
        }
    }

    #[test]
    fn other_papers_raise_the_revision_and_other_counts_leave_it() {
        let room = Room::new(Arc::new(Sheet(4, "here")), ());
        for sheet in [Sheet(5, "here"), Sheet(6, "there"), Sheet(7, "there")] {
            assert!(room.store_if_newer(Arc::new(sheet)));
        }
        assert_eq!(room.revision_of(&room.newest()), 6);
        assert_eq!((room.revision_of(&Sheet(8, "there")), room.revision_of(&Sheet(8, "elsewhere"))), (6, 8));
    }

    #[test]
    fn an_older_snapshot_never_has_a_revision_beyond_its_seq() {
        let room = Room::new(Arc::new(Sheet(4, "here")), ());
        room.store_if_newer(Arc::new(Sheet(9, "there")));
        assert_eq!((room.revision_of(&Sheet(9, "there")), room.revision_of(&Sheet(5, "here"))), (9, 5));
        assert!(!room.store_if_newer(Arc::new(Sheet(5, "here"))), "it arrived late");
        assert_eq!((room.newest().seq(), room.revision_of(&room.newest())), (9, 9));
    }

    #[test]
    fn the_first_snapshot_is_news_and_an_equal_or_older_one_is_not() {
        let rooms = Rooms::<Sheet>::default();
        let is_news = |seq| rooms.store(&1, Arc::new(Sheet(seq, ""))).1;
        assert_eq!([is_news(4), is_news(4), is_news(3), is_news(5)], [true, false, false, true]);
        assert_eq!(rooms.seqs(), [(1, 5)]);
        rooms.remove(&1);
        assert!(rooms.newest(&1).is_none());
    }
}
