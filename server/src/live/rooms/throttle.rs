//! Throttled updates of a room: broadcasts the newest snapshot, the less often the more it costs.
//!
//! The first change after a pause is broadcast immediately. Then the task rests in proportion to what sending cost, which bounds
//! the share of a core that the updates of a full room take, up to [`LONGEST_REST`]. Changes during the rest share one snapshot;
//! the last one is always broadcast, because a change wakes the task again. Changes of presence alone wait longer.

use super::room::Room;
use super::snapshots::Snapshots;
use crate::live::COUNT_UPDATE_INTERVAL;
use crate::live::cluster_events::ClusterEvents;
use crate::metrics;
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

/// Starts the update task of a room; it ends when the room is closed.
pub(super) fn start(snapshots: Snapshots, events: ClusterEvents, room: Arc<Room>) {
    tokio::spawn(async move {
        let mut count_due = Instant::now();
        while room.wait_for_change().await.is_some() {
            // A change of presence alone waits: while a hall fills, hundreds of phones connect in a second and share one update.
            if let Ok(None) = timeout_at(count_due, room.wait_for_urgent()).await {
                break;
            }
            let began = Instant::now();
            let since = room.take_pending();
            let poll = room.newest();
            if let Some(voted) = room.unsent.take_at(poll.seq) {
                events.poll(&poll, false, &voted);
            }
            snapshots.broadcast("vote_update", &poll, Some(&room), true).await;
            count_due = Instant::now() + COUNT_UPDATE_INTERVAL;
            // Only urgent changes are measured: a change of presence alone has waited on purpose.
            if let Some(since) = since {
                metrics::broadcast_lag(since.elapsed());
            }
            tokio::time::sleep(rest(began.elapsed(), snapshots.receivers(&poll.code))).await;
        }
    });
}

/// How long to rest after a snapshot that took `sending` to queue for `phones` phones.
fn rest(sending: Duration, phones: u32) -> Duration {
    ((sending + COST_PER_PHONE * phones) * REST_PER_COST).clamp(SHORTEST_REST, LONGEST_REST)
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
