//! How many sockets there are, and how many there may be.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many sockets there are. Clones share the count.
#[derive(Debug, Clone)]
pub(crate) struct Sessions(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    most: usize,
    seats: AtomicUsize,
}

impl Sessions {
    /// No socket yet, and later at most so many.
    #[must_use]
    pub(crate) fn new(most: u32) -> Self {
        Self(Arc::new(Counts { most: most as usize, seats: AtomicUsize::new(0) }))
    }

    /// Whether another session would be one too many.
    #[must_use]
    pub(crate) fn full(&self) -> bool {
        self.0.seats.load(Ordering::Relaxed) >= self.0.most
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.seats.load(Ordering::Relaxed)
    }

    /// A seat for one more.
    pub(super) fn seat(&self) -> Arc<Seat> {
        self.0.seats.fetch_add(1, Ordering::Relaxed);
        Arc::new(Seat(self.clone()))
    }
}

/// One socket's seat; free again when the socket is gone, however it went.
pub(super) struct Seat(Sessions);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.0.seats.fetch_sub(1, Ordering::Relaxed);
    }
}
