//! Throttled updates of a room: broadcasts the newest snapshot, the less often the more it costs.
//!
//! There are three tasks. One updates the [screens] that the hall looks at, consoles and projectors, as often as the processor
//! permits; one updates the [phones], which also share the air; one tells the other [instances]. In each, the first change after a
//! pause is sent immediately; changes during a rest share one snapshot, and the last one is always sent, because a change wakes the
//! task again. Changes of presence alone wait longer.

mod instances;
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
/// The longest rest, which bounds the pause between two updates however full the room is.
const LONGEST_REST: Duration = Duration::from_millis(200);
/// CPU time per phone after queueing: the phone's own task wakes up and writes one frame. Measured by `tests/load`: a thousand
/// phones that received 25 updates a second took 59 % of a core.
const COST_PER_PHONE: Duration = Duration::from_micros(25);
/// How long to rest per time of sending: as long as it took, which leaves half of the time for votes and pages.
const REST_PER_COST: u32 = 1;

/// Starts the update tasks of a room; they end when the room is closed.
pub(super) fn start(snapshots: &Snapshots, events: ClusterEvents, air: Air, room: &Arc<Room>) {
    tokio::spawn(screens::update(snapshots.clone(), room.clone()));
    if events.is_shared() {
        tokio::spawn(instances::publish(snapshots.clone(), events, room.clone()));
    }
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

/// How long to rest after a snapshot that took `sending` to queue for so many phones or screens.
fn rest(sending: Duration, receivers: u32) -> Duration {
    ((sending + COST_PER_PHONE * receivers) * REST_PER_COST).clamp(SHORTEST_REST, LONGEST_REST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_room_is_updated_often_and_a_full_hall_less_often() {
        assert_eq!(rest(Duration::from_micros(80), 20), SHORTEST_REST);
        assert_eq!(rest(Duration::from_millis(3), 1000), Duration::from_millis(28));
        assert_eq!(rest(Duration::from_millis(20), 20_000), LONGEST_REST);
    }
}
