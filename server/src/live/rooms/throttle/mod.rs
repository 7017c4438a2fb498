//! Throttled updates of a room: broadcasts the newest snapshot, the less often the more it costs.
//!
//! There are two tasks. One updates the [screens] that the hall looks at, consoles and projectors, as often as the processor
//! permits; the other one updates the [phones], which also share the air. In both, the first change after a pause is broadcast
//! immediately; changes during a rest share one snapshot, and the last one is always broadcast, because a change wakes the task
//! again. Changes of presence alone wait longer.

mod phones;
mod screens;

use super::changes::Changes;
use super::room::Room;
use super::snapshots::Snapshots;
use crate::live::COUNT_UPDATE_INTERVAL;
use crate::live::air::Air;
use crate::live::cluster_events::ClusterEvents;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The shortest rest, about one frame of a screen: votes closer together share a snapshot.
const SHORTEST_REST: Duration = Duration::from_millis(15);
/// CPU time per phone after queueing: the phone's own task wakes up and writes one frame. Measured by `tests/load`: a thousand
/// phones that received 25 updates a second took 59 % of a core.
const COST_PER_PHONE: Duration = Duration::from_micros(25);
/// How long to rest per time of sending: as long as it took, which leaves half of the time for votes and pages.
const REST_PER_COST: u32 = 1;

/// Starts the update tasks of a room; they end when the room is closed.
pub(super) fn start(snapshots: &Snapshots, events: ClusterEvents, air: Air, room: &Arc<Room>) {
    tokio::spawn(screens::update(snapshots.clone(), events, room.clone()));
    tokio::spawn(phones::update(snapshots.clone(), air, room.clone()));
}

/// Waits for the next change; one of presence alone also waits until `count_due`: while a hall fills, hundreds of phones connect
/// in a second and share one update. `None` once the room is closed.
async fn wait_for_change(room: &Room, changes: &Changes, count_due: Instant) -> Option<()> {
    room.until_closed(changes.wait()).await?;
    match timeout_at(count_due, room.until_closed(changes.wait_for_urgent())).await {
        Ok(None) => None,
        Ok(Some(())) | Err(_) => Some(()),
    }
}

/// When changes of presence alone are due after an update.
fn next_count_due() -> Instant {
    Instant::now() + COUNT_UPDATE_INTERVAL
}

/// How long to rest after a snapshot that took `sending` to queue for `phones` phones.
fn rest(sending: Duration, phones: u32, longest: Duration) -> Duration {
    ((sending + COST_PER_PHONE * phones) * REST_PER_COST).clamp(SHORTEST_REST, longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_room_is_updated_often_and_a_full_hall_less_often() {
        let longest = Duration::from_millis(200);
        assert_eq!(rest(Duration::from_micros(80), 20, longest), SHORTEST_REST);
        assert_eq!(rest(Duration::from_millis(3), 1000, longest), Duration::from_millis(28));
        assert_eq!(rest(Duration::from_millis(20), 20_000, longest), longest);
    }
}
