//! The air that all phones of this server share: how often each room's phones are updated, so that all of them together receive at
//! most so many packets and bits a second, and how much they did receive.
//!
//! A room's Wi-Fi is its scarcest resource: it carries some thousand packets a second, however fast the server is. Consoles and
//! projectors are few, and not limited.

mod meter;
mod pacer;

pub(crate) use pacer::Budget;
pub(super) use pacer::Cost;

use crate::domain::PollCode;
use crate::metrics;
use crate::wire::Sending;
use meter::Meter;
use pacer::Pacer;
use parking_lot::Mutex;
use std::sync::Arc;
use tokio::time::Instant;

/// The budget of this server's phones, and what was sent to them. Clones share both.
#[derive(Clone)]
pub(crate) struct Air(Arc<Shared>);

struct Shared {
    pacer: Mutex<Pacer>,
    meter: Mutex<Meter>,
}

impl Air {
    /// `None` does not limit the updates of phones.
    pub(super) fn new(budget: Option<Budget>) -> Self {
        Self(Arc::new(Shared { pacer: Mutex::new(Pacer::new(budget)), meter: Mutex::default() }))
    }

    /// When a room of this many phones may be sent its next update; not later than two seconds after the last one.
    pub(super) fn due(&self, room: &PollCode, phones: u32, now: Instant) -> Instant {
        self.0.pacer.lock().due(room, phones, now)
    }

    /// Records that a room's phones were sent an update or a state, which began at `began`.
    pub(super) fn record(&self, room: &PollCode, cost: Cost, began: Instant) {
        self.0.pacer.lock().record(room, cost, began);
        self.record_unpaced(cost, began);
    }

    /// Records that phones were sent what belongs to no poll: a stage.
    pub(super) fn record_unpaced(&self, cost: Cost, now: Instant) {
        self.0.meter.lock().record(cost, now);
        metrics::phones_updated(cost.packets, cost.bytes);
    }

    /// Removes a room whose poll was deleted.
    pub(super) fn forget(&self, room: &PollCode) {
        self.0.pacer.lock().forget(room);
    }

    /// What `phones` connected phones are being sent; `None` without phones.
    pub(super) fn sending(&self, phones: usize, now: Instant) -> Option<Sending> {
        let phones = u32::try_from(phones).ok().filter(|phones| *phones > 0)?;
        let (updates_per_second, bits_per_second) = self.0.meter.lock().rates(now);
        Some(Sending { phones, updates_per_second, bits_per_second })
    }
}
